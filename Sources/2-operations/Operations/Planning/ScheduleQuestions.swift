import ChangeRules
import Evidence
import PeopleRules
import ReleaseRules
import Scheduling
import Vocabulary

/// A task that another pushes, and whose it is (PLN-8).
public struct PushedRow: Sendable {
  public var task: TaskReference
  public var owner: PersonIdentifier?
  public var name: String?

  static let shape = Shape.record(
    PushedRow.init(task:owner:name:),
    field("task", \.task, TaskReference.shape, "The task"),
    optional("owner", \.owner, PersonIdentifier.shape, "Its owner"),
    optional("name", \.name, .text(0...200), "Name of the owner"))
}

/// A task in the plan: what was agreed, how it comes out now, what it pushes.
public struct ScheduleRow: Sendable {
  public var row: TaskRow
  public var start: Moment
  public var finish: Moment
  public var latestFinish: Moment
  public var slack: Int?
  public var isCritical: Bool
  public var plannedStart: Moment?
  public var plannedFinish: Moment?
  /// Minutes by which it ends later than agreed or than its deadline.
  public var slip: Int
  public var pushes: [PushedRow]
  public var after: [TaskReference]
  /// What keeps its next step from being said: its start, or its finish once it was begun.
  public var blocked: [JSON]

  static let shape = Shape.record(
    ScheduleRow.init(
      row:start:finish:latestFinish:slack:isCritical:plannedStart:plannedFinish:slip:pushes:after:blocked:),
    field("row", \.row, TaskRow.shape, "In brief"),
    field("start", \.start, Moment.shape, "When it begins or began"),
    field("finish", \.finish, Moment.shape, "When it ends or ended"),
    field("latestFinish", \.latestFinish, Moment.shape, "When it must end, or the plan ends later"),
    optional("slack", \.slack, .whole(-52_560_000...52_560_000), "Minutes that it may slip; absent when it has ended"),
    field("critical", \.isCritical, .yesOrNo, "Whether it may not slip at all"),
    optional("plannedStart", \.plannedStart, Moment.shape, "Start as agreed"),
    optional("plannedFinish", \.plannedFinish, Moment.shape, "Finish as agreed"),
    field("slip", \.slip, .whole(0...52_560_000), "Minutes by which it ends later than agreed or than its deadline"),
    field("pushes", \.pushes, .list(PushedRow.shape, 0...10_000), "Tasks that end later because of it"),
    field("after", \.after, .list(TaskReference.shape), "What it waits for"),
    field("blocked", \.blocked, .list(.anything), "What keeps it from being begun, or finished once it was begun"))
}

public struct ScheduleDetail: Sendable {
  public var version: Int
  public var release: ReleaseReference
  public var title: String
  public var phase: Phase
  public var begin: Moment
  public var end: Moment
  /// The earliest day by which one of its requests is needed.
  public var requiredBy: CivilDate?
  /// The agreed version that it is seen against.
  public var agreed: PlanReference?
  public var agreedAt: Moment?
  public var agreedEnd: Moment?
  public var tasks: [ScheduleRow]
  /// Tasks that were dropped.
  public var dropped: [TaskRow]
  public var chain: [TaskReference]
  public var differences: [JSON]
  /// Versions that were agreed, newest first.
  public var versions: [PlanReference]

  static let shape = Shape.record(
    ScheduleDetail.init(
      version:release:title:phase:begin:end:requiredBy:agreed:agreedAt:agreedEnd:tasks:dropped:chain:differences:
      versions:),
    field("version", \.version, .whole(1...2_000_000_000), "Version of the release, for If-Match"),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("title", \.title, .text(0...200), "Title"),
    field("phase", \.phase, .oneOf, "Where it stands"),
    field("begin", \.begin, Moment.shape, "When the plan begins"),
    field("end", \.end, Moment.shape, "When all of it ends"),
    optional("requiredBy", \.requiredBy, CivilDate.shape, "The earliest day by which one of its requests is needed"),
    optional("agreed", \.agreed, PlanReference.shape, "The agreed version that it is seen against"),
    optional("agreedAt", \.agreedAt, Moment.shape, "When that was agreed"),
    optional("agreedEnd", \.agreedEnd, Moment.shape, "When it was to end by that"),
    field("tasks", \.tasks, .list(ScheduleRow.shape, 0...10_000), "Its tasks with their dates"),
    field("dropped", \.dropped, .list(TaskRow.shape, 0...10_000), "Tasks that were dropped"),
    field("chain", \.chain, .list(TaskReference.shape, 0...10_000), "Tasks that determine the end, first to last"),
    field("differences", \.differences, .list(.anything, 0...20_000), "How it differs from what was agreed"),
    field("versions", \.versions, .list(PlanReference.shape), "Versions that were agreed, newest first"))
}

