import Evidence
import Operations
import ReleaseRules
import Testing
import Vocabulary

/// Tasks of a release through the whole way of a call (PLN-1, PLN-8).
struct TaskTests {
  private let plan: Planner

  init() throws { plan = try Planner() }

  private func moment(_ minutes: Int64) -> JSON { .int((began + .minutes(minutes)).milliseconds) }

  @Test("PLN-1: a task says what it takes before anybody is assigned, and a level belongs to a skill")
  func needs() throws {
    let task = try plan.add("Build the greeter", 60)
    func need(_ kind: String, _ more: [JSON.Member] = []) throws {
      try plan.act("manager", "need", task, [.init("kind", .string(kind)), .init("what", "Swift")] + more)
    }
    #expect(try plan.rules { try need("skill") } == ["need-level"])
    #expect(try plan.rules { try need("licence", [.init("level", 3)]) } == ["need-level"])
    try need("skill", [.init("level", 3)])
    try need("licence", [.init("quantity", 12)])
    #expect(try plan.rules { try plan.act("manager", "drop-need", task, [.init("number", 3)]) } == ["need-known"])
    try plan.act("manager", "drop-need", task, [.init("number", 1)])
    let shown = try plan.it.ask("ada", "task.show", ["task": .string(task)])
    #expect(shown["needs"]?.items?.map { $0["kind"]?.text } == ["licence"])
    #expect(shown["row"]?["owner"] == nil)
  }

  @Test("PLN-1: tasks do not wait for each other in a circle, and the refusal names the circle")
  func circle() throws {
    let tasks = try ["One", "Two", "Three"].map { try plan.add($0, 10) }
    try plan.link(tasks[1], after: tasks[0])
    try plan.link(tasks[2], after: tasks[1], [.init("kind", "start-start"), .init("lag", 5)])
    do {
      try plan.link(tasks[0], after: tasks[2])
      Issue.record("The circle was not refused.")
    } catch let refused as Refused {
      #expect(refused.first.rule == "tasks-without-cycle")
      #expect(refused.first.because.text.contains("TASK-3 → TASK-1 → TASK-2 → TASK-3"))
    }
    #expect(try plan.rules { try plan.link(tasks[0], after: tasks[0]) } == ["tasks-without-cycle"])
    #expect(try plan.rules { try plan.link(tasks[0], after: "TASK-99") } == ["link-within-plan"])
    #expect(
      try plan.rules { try plan.act("manager", "unlink", tasks[1], [.init("after", .string(tasks[2]))]) }
        == ["task-link-known"])
    try plan.act("manager", "unlink", tasks[1], [.init("after", .string(tasks[0]))])
    try plan.link(tasks[0], after: tasks[2])
  }

  @Test("PLN-1: only its owner or who manages the plan says how a task goes, and its links hold it back")
  func way() throws {
    let first = try plan.add("Write it", 30, owner: "ada")
    let second = try plan.add("Try it", 30, owner: "bob")
    let done = try plan.add("Tried", 0, owner: "bob")
    try plan.link(second, after: first, [.init("lag", 10)])
    try plan.link(done, after: second)
    #expect(try plan.work("ada") == ["Start: Write it"])
    #expect(try plan.work("bob").isEmpty)
    #expect(try plan.rules { try plan.act("bob", "start", first) } == ["task-owner"])
    #expect(try plan.rules { try plan.act("bob", "start", second) } == ["task-waits"])
    #expect(try plan.row(second)["blocked"]?.items?.compactMap { $0["rule"]?.text } == ["task-waits"])
    #expect(try plan.rules { try plan.act("ada", "finish", first) } == ["task-started"])
    #expect(
      try plan.rules { try plan.act("ada", "start", first, [.init("at", moment(5))]) } == ["task-moment-happened"])
    try plan.act("ada", "start", first)
    #expect(try plan.rules { try plan.act("ada", "start", first) } == ["task-not-started"])
    #expect(try plan.work("ada") == ["Finish: Write it"])
    #expect(try plan.rules { try plan.act("ada", "progress", first) } == ["progress-says-something"])
    try plan.act("ada", "progress", first, [.init("percent", 50)])
    #expect(try plan.row(first)["finish"] == moment(15))
    plan.it.now = began + .minutes(20)
    try plan.act("ada", "finish", first)
    #expect(try plan.rules { try plan.act("bob", "start", second) } == ["task-waits"])
    plan.it.now = began + .minutes(30)
    #expect(try plan.work("bob") == ["Start: Try it"])
    try plan.act("bob", "start", second)
    #expect(try plan.rules { try plan.act("bob", "finish", done) } == ["task-waits"])
    try plan.act("bob", "finish", second)
    try plan.act("bob", "finish", done)
    #expect(try plan.rules { try plan.act("bob", "finish", done) } == ["task-open"])
    #expect(try plan.row(done)["row"]?["state"]?.text == "finished")
  }

  @Test("PLN-1: a task lies between its constraints, in a process that the release has not left, with somebody active")
  func constraints() throws {
    let lies: [JSON.Member] = [.init("notBefore", moment(60)), .init("deadline", moment(80))]
    #expect(try plan.rules { _ = try plan.add("Too long", 30, more: lies) } == ["task-fits-constraints"])
    let task = try plan.add("Fits", 20, owner: "ada", more: lies)
    #expect(try plan.rules { try plan.act("ada", "start", task) } == ["task-not-before"])
    #expect(try plan.row(task)["start"] == moment(60))
    try plan.it.act("admin", "person.deactivate", ["person": .string(try plan.it.person("bob").text)])
    #expect(
      try plan.rules {
        try plan.act("manager", "assign", task, [.init("owner", .string(try plan.it.person("bob").text))])
      } == ["task-owner-active"])
    try plan.it.act(
      "change", "release.cancel", ["release": .string(plan.release), "kind": "not-wanted", "why": "No longer wanted."])
    #expect(try plan.rules { _ = try plan.add("Late idea", 5) } == ["task-release-active"])
  }

  @Test("PLN-1: in a standard release a process is left when each task of it is finished or dropped")
  func gate() throws {
    func kept() throws -> [String] {
      #expect(try plan.fleet.kept(plan.release) == plan.fleet.blockers(plan.release))
      return try plan.fleet.kept(plan.release).filter { $0.hasPrefix("task") }
    }
    let tasks = try (1...21).map { try plan.add("Part \($0)", 5, owner: "ada") }
    _ = try plan.add("Later", 5, "building")
    #expect(try kept() == ["tasks-ended"])
    try plan.act("manager", "drop", tasks[0], [.init("why", "Not needed.")])
    #expect(try kept() == Array(repeating: "task-ended", count: 20))
    for task in tasks.dropFirst(2) {
      try plan.act("ada", "start", task)
      try plan.act("ada", "finish", task)
    }
    #expect(try kept() == ["task-ended"])
    try plan.act(
      "manager", "change", tasks[1],
      [.init("text", ["title": "Part 2", "process": "building", "duration": 5])])
    #expect(try kept().isEmpty)
  }
}
