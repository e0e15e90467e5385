import Glibc
import HostWork
import Packages
import Vocabulary
import Wire

/// The agent's day: recover, keep services running, poll, carry out what comes, report (docs/decisions/0006).
public struct AgentLoop: Sendable {
  let workshop: Workshop
  let carrier: any Carrier
  /// How long an inventory is good while nothing happens.
  let inventoryEvery: Span

  /// A retired host has nothing to ask any more; it asks seldom, in case somebody erred.
  static let pauseOfRetired = Span.hours(1)

  public init(workshop: Workshop, carrier: any Carrier, inventoryEvery: Span = InventoryPace.usual) {
    (self.workshop, self.carrier, self.inventoryEvery) = (workshop, carrier, inventoryEvery)
  }

  /// What one poll leaves for the next.
  private struct Standing {
    /// Whether an order stands still in the middle, because the disk failed under its journal: it comes to a safe end
    /// before anything else is done or reported.
    var isUnsettled = false
    var pace: InventoryPace
  }

  private enum Outcome {
    case comeBack(Span)
    case fault(HandsFault)
    case retired(Moment)
  }

  /// Runs until the process is ended, or for one poll and what it brings.
  public func run(once: Bool) async throws(HandsFault) {
    guard let identity = try workshop.folder.identity(), let server = identity.server else {
      throw HandsFault("this host is not enrolled; run slipway-agent enrol")
    }
    let recovered = try await workshop.recover()
    log("agent-started", ["version": agentVersion, "host": identity.host.text, "recovered": String(recovered)])
    let line = ServerLine(folder: workshop.folder, carrier: carrier, identity: identity, server: server)
    var supervisor = Supervisor(services: workshop.services)
    var backOff = BackOff()
    Nudge.listen()
    var standing = Standing(pace: InventoryPace(every: inventoryEvery))
    repeat {
      try supervisor.look()
      Reserve.keep(in: workshop.folder)
      standing.pace.see(services: supervisor.states)
      let pause: Span
      switch await poll(line, identity, &standing) {
      case .comeBack(let span):
        backOff.succeeded()
        pause = span
      case .retired(let since):
        log("host-retired", ["host": identity.host.text, "since": since.text])
        if once { throw HandsFault("this host is retired since \(since.text); its server takes it no more") }
        pause = Self.pauseOfRetired
      case .fault(let fault):
        pause = backOff.failed(chance: chanceNumber())
        log("poll-fault", ["because": fault.says, "againIn": "\(pause.milliseconds) ms"])
        if once { throw fault }
      }
      if once { return }
      try rest(pause, &supervisor)
    } while true
  }

  /// Waits, and meanwhile looks after the services every second. A nudge ends the wait.
  private func rest(_ pause: Span, _ supervisor: inout Supervisor) throws(HandsFault) {
    let until = Clocks.monotonic() + pause.milliseconds
    while Clocks.monotonic() < until, !Nudge.taken() {
      Clocks.sleep(min(1000, max(1, until - Clocks.monotonic())))
      try supervisor.look()
    }
  }

  private func chanceNumber() -> UInt64 { chance(8).reduce(0) { $0 << 8 | UInt64($1) } }

  private func poll(_ line: ServerLine, _ identity: Identity, _ standing: inout Standing) async -> Outcome {
    do {
      if standing.isUnsettled { _ = try await workshop.recover() }
      standing.isUnsettled = false
      let supplier = ServerSupplier(line: line, folder: workshop.folder)
      await supplier.deliver(ReportFiles(folder: workshop.folder), orderRuns: false)
      let answer = try await ask(line)
      let keeper = Gatekeeper(folder: workshop.folder, identity: identity)
      let times = AnswerTimes(at: answer.at, receivedAt: Clocks.now())
      try keeper.raise(
        era: answer.floors.all, epochs: answer.floors.deployments.map { (deployment: $0.deployment, epoch: $0.epoch) })
      try keeper.accept(times)
      try TrustStore(folder: workshop.folder).take(
        roots: answer.metadata.roots, timestamp: answer.metadata.timestamp, targets: answer.metadata.targets,
        at: Clocks.now())
      let desk = OrderDesk(workshop: workshop, keeper: keeper, supplier: supplier)
      var ended = false
      for envelope in answer.orders {
        standing.isUnsettled = true
        if try await desk.carryOut(envelope, times) { ended = true }
        standing.isUnsettled = false
      }
      if ended { standing.pace.orderEnded() }
      try await tellInventory(line, isWanted: answer.wantsInventory, &standing.pace)
      await supplier.deliver(ReportFiles(folder: workshop.folder), orderRuns: false)
      // After an order there may be the next; otherwise the server says when, with its jitter.
      return .comeBack(ended ? Span(milliseconds: 0) : answer.comeBackIn)
    } catch MessageFailure.retired(let since) {
      return .retired(since)
    } catch let fault as HandsFault { return .fault(fault) } catch { return .fault(HandsFault("\(error)")) }
  }

  private func ask(_ line: ServerLine) async throws -> PollAnswer {
    let seen = try workshop.folder.seen()
    let request = PollRequest(
      agent: agentVersion, busy: false, formats: UnderstoodFormats(),
      inventory: try workshop.folder.document("inventory.json")?["sent"]?.text.flatMap { Digest(hex: $0) },
      seen: SeenOrders(era: seen.era, number: seen.number),
      versions: try TrustStore(folder: workshop.folder).versions())
    let answer = try await line.send(WirePath.poll, request.bytes)
    guard answer.status == 200 else { throw HandsFault("the server answered \(answer.status) to the poll") }
    do { return try PollAnswer(bytes: answer.body) } catch { throw HandsFault("the answer to the poll: \(error.says)") }
  }

  /// Sends the inventory if the server asks or if this machine is another than the one it knows (CFG-5).
  private func tellInventory(_ line: ServerLine, isWanted: Bool, _ pace: inout InventoryPace) async throws {
    guard pace.isDue(isWanted: isWanted, at: Clocks.monotonic()) else { return }
    let taker = InventoryTaker(root: workshop.root, services: workshop.services, version: agentVersion)
    let found = try taker.take()
    // The agent's own health changes all the time and is no news.
    let comparable = Digest.sha256(of: HostWork.Inventory.comparable(found).canonicalBytes).hex
    let known = try workshop.folder.document("inventory.json")
    guard isWanted || known?["comparable"]?.text != comparable else { return pace.taken(at: Clocks.monotonic()) }
    let facts = found.compactMap { fact in
      InventoryGroup(rawValue: fact.group.rawValue).map {
        Wire.InventoryFact(group: $0, key: fact.key, source: fact.source, value: fact.value)
      }
    }
    let inventory = Wire.Inventory(
      at: Clocks.now(), facts: facts, shared: taker.shared.compactMap { InventoryGroup(rawValue: $0.rawValue) })
    let answer = try await line.send(WirePath.inventory, inventory.bytes)
    guard answer.status == 200 else { throw HandsFault("the server answered \(answer.status) to the inventory") }
    let sent: JSON = ["comparable": .string(comparable), "sent": .string(inventory.factsDigest.hex)]
    try workshop.folder.write("inventory.json", sent)
    pace.taken(at: Clocks.monotonic())
  }
}
