import DeploymentRules
import Evidence
import Operations
import ReleaseRules
import Testing
import Vocabulary

/// A small release from an approved request to its end (LIF-5), and what is kept of its gates on the way.
struct SmallReleaseTests {
  /// Does acts and counts them and who did them.
  private final class Count {
    let fleet: Fleet
    var acts = 0
    var people: Set<String> = []
    var release = ""

    init(_ fleet: Fleet) { self.fleet = fleet }

    @discardableResult
    func act(_ person: String, _ operation: String, _ body: JSON) throws -> JSON {
      acts += 1
      people.insert(person)
      let answer = try fleet.it.act(person, operation, body)
      if operation == "release.open" { release = answer["release"]?.text ?? "" }
      #expect(try fleet.kept(release) == fleet.blockers(release), "after \(operation)")
      return answer
    }
  }

  @Test("LIF-5: a small release goes from approved request to done in at most 12 acts by at most 3 people")
  func smallWay() throws {
    let fleet = try Fleet()
    try fleet.enrol("web-1", .production)
    try fleet.enrol("lab-1", .laboratory)
    let request = try fleet.approved()
    let count = Count(fleet)
    let (from, until) = (fleet.it.now, fleet.it.now + .hours(8))
    let web = JSON.string(try fleet.host("web-1").text)
    try count.act(
      "manager", "release.open",
      [
        "title": "Greeter 1.0", "requests": [.string(request)], "hosts": [web], "from": .int(from.milliseconds),
        "until": .int(until.milliseconds),
      ])
    let named: JSON = ["release": .string(count.release)]
    count.acts += 1
    try fleet.admit("1.0.0", serves: [request])
    let version: JSON = ["package": "greeter@1.0.0"]
    try count.act("manager", "release.choose-package", ["release": .string(count.release), "package": "greeter@1.0.0"])
    #expect(try fleet.phase(count.release) == .building)
    let trial = try count.act(
      "manager", "release.try", ["release": .string(count.release), "hosts": [.string(try fleet.host("lab-1").text)]])
    let tried = try needed(trial["deployment"]?.text)
    try fleet.end(tried, "lab-1", "proven")
    #expect(try fleet.kept(count.release) == fleet.blockers(count.release))
    try count.act(
      "operations", "release.answer-duty",
      [
        "release": .string(count.release), "duty": "ACCEPT-OPS-1", "outcome": "done",
        "says": "Starts, stops and is watched like the others.", "tests": [.string(tried)],
      ])
    try count.act("operations", "package.accept", version)
    try count.act("operations", "package.release", version)
    try count.act("change", "release.approve-deployment", named)
    #expect(try fleet.phase(count.release) == .preparation)
    let started = try count.act("manager", "release.deploy", named)
    #expect(try fleet.phase(count.release) == .deployment)
    let rollout = try needed(started["deployment"]?.text)
    try fleet.end(rollout, "web-1", "kept")
    #expect(try fleet.kept(count.release) == fleet.blockers(count.release))
    try count.act("manager", "release.sign-off", ["release": .string(count.release), "deployment": .string(rollout)])
    #expect(try fleet.phase(count.release) == .review)
    try count.act(
      "change", "request.review",
      ["request": .string(request), "objectivesMet": true, "usersContent": true, "costAsPlanned": true])
    #expect(try fleet.phase(count.release) == .closed)
    #expect(count.acts <= 12 && count.people.count <= 3, "\(count.acts) acts by \(count.people.count)")
  }

