import Evidence
import PeopleRules
import ReleaseRules
import Scheduling
import Vocabulary

/// What one says of a task: read from a form, a file or a program alike.
public struct TaskText: Sendable, Hashable {
  public var title: String
  public var process: Phase
  public var duration: Int
  public var effort: Int?
  public var priority: Int
  public var notBefore: Moment?
  public var deadline: Moment?

  public static let shape = Shape.record(
    TaskText.init(title:process:duration:effort:priority:notBefore:deadline:),
    field("title", \.title, .text(3...120), "What, in one line"),
    field("process", \.process, Phase.process, "Process that it belongs to"),
    field("duration", \.duration, .minutes, "Minutes from start to finish; 0 makes it a milestone"),
    optional("effort", \.effort, .minutes, "Minutes of work; left out: as long as it takes"),
    field("priority", \.priority, .whole(1...5), else: 3, "1 is most pressing, 5 least"),
    optional("notBefore", \.notBefore, Moment.shape, "It does not begin before"),
    optional("deadline", \.deadline, Moment.shape, "It is finished by then"))

  func content(_ desk: Desk) throws -> TaskContent {
    TaskContent(
      title: try desk.words(title), process: process, duration: duration, effort: effort ?? duration,
      priority: priority, notBefore: notBefore, deadline: deadline)
  }
}

public struct TaskMade: Sendable, Hashable {
  public var task: TaskReference
  public static let shape = Shape.record(
    TaskMade.init(task:), field("task", \.task, TaskReference.shape, "The new task"))
}

public struct AddTask: Operation {
  public static let name = "task.add"
  public static let about = "Put a task into the plan of a release"
  public static let authority = Authority.roles(TaskDesk.managers)
  public var release: ReleaseReference
  public var text: TaskText
  public var why: String?
  public static let shape = Shape.record(
    AddTask.init(release:text:why:),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("text", \.text, TaskText.shape, "What is to be done"),
    optional("why", \.why, .text(3...2000, lines: true), "Why; needed once the plan was agreed"))
  public static let answer = TaskMade.shape

  public func run(_ desk: inout Desk) throws -> TaskMade {
    let held = try desk.get(Release.self, release.text).value
    let content = try text.content(desk)
    try Refused.unlessEmpty(ReleaseTask.blockersOfAdding(content, to: held, isReasoned: why != nil))
    guard let task = TaskReference(number: try desk.books.nextNumber(TaskKind.prefix)) else {
      throw Fault(
        "number-series", says: "The series TASK- has run out.", remedy: "This is a defect: please report it.")
    }
    try desk.open(
      ReleaseTask.self, task.text, .added(.init(release: release, content: content)), why: try desk.words(why))
    return TaskMade(task: task)
  }
}

/// An act on a task that is there: what a role for one release allows is judged by the task's release.
protocol TaskAct: Operation {
  var task: TaskReference { get }
}

extension TaskAct {
  public func release(_ books: any Books) throws -> ReleaseReference? {
    try books.load(ReleaseTask.self, task.text)?.value.release
  }
}

public struct ChangeTask: TaskAct {
  public static let name = "task.change"
  public static let about = "Change what a task is, how long it takes, between which moments it lies"
  public static let authority = Authority.roles(TaskDesk.managers)
  public var task: TaskReference
  public var text: TaskText
  public var why: String?
  public static let shape = Shape.record(
    ChangeTask.init(task:text:why:),
    field("task", \.task, TaskReference.shape, "The task"),
    field("text", \.text, TaskText.shape, "What is to be done"),
    optional("why", \.why, .text(3...2000, lines: true), "Why; needed once the plan was agreed"))
  public func run(_ desk: inout Desk) throws -> Done {
    var content = try text.content(desk)
    let had = try desk.get(ReleaseTask.self, task.text).value.content
    // The same words again are no change: each keeping of them has a salt of its own.
    if try desk.text(had.title) == text.title { content.title = had.title }
    return try TaskDesk.decide(task, .change(content), &desk, why: why)
  }
}