public struct ReleaseSchedule: QuestionAsked {
  public static let name = "release.schedule"
  public static let about =
    "The plan of a release: tasks, dates, slack, critical chain, what slips and whom that pushes"
  public var release: ReleaseReference
  public var against: PlanReference?
  public static let shape = Shape.record(
    ReleaseSchedule.init(release:against:),
    field("release", \.release, ReleaseReference.shape, "The release"),
    optional("against", \.against, PlanReference.shape, "Agreed version to see it against; left out: the last"))
  public static let answer = ScheduleDetail.shape
  public init(release: ReleaseReference, against: PlanReference? = nil) {
    self.release = release
    self.against = against
  }

  public func ask(_ desk: Desk) throws -> ScheduleDetail {
    let held = try desk.get(Release.self, release.text)
    let it = held.value
    let all = try TaskDesk.all(release, desk).map(\.value)
    let forecast = Forecast(all, begin: it.openedAt, at: desk.now)
    let agreed = try against.map { try desk.get(AgreedPlan.self, $0.text).value } ?? TaskDesk.agreed(it, desk)
    var names = NamesOfPeople()
    let known = Dictionary(all.map { ($0.identifier, $0) }, uniquingKeysWith: { first, _ in first })
    let manages = TaskDesk.managesPlan(release, desk)
    let rows = try forecast.tasks.compactMap { task -> ScheduleRow? in
      let facts = TaskFacts(
        release: it, before: task.links.compactMap { known[$0.after] }, person: desk.actor.person,
        managesPlan: manages, isReasoned: true)
      return try Self.row(task, forecast, agreed?.content, facts, &names, desk)
    }
    let needed = try TaskDesk.standing(it, desk).needed
    return ScheduleDetail(
      version: held.version, release: release, title: try desk.text(it.title), phase: it.phase, begin: it.openedAt,
      end: forecast.end, requiredBy: needed.values.min(), agreed: agreed?.identifier, agreedAt: agreed?.agreedAt,
      agreedEnd: agreed?.content.end, tasks: rows,
      dropped: try all.filter { $0.state == .dropped }.map { try TaskRow.made($0, &names, desk) },
      chain: forecast.chain,
      differences: try (agreed.map { forecast.differences(from: $0.content) } ?? []).map { try Self.said($0, desk) },
      versions: (0..<it.agreedPlans).reversed().compactMap { PlanReference(release: release, version: $0 + 1) })
  }

  private static func said(_ difference: PlanDifference, _ desk: Desk) throws -> JSON {
    let says = try difference.says.naming { subject in
      guard subject.kind == PersonKind.word else { return nil }
      return try PersonIdentifier(subject.reference).map { try desk.name(of: $0) }
    }
    return ["says": .string(says.text), "names": .array(says.subjects.map { .string($0.text) })]
  }

  private static func row(
    _ task: ReleaseTask, _ forecast: Forecast, _ agreed: PlanContent?, _ facts: TaskFacts,
    _ names: inout NamesOfPeople, _ desk: Desk
  ) throws -> ScheduleRow? {
    let isNext = task.state == .open && !task.content.isMilestone
    let next = task.blockers(of: isNext ? .start(desk.now) : .finish(desk.now), given: facts, at: desk.now)
    guard let dates = forecast.dates(of: task.identifier) else { return nil }
    let planned = agreed?.tasks.first { $0.task == task.identifier }
    var pushes: [PushedRow] = []
    for other in forecast.pushed(by: task, against: agreed) {
      pushes.append(
        PushedRow(
          task: other.identifier, owner: other.owner, name: try other.owner.map { try names.name(of: $0, desk) }))
    }
    return ScheduleRow(
      row: try TaskRow.made(task, &names, desk), start: dates.start, finish: dates.finish,
      latestFinish: dates.latestFinish, slack: dates.slack, isCritical: dates.isCritical,
      plannedStart: planned?.start, plannedFinish: planned?.finish, slip: forecast.slip(of: task, against: agreed),
      pushes: pushes, after: task.links.map(\.after),
      blocked: task.state.hasEnded ? [] : try desk.said(next))
  }
}

/// Names that were read once: a plan has many tasks of few people.
struct NamesOfPeople {
  private var known: [PersonIdentifier: String] = [:]

  mutating func name(of person: PersonIdentifier, _ desk: Desk) throws -> String {
    if let name = known[person] { return name }
    let name = try desk.name(of: person)
    known[person] = name
    return name
  }
}
