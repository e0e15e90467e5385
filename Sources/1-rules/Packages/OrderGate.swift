import Vocabulary

/// What a host has seen and never goes back behind. To be stored before the answer that brought it is acted on.
public struct SeenFloors: Sendable, Hashable {
  public var era: Int
  /// The highest epoch per deployment.
  public var epochs: [DeploymentReference: Int]
  /// The number of the last order that was journaled, 0 for none.
  public var number: Int
  /// SHA-256 of its payload.
  public var order: Digest?

  public init(era: Int = 0, epochs: [DeploymentReference: Int] = [:], number: Int = 0, order: Digest? = nil) {
    self.era = era
    self.epochs = epochs
    self.number = number
    self.order = order
  }
}

/// An authenticated answer of the server: what it said the time was, and what the host's clock said then.
public struct AnswerTimes: Sendable, Hashable {
  public var at: Moment
  public var receivedAt: Moment

  public init(at: Moment, receivedAt: Moment) {
    self.at = at
    self.receivedAt = receivedAt
  }
}

/// What a host knows when it looks at an order.
public struct GateFacts: Sendable, Hashable {
  public var host: HostIdentifier
  public var environment: HostEnvironment
  public var library: TrustedLibrary
  public var floors: SeenFloors
  /// Numbers of approvals under which an install was journaled here.
  public var installedUnder: Set<Int>
  public var now: Moment
  /// The answer that brought the order, or the last one since; nil if it was not authenticated.
  public var answer: AnswerTimes?
  /// The highest `at` ever accepted from the server.
  public var highestAnswer: Moment

  public init(
    host: HostIdentifier, environment: HostEnvironment, library: TrustedLibrary, floors: SeenFloors,
    installedUnder: Set<Int>, now: Moment, answer: AnswerTimes?, highestAnswer: Moment
  ) {
    self.host = host
    self.environment = environment
    self.library = library
    self.floors = floors
    self.installedUnder = installedUnder
    self.now = now
    self.answer = answer
    self.highestAnswer = highestAnswer
  }
}

/// An order that is signed, mine, and not overtaken; nothing says yet that it may be carried out.
public struct ReadOrder: Sendable, Hashable {
  public let order: Order
  /// SHA-256 of the payload.
  public let digest: Digest
  /// The same order was journaled before: resumed or reported again, never run twice.
  public let isRepeat: Bool
}

/// An order that may be carried out, with the approval that contains it and what the library says of its package.
public struct AdmittedOrder: Sendable, Hashable {
  public let order: Order
  public let digest: Digest
  public let isRepeat: Bool
  public let approval: Approval
  public let entry: LibraryEntry
}

/// What a host checks before anything is fetched or done: checks 1 to 5 of docs/decisions/0002, in that order; the first
/// that fails is thrown.
public enum OrderGate {
  /// All five.
  public static func admit(_ envelope: Envelope, _ facts: GateFacts) throws(Objection) -> AdmittedOrder {
    try permit(read(envelope, facts), facts)
  }

  /// Checks 1 and 2: signed by enough keys, then parsed; for me; not overtaken.
  public static func read(_ envelope: Envelope, _ facts: GateFacts) throws(Objection) -> ReadOrder {
    let order = try Order.verified(envelope, by: facts.library.root.ring(of: .orders))
    let digest = envelope.payloadDigest
    guard order.host == facts.host else {
      throw Objection(
        "order-other-host", because: "the order is for \(order.host.text), this is \(facts.host.text)",
        clears: "send the order to its host")
    }
    let epoch = facts.floors.epochs[order.deployment] ?? 0
    guard order.epoch >= epoch else {
      throw Objection(
        "order-epoch",
        because: "\(order.deployment.text) was halted or planned anew: epoch \(epoch), not \(order.epoch)",
        clears: "wait for an order of the present epoch")
    }
    guard order.era >= facts.floors.era else {
      throw Objection(
        "order-era", because: "everything was stopped since (era \(facts.floors.era), not \(order.era))",
        clears: "wait for an order of the present era")
    }
    guard order.number >= facts.floors.number else {
      throw Objection(
        "order-overtaken", because: "order \(facts.floors.number) came before order \(order.number)",
        clears: "give a new order with a higher number")
    }
    let isRepeat = order.number == facts.floors.number
    guard !isRepeat || facts.floors.order == digest else {
      throw Objection(
        "order-number-reused", because: "another order \(order.number) was journaled here before",
        clears: "give a new order with a higher number, and find out who signed two")
    }
    return ReadOrder(order: order, digest: digest, isRepeat: isRepeat)
  }

