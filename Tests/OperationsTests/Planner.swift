import Evidence
import Operations
import ReleaseRules
import Vocabulary

@testable import Records

/// An organisation with a standard release whose plan is made.
final class Planner {
  let fleet: Fleet
  let request: String
  let release: String
  var it: Organisation { fleet.it }

  init(requiredBy: String? = nil) throws {
    fleet = try Fleet {
      let it = try Organisation()
      try it.hire("manager", .releaseManager, .changeInitiator)
      try it.hire("change", .changeManager, .advisoryBoardMember, .serviceLevelManager, .auditor)
      try it.hire("operations", .operationsEngineer, .advisoryBoardMember)
      try it.hire("ada", .developer)
      try it.hire("bob", .tester)
      return it
    }
    request = try fleet.approved(more: requiredBy.map { [.init("requiredBy", .string($0))] } ?? [])
    let opened = try fleet.it.act(
      "manager", "release.open", ["title": "Greeter", "requests": [.string(request)], "profile": "standard"])
    release = try needed(opened["release"]?.text)
  }

  /// Puts a task into the plan; gives its reference.
  func add(
    _ title: String, _ minutes: Int64, _ process: String = "planning", owner: String? = nil, more: [JSON.Member] = [],
    why: String? = nil
  ) throws -> String {
    let text: [JSON.Member] = [
      .init("title", .string(title)), .init("process", .string(process)), .init("duration", .int(minutes)),
    ]
    let reason: [JSON.Member] = why.map { [.init("why", .string($0))] } ?? []
    let made = try it.act(
      "manager", "task.add",
      .object([.init("release", .string(release)), .init("text", .object(text + more))] + reason))
    let task = try needed(made["task"]?.text)
    if let owner { try act("manager", "assign", task, [.init("owner", .string(try it.person(owner).text))]) }
    return task
  }

  func act(_ person: String, _ name: String, _ task: String, _ more: [JSON.Member] = []) throws {
    try it.act(person, "task.\(name)", .object([.init("task", .string(task))] + more))
  }

  func link(_ task: String, after other: String, _ more: [JSON.Member] = []) throws {
    try act("manager", "link", task, [.init("after", .string(other))] + more)
  }

  func agree() throws { try it.act("manager", "release.agree-plan", ["release": .string(release)]) }

  func schedule() throws -> JSON { try it.ask("manager", "release.schedule", ["release": .string(release)]) }

  func row(_ task: String) throws -> JSON {
    try needed(try schedule()["tasks"]?.items?.first { $0["row"]?["task"]?.text == task })
  }

  func rules(_ body: () throws -> Void) throws -> [String] { try it.refusals(body) }

  func work(_ person: String) throws -> [String] {
    let rows = try it.ask(person, "work.list", .object([]))["items"]?.items ?? []
    return rows.compactMap { row in
      guard row["subject"]?.text?.hasPrefix("task:") == true else { return nil }
      return "\(row["act"]?.text ?? ""): \(row["title"]?.text ?? "")"
    }
  }
}
