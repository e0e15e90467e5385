import Evidence
import Vocabulary

/// Why a release is stopped (LIF-3).
public enum StopKind: String, Sendable, Hashable, CaseIterable {
  case notWanted = "not-wanted"
  case superseded
  case resourcesTaken = "resources-taken"
  case planNotReady = "plan-not-ready"
  case other

  public var label: String {
    switch self {
    case .notWanted: "no longer wanted"
    case .superseded: "superseded"
    case .resourcesTaken: "resources taken"
    case .planNotReady: "plan not ready"
    case .other: "other"
    }
  }

  /// Whether it says by what.
  var needsCause: Bool { self == .superseded || self == .resourcesTaken }
}

/// A stop with its kind and what caused it.
public struct Stop: Sendable, Hashable {
  public var kind: StopKind
  /// The release or request that supersedes it or took its resources.
  public var cause: SubjectReference?

  public init(kind: StopKind, cause: SubjectReference?) {
    self.kind = kind
    self.cause = cause
  }

  public static let shape = Shape.record(
    Stop.init(kind:cause:),
    field("kind", \.kind, .oneOf, "Kind of stop"),
    optional("cause", \.cause, SubjectReference.shape, "What supersedes it or took its resources"))
}

/// A stop as it happened.
public struct Stopped: Sendable, Hashable {
  public var from: Phase
  public var stop: Stop

  static let shape = Shape.record(
    Stopped.init(from:stop:), field("from", \.from, .oneOf, "Where it stood"),
    field("stop", \.stop, Stop.shape, "Kind and cause"))
}

/// A way back: who gets the work, and which answers fell (LIF-1).
public struct Returned: Sendable, Hashable {
  public var from: Phase
  public var to: Phase
  public var at: Moment
  public var workBackTo: Role
  /// Names of duties whose answers no longer count, and `approval`.
  public var fell: [String]

  public static let shape = Shape.record(
    Returned.init(from:to:at:workBackTo:fell:), field("from", \.from, .oneOf, "From"), field("to", \.to, .oneOf, "To"),
    field("at", \.at, Moment.shape, "When"), field("workBackTo", \.workBackTo, .oneOf, "Who gets the work back"),
    field("fell", \.fell, .list(.text(1...40)), "Answers that no longer count"))
}

/// A resumption: where it goes on, and which checks had fallen meanwhile (LIF-3).
public struct Resumed: Sendable, Hashable {
  public var to: Phase
  public var fell: [String]

  public init(to: Phase, fell: [String]) {
    self.to = to
    self.fell = fell
  }

  static let shape = Shape.record(
    Resumed.init(to:fell:), field("to", \.to, .oneOf, "Where it goes on"),
    field("fell", \.fell, .list(.text(1...60)), "Checks that no longer hold"))
}

extension Release {
  func stopBlockers(_ stop: Stop, _ to: Phase, _ facts: ReleaseFacts, _ now: Moment) -> [Refusal] {
    var refusals = moveBlockers(to, facts, now)
    if stop.kind.needsCause, stop.cause == nil {
      refusals.append(
        Refusal(
          "stop-names-cause", because: "«\(stop.kind.label)» does not say by what.",
          clears: "Name the release or request that stands behind it.", by: [.changeManager, .releaseManager]))
    }
    if stop.cause == subject {
      refusals.append(
        Refusal(
          "stop-cause-other", because: "\(identifier) cannot be its own cause.",
          clears: "Name another release or request.", by: [.changeManager, .releaseManager]))
    }
    return refusals
  }

  /// What falls when the release goes back: the approval, and what clusters answered for the phases to be gone again.
  func falls(goingBackTo to: Phase) -> [String] {
    let answers = Duty.table.filter {
      $0.process.isAt(to) && answer(to: $0) != nil && state(of: $0).isSettled
    }
    let losesApproval = approval != nil && (to == .planning || to == .building)
    return answers.map(\.name) + (losesApproval ? ["approval"] : [])
  }
}
