import Evidence
import PeopleRules
import ReleaseRules
import Scheduling
import Vocabulary

public struct TaskRow: Sendable {
  public var task: TaskReference
  public var release: ReleaseReference
  public var title: String
  public var process: Phase
  public var state: TaskState
  public var owner: PersonIdentifier?
  public var name: String?
  public var priority: Int
  public var duration: Int
  public var effort: Int
  public var percent: Int

  public static let shape = Shape.record(
    TaskRow.init(task:release:title:process:state:owner:name:priority:duration:effort:percent:),
    field("task", \.task, TaskReference.shape, "Reference"),
    field("release", \.release, ReleaseReference.shape, "Whose plan"),
    field("title", \.title, .text(0...200), "Title"),
    field("process", \.process, .oneOf, "Process"),
    field("state", \.state, .oneOf, "How it stands"),
    optional("owner", \.owner, PersonIdentifier.shape, "Who does it"),
    optional("name", \.name, .text(0...200), "Name of the owner"),
    field("priority", \.priority, .whole(1...5), "1 is most pressing"),
    field("duration", \.duration, .minutes, "Minutes from start to finish; a milestone takes none"),
    field("effort", \.effort, .minutes, "Minutes of work"),
    field("percent", \.percent, .whole(0...100), "How much is done"))

  static func made(_ it: ReleaseTask, _ names: inout NamesOfPeople, _ desk: Desk) throws -> TaskRow {
    TaskRow(
      task: it.identifier, release: it.release, title: try desk.text(it.content.title), process: it.content.process,
      state: it.state, owner: it.owner, name: try it.owner.map { try names.name(of: $0, desk) },
      priority: it.content.priority, duration: it.content.duration, effort: it.content.effort,
      percent: it.state == .finished ? 100 : it.progress?.percent ?? 0)
  }
}

public struct ListTasks: QuestionAsked {
  public static let name = "task.list"
  public static let about = "Tasks of all releases"
  public var asked: ListAsked<ReleaseTask>
  public static let shape = ListAsked<ReleaseTask>.shape.mapped(ListTasks.init(asked:), { $0.asked }, else: "")
  public static let answer = Listing.shape(TaskRow.shape)
  public init(asked: ListAsked<ReleaseTask>) { self.asked = asked }
  public func ask(_ desk: Desk) throws -> Listing<TaskRow> {
    var names = NamesOfPeople()
    return try desk.listing(asked) { try TaskRow.made($0.value, &names, desk) }
  }
}

public struct NeedRow: Sendable {
  public var number: Int
  public var kind: TaskNeed.Kind
  public var what: String
  public var level: Int?
  public var quantity: Int

  static let shape = Shape.record(
    NeedRow.init(number:kind:what:level:quantity:),
    field("number", \.number, .whole(1...1000), "Its number"),
    field("kind", \.kind, .oneOf, "Of which kind"),
    field("what", \.what, .text(0...200), "What"),
    optional("level", \.level, .whole(1...5), "Level of a skill"),
    field("quantity", \.quantity, .whole(1...100_000), "How many"))
}

public struct TaskLinkRow: Sendable {
  public var task: TaskRow
  public var kind: LinkKind
  public var lag: Int

  static let shape = Shape.record(
    TaskLinkRow.init(task:kind:lag:),
    field("task", \.task, TaskRow.shape, "The other task"),
    field("kind", \.kind, .oneOf, "How"),
    field("lag", \.lag, .whole(-525_600...525_600), "Minutes between"))
}

public struct TaskDetail: Sendable {
  public var version: Int
  /// With its dates; absent for a task that was dropped.
  public var dates: ScheduleRow?
  public var row: TaskRow
  public var notBefore: Moment?
  public var deadline: Moment?
  public var remaining: Int?
  public var startedAt: Moment?
  public var finishedAt: Moment?
  public var needs: [NeedRow]
  public var waitsFor: [TaskLinkRow]
  public var waiting: [TaskLinkRow]

  static let shape = Shape.record(
    TaskDetail.init(
      version:dates:row:notBefore:deadline:remaining:startedAt:finishedAt:needs:waitsFor:waiting:),
    field("version", \.version, .whole(1...2_000_000_000), "Version, for If-Match"),
    optional("dates", \.dates, ScheduleRow.shape, "Its dates; absent when it was dropped"),
    field("row", \.row, TaskRow.shape, "In brief"),
    optional("notBefore", \.notBefore, Moment.shape, "It does not begin before"),
    optional("deadline", \.deadline, Moment.shape, "It is finished by then"),
    optional("remaining", \.remaining, .minutes, "Minutes that are left, as was last said"),
    optional("startedAt", \.startedAt, Moment.shape, "When it was begun"),
    optional("finishedAt", \.finishedAt, Moment.shape, "When it was finished"),
    field("needs", \.needs, .list(NeedRow.shape), "What it takes"),
    field("waitsFor", \.waitsFor, .list(TaskLinkRow.shape), "What it waits for"),
    field("waiting", \.waiting, .list(TaskLinkRow.shape, 0...10_000), "What waits for it"))
}

public struct ShowTask: QuestionAsked {
  public static let name = "task.show"
  public static let about = "One task: dates, what it takes, what it waits for, whom it pushes"
  public var task: TaskReference
  public static let shape = Shape.record(
    ShowTask.init(task:), field("task", \.task, TaskReference.shape, "The task"))
  public static let answer = TaskDetail.shape
  public init(task: TaskReference) { self.task = task }

  public func ask(_ desk: Desk) throws -> TaskDetail {
    let held = try desk.get(ReleaseTask.self, task.text)
    let it = held.value
    let plan = try ReleaseSchedule(release: it.release).ask(desk)
    let rows = Dictionary(
      (plan.tasks.map(\.row) + plan.dropped).map { ($0.task, $0) }, uniquingKeysWith: { first, _ in first })
    let waiting = try TaskDesk.all(it.release, desk).flatMap { other in
      other.value.links.filter { $0.after == task }.compactMap { link in
        rows[other.value.identifier].map { TaskLinkRow(task: $0, kind: link.kind, lag: link.lag) }
      }
    }
    var names = NamesOfPeople()
    return TaskDetail(
      version: held.version, dates: plan.tasks.first { $0.row.task == task }, row: try .made(it, &names, desk),
      notBefore: it.content.notBefore, deadline: it.content.deadline, remaining: it.progress?.remaining,
      startedAt: it.startedAt, finishedAt: it.finishedAt,
      needs: try it.needs.enumerated().map { place, need in
        NeedRow(
          number: place + 1, kind: need.kind, what: try desk.text(need.what), level: need.level,
          quantity: need.quantity)
      },
      waitsFor: it.links.compactMap { link in
        rows[link.after].map { TaskLinkRow(task: $0, kind: link.kind, lag: link.lag) }
      }, waiting: waiting)
  }
}

/// A version of a plan as it was agreed.
public struct ShowPlan: QuestionAsked {
  public static let name = "plan.show"
  public static let about = "A version of a release's plan as it was agreed"
  public var plan: PlanReference
  public static let shape = Shape.record(
    ShowPlan.init(plan:), field("plan", \.plan, PlanReference.shape, "The version"))
  public static let answer = PlanContent.shape
  public func ask(_ desk: Desk) throws -> PlanContent { try desk.get(AgreedPlan.self, plan.text).value.content }
}
