import Glibc
import HostWork
import Packages
import Vocabulary

/// Drives the machine of one order: does its effects, hands back what happened, until the order is over.
struct OrderDriver {
  let root: HostRoot
  let folder: AgentFolder
  let supplier: any Supplier
  /// As the order gives them.
  let parameters: [ParameterValue]
  var hands: DeedHands
  let taker: FingerprintTaker
  let probe: Probe

  /// The largest description that is read.
  static let largestDescription: Int64 = 8 << 20

  var reports: ReportFiles { ReportFiles(folder: folder) }
  var store: ContentStore { ContentStore(folder: folder) }

  /// Does these effects and all that follow from them.
  mutating func run(_ machine: inout HostMachine, _ effects: [Effect]) async throws(HandsFault) {
    let started = (Clocks.now(), Clocks.monotonic())
    // Durations must not jump with the wall clock.
    func now() -> Moment { started.0 + Span(milliseconds: Clocks.monotonic() - started.1) }
    try Disk.makeFolder(hands.orderFolder)
    var journal = try JournalFile.open("\(hands.orderFolder)/journal")
    var queue = effects[...]
    while let effect = queue.popFirst() {
      if case .journal(let entry) = effect {
        try journal.append(entry)
        if case .reported = entry { await supplier.deliver(reports, orderRuns: true) }
      } else if let event = try await act(effect, machine, now()) {
        guard queue.isEmpty else { throw HandsFault("an effect that gives an event must be the last: \(effect)") }
        queue = machine.next(event, at: now())[...]
      }
    }
    guard machine.isOver else {
      throw HandsFault("the order \(machine.note.order) stands still; start the agent again")
    }
  }

  private mutating func act(_ effect: Effect, _ machine: HostMachine, _ now: Moment) async throws(HandsFault)
    -> HostEvent?
  {
    switch effect {
    case .journal: return nil
    case .report(let number, let event):
      try reports.add(machine.note, order: machine.note.order, number: number, event, at: Clocks.now())
      return nil
    case .fetchDescription(let digest): return await fetchDescription(digest)
    case .fetch(let contents): return await fetch(contents)
    case .examine(let name, let needs):
      let services = try taker.services.all(of: name).map { FormerService(note: $0.note, running: $0.wanted) }
      return .examined(unmet: Prerequisites(root: root).unmet(needs), services: services)
    case .recall(let package): return try recall(package)
    case .fingerprint(let moment, let scope, let like, let without, let patience):
      return .fingerprinted(try fingerprint(moment, scope, like, without, patience))
    case .askToBegin: return await ask(machine.note)
    case .keepFormer(let deeds): return outcome { () throws(HandsFault) in .formerKept(try hands.keepFormer(deeds)) }
    case .perform(let deed):
      log("deed", ["order": machine.note.order, "does": deed.says])
      return outcome { () throws(HandsFault) in .did(log: try hands.perform(deed)) }
    case .undo(let deed, let former):
      log("undo", ["order": machine.note.order, "undoes": deed.says])
      return outcome { () throws(HandsFault) in .did(log: try hands.undo(deed, former)) }
    case .removeFolders(let folders):
      return outcome { () throws(HandsFault) in
        try hands.removeFolders(folders)
        return .did(log: "")
      }
    case .verify(let checks, let owns):
      return .verified(
        await Checks(processes: hands.processes, order: hands.order, probe: probe).hold(checks, owns: owns))
    case .remember(let kept):
      try folder.remember(kept)
      return nil
    case .forget(let package, let order):
      try folder.forget(package, order: order)
      return nil
    case .tidy:
      try tidy(machine)
      return nil
    }
  }

  private func outcome(_ act: () throws(HandsFault) -> HostEvent) -> HostEvent {
    do { return try act() } catch { return .failed(because: error.says, log: "") }
  }

  private mutating func fetchDescription(_ digest: Digest) async -> HostEvent {
    do {
      try await store.bring(digest, bytes: nil, most: Self.largestDescription, from: supplier)
    } catch { return Self.event(error, "package-description") }
    do {
      let bytes = try hands.content(digest)
      let note = try PackageNote.read(bytes, parameters)
      hands.values = try PackageDescription(bytes: bytes).manifest.values(given: parameters)
      return .described(note)
    } catch let refused as Objections {
      return .refused(refused.all)
    } catch { return .unreachable("\(error)") }
  }

  private func fetch(_ contents: [Content]) async -> HostEvent {
    for one in contents {
      do { try await store.bring(one.digest, bytes: one.bytes, most: one.bytes, from: supplier) } catch {
        return Self.event(error, "package-content")
      }
    }
    return .fetched
  }

  private static func event(_ failure: SupplyFailure, _ rule: String) -> HostEvent {
    switch failure {
    case .unreachable(let says): .unreachable(says)
    case .noRoom(let says):
      .refused([Objection("disk-full", because: says, clears: "Make room on the host's disk and order again")])
    case .wrong(let says):
      .refused([Objection(rule, because: says, clears: "Restore the content in the library and order again")])
    }
  }

  private func ask(_ note: OrderNote) async -> HostEvent {
    switch await supplier.mayBegin(note) {
    case .go: .mayBegin
    case .no(let refusals):
      .refused(refusals)
    case .unreachable(let says): .unreachable(says)
    }
  }

  private func recall(_ package: Digest) throws(HandsFault) -> HostEvent {
    guard let one = try folder.allDeployments().first(where: { $0.package == package }) else {
      return .recalled([], before: nil)
    }
    let kept = try folder.deployments(of: one.packageName)
    return .recalled(
      kept, before: try kept.last.flatMap { last throws(HandsFault) in try folder.fingerprint(last.before) })
  }

  private func fingerprint(
    _ moment: FingerprintMoment, _ scope: ObservedScope, _ like: Fingerprint?, _ without: [String], _ patience: Span
  ) throws(HandsFault) -> [Fingerprint] {
    let deadline = Clocks.monotonic() + patience.milliseconds
    var taken = [try taker.take(scope)]
    if moment == .before { taken.append(try taker.take(scope)) }
    while let like, let last = taken.last, last.without(without) != like.without(without),
      Clocks.monotonic() < deadline
    {
      Clocks.sleep(200)
      taken = [try taker.take(scope)]
    }
    if let last = taken.last { try folder.keep(last) }
    return taken
  }

  private func tidy(_ machine: HostMachine) throws(HandsFault) {
    let kept = try folder.allDeployments()
    try store.tidy(keeping: kept)
    let needed = Set(kept.map { "\($0.before.hex).json" })
    for name in Disk.names(folder.at("fingerprints")) where !needed.contains(name) {
      try Disk.remove(folder.at("fingerprints/\(name)"))
    }
    try folder.tidyFormer(keeping: kept)
  }
}