public struct NeedForTask: TaskAct {
  public static let name = "task.need"
  public static let about = "Say what a task takes, before anybody is assigned: a skill, equipment, material, a place"
  public static let authority = Authority.roles(TaskDesk.managers)
  public var task: TaskReference
  public var kind: TaskNeed.Kind
  public var what: String
  public var level: Int?
  public var quantity: Int
  public static let shape = Shape.record(
    NeedForTask.init(task:kind:what:level:quantity:),
    field("task", \.task, TaskReference.shape, "The task"),
    field("kind", \.kind, .oneOf, "Of which kind"),
    field("what", \.what, .text(2...200), "What"),
    optional("level", \.level, .whole(1...5), "Level of a skill, from 1 to 5"),
    field("quantity", \.quantity, .whole(1...100_000), else: 1, "How many"))
  public func run(_ desk: inout Desk) throws -> Done {
    let need = TaskNeed(kind: kind, what: try desk.words(what), level: level, quantity: quantity)
    return try TaskDesk.decide(task, .need(need), &desk)
  }
}

public struct DropNeed: TaskAct {
  public static let name = "task.drop-need"
  public static let about = "Take back that a task takes something"
  public static let authority = Authority.roles(TaskDesk.managers)
  public var task: TaskReference
  public var number: Int
  public static let shape = Shape.record(
    DropNeed.init(task:number:),
    field("task", \.task, TaskReference.shape, "The task"),
    field("number", \.number, .whole(1...1000), "Number of the need, as its page shows it"))
  public func run(_ desk: inout Desk) throws -> Done { try TaskDesk.decide(task, .dropNeed(number), &desk) }
}

public struct LinkTask: TaskAct {
  public static let name = "task.link"
  public static let about = "Let a task wait for another task of the same release"
  public static let authority = Authority.roles(TaskDesk.managers)
  public var task: TaskReference
  public var after: TaskReference
  public var kind: LinkKind
  public var lag: Int
  public var why: String?
  public static let shape = Shape.record(
    LinkTask.init(task:after:kind:lag:why:),
    field("task", \.task, TaskReference.shape, "The task that waits"),
    field("after", \.after, TaskReference.shape, "What it waits for"),
    field(
      "kind", \.kind, .oneOf, else: .finishToStart, "What of the other comes first, and what of this one then follows"),
    field("lag", \.lag, .whole(-525_600...525_600), else: 0, "Minutes between; a negative number lets it come earlier"),
    optional("why", \.why, .text(3...2000, lines: true), "Why; needed once the plan was agreed"))
  public func run(_ desk: inout Desk) throws -> Done {
    try TaskDesk.decide(task, .link(TaskLink(after: after, kind: kind, lag: lag)), &desk, why: why)
  }
}

public struct UnlinkTask: TaskAct {
  public static let name = "task.unlink"
  public static let about = "Let a task no longer wait for another"
  public static let authority = Authority.roles(TaskDesk.managers)
  public var task: TaskReference
  public var after: TaskReference
  public var kind: LinkKind
  public var why: String?
  public static let shape = Shape.record(
    UnlinkTask.init(task:after:kind:why:),
    field("task", \.task, TaskReference.shape, "The task that waits"),
    field("after", \.after, TaskReference.shape, "What it waits for"),
    field("kind", \.kind, .oneOf, else: .finishToStart, "How it waits for it"),
    optional("why", \.why, .text(3...2000, lines: true), "Why; needed once the plan was agreed"))
  public func run(_ desk: inout Desk) throws -> Done {
    try TaskDesk.decide(task, .unlink(after, kind), &desk, why: why)
  }
}

public struct AssignTask: TaskAct {
  public static let name = "task.assign"
  public static let about = "Give a task to its owner"
  public static let authority = Authority.roles(TaskDesk.managers)
  public var task: TaskReference
  public var owner: PersonIdentifier
  public static let shape = Shape.record(
    AssignTask.init(task:owner:),
    field("task", \.task, TaskReference.shape, "The task"),
    field("owner", \.owner, PersonIdentifier.shape, "Who does it"))
  public func run(_ desk: inout Desk) throws -> Done { try TaskDesk.decide(task, .assign(owner), &desk) }
}

public struct DropTask: TaskAct {
  public static let name = "task.drop"
  public static let about = "Drop a task: nobody does it, and nothing waits for it any more"
  public static let authority = Authority.roles(TaskDesk.managers)
  public var task: TaskReference
  public var why: String
  public static let shape = Shape.record(
    DropTask.init(task:why:),
    field("task", \.task, TaskReference.shape, "The task"),
    field("why", \.why, .text(3...2000, lines: true), "Why it is not done"))
  public func run(_ desk: inout Desk) throws -> Done { try TaskDesk.decide(task, .drop, &desk, why: why) }
}
