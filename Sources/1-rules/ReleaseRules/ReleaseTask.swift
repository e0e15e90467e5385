import Evidence
import Scheduling
import Vocabulary

/// One piece of work in the plan of a release (PLN-1).
public struct ReleaseTask: Subject {
  public static let kind = TaskKind.word

  public var identifier: TaskReference
  public var release: ReleaseReference
  public var content: TaskContent
  /// What it takes, said before anybody is assigned.
  public var needs: [TaskNeed]
  /// What it waits for.
  public var links: [TaskLink]
  public var owner: PersonIdentifier?
  public var startedAt: Moment?
  public var finishedAt: Moment?
  public var droppedAt: Moment?
  public var progress: TaskProgress?

  public var reference: String { identifier.text }

  /// Worked out from what happened to it; nobody sets it.
  public var state: TaskState {
    if droppedAt != nil { return .dropped }
    if finishedAt != nil { return .finished }
    return startedAt == nil ? .open : .started
  }

  public static let shape = Shape.record(
    ReleaseTask.init(
      identifier:release:content:needs:links:owner:startedAt:finishedAt:droppedAt:progress:),
    field("identifier", \.identifier, TaskReference.shape, "Reference"),
    field("release", \.release, ReleaseReference.shape, "Whose plan it belongs to"),
    field("content", \.content, TaskContent.shape, "What is to be done"),
    field("needs", \.needs, .list(TaskNeed.shape), "What it takes"),
    field("links", \.links, .list(TaskLink.shape), "What it waits for"),
    optional("owner", \.owner, PersonIdentifier.shape, "Who does it"),
    optional("startedAt", \.startedAt, Moment.shape, "When it was begun"),
    optional("finishedAt", \.finishedAt, Moment.shape, "When it was finished"),
    optional("droppedAt", \.droppedAt, Moment.shape, "When it was dropped"),
    optional("progress", \.progress, TaskProgress.shape, "What was last said of it"))

  public static let facetNotes = [
    FacetNote("release", .text, "Whose plan it belongs to", .subject(ReleaseKind.word)),
    FacetNote("process", .text, "Process", .words(Phase.spine.map(\.rawValue))),
    FacetNote("owner", .text, "Who does it", .subject(PersonKind.word)),
    FacetNote("state", "How it stands", of: TaskState.self),
    FacetNote("priority", .number, "1 is most pressing", .range(1...5)),
    FacetNote("number", .number, "Running number"),
  ]

  public var facets: [Facet] {
    [
      Facet("release", release.text), Facet("process", content.process.rawValue), Facet("owner", owner?.text),
      Facet("state", state.rawValue), Facet("priority", Int64(content.priority)),
      Facet("number", Int64(identifier.number)),
    ]
  }
}

extension ReleaseTask {
  public static let edgeNames = ["part-of", "after", "owned-by"]
  public var edges: [Edge] {
    [Edge("part-of", to: release.subject)]
      + Set(links.map(\.after)).sorted().map { Edge("after", to: $0.subject) }
      + (owner.map { [Edge("owned-by", to: $0.subject)] } ?? [])
  }

  /// What the gates of its release rest on.
  public var statements: [Statement] {
    [
      Statement("state", state.rawValue), Statement("process", content.process.rawValue),
      Statement("owner", owner?.text),
    ]
  }
}

public enum TaskState: String, Sendable, Hashable, CaseIterable {
  case open, started, finished, dropped

  /// Whether nothing is left to do.
  public var hasEnded: Bool { self == .finished || self == .dropped }
}

/// What is to be done, in which process, and how long it takes.
public struct TaskContent: Sendable, Hashable {
  public var title: Words
  public var process: Phase
  /// In minutes from start to finish; a milestone takes none.
  public var duration: Int
  /// In minutes of work, of whomever.
  public var effort: Int
  public var priority: Int
  public var notBefore: Moment?
  public var deadline: Moment?

  public init(
    title: Words, process: Phase, duration: Int, effort: Int, priority: Int, notBefore: Moment?, deadline: Moment?
  ) {
    self.title = title
    self.process = process
    self.duration = duration
    self.effort = effort
    self.priority = priority
    self.notBefore = notBefore
    self.deadline = deadline
  }

  public var isMilestone: Bool { duration == 0 }

  public static let shape = Shape.record(
    TaskContent.init(title:process:duration:effort:priority:notBefore:deadline:),
    field("title", \.title, Words.shape, "What, in one line"),
    field("process", \.process, Phase.process, "Process that it belongs to"),
    field("duration", \.duration, .minutes, "Minutes from start to finish"),
    field("effort", \.effort, .minutes, "Minutes of work"),
    field("priority", \.priority, .whole(1...5), "1 is most pressing"),
    optional("notBefore", \.notBefore, Moment.shape, "It does not begin before"),
    optional("deadline", \.deadline, Moment.shape, "It is finished by then"))
}

extension Phase {
  /// The processes in which work is done.
  public static let process = Shape<String>.text(1...20).spelled(.oneOf(spine.map(\.rawValue))).mapped(
    { word in spine.first { $0.rawValue == word } }, { $0.rawValue },
    else: "one of \(spine.map(\.rawValue).joined(separator: ", ")) is needed")
}

extension Shape where Value == Int {
  /// At most ten years.
  public static var minutes: Self { .whole(0...5_256_000) }
}

/// Something that a task takes.
public struct TaskNeed: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable { case skill, equipment, material, place, licence }

  public var kind: Kind
  public var what: Words
  /// Of a skill: 1 knows of it to 5 teaches it.
  public var level: Int?
  public var quantity: Int

  public init(kind: Kind, what: Words, level: Int?, quantity: Int) {
    self.kind = kind
    self.what = what
    self.level = level
    self.quantity = quantity
  }

  public static let shape = Shape.record(
    TaskNeed.init(kind:what:level:quantity:),
    field("kind", \.kind, .oneOf, "Of which kind"),
    field("what", \.what, Words.shape, "What"),
    optional("level", \.level, .whole(1...5), "Level of a skill"),
    field("quantity", \.quantity, .whole(1...100_000), "How many"))
}

/// What a task waits for, how, and with how many minutes between.
public struct TaskLink: Sendable, Hashable {
  public var after: TaskReference
  public var kind: LinkKind
  public var lag: Int

  public init(after: TaskReference, kind: LinkKind, lag: Int) {
    self.after = after
    self.kind = kind
    self.lag = lag
  }

  public static let shape = Shape.record(
    TaskLink.init(after:kind:lag:),
    field("after", \.after, TaskReference.shape, "What it waits for"),
    field("kind", \.kind, .oneOf, "How"),
    field("lag", \.lag, .whole(-525_600...525_600), "Minutes between"))
}

/// How far it is, as its owner says.
public struct TaskProgress: Sendable, Hashable {
  public var percent: Int
  /// Minutes that are left.
  public var remaining: Int
  public var at: Moment

  public init(percent: Int, remaining: Int, at: Moment) {
    self.percent = percent
    self.remaining = remaining
    self.at = at
  }

  public static let shape = Shape.record(
    TaskProgress.init(percent:remaining:at:),
    field("percent", \.percent, .whole(0...100), "How much is done"),
    field("remaining", \.remaining, .minutes, "Minutes that are left"),
    field("at", \.at, Moment.shape, "When it was said"))
}
