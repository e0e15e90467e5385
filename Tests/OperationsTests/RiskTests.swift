import Evidence
import Operations
import ReleaseRules
import Testing
import Vocabulary

/// The risk register through the whole way of a call (STR-3, RRR-5).
struct RiskTests {
  private let fleet: Fleet
  private let release: String

  init() throws {
    fleet = try Fleet()
    try fleet.it.hire("sponsor", .sponsor)
    try fleet.it.hire("tester", .tester)
    try fleet.enrol("web-1", .production)
    let request = try fleet.approved()
    let now = fleet.it.now
    let opened = try fleet.it.act(
      "manager", "release.open",
      [
        "title": "Greeter", "requests": [.string(request)], "profile": "standard",
        "hosts": [.string(try fleet.host("web-1").text)], "from": .int(now.milliseconds),
        "until": .int((now + .days(30)).milliseconds),
      ])
    release = try needed(opened["release"]?.text)
  }

  private var today: CivilDate { fleet.it.now.inUTC.date }
  private func day(_ ahead: Int) -> JSON { .string(CivilDate(dayNumber: today.dayNumber + ahead).text) }

  private func raise(_ probability: Int64, _ more: [JSON.Member] = [], by person: String = "tester") throws -> String {
    let body: [JSON.Member] = [
      .init("release", .string(release)), .init("title", "The disk is full"),
      .init("description", "Logs grow, and nothing is written any more."), .init("probability", .int(probability)),
    ]
    return try needed(try fleet.it.act(person, "risk.raise", .object(body + more))["risk"]?.text)
  }

  private func act(_ person: String, _ name: String, _ risk: String, _ more: [JSON.Member] = []) throws {
    try fleet.it.act(person, "risk.\(name)", .object([.init("risk", .string(risk))] + more))
    #expect(try fleet.kept(release) == fleet.blockers(release), "after \(name)")
  }

  private func plan(_ risk: String, owner: String, by person: String = "manager", _ more: [JSON.Member] = []) throws {
    var members: [JSON.Member] = [
      .init("mitigation", "Rotate the logs"), .init("contingency", "Empty them by hand"),
      .init("owner", .string(try fleet.it.person(owner).text)), .init("mitigateBy", day(10)),
      .init("reviewBy", day(20)), .init("trigger", "Less than a tenth is free"),
    ]
    members.removeAll { old in more.contains { $0.name == old.name } }
    try act(person, "plan", risk, members + more)
  }

  private func state(_ risk: String) throws -> String {
    try fleet.it.ask("manager", "risk.show", ["risk": .string(risk)])["row"]?["state"]?.text ?? ""
  }

  private func refusals(_ body: () throws -> Void) throws -> [String] { try fleet.it.refusals(body) }
  private let says: [JSON.Member] = [.init("says", "It was looked at.")]
  private let why: [JSON.Member] = [.init("why", "It is so.")]
  private func step(_ impact: Int64) -> [JSON.Member] { [.init("impact", .int(impact))] }

  @Test("STR-3: exposure is worked out from probability and impact, and the impact from an amount where one is given")
  func exposure() throws {
    let plain = try raise(3, step(4))
    let money = try raise(4, [.init("loss", ["minorUnits": 25_000_000, "currency": "EUR"])])
    let one = try fleet.it.ask("manager", "risk.show", ["risk": .string(plain)])
    #expect(one["row"]?["exposure"] == 12 && one["row"]?["band"] == "high")
    let other = try fleet.it.ask("manager", "risk.show", ["risk": .string(money)])
    #expect(other["row"]?["impact"] == 4 && other["row"]?["exposure"] == 16 && other["row"]?["band"] == "critical")
    #expect(other["row"]?["expectedLoss"] == ["minorUnits": 17_500_000, "currency": "EUR"])
    #expect(try refusals { _ = try raise(3) } == ["risk-impact-one-way"])
    let both = step(2) + [.init("loss", ["minorUnits": 100, "currency": "EUR"])]
    #expect(try refusals { _ = try raise(3, both) } == ["risk-impact-one-way"])
    let all = try fleet.it.ask("manager", "release.risks", ["release": .string(release)])
    #expect(all["exposure"] == 28 && all["losses"]?.items?.first == ["minorUnits": 17_500_000, "currency": "EUR"])
    #expect(all["open"]?.items?.compactMap { $0["risk"]?.text } == [money, plain])
  }

