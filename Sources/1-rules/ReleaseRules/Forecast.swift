import Evidence
import Scheduling
import Vocabulary

/// A task's dates as they come out now.
public struct TaskDates: Sendable, Hashable {
  public var start: Moment
  public var finish: Moment
  public var latestStart: Moment
  public var latestFinish: Moment
  /// Minutes; nil for what has ended.
  public var slack: Int?
  public var isCritical: Bool
}

/// When the tasks of a release happen, by their links, constraints, what is done and what is said of the rest (PLN-1,
/// PLN-8). Worked out anew each time it is asked for: dates are never set by hand.
public struct Forecast: Sendable {
  /// Those that were not dropped, by number.
  public let tasks: [ReleaseTask]
  public let begin: Moment
  public let end: Moment
  /// The tasks that determine the end, first to last.
  public let chain: [TaskReference]
  private let schedule: Schedule?
  private let places: [TaskReference: Int]

  public init(_ all: [ReleaseTask], begin: Moment, at now: Moment) {
    let tasks = all.filter { $0.state != .dropped }.sorted { $0.identifier.number < $1.identifier.number }
    let places = Dictionary(tasks.enumerated().map { ($1.identifier, $0) }, uniquingKeysWith: { first, _ in first })
    let schedule = Schedule(Self.network(tasks, places, begin, now))
    self.tasks = tasks
    self.places = places
    self.begin = begin
    self.schedule = schedule
    end = begin + .minutes(Int64(schedule?.end ?? 0))
    chain = (schedule?.chain ?? []).map { tasks[$0].identifier }
  }

  public static func network(
    _ tasks: [ReleaseTask], _ places: [TaskReference: Int], _ begin: Moment, _ now: Moment
  ) -> Network {
    // A started minute counts whole, so that nothing seems to end before it does.
    func minute(_ moment: Moment) -> Int { Int(((moment - begin).milliseconds + 59_999) / 60_000) }
    let activities = tasks.map { task in
      Activity(
        duration: task.content.duration, notBefore: task.content.notBefore.map(minute),
        deadline: task.content.deadline.map(minute), started: task.startedAt.map(minute),
        finished: task.finishedAt.map(minute), expected: task.progress.map { minute($0.at) + $0.remaining })
    }
    let links = tasks.enumerated().flatMap { place, task in
      task.links.compactMap { link in
        places[link.after].map { Link(from: $0, to: place, kind: link.kind, lag: link.lag) }
      }
    }
    return Network(activities: activities, links: links, now: max(0, minute(now)))
  }

  public func dates(of task: TaskReference) -> TaskDates? {
    guard let schedule, let place = places[task] else { return nil }
    let slot = schedule.slots[place]
    func moment(_ minute: Int) -> Moment { begin + .minutes(Int64(minute)) }
    return TaskDates(
      start: moment(slot.start), finish: moment(slot.finish), latestStart: moment(slot.latestStart),
      latestFinish: moment(slot.latestFinish), slack: slot.slack, isCritical: slot.isCritical)
  }

  /// As it is written down when it is agreed.
  public func content(of release: ReleaseReference, version: Int) -> PlanContent {
    PlanContent(
      release: release, version: version, end: end,
      tasks: tasks.compactMap { task in
        dates(of: task.identifier).map {
          PlannedTask(task: task.identifier, owner: task.owner, start: $0.start, finish: $0.finish)
        }
      })
  }

  /// By how many minutes a task ends later than agreed, or than its own deadline; zero when it does not.
  public func slip(of task: ReleaseTask, against agreed: PlanContent?) -> Int {
    guard let dates = dates(of: task.identifier) else { return 0 }
    let planned = agreed?.tasks.first { $0.task == task.identifier }?.finish
    let wanted = [planned, task.content.deadline].compactMap { $0 }.min()
    guard let wanted, wanted < dates.finish else { return 0 }
    return Int(((dates.finish - wanted).milliseconds + 59_999) / 60_000)
  }

  /// Tasks that end later than agreed because that one does (PLN-8).
  public func pushed(by task: ReleaseTask, against agreed: PlanContent?) -> [ReleaseTask] {
    guard let schedule, let place = places[task.identifier], slip(of: task, against: agreed) > 0 else { return [] }
    return schedule.pushed(by: place).map { tasks[$0] }.filter {
      !$0.state.hasEnded && slip(of: $0, against: agreed) > 0
    }
  }

  /// How it differs from what was agreed (PLN-9).
  public func differences(from agreed: PlanContent) -> [PlanDifference] {
    let now = content(of: agreed.release, version: agreed.version)
    let before = Dictionary(agreed.tasks.map { ($0.task, $0) }, uniquingKeysWith: { first, _ in first })
    let present = Set(now.tasks.map(\.task))
    let gone = agreed.tasks.filter { !present.contains($0.task) }.map { PlanDifference.dropped($0.task) }
    return now.tasks.flatMap { task -> [PlanDifference] in
      guard let was = before[task.task] else { return [.added(task.task)] }
      let moved = was.start != task.start || was.finish != task.finish
      return (moved ? [.moved(was, task)] : []) + (was.owner == task.owner ? [] : [.given(was, task)])
    } + gone
  }
}

/// One way in which a plan is no longer what was agreed.
public enum PlanDifference: Sendable, Hashable {
  case added(TaskReference)
  case dropped(TaskReference)
  case moved(PlannedTask, PlannedTask)
  case given(PlannedTask, PlannedTask)

  public var says: Sentence {
    switch self {
    case .added(let task): return "\(task) was added."
    case .dropped(let task): return "\(task) was dropped."
    case .moved(let was, let now):
      return "\(now.task) was planned from \(was.start) to \(was.finish) and goes from \(now.start) to \(now.finish)."
    case .given(let was, let now):
      let before: Sentence = if let owner = was.owner { "\(owner)" } else { "nobody" }
      let after: Sentence = if let owner = now.owner { "\(owner)" } else { "nobody" }
      return "\(now.task) belonged to \(before) and belongs to \(after)."
    }
  }
}
