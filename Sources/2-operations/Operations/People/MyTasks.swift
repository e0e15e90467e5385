import Evidence
import PeopleRules
import ReleaseRules
import Vocabulary

extension MyWork {
  /// One's own tasks that can be begun, and those under way; what is late says so (PLN-8).
  func tasks(_ person: PersonIdentifier, _ desk: Desk) throws -> [WorkRow] {
    let mine = try [TaskState.open, .started].flatMap {
      try desk.all(ReleaseTask.self, where: [Facet("owner", person.text), Facet("state", $0.rawValue)])
    }.map(\.value)
    let plans = try Dictionary(grouping: mine, by: \.release).sorted { $0.key < $1.key }
      .compactMap { release, tasks -> [WorkRow]? in
        guard let it = try desk.find(Release.self, release.text)?.value, it.phase.isActive else { return nil }
        let forecast = try TaskDesk.forecast(it, desk)
        let agreed = try TaskDesk.agreed(it, desk)?.content
        return try tasks.sorted { $0.identifier.number < $1.identifier.number }.compactMap {
          try row($0, forecast, agreed, desk)
        }
      }
    return plans.flatMap { $0 }
  }

  private func row(
    _ task: ReleaseTask, _ forecast: Forecast, _ agreed: PlanContent?, _ desk: Desk
  ) throws -> WorkRow? {
    let isLate = forecast.slip(of: task, against: agreed) > 0
    let startable = task.isStartable(given: try TaskDesk.facts(task, nil, desk), at: desk.now)
    guard startable || isLate || task.state == .started else { return nil }
    let (act, operation): (String, String?) =
      switch (task.state, startable) {
      case (.started, _): (isLate ? "Finish, it is late" : "Finish", "task.finish")
      case (_, true): (isLate ? "Start, it is late" : "Start", task.content.isMilestone ? "task.finish" : "task.start")
      default: ("Late: see what it waits for", nil)
      }
    let planned = agreed?.tasks.first { $0.task == task.identifier }?.finish
    return WorkRow(
      act: act, subject: task.subject, title: try desk.text(task.content.title),
      path: operation.map { "/act/\($0)?task=\(task.reference)" } ?? "/tasks/\(task.reference)",
      due: [planned, task.content.deadline].compactMap { $0 }.min()?.inUTC.date)
  }
}