  @Test("STR-3: a grave risk keeps a release in planning until somebody who was named for it has taken it up")
  func gate() throws {
    #expect(try !fleet.kept(release).contains("risk-answered"))
    let risk = try raise(3, step(4))
    #expect(try fleet.kept(release).contains("risk-answered"))
    #expect(try fleet.kept(release) == fleet.blockers(release))
    try plan(risk, owner: "operations")
    #expect(try state(risk) == "planned")
    #expect(try fleet.kept(release).contains("risk-taken-up"))
    let work = try fleet.it.ask("operations", "work.list", .object([]))
    #expect((work["items"]?.items ?? []).contains { $0["path"]?.text == "/act/risk.take-up?risk=\(risk)" })
    #expect(try refusals { try act("change", "take-up", risk) } == ["risk-owner-named"])
    try act("operations", "take-up", risk)
    #expect(try state(risk) == "tracked")
    #expect(try !fleet.kept(release).contains { $0.hasPrefix("risk-") })
    try act("operations", "mitigate", risk, says)
    #expect(try state(risk) == "mitigated")
    try act("operations", "assess", risk, [.init("probability", 5)] + step(5) + why)
    #expect(try state(risk) == "tracked")
    let shown = try fleet.it.ask("manager", "release.show", ["release": .string(release)])
    let check = try needed(shown["checks"]?.items?.first { $0["check"]?.text == "risks-answered" })
    #expect(check["grounds"]?.items?.first?["value"]?.text == "25 owned tracked")
  }

  @Test("RRR-5: the sponsor or the change owner accepts a risk by name, and a graver one has to be accepted anew")
  func accepted() throws {
    let risk = try raise(3, step(4))
    #expect(throws: NotAllowed.roleNeeded([.sponsor, .changeOwner])) { try act("tester", "accept", risk, why) }
    try act("sponsor", "accept", risk, why)
    #expect(try state(risk) == "accepted")
    #expect(try !fleet.kept(release).contains("risk-answered"))
    let all = try fleet.it.ask("manager", "release.risks", ["release": .string(release)])
    #expect(all["accepted"] == 12)
    let shown = try fleet.it.ask("manager", "risk.show", ["risk": .string(risk)])
    #expect(shown["acceptedBy"] == "sponsor" && shown["acceptance"]?["role"] == "sponsor")
    try act("tester", "assess", risk, [.init("probability", 2)] + step(4) + why)
    #expect(try state(risk) == "accepted")
    try act("tester", "assess", risk, [.init("probability", 4)] + step(4) + why)
    #expect(try state(risk) == "identified")
    #expect(try fleet.kept(release).contains("risk-answered"))
  }

  @Test("STR-3: what a profile bears does not refuse its gate, and is seen there")
  func borne() throws {
    let risk = try raise(3, step(3))
    #expect(try !fleet.kept(release).contains("risk-answered"))
    func warnings() throws -> [String] {
      let shown = try fleet.it.ask("manager", "release.show", ["release": .string(release)])
      return (shown["warnings"]?.items ?? []).compactMap { $0["rule"]?.text }
    }
    #expect(try warnings().contains("risk-answered"))
    try fleet.it.act("manager", "release.choose-profile", ["release": .string(release), "profile": "large"])
    #expect(try fleet.kept(release).contains("risk-answered"))
    try act("manager", "close", risk, why + [.init("lesson", "Logs rotate by themselves now.")])
    #expect(try state(risk) == "closed")
    #expect(try !fleet.kept(release).contains("risk-answered"))
    #expect(try !warnings().contains("risk-answered"))
  }

