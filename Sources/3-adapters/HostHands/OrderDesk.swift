import HostWork
import Packages
import Vocabulary

/// Takes an order from its envelope to its end.
struct OrderDesk: Sendable {
  let workshop: Workshop
  let keeper: Gatekeeper
  let supplier: any Supplier

  /// Judges the order by the gates and lets the machine do what is left. An order that was taken up before is never run
  /// twice; one that was paused before its first effect goes on.
  ///
  /// - Returns: whether it came to its end now.
  @discardableResult
  func carryOut(_ envelope: Envelope, _ times: AnswerTimes?) async throws(HandsFault) -> Bool {
    let digest = envelope.payloadDigest
    let folder = workshop.folder.at("orders/\(digest.hex)")
    let progress = Progress(Disk.exists(folder) ? try JournalFile.open("\(folder)/journal").entries : [])
    guard progress.recovery == .untouched else {
      log("order-known", ["order": digest.hex])
      return false
    }
    let facts = try keeper.facts(times)
    let read: ReadOrder
    do throws(Objection) { read = try OrderGate.read(envelope, facts) } catch {
      try refuse(digest, error)
      return true
    }
    var refusals: [Objection] = []
    do throws(Objection) {
      try keeperNotes(OrderGate.permit(read, facts))
    } catch {
      if let next = error.notBefore {
        log("order-waits", ["order": digest.hex, "until": next.text])
        return false
      }
      refusals = [error]
    }
    try Disk.makeFolder(folder)
    try Disk.replace("\(folder)/order.json", envelope.canonicalBytes)
    return try await run(read, progress, refusals)
  }

  private func keeperNotes(_ admitted: AdmittedOrder) throws(Objection) {
    do { try keeper.note(admitted) } catch {
      throw Objection("agent-folder", because: error.says, clears: "Make room on the host's disk and order again")
    }
  }

  private func run(_ read: ReadOrder, _ progress: Progress, _ refusals: [Objection]) async throws(HandsFault) -> Bool {
    let order = read.order
    let note = OrderNote(
      order: read.digest.hex, number: Int64(order.number), deployment: order.deployment.text, step: order.step,
      action: order.action, package: order.package, expected: order.expected)
    log("order", ["order": note.order, "action": order.action.rawValue, "deployment": note.deployment])
    var driver = workshop.driver(order: note.order, supplier: supplier, parameters: order.parameters)
    var machine = HostMachine(note, at: Clocks.now(), asks: supplier.asks)
    machine.resume(progress)
    try await driver.run(&machine, machine.next(.judged(refusals), at: Clocks.now()))
    log("order-over", ["order": note.order, "result": machine.progress.ended?.result ?? "paused"])
    return machine.progress.ended != nil
  }

  /// Nothing of it was parsed: it is reported by the digest of its bytes alone, once.
  private func refuse(_ digest: Digest, _ objection: Objection) throws(HandsFault) {
    try Disk.makeFolder(workshop.folder.at("orders/\(digest.hex)"))
    var journal = try JournalFile.open(workshop.folder.at("orders/\(digest.hex)/journal"))
    let event = ReportEvent.refused([objection])
    try journal.append(.ended(EndNote(result: "refused", event: event.json)))
    try ReportFiles(folder: workshop.folder).add(nil, order: digest.hex, number: 1, event, at: Clocks.now())
    try journal.append(.reported(ReportMark(number: 1, event: event.name)))
    log("order-refused", ["order": digest.hex, "rule": objection.rule])
  }
}

extension PackageNote {
  /// From the bytes of a description.
  static func read(_ bytes: [UInt8], _ parameters: [ParameterValue]) throws(Objections) -> PackageNote {
    let description: PackageDescription
    do { description = try PackageDescription(bytes: bytes) } catch {
      guard let all = Objections([error]) else { preconditionFailure("one objection is not none") }
      throw all
    }
    return try PackageNote(description, parameters: parameters)
  }
}