  @Test("LIF-5: the way is short and not open: a gate that is not met refuses the act that would pass it")
  func gateOnTheWay() throws {
    let fleet = try Fleet()
    try fleet.enrol("web-1", .production)
    let request = try fleet.approved()
    let opened = try fleet.it.act("manager", "release.open", ["title": "Greeter", "requests": [.string(request)]])
    let release = try needed(opened["release"]?.text)
    try fleet.admit("1.0.0", serves: [request])
    let choose: JSON = ["release": .string(release), "package": "greeter@1.0.0"]
    #expect(
      try fleet.it.refusals { try fleet.it.act("manager", "release.choose-package", choose) } == ["plan-complete"])
    #expect(try fleet.phase(release) == .planning)
  }

  @Test("LIF-5: more hosts than the profile is for ask for a fuller one, or for a reason")
  func outgrown() throws {
    let fleet = try Fleet()
    let names = (1...11).map { "web-\($0)" }
    for name in names { try fleet.enrol(name, .production) }
    let request = try fleet.approved()
    let opened = try fleet.it.act("manager", "release.open", ["title": "Greeter", "requests": [.string(request)]])
    let release = try needed(opened["release"]?.text)
    let hosts = JSON.array(try names.map { .string(try fleet.host($0).text) })
    let now = fleet.it.now
    try fleet.it.act(
      "manager", "release.plan",
      [
        "release": .string(release), "hosts": hosts, "from": .int(now.milliseconds),
        "until": .int((now + .hours(2)).milliseconds),
      ])
    #expect(try fleet.kept(release) == ["profile-fits"])
    let choice: JSON = ["release": .string(release), "profile": "small"]
    #expect(
      try fleet.it.refusals { try fleet.it.act("manager", "release.choose-profile", choice) } == ["profile-fits"])
    try fleet.it.act(
      "manager", "release.choose-profile",
      ["release": .string(release), "profile": "small", "reason": "Eleven machines of the same kind in one rack"])
    #expect(try fleet.kept(release).isEmpty)
  }

  @Test("LIF-5: the window passes, and the board knows it without anybody looking")
  func windowPasses() throws {
    let fleet = try Fleet()
    try fleet.enrol("web-1", .production)
    let request = try fleet.approved()
    let now = fleet.it.now
    let opened = try fleet.it.act(
      "manager", "release.open",
      [
        "title": "Greeter", "requests": [.string(request)], "hosts": [.string(try fleet.host("web-1").text)],
        "from": .int(now.milliseconds), "until": .int((now + .hours(2)).milliseconds),
      ])
    let release = try needed(opened["release"]?.text)
    #expect(try fleet.kept(release).isEmpty)
    fleet.it.now = now + .hours(2)
    let due = try fleet.it.books.dueTimers(at: fleet.it.now, limit: 10)
    #expect(due.map(\.name) == ["verdict:\(release)"])
    for timer in due {
      try fleet.it.books.transact {
        try Registry.slipway.strike(timer, $0, act: "a-0000000000000009", at: fleet.it.now)
      }
    }
    #expect(try fleet.kept(release) == ["window-ahead"])
  }

  @Test("CHG-3: an approval that is withdrawn stands on the board in the same transaction")
  func withdrawn() throws {
    let fleet = try Fleet()
    let request = try fleet.approved()
    let opened = try fleet.it.act("manager", "release.open", ["title": "Greeter", "requests": [.string(request)]])
    let release = try needed(opened["release"]?.text)
    #expect(try fleet.kept(release) == ["plan-complete"])
    try fleet.it.act(
      "change", "request.withdraw-approval", ["request": .string(request), "why": "The business case fell"])
    #expect(try fleet.kept(release) == ["release-requests-approved", "plan-complete"])
    #expect(try fleet.kept(release) == fleet.blockers(release))
  }

  @Test("LIF-1: a request says what keeps the release that carries it")
  func chain() throws {
    let fleet = try Fleet()
    let request = try fleet.approved()
    try fleet.it.act("manager", "release.open", ["title": "Greeter", "requests": [.string(request)]])
    let shown = try fleet.it.ask("manager", "request.show", ["request": .string(request)])
    #expect(shown["releaseBlockers"]?.items?.compactMap { $0["rule"]?.text } == ["plan-complete"])
  }
}