  @Test("STR-3: only who raised, owns or keeps a risk changes it, and what is closed stays as it was")
  func keepers() throws {
    let risk = try raise(2, step(2))
    #expect(
      try refusals { try act("change", "assess", risk, [.init("probability", 1)] + step(1) + why) } == ["risk-keeper"])
    #expect(try refusals { try act("tester", "mitigate", risk, says) } == ["risk-planned-first"])
    #expect(try refusals { try act("tester", "answer-alarm", risk, says) } == ["risk-alarm-open"])
    try act("tester", "occur", risk, says)
    #expect(try state(risk) == "occurred")
    #expect(try refusals { try act("tester", "occur", risk, says) } == ["risk-occurred-once"])
    try act("tester", "close", risk, why)
    #expect(try refusals { try act("tester", "close", risk, why) } == ["risk-open"])
    #expect(try refusals { try act("sponsor", "accept", risk, why) } == ["risk-open"])
    try fleet.it.act(
      "change", "release.cancel", ["release": .string(release), "kind": "not-wanted", "why": "Nobody wants it"])
    #expect(try refusals { _ = try raise(2, step(2)) } == ["risk-release-open"])
  }

  @Test("STR-3: a plan names days ahead, an owner who is here, and a trigger that can be seen")
  func plans() throws {
    let risk = try raise(2, step(2))
    func refused(_ more: [JSON.Member]) throws -> [String] {
      try refusals { try plan(risk, owner: "manager", more) }
    }
    #expect(try refused([.init("mitigateBy", day(-1))]) == ["risk-day-ahead"])
    #expect(try refused([.init("watches", ["hosts-failed"])]) == ["risk-watch-count"])
    #expect(try refused([.init("failedHosts", 2)]) == ["risk-watch-count"])
    try fleet.it.act(
      "admin", "person.deactivate", ["person": .string(try fleet.it.person("sponsor").text)])
    #expect(try refusals { try plan(risk, owner: "sponsor") } == ["risk-owner-active"])
    try plan(risk, owner: "manager")
    #expect(try state(risk) == "tracked")
  }

  @Test("STR-3: when the day of the mitigation passes, the clock raises the trigger, once, and the owner answers it")
  func late() throws {
    let risk = try raise(2, step(2))
    try plan(risk, owner: "manager", [.init("watches", ["mitigation-late"])])
    let due = try needed(try fleet.it.books.timer("risk:\(risk)"))
    #expect(due.due.inUTC.date.dayNumber == today.dayNumber + 11 && due.due.inUTC.milliseconds == 0)
    fleet.it.now = due.due
    try fleet.it.books.transact {
      try Registry.slipway.strike(due, $0, act: "a-0000000000000009", at: fleet.it.now)
    }
    #expect(try state(risk) == "triggered")
    let entry = try needed(
      try fleet.it.books.entries(about: [.init(kind: "risk", reference: risk)], before: nil, limit: 1).first)
    #expect(entry.entry.kind == "risk.triggered/1" && entry.entry.actor == "clock")
    #expect(try refusals { try act("manager", "close", risk, why) } == ["risk-alarm-answered"])
    let work = try fleet.it.ask("manager", "work.list", .object([]))
    #expect((work["items"]?.items ?? []).contains { $0["act"] == "Say what came of the trigger of a risk" })
    try act("manager", "answer-alarm", risk, says)
    try plan(risk, owner: "manager", [.init("watches", ["mitigation-late"])])
    #expect(try fleet.it.books.timer("risk:\(risk)") != nil)
    try act("manager", "mitigate", risk, says)
    #expect(try fleet.it.books.timer("risk:\(risk)") == nil)
  }

  @Test("STR-3: a risk whose review is overdue waits for its owner until it is analysed again")
  func overdue() throws {
    let risk = try raise(2, step(2))
    try plan(risk, owner: "manager")
    func waits() throws -> Bool {
      let work = try fleet.it.ask("manager", "work.list", .object([]))
      return (work["items"]?.items ?? []).contains { $0["act"] == "Analyse a risk again" }
    }
    fleet.it.now = fleet.it.now + .days(20)
    #expect(try !waits())
    fleet.it.now = fleet.it.now + .days(1)
    #expect(try waits())
    try act("manager", "assess", risk, [.init("probability", 2), .init("reviewBy", day(30))] + step(2) + why)
    #expect(try !waits())
  }

  @Test("STR-3: the register is filtered by release, owner, state and exposure")
  func register() throws {
    let small = try raise(1, step(2))
    let grave = try raise(5, step(5))
    try plan(grave, owner: "operations")
    func list(_ filter: [JSON.Member]) throws -> [String] {
      let answer = try fleet.it.ask("manager", "risk.list", .object(filter))
      return (answer["items"]?.items ?? []).compactMap { $0["risk"]?.text }
    }
    #expect(try list([.init("sort", "-exposure")]) == [grave, small])
    #expect(try list([.init("band", "critical")]) == [grave])
    #expect(try list([.init("state", "identified")]) == [small])
    #expect(try list([.init("owner", .string(try fleet.it.person("operations").text))]) == [grave])
    #expect(try list([.init("release", .string(release)), .init("open", "no")]).isEmpty)
  }
}
