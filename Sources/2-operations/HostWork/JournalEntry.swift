import Packages
import Vocabulary

/// What the agent writes down, forced to disk, around everything it does for one order. Recovery decides from these
/// alone (design, «What must stay true», 4).
public enum JournalEntry: Sendable, Hashable {
  /// The order passed the gates. Also written again when the same order is taken up after a pause.
  case accepted(OrderNote)
  case fingerprinted(FingerprintNote)
  /// The server said go, and this is what will be done: the first entry after which the host may change.
  case planned(PlanNote)
  /// The former state is kept whole; from here deeds begin.
  case former(Former)
  /// For `backout` and `remove`: all of this may stand on the host and is to be undone.
  case undoes(KeptDeployment)
  /// Deed of that index is about to be done; without `done` it counts as maybe done.
  case begun(Int)
  case done(Int)
  /// Everything is done and verified: from here the new state is the one that stays.
  case kept
  case backingOut(String)
  case undoBegun(Int)
  case undone(Int)
  /// A deed could not be taken back; the rest is taken back all the same.
  case undoFailed(String)
  /// Everything of this pass is undone.
  case backedOut
  /// A report with that number is in the queue.
  case reported(ReportMark)
  case ended(EndNote)
  /// Nothing was done, and the order may be taken up again.
  case paused(String)

  public static let shape = Shape<JournalEntry>.choice(
    .when("accepted", OrderNote.shape, { .accepted($0) }, { if case .accepted(let one) = $0 { one } else { nil } }),
    .when(
      "fingerprinted", FingerprintNote.shape, { .fingerprinted($0) },
      { if case .fingerprinted(let one) = $0 { one } else { nil } }),
    .when("planned", PlanNote.shape, { .planned($0) }, { if case .planned(let one) = $0 { one } else { nil } }),
    .when("former", Former.shape, { .former($0) }, { if case .former(let one) = $0 { one } else { nil } }),
    .when("undoes", KeptDeployment.shape, { .undoes($0) }, { if case .undoes(let one) = $0 { one } else { nil } }),
    .when("begun", index, { .begun($0) }, { if case .begun(let one) = $0 { one } else { nil } }),
    .when("done", index, { .done($0) }, { if case .done(let one) = $0 { one } else { nil } }),
    .when("kept", .yesOrNo, { _ in .kept }, { if case .kept = $0 { true } else { nil } }),
    .when("backingOut", .exact, { .backingOut($0) }, { if case .backingOut(let one) = $0 { one } else { nil } }),
    .when("undoBegun", index, { .undoBegun($0) }, { if case .undoBegun(let one) = $0 { one } else { nil } }),
    .when("undone", index, { .undone($0) }, { if case .undone(let one) = $0 { one } else { nil } }),
    .when("undoFailed", .exact, { .undoFailed($0) }, { if case .undoFailed(let one) = $0 { one } else { nil } }),
    .when("backedOut", .yesOrNo, { _ in .backedOut }, { if case .backedOut = $0 { true } else { nil } }),
    .when("reported", ReportMark.shape, { .reported($0) }, { if case .reported(let one) = $0 { one } else { nil } }),
    .when("ended", EndNote.shape, { .ended($0) }, { if case .ended(let one) = $0 { one } else { nil } }),
    .when("paused", .exact, { .paused($0) }, { if case .paused(let one) = $0 { one } else { nil } }))

  private static let index = Shape<Int>.whole(0...1_000_000)
}

/// What an order is called and what it wants.
public struct OrderNote: Sendable, Hashable {
  /// SHA-256 of the payload, hexadecimal.
  public let order: String
  public let number: Int64
  public let deployment: String
  public let step: String
  public let action: OrderAction
  public let package: Digest
  public let expected: ExpectedState?

  public init(
    order: String, number: Int64, deployment: String, step: String, action: OrderAction, package: Digest,
    expected: ExpectedState?
  ) {
    self.order = order
    self.number = number
    self.deployment = deployment
    self.step = step
    self.action = action
    self.package = package
    self.expected = expected
  }

  public static let shape = Shape.record(
    OrderNote.init(order:number:deployment:step:action:package:expected:),
    field("order", \.order, .text(64...64), "Digest of the order's payload"),
    field("number", \.number, .whole(1...JSON.largestWhole), "Number of the order on this host"),
    field("deployment", \.deployment, .text(1...80), "Deployment"),
    field("step", \.step, .text(1...200), "Step of the plan"),
    field("action", \.action, .oneOf, "What to do"),
    field("package", \.package, Digest.shape, "Package digest"),
    optional("expected", \.expected, ExpectedState.shape, "The state that the plan rests on"))
}

/// That a fingerprint was taken; the document lies in the order's folder under its digest.
public struct FingerprintNote: Sendable, Hashable {
  public let moment: FingerprintMoment
  public let digest: Digest
  public let noise: [String]

  public init(moment: FingerprintMoment, digest: Digest, noise: [String]) {
    self.moment = moment
    self.digest = digest
    self.noise = noise
  }

  public static let shape = Shape.record(
    FingerprintNote.init(moment:digest:noise:),
    field("moment", \.moment, .oneOf, "When"),
    field("digest", \.digest, Digest.shape, "Of the document"),
    field("noise", \.noise, .list(.exact, 0...100_000), "Keys that change by themselves"))
}

public enum FingerprintMoment: String, Sendable, Hashable, CaseIterable {
  case before, after
  case afterBackout = "after-backout"
}

/// What will be done.
public struct PlanNote: Sendable, Hashable {
  /// 1, and for `try` also 2.
  public let pass: Int
  public let packageName: String
  public let deeds: [Deed]
  public let scope: ObservedScope

  public init(pass: Int, packageName: String, deeds: [Deed], scope: ObservedScope) {
    self.pass = pass
    self.packageName = packageName
    self.deeds = deeds
    self.scope = scope
  }

  public static let shape = Shape.record(
    PlanNote.init(pass:packageName:deeds:scope:),
    field("pass", \.pass, .whole(1...2), "Which time"),
    field("packageName", \.packageName, .text(1...40), "Name of the package"),
    field("deeds", \.deeds, .list(Deed.shape, 0...10_000), "In order"),
    field("scope", \.scope, ObservedScope.shape, "What fingerprints cover"))
}

/// A report that is in the queue.
public struct ReportMark: Sendable, Hashable {
  public let number: Int64
  public let event: String

  public init(number: Int64, event: String) {
    self.number = number
    self.event = event
  }

  public static let shape = Shape.record(
    ReportMark.init(number:event:),
    field("number", \.number, .whole(1...JSON.largestWhole), "Number of the report in its order"),
    field("event", \.event, .text(1...40), "What it reports"))
}

/// How the order ended, with the report that says so, so that it is reported even if the power fails now.
public struct EndNote: Sendable, Hashable {
  public let result: String
  public let event: JSON

  public init(result: String, event: JSON) {
    self.result = result
    self.event = event
  }

  public static let shape = Shape.record(
    EndNote.init(result:event:),
    field("result", \.result, .text(1...40), "kept, backed-out, removed, held, failed, proven, refused"),
    field("event", \.event, .anything, "The event of the report"))
}
