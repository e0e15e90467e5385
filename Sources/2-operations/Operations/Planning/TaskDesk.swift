import ChangeRules
import Evidence
import PeopleRules
import ReleaseRules
import Scheduling
import Vocabulary

/// What the operations on tasks and plans share.
enum TaskDesk {
  static let managers: [Role] = [.releaseManager, .planOwner]

  @discardableResult
  static func decide(
    _ task: TaskReference, _ command: TaskCommand, _ desk: inout Desk, why: String? = nil
  ) throws -> Done {
    let held = try desk.get(ReleaseTask.self, task.text)
    let facts = try facts(held.value, command, desk, isReasoned: why != nil)
    let events = try held.value.decide(command, given: facts, at: desk.now)
    try desk.record(events, on: held, why: try desk.words(why))
    return Done()
  }

  /// Whether the actor speaks for the plan as a whole.
  static func managesPlan(_ release: ReleaseReference, _ desk: Desk) -> Bool {
    managers.contains { desk.actor.holds($0, for: release) }
  }

  static func facts(
    _ task: ReleaseTask, _ command: TaskCommand?, _ desk: Desk, isReasoned: Bool = true
  ) throws -> TaskFacts {
    var facts = TaskFacts(
      release: try desk.get(Release.self, task.release.text).value,
      before: try task.links.compactMap { try desk.find(ReleaseTask.self, $0.after.text)?.value },
      person: desk.actor.person, managesPlan: managesPlan(task.release, desk), isReasoned: isReasoned)
    switch command {
    case .link(let link):
      facts.other = try desk.find(ReleaseTask.self, link.after.text)?.value
      facts.wayBack = try way(from: task, to: link.after, desk)
    case .assign(let person): facts.ownerIsActive = try desk.get(Person.self, person.text).value.active
    case .change, .need, .dropNeed, .unlink, .start, .progress, .finish, .drop, nil: break
    }
    return facts
  }

  /// The way along links that stand, from a task to what is to come before it: with one more link, a circle.
  private static func way(
    from task: ReleaseTask, to goal: TaskReference, _ desk: Desk
  ) throws -> [TaskReference] {
    let tasks = try all(task.release, desk).map(\.value)
    let places = Dictionary(tasks.enumerated().map { ($1.identifier, $0) }, uniquingKeysWith: { first, _ in first })
    guard let start = places[task.identifier], let end = places[goal] else { return [] }
    let network = Forecast.network(tasks, places, desk.now, desk.now)
    return (network.way(from: start, to: end) ?? []).map { tasks[$0].identifier }
  }

  static func all(_ release: ReleaseReference, _ desk: Desk) throws -> [Held<ReleaseTask>] {
    try desk.all(ReleaseTask.self, where: [Facet("release", release.text)])
  }

  static func standings(_ release: ReleaseReference, _ desk: Desk) throws -> [TaskStanding] {
    try all(release, desk).map {
      TaskStanding(
        task: $0.value.identifier, process: $0.value.content.process, state: $0.value.state, owner: $0.value.owner,
        version: $0.version)
    }.sorted { $0.task.number < $1.task.number }
  }

  static func forecast(_ release: Release, _ desk: Desk) throws -> Forecast {
    Forecast(try all(release.identifier, desk).map(\.value), begin: release.openedAt, at: desk.now)
  }

  /// The version of the plan that was agreed last.
  static func agreed(_ release: Release, _ desk: Desk) throws -> AgreedPlan? {
    guard let plan = PlanReference(release: release.identifier, version: release.agreedPlans) else { return nil }
    return try desk.find(AgreedPlan.self, plan.text)?.value
  }

  static func standing(_ release: Release, _ desk: Desk) throws -> PlanStanding {
    let needed = try release.requests.compactMap { request in
      try desk.find(ChangeRequest.self, request.text)?.value.content.requiredBy.map { (request, $0) }
    }
    return PlanStanding(
      forecast: try forecast(release, desk), needed: Dictionary(needed, uniquingKeysWith: { first, _ in first }))
  }
}
