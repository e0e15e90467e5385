import Evidence
import Operations
import ReleaseRules
import Testing
import Vocabulary

/// Agreed versions of a plan, what slips against them and whom that pushes (PLN-8, PLN-9).
struct PlanTests {
  private func names(_ refusals: [Refusal]) -> [String] { refusals.map(\.rule) }

  @Test("PLN-9: a plan is agreed with tasks that have owners and keep their deadlines; the change log says so")
  func agreeing() throws {
    let plan = try Planner()
    #expect(try plan.rules { try plan.agree() } == ["plan-has-tasks"])
    let task = try plan.add("Write it", 30, more: [.init("deadline", .int((began + .minutes(40)).milliseconds))])
    #expect(try plan.rules { try plan.agree() } == ["plan-owned"])
    try plan.act("manager", "assign", task, [.init("owner", .string(try plan.it.person("ada").text))])
    plan.it.now = began + .minutes(20)
    #expect(try plan.rules { try plan.agree() } == ["plan-meets-deadlines"])
    plan.it.now = began
    try plan.agree()
    #expect(try plan.schedule()["agreed"]?.text == "\(plan.release)-P1")
    let log = try plan.it.ask("manager", "log.list", ["subject": .string("release:\(plan.release)")])
    #expect((log["items"]?.items ?? []).contains { $0["kind"]?.text == "release.plan-agreed/1" })
    let version = try plan.it.ask("ada", "plan.show", ["plan": .string("\(plan.release)-P1")])
    #expect(version["tasks"]?.items?.first?["finish"] == .int((began + .minutes(30)).milliseconds))
  }

  @Test("PLN-9: after agreement a change needs a reason and is a difference from the version; another version follows")
  func changing() throws {
    let plan = try Planner()
    let first = try plan.add("Write it", 30, owner: "ada")
    let second = try plan.add("Try it", 30, owner: "bob")
    try plan.link(second, after: first)
    try plan.agree()
    #expect(try plan.schedule()["differences"]?.items?.isEmpty == true)
    #expect(try plan.rules { _ = try plan.add("More", 5) } == ["change-of-agreed-plan-reasoned"])
    let text: JSON.Member = .init("text", ["title": "Write it", "process": "planning", "duration": 50])
    #expect(try plan.rules { try plan.act("manager", "change", first, [text]) } == ["change-of-agreed-plan-reasoned"])
    #expect(
      try plan.rules { try plan.act("manager", "unlink", second, [.init("after", .string(first))]) }
        == ["change-of-agreed-plan-reasoned"])
    try plan.act("manager", "change", first, [text, .init("why", "It is more than we thought.")])
    let added = try plan.add("More", 5, why: "Found while building.")
    let says = try (plan.schedule()["differences"]?.items ?? []).compactMap { $0["says"]?.text }
    #expect(says.count == 3)
    #expect(says.contains("\(added) was added."))
    #expect(says.contains { $0.hasPrefix("\(first) was planned from") })
    try plan.act("manager", "assign", added, [.init("owner", .string(try plan.it.person("bob").text))])
    try plan.agree()
    let schedule = try plan.schedule()
    #expect(schedule["versions"]?.items?.count == 2 && schedule["differences"]?.items?.isEmpty == true)
    let before = try plan.it.ask(
      "ada", "release.schedule", ["release": .string(plan.release), "against": .string("\(plan.release)-P1")])
    #expect(before["differences"]?.items?.isEmpty == false)
  }

  @Test(
    "PLN-8: what slips is flagged with the tasks that it pushes and whose they are, and with nobody it does not push")
  func slipping() throws {
    let plan = try Planner()
    let first = try plan.add("Write it", 30, owner: "ada")
    let second = try plan.add("Try it", 30, owner: "bob")
    let aside = try plan.add("Book a room", 30, owner: "bob")
    try plan.link(second, after: first)
    try plan.agree()
    try plan.act("ada", "start", first)
    try plan.act("bob", "start", aside)
    #expect(try plan.row(first)["slip"] == 0)
    try plan.act("ada", "progress", first, [.init("remaining", 90)])
    #expect(try plan.row(first)["slip"] == 60)
    let pushed = try plan.row(first)["pushes"]?.items ?? []
    #expect(pushed.map { $0["task"]?.text } == [second])
    #expect(pushed.map { $0["name"]?.text } == ["bob"])
    #expect(try plan.row(second)["slip"] == 60)
    #expect(try plan.row(aside)["slip"] == 0 && plan.row(aside)["pushes"]?.items?.isEmpty == true)
    #expect(try plan.schedule()["chain"]?.items?.compactMap(\.text) == [first, second])
    #expect(try plan.work("ada") == ["Finish, it is late: Write it"])
    #expect(try plan.work("bob").contains("Late: see what it waits for: Try it"))
  }

  @Test("PLN-9: a plan that ends too late is not agreed until change management has answered with a new date")
  func tooLate() throws {
    let plan = try Planner(requiredBy: "2026-11-25")
    _ = try plan.add("Write it", 4 * 1440, owner: "ada")
    #expect(try plan.rules { try plan.agree() } == ["plan-meets-required-date"])
    do {
      try plan.agree()
    } catch let refused as Refused {
      #expect(refused.first.because.text.contains(plan.request))
      #expect(refused.first.by.contains(.changeManager))
    }
    try plan.it.act(
      "manager", "request.edit",
      [
        "request": .string(plan.request),
        "text": [
          "title": "Greet visitors", "description": "x", "need": "x", "benefit": "x", "risk": "x", "resources": "x",
          "requiredBy": "2026-12-24",
        ],
      ])
    try plan.agree()
  }

  @Test("PLN-1: a process that was left takes no more tasks")
  func left() throws {
    let plan = try Planner()
    var moved = try needed(try plan.it.books.load(Release.self, plan.release)).value
    moved.phase = .building
    let content = TaskContent(
      title: moved.title, process: .planning, duration: 5, effort: 5, priority: 3, notBefore: nil, deadline: nil)
    let refusals = ReleaseTask.blockersOfAdding(content, to: moved, isReasoned: false)
    #expect(names(refusals) == ["task-process-ahead"])
  }
}
