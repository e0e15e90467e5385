import Evidence
import PeopleRules
import ReleaseRules
import Vocabulary

public struct StartTask: TaskAct {
  public static let name = "task.start"
  public static let about = "Say that a task was begun"
  public static let authority = Authority.signedIn
  public var task: TaskReference
  public var at: Moment?
  public static let shape = Shape.record(
    StartTask.init(task:at:),
    field("task", \.task, TaskReference.shape, "The task"),
    optional("at", \.at, Moment.shape, "When it was begun; left out: now"))
  public func run(_ desk: inout Desk) throws -> Done { try TaskDesk.decide(task, .start(at ?? desk.now), &desk) }

  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try TaskDesk.blockers(of: .start(desk.now), on: reference, desk)
  }
}

public struct ProgressOfTask: TaskAct {
  public static let name = "task.progress"
  public static let about = "Say how far a task is: percent done, or minutes that are left"
  public static let authority = Authority.signedIn
  public var task: TaskReference
  public var percent: Int?
  public var remaining: Int?
  public static let shape = Shape.record(
    ProgressOfTask.init(task:percent:remaining:),
    field("task", \.task, TaskReference.shape, "The task"),
    optional("percent", \.percent, .whole(0...100), "How much of it is done"),
    optional("remaining", \.remaining, .minutes, "Minutes that are left"))
  public func run(_ desk: inout Desk) throws -> Done {
    try TaskDesk.decide(task, .progress(percent: percent, remaining: remaining), &desk)
  }

  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try TaskDesk.blockers(of: .progress(percent: 0, remaining: nil), on: reference, desk)
  }
}

public struct FinishTask: TaskAct {
  public static let name = "task.finish"
  public static let about = "Say that a task is finished, or a milestone reached"
  public static let authority = Authority.signedIn
  public var task: TaskReference
  public var at: Moment?
  public static let shape = Shape.record(
    FinishTask.init(task:at:),
    field("task", \.task, TaskReference.shape, "The task"),
    optional("at", \.at, Moment.shape, "When it was finished; left out: now"))
  public func run(_ desk: inout Desk) throws -> Done { try TaskDesk.decide(task, .finish(at ?? desk.now), &desk) }

  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try TaskDesk.blockers(of: .finish(desk.now), on: reference, desk)
  }
}

extension TaskDesk {
  /// What keeps an act from a task now, whatever is typed.
  static func blockers(of command: TaskCommand, on reference: String, _ desk: Desk) throws -> [Refusal] {
    let it = try desk.get(ReleaseTask.self, reference).value
    return it.blockers(of: command, given: try facts(it, command, desk), at: desk.now)
  }
}

extension DropTask {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try TaskDesk.blockers(of: .drop, on: reference, desk)
  }
}

/// Freezes the dates of a plan as its next version; later changes are differences from it (PLN-9).
public struct AgreePlan: Operation {
  public static let name = "release.agree-plan"
  public static let about =
    "Agree the plan as it stands: its dates become the version that later changes are seen against"
  public static let authority = Authority.roles([.releaseManager])
  public var release: ReleaseReference
  public static let shape = Shape.record(
    AgreePlan.init(release:), field("release", \.release, ReleaseReference.shape, "The release"))
  public static let answer = PlanAgreed.shape

  public func run(_ desk: inout Desk) throws -> PlanAgreed {
    let it = try desk.get(Release.self, release.text).value
    let standing = try TaskDesk.standing(it, desk)
    try ReleaseDesk.decide(release, .agreePlan(standing), &desk)
    let version = it.agreedPlans + 1
    guard let plan = PlanReference(release: release, version: version) else { throw NotFound(subject: release.subject) }
    try desk.open(AgreedPlan.self, plan.text, .agreed(standing.forecast.content(of: release, version: version)))
    return PlanAgreed(plan: plan)
  }

  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    let it = try desk.get(Release.self, reference).value
    return it.blockers(
      of: .agreePlan(try TaskDesk.standing(it, desk)), given: try ReleaseDesk.facts(it, desk), at: desk.now)
  }
}

public struct PlanAgreed: Sendable, Hashable {
  public var plan: PlanReference
  public static let shape = Shape.record(
    PlanAgreed.init(plan:), field("plan", \.plan, PlanReference.shape, "The version that was agreed"))
}
