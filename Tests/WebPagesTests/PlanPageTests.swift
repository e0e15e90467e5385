import Evidence
import Operations
import PeopleRules
import Testing
import Vocabulary

@testable import WebPages

/// The plan of a release on its page, with answers made by hand (PLN-1, PLN-8, PLN-9).
@Suite("Plan pages")
struct PlanPageTests {
  private static let hour: Int64 = 3_600_000

  private static func row(_ number: Int, state: String = "open", duration: Int64 = 60) -> JSON {
    [
      "task": .string("TASK-\(number)"), "release": "REL-1.1", "title": .string("Part \(number) " + House.nasty),
      "process": "planning", "state": .string(state), "owner": "p-5c1e0f9a7b2d4683", "name": ViewTests.nasty,
      "priority": 3, "duration": .int(duration), "effort": .int(duration), "percent": 40,
    ]
  }

  private static func scheduled(_ number: Int, slip: Int64, pushes: [JSON], state: String, duration: Int64) -> JSON {
    let now = House.now.milliseconds
    return [
      "row": row(number, state: state, duration: duration), "start": .int(now), "finish": .int(now + 2 * hour),
      "latestFinish": .int(now + 2 * hour), "slack": 0, "critical": true, "plannedStart": .int(now),
      "plannedFinish": .int(now + hour), "slip": .int(slip), "pushes": .array(pushes), "after": ["TASK-1"],
      "blocked": [],
    ]
  }

  private static func schedule() throws -> ScheduleDetail {
    let now = House.now.milliseconds
    let pushed: JSON = ["task": "TASK-2", "owner": "p-5c1e0f9a7b2d4683", "name": ViewTests.nasty]
    return try ReleaseSchedule.answer.read([
      "version": 4, "release": "REL-1.1", "title": ViewTests.nasty, "phase": "planning", "begin": .int(now - hour),
      "end": .int(now + 3 * hour), "requiredBy": "2026-12-05", "agreed": "REL-1.1-P2", "agreedAt": .int(now),
      "agreedEnd": .int(now + hour),
      "tasks": [
        scheduled(1, slip: 60, pushes: [pushed], state: "started", duration: 60),
        scheduled(2, slip: 0, pushes: [], state: "open", duration: 0),
      ],
      "dropped": [row(3, state: "dropped")], "chain": ["TASK-1", "TASK-2"],
      "differences": [["says": .string("TASK-4 was <added>."), "names": ["task:TASK-4"]]],
      "versions": ["REL-1.1-P2", "REL-1.1-P1"],
    ])
  }

  private func page(_ address: String = "/releases/REL-1.1/plan", _ query: [(name: String, value: String)] = []) throws
    -> String
  {
    let house = try House()
    let scene = Scene(
      visit: house.visit(address, query: query), actor: house.actor(), viewer: "Ada", now: House.now)
    return PlanViews.show(try Self.schedule(), scene).text
  }

  @Test("PLN-1: the plan is drawn as a picture and stands as a table that says the same, and no title becomes markup")
  func chart() throws {
    let text = try page()
    #expect(
      text.contains("<svg class=\"gantt\" role=\"img\" aria-label=\"Gantt chart; the table below says the same\""))
    #expect(text.contains("<caption"))
    #expect(!text.contains("<b>&") && !text.contains("<added>") && !text.contains("style=\""))
    #expect(text.contains("href=\"/tasks/TASK-1\"") && text.contains("milestone"))
    #expect(text.contains("/act/release.agree-plan?release=REL-1.1") && text.contains("/act/task.finish?task=TASK-1"))
    #expect(text.contains("/act/task.finish?task=TASK-2") && !text.contains("/act/task.start?task=TASK-2"))
  }

  @Test("PLN-8: what is late is marked in word and colour, with the tasks that it pushes and whose they are")
  func late() throws {
    let text = try page()
    #expect(text.contains("<span class=\"mark stop\">started, 1 h late</span>"))
    #expect(
      text.contains("is 1 h late and pushes <a class=\"ref\" href=\"/tasks/TASK-2\">TASK-2</a> of <a href=\"/people/"))
  }

  @Test("PLN-9: the plan is seen against a version, and every version has its page")
  func versions() throws {
    let text = try page()
    #expect(text.contains("Differences from REL-1.1-P2") && text.contains("href=\"/plans/REL-1.1-P1\""))
    #expect(text.contains("href=\"/tasks/TASK-4\""))
  }

  @Test("PLN-1: the table is filtered by process, owner and state, late among them")
  func filters() throws {
    #expect(
      try page("/releases/REL-1.1/plan", [(name: "state", value: "late")]).contains("href=\"/tasks/TASK-1\">Part"))
    #expect(
      try !page("/releases/REL-1.1/plan", [(name: "state", value: "late")]).contains("href=\"/tasks/TASK-2\">Part"))
    #expect(try page("/releases/REL-1.1/plan", [(name: "process", value: "review")]).contains("No task fits"))
  }

  @Test("PLN-1: a task's page says what it takes, what it waits for and what waits for it, with the acts")
  func task() throws {
    let detail = try ShowTask.answer.read([
      "version": 3, "dates": Self.scheduled(1, slip: 60, pushes: [], state: "open", duration: 60), "row": Self.row(1),
      "needs": [["number": 1, "kind": "skill", "what": ViewTests.nasty, "level": 4, "quantity": 2]],
      "waitsFor": [["task": Self.row(5), "kind": "start-start", "lag": -90]],
      "waiting": [["task": Self.row(6), "kind": "finish-finish", "lag": 15]],
    ])
    let text = TaskViews.show(detail, log: Journal([]), try House().scene("/tasks/TASK-1")).text
    #expect(text.contains("level 4 of 5") && text.contains("1 h 30 min overlap"))
    #expect(
      text.contains("it starts after the start of") && text.contains("/act/task.drop-need?task=TASK-1&amp;number=1"))
    #expect(text.contains("href=\"/releases/REL-1.1/plan\"") && !text.contains("<b>&"))
    #expect(text.contains("/act/task.change?task=TASK-1") && text.contains("/act/task.drop?task=TASK-1"))
  }
}
