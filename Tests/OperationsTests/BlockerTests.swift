import Evidence
import Operations
import PeopleRules
import Testing
import Vocabulary

/// What is said before an act is what refuses the deed.
struct BlockerTests {
  private func before(_ it: Organisation, _ name: String, _ operation: String, _ reference: String) throws -> [String] {
    let desk = Desk(books: it.books, actor: try it.actor(name), now: it.now, operation: "page", act: "")
    return try needed(Registry.slipway.operation(operation)).blockers(reference, desk).map(\.rule)
  }

  @Test("CHG-3: what keeps an act from a request is known before anything is typed, and refuses the deed alike")
  func request() throws {
    let it = try Organisation.withBoard()
    let request = try it.raise("initiator")
    let same: JSON = ["request": .string(request)]
    func vote(_ name: String) throws {
      try it.act(name, "request.vote", ["request": .string(request), "choice": "implement"])
    }
    #expect(try before(it, "operations", "request.vote", request) == ["request-in-vote"])
    #expect(try it.refusals { try vote("operations") } == ["request-in-vote"])
    #expect(try before(it, "change", "request.submit", request) == [])
    #expect(try before(it, "change", "request.close-vote", request) == ["request-in-vote"])
    #expect(try before(it, "change", "request.withdraw-approval", request) == ["request-approved"])
    #expect(try before(it, "change", "request.review", request) == ["request-reviewable"])
    #expect(try before(it, "change", "request.answer", request) == ["question-exists"])
    #expect(try before(it, "change", "request.edit", request) == [])
    #expect(
      try before(it, "initiator", "request.vote", request) == [
        "segregation-request-approve", "request-in-vote", "board-member",
      ])
    try it.act("change", "request.submit", same)
    #expect(try before(it, "operations", "request.vote", request) == [])
    #expect(try before(it, "change", "request.submit", request) == ["request-submittable"])
    try vote("operations")
    try vote("security")
    try it.act("change", "request.close-vote", same)
    #expect(try before(it, "operations", "request.vote", request) == ["request-in-vote"])
  }

  @Test("LIF-1: what keeps an act from a release is known before anything is typed")
  func release() throws {
    let it = try Organisation.withBoard()
    try it.hire("release", .releaseManager)
    let request = try it.raise("initiator")
    try it.act("change", "request.submit", ["request": .string(request)])
    for name in ["operations", "security"] {
      try it.act(name, "request.vote", ["request": .string(request), "choice": "implement"])
    }
    try it.act("change", "request.close-vote", ["request": .string(request)])
    let opened = try it.act("release", "release.open", ["title": "Greeting", "requests": [.string(request)]])
    let release = try needed(opened["release"]?.text)
    #expect(try before(it, "release", "release.plan", release) == [])
    #expect(try before(it, "release", "release.move", release) == [])
    for (act, rules) in [
      // A small release is carried along: what stands in the way is the first gate that is not met.
      ("choose-package", ["plan-complete"]), ("try", ["release-phase", "package-chosen"]),
      ("deploy", ["plan-complete"]), ("back-out", ["something-to-back-out"]),
      ("sign-off", ["rollout-of-release"]), ("resume", ["release-suspended"]),
    ] {
      #expect(try before(it, "release", "release.\(act)", release) == rules, "\(act)")
    }
    let stop: JSON = ["release": .string(release), "kind": "not-wanted", "why": "Nobody asks for it any more"]
    #expect(try before(it, "change", "release.cancel", release) == [])
    try it.act("change", "release.cancel", stop)
    for act in ["cancel", "suspend"] {
      #expect(try before(it, "change", "release.\(act)", release) == ["transition-published"])
    }
    #expect(try before(it, "change", "release.move", release) == ["transition-published"])
  }

  @Test("ROL-6: a waiver that serves lifts what is said before the act, and is not used up by asking")
  func waiver() throws {
    let it = try Organisation.withBoard()
    try it.hire("both", .changeInitiator, .advisoryBoardMember)
    let request = try it.raise("both")
    try it.act("change", "request.submit", ["request": .string(request)])
    #expect(try before(it, "both", "request.vote", request) == ["segregation-request-approve"])
    let asked = try it.act(
      "both", "waiver.ask",
      ["rule": "segregation-request-approve", "on": .string("request:\(request)"), "why": "Nobody else is there"])
    let waiver = try needed(asked["waiver"]?.text)
    #expect(try before(it, "both", "waiver.grant", waiver) == ["waiver-second-person"])
    try it.act("change", "waiver.grant", ["waiver": .string(waiver), "why": "It is urgent"])
    #expect(try before(it, "change", "waiver.refuse", waiver) == ["waiver-state"])
    for _ in 0..<2 { #expect(try before(it, "both", "request.vote", request) == []) }
    try it.act("both", "request.vote", ["request": .string(request), "choice": "implement"])
    #expect(try before(it, "both", "request.vote", request) == ["segregation-request-approve"])
  }

  @Test("DEF-4: a refusal calls people by their names, and keeps the reference beside the sentence")
  func names() throws {
    let it = try Organisation.withBoard()
    let person = try it.person("service")
    let grant: JSON = ["person": .string(person.text), "role": "cab-member"]
    do {
      try it.act("admin", "person.grant", grant)
      Issue.record("A role was given twice")
    } catch let refused as Refused {
      let json = refused.first.json
      #expect(json["because"] == "service already holds the role CAB member.")
      #expect(json["names"] == [.string("person:" + person.text)])
      #expect(json["called"] == [["name": "service", "subject": .string("person:" + person.text)]])
    }
  }

  @Test("CHG-2 CHG-6: a request shows how its vote ended, when it was closed by whom, and until when it is deferred")
  func outcome() throws {
    let it = try Organisation.withBoard()
    let request = try it.raise("initiator")
    try it.act("change", "request.submit", ["request": .string(request)])
    for name in ["operations", "security"] {
      try it.act(name, "request.vote", ["request": .string(request), "choice": "reject"])
    }
    #expect(try it.ask("change", "request.show", ["request": .string(request)])["decision"] == nil)
    let until = JSON.string(CivilDate(dayNumber: it.now.inUTC.date.dayNumber + 9).text)
    try it.act("change", "request.close-vote", ["request": .string(request), "otherwise": "defer", "until": until])
    let decision = try needed(try it.ask("change", "request.show", ["request": .string(request)])["decision"])
    #expect(decision["outcome"] == "defer" && decision["until"] == until && decision["by"] == "change")
    #expect(decision["against"] == 2 && decision["members"] == 3 && decision["at"] == .int(it.now.milliseconds))
  }

  @Test("CHG-2: the full board's votes on an emergency stand beside its committee's, and what came of both")
  func afterwards() throws {
    let it = try Organisation.withBoard()
    let request = try it.raise("initiator", more: [.init("category", "emergency")])
    let same: JSON = ["request": .string(request)]
    func vote(_ names: String...) throws {
      for name in names {
        try it.act(name, "request.vote", ["request": .string(request), "choice": "implement"])
      }
    }
    try it.act("change", "request.submit", same)
    try vote("operations")
    try it.act("change", "request.close-vote", same)
    try vote("operations", "security")
    try it.act("change", "request.close-vote", same)
    let shown = try it.ask("change", "request.show", same)
    #expect(shown["votes"]?.items?.count == 1 && shown["votesAfterwards"]?.items?.count == 2)
    #expect(shown["decision"]?["forIt"] == 1 && shown["decisionAfterwards"]?["forIt"] == 2)
  }
}
