import Evidence
import Vocabulary

/// A version of a release's plan as it was agreed: its dates never change; later changes are differences from it (PLN-9).
public struct AgreedPlan: Subject {
  public static let kind = PlanKind.word

  public var identifier: PlanReference
  public var content: PlanContent
  public var agreedAt: Moment
  public var agreedBy: PersonIdentifier?

  public var reference: String { identifier.text }

  public static let shape = Shape.record(
    AgreedPlan.init(identifier:content:agreedAt:agreedBy:),
    field("identifier", \.identifier, PlanReference.shape, "Reference"),
    field("content", \.content, PlanContent.shape, "What was agreed"),
    field("agreedAt", \.agreedAt, Moment.shape, "When"),
    optional("agreedBy", \.agreedBy, PersonIdentifier.shape, "By whom"))

  public static let facetNotes = [
    FacetNote("release", .text, "Whose plan", .subject(ReleaseKind.word)),
    FacetNote("version", .number, "Which version"),
  ]

  public var facets: [Facet] {
    [Facet("release", content.release.text), Facet("version", Int64(content.version))]
  }

  public static let edgeNames = ["plan-of"]
  public var edges: [Edge] { [Edge("plan-of", to: content.release.subject)] }
}

public struct PlanContent: Sendable, Hashable {
  public var release: ReleaseReference
  public var version: Int
  public var end: Moment
  public var tasks: [PlannedTask]

  public init(release: ReleaseReference, version: Int, end: Moment, tasks: [PlannedTask]) {
    self.release = release
    self.version = version
    self.end = end
    self.tasks = tasks
  }

  public static let shape = Shape.record(
    PlanContent.init(release:version:end:tasks:),
    field("release", \.release, ReleaseReference.shape, "Whose plan"),
    field("version", \.version, .whole(1...1_000_000), "Which version"),
    field("end", \.end, Moment.shape, "When all of it ends"),
    field("tasks", \.tasks, .list(PlannedTask.shape, 1...10_000), "Its tasks with their dates"))
}

/// A task with the dates that were agreed.
public struct PlannedTask: Sendable, Hashable {
  public var task: TaskReference
  public var owner: PersonIdentifier?
  public var start: Moment
  public var finish: Moment

  public init(task: TaskReference, owner: PersonIdentifier?, start: Moment, finish: Moment) {
    self.task = task
    self.owner = owner
    self.start = start
    self.finish = finish
  }

  public static let shape = Shape.record(
    PlannedTask.init(task:owner:start:finish:),
    field("task", \.task, TaskReference.shape, "The task"),
    optional("owner", \.owner, PersonIdentifier.shape, "Who does it"),
    field("start", \.start, Moment.shape, "Planned start"),
    field("finish", \.finish, Moment.shape, "Planned finish"))
}

public enum PlanEvent: SubjectEvent {
  case agreed(PlanContent)

  public static let shape = Shape<PlanEvent>.choice(
    .when("agreed/1", PlanContent.shape, { .agreed($0) }, { if case .agreed(let it) = $0 { it } else { nil } }))
}

extension AgreedPlan {
  public static func born(_ reference: String, of event: PlanEvent, _ stamp: Stamp) -> AgreedPlan? {
    guard let identifier = PlanReference(reference), case .agreed(let content) = event else { return nil }
    return AgreedPlan(identifier: identifier, content: content, agreedAt: stamp.at, agreedBy: stamp.person)
  }

  /// What was agreed stays as it is; another agreement is another version.
  public func applying(_ event: PlanEvent, _ stamp: Stamp) -> AgreedPlan { self }
}

/// The plan as it would be agreed now.
public struct PlanStanding: Sendable {
  public var forecast: Forecast
  /// Days by which its requests are needed.
  public var needed: [RequestReference: CivilDate]

  public init(forecast: Forecast, needed: [RequestReference: CivilDate]) {
    self.forecast = forecast
    self.needed = needed
  }
}

extension Release {
  /// What keeps the plan from being agreed (PLN-9).
  func agreeBlockers(_ standing: PlanStanding) -> [Refusal] {
    let first = only(in: [.planning, .building, .acceptance, .preparation, .deployment])
    guard first.isEmpty else { return first }
    let forecast = standing.forecast
    guard !forecast.tasks.isEmpty else {
      return [
        Refusal(
          "plan-has-tasks", because: "The plan of \(identifier) has no task.",
          clears: "Add one; five lines are a plan.",
          by: [.releaseManager, .planOwner])
      ]
    }
    return unowned(forecast) + missed(forecast) + tooLate(standing)
  }

  private func unowned(_ forecast: Forecast) -> [Refusal] {
    let open = forecast.tasks.filter { $0.owner == nil && !$0.state.hasEnded }
    guard let first = open.first else { return [] }
    let others: Sentence = open.count == 1 ? "" : " and \(open.count - 1) others"
    return [
      Refusal(
        "plan-owned", because: "Nobody has been given \(first.identifier)\(others).",
        clears: "Give each task to somebody.", by: [.releaseManager, .planOwner])
    ]
  }

  private func missed(_ forecast: Forecast) -> [Refusal] {
    let late = forecast.tasks.filter { it in
      guard let deadline = it.content.deadline, let dates = forecast.dates(of: it.identifier) else { return false }
      return !it.state.hasEnded && deadline < dates.finish
    }
    guard let first = late.first, let deadline = first.content.deadline else { return [] }
    let others: Sentence = late.count == 1 ? "" : "; so do \(late.count - 1) others"
    return [
      Refusal(
        "plan-meets-deadlines", because: "\(first.identifier) would miss its deadline \(deadline)\(others).",
        clears: "Shorten what comes before it, or move the deadline.", by: [.releaseManager, .planOwner])
    ]
  }

  /// If the date cannot be met, change management answers first.
  private func tooLate(_ standing: PlanStanding) -> [Refusal] {
    standing.needed.sorted { $0.key < $1.key }.filter { $0.value < lastDay(standing.forecast.end) }.map {
      Refusal(
        "plan-meets-required-date",
        because: "The plan ends at \(standing.forecast.end), and \($0.key) is required by \($0.value).",
        clears: """
          Change management answers with a new date or a smaller scope by changing \($0.key), or withdraws it; or the \
          plan is shortened.
          """,
        by: [.changeManager, .changeOwner])
    }
  }

  /// The day on which the last minute of it lies: what ends at midnight has used the day before.
  private func lastDay(_ end: Moment) -> CivilDate { Moment(milliseconds: max(0, end.milliseconds - 1)).inUTC.date }
}