  /// Checks 3 to 5: contained in an approval, at a moment that is allowed, with a package that the library holds.
  public static func permit(_ read: ReadOrder, _ facts: GateFacts) throws(Objection) -> AdmittedOrder {
    let approval = try containing(read.order, facts)
    try checkTime(of: read.order, facts)
    let entry = try facts.library.entry(read.order.package, at: facts.now)
    switch read.order.action {
    case .install, .rehearse:
      guard entry.status.suffices(for: approval.purpose) else {
        throw Objection(
          "package-status",
          because: "\(entry.name.text) \(entry.version.text) is \(entry.status.rawValue) in the library, which is not "
            + "enough for \(approval.purpose.rawValue)", clears: "have the package accepted and released first")
      }
    // What is on the host already may always be looked at and taken away, also after it was withdrawn.
    case .backout, .remove, .inspect: break
    }
    return AdmittedOrder(
      order: read.order, digest: read.digest, isRepeat: read.isRepeat, approval: approval, entry: entry)
  }

  private static func containing(_ order: Order, _ facts: GateFacts) throws(Objection) -> Approval {
    var first: Objection?
    for enclosed in order.approvals {
      do {
        let approval = try Approval.verified(enclosed.envelope, by: facts.library.root.ring(of: .approvals))
        let refusals = Containment.refusals(
          of: order, in: approval, proof: enclosed.hostProof, on: facts.environment,
          hasInstalledUnder: facts.installedUnder.contains(approval.approval))
        guard let refusal = refusals.first else { return approval }
        first = first ?? refusal
      } catch {
        first = first ?? error
      }
    }
    throw first
      ?? Objection("approval-missing", because: "the order carries no approval", clears: "enclose the approval")
  }

  /// How far the host's clock may be from the server's.
  public static let clockTolerance = Span.seconds(120)

  /// Whether both clocks told nearly the same time when the answer came.
  public static func agree(_ answer: AnswerTimes) -> Bool {
    abs((answer.receivedAt - answer.at).milliseconds) < clockTolerance.milliseconds
  }

  private static func checkTime(of order: Order, _ facts: GateFacts) throws(Objection) {
    guard let answer = facts.answer else {
      throw Objection(
        "answer-not-authenticated", because: "the answer that brought the order was not authenticated",
        clears: "make a new session and poll again")
    }
    guard agree(answer) else {
      let apart = abs((answer.receivedAt - answer.at).milliseconds)
      throw Objection(
        "clock-apart", because: "this host's clock and the server's are \(apart / 1000) seconds apart",
        clears: "set the clock that is wrong, the host's or the server's, and order again")
    }
    guard facts.now >= facts.highestAnswer else {
      throw Objection(
        "clock-went-back", because: "this host's clock is before \(facts.highestAnswer.text), which the server said",
        clears: "set the host's clock")
    }
    guard facts.now < order.notAfter else {
      throw Objection(
        "order-too-late", because: "the order had to begin before \(order.notAfter.text)", clears: "give a new order")
    }
    guard !order.allowed.contains(where: { $0.contains(facts.now) }) else { return }
    let next = order.allowed.map(\.from).first { $0 > facts.now && $0 < order.notAfter }
    guard let next else {
      throw Objection(
        "order-not-in-window", because: "the last interval in which the order may begin is over",
        clears: "give a new order")
    }
    throw Objection(
      "order-not-in-window", because: "the order may begin from \(next.text)", clears: "wait until then",
      notBefore: next)
  }
}
