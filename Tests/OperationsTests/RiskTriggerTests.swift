import Evidence
import Operations
import ReleaseRules
import Testing
import Vocabulary

/// Triggers that the product sees, in the transaction of the fact (STR-3).
struct RiskTriggerTests {
  private let fleet: Fleet
  private let release: String
  private let risk: String
  private let rollout: String

  /// A release whose rollout runs on three hosts, and a risk that watches it.
  init() throws {
    let fleet = try Fleet()
    self.fleet = fleet
    let names = ["web-1", "web-2", "web-3"]
    for name in names { try fleet.enrol(name, .production) }
    try fleet.enrol("lab-1", .laboratory)
    let request = try fleet.approved()
    let it = fleet.it
    let hosts = try names.map { JSON.string(try fleet.host($0).text) }
    let opened = try it.act(
      "manager", "release.open",
      [
        "title": "Greeter", "requests": [.string(request)], "hosts": .array(hosts), "from": .int(it.now.milliseconds),
        "until": .int((it.now + .hours(8)).milliseconds),
      ])
    release = try needed(opened["release"]?.text)
    let named: JSON = ["release": .string(release)]
    try fleet.admit("1.0.0", serves: [request])
    try it.act("manager", "release.choose-package", ["release": .string(release), "package": "greeter@1.0.0"])
    let tried = try needed(
      try it.act(
        "manager", "release.try", ["release": .string(release), "hosts": [.string(try fleet.host("lab-1").text)]])[
          "deployment"]?.text)
    try fleet.end(tried, "lab-1", "proven")
    try it.act(
      "operations", "release.answer-duty",
      [
        "release": .string(release), "duty": "ACCEPT-OPS-1", "outcome": "done", "says": "It runs.",
        "tests": [.string(tried)],
      ])
    try it.act("operations", "package.accept", ["package": "greeter@1.0.0"])
    try it.act("operations", "package.release", ["package": "greeter@1.0.0"])
    risk = try needed(
      try it.act(
        "operations", "risk.raise",
        [
          "release": .string(release), "title": "It does not start", "description": "A library is missing.",
          "probability": 2, "impact": 4,
        ])["risk"]?.text)
    try it.act("change", "release.approve-deployment", named)
    try Self.plan(risk, it, ["deployment-halted", "deployment-failed", "hosts-failed"], [.init("failedHosts", 2)])
    rollout = try needed(try it.act("manager", "release.deploy", named)["deployment"]?.text)
  }

  private static func plan(_ risk: String, _ it: Organisation, _ watches: JSON, _ more: [JSON.Member] = []) throws {
    let day = CivilDate(dayNumber: it.now.inUTC.date.dayNumber + 5).text
    try it.act(
      "operations", "risk.plan",
      .object(
        [
          .init("risk", .string(risk)), .init("mitigation", "Bring it along"), .init("contingency", "Back out"),
          .init("owner", .string(try it.person("operations").text)), .init("mitigateBy", .string(day)),
          .init("reviewBy", .string(day)), .init("trigger", "Hosts fail"), .init("watches", watches),
        ] + more))
  }

  private func alarms() throws -> [JSON] {
    try fleet.it.ask("manager", "risk.show", ["risk": .string(risk)])["alarms"]?.items ?? []
  }

  private func answer() throws {
    try fleet.it.act("operations", "risk.answer-alarm", ["risk": .string(risk), "says": "A cable was loose."])
  }

  @Test("STR-3: a halt raises the trigger in its own transaction, as the server, and each further halt raises it again")
  func halted() throws {
    let named: JSON = ["deployment": .string(rollout), "why": "Something smells"]
    try fleet.it.act("change", "deployment.halt", named)
    #expect(try alarms().compactMap { $0["watch"]?.text } == ["deployment-halted"])
    let about = [
      SubjectReference(kind: "risk", reference: risk), SubjectReference(kind: "deployment", reference: rollout),
    ]
    let entries = try fleet.it.books.entries(about: about, before: nil, limit: 2).map(\.entry)
    #expect(entries.map(\.kind) == ["risk.triggered/1", "deployment.halted/1"])
    #expect(entries.first?.actor == "server" && Set(entries.map(\.act)).count == 1)
    try answer()
    try fleet.it.act("manager", "deployment.resume", named)
    #expect(try alarms().count == 1)
    try fleet.it.act("change", "deployment.halt", named)
    #expect(try alarms().count == 2)
    let close: JSON = ["risk": .string(risk), "why": "It is over."]
    #expect(try fleet.it.refusals { try fleet.it.act("operations", "risk.close", close) } == ["risk-alarm-answered"])
    try fleet.it.act("operations", "risk.occur", ["risk": .string(risk), "says": "The library was missing."])
    try fleet.it.act("operations", "risk.close", close)
  }

  @Test("STR-3: failed hosts raise the trigger from their count on, once until it is answered; the end raises its own")
  func failed() throws {
    try fleet.end(rollout, "web-1", "failed")
    #expect(try alarms().isEmpty)
    try fleet.end(rollout, "web-2", "failed")
    #expect(try alarms().compactMap { $0["hosts"] } == [2])
    try answer()
    try fleet.end(rollout, "web-3", "kept")
    #expect(try alarms().compactMap { $0["watch"]?.text } == ["hosts-failed", "deployment-failed"])
    #expect(try fleet.kept(release) == fleet.blockers(release))
  }

  @Test("STR-3: a deployment that is named may have failed before the plan; one of another release is refused")
  func named() throws {
    for name in ["web-1", "web-2", "web-3"] { try fleet.end(rollout, name, "kept") }
    #expect(try alarms().isEmpty)
    let rules = try fleet.it.refusals {
      try Self.plan(risk, fleet.it, ["mitigation-late"], [.init("deployment", .string(rollout))])
    }
    #expect(rules == ["risk-watch-what"])
    let request = try fleet.approved("Greet others")
    let other = try needed(
      try fleet.it.act("manager", "release.open", ["title": "Other", "requests": [.string(request)]])["release"]?.text)
    let foreign = try needed(
      try fleet.it.act(
        "operations", "risk.raise",
        [
          "release": .string(other), "title": "Elsewhere", "description": "Something else.", "probability": 1,
          "impact": 1,
        ])["risk"]?.text)
    let refused = try fleet.it.refusals {
      try Self.plan(foreign, fleet.it, ["deployment-failed"], [.init("deployment", .string(rollout))])
    }
    #expect(refused == ["risk-watch-own"])
  }
}
