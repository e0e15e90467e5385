import ChangeRules
import Evidence
import Operations
import Testing
import Vocabulary

/// Ways round the board that must not exist.
struct BoardRoundsTests {
  private func same(_ request: String) -> JSON { ["request": .string(request)] }

  private func vote(_ it: Organisation, _ request: String, _ choice: JSON, _ people: [String]) throws {
    for name in people { try it.act(name, "request.vote", ["request": .string(request), "choice": choice]) }
  }

  private func request(_ it: Organisation, _ request: String) throws -> ChangeRequest {
    try needed(try it.books.load(ChangeRequest.self, request)).value
  }

  private func approvedEmergency(_ it: Organisation) throws -> String {
    let request = try it.raise("initiator", more: [.init("category", "emergency")])
    try it.act("change", "request.submit", same(request))
    try vote(it, request, "implement", ["service"])
    try it.act("change", "request.close-vote", same(request))
    return request
  }

  @Test("CHG-2: the full review of an emergency cannot be skipped by closing it as cancelled")
  func notSkipped() throws {
    let it = try Organisation.withBoard()
    let request = try approvedEmergency(it)
    let close: JSON = ["request": .string(request), "otherwise": "cancel"]
    #expect(
      try it.refusals { try it.act("change", "request.close-vote", close) } == ["cab-quorum", "cab-mandatory-cluster"])
    #expect(try self.request(it, request).owesFullReview)
  }

  @Test("CHG-2 CHG-3: an emergency that the full board does not carry is approved no longer")
  func rejectedAfterwards() throws {
    let it = try Organisation.withBoard()
    let request = try approvedEmergency(it)
    try vote(it, request, "reject", ["operations", "security", "service"])
    try it.act("change", "request.close-vote", same(request))
    let after = try self.request(it, request)
    #expect(!after.status.isApproved && after.decisionAfterwards?.outcome == .reject)
  }

  @Test("CHG-2: a request that comes back is voted on anew, and a deferral lies ahead")
  func newRound() throws {
    let it = try Organisation.withBoard()
    let request = try it.raise("initiator")
    try it.act("change", "request.submit", same(request))
    try vote(it, request, "reject", ["operations", "security"])
    func close(_ until: JSON) throws {
      try it.act("change", "request.close-vote", ["request": .string(request), "otherwise": "defer", "until": until])
    }
    #expect(try it.refusals { try close("2020-01-01") } == ["deferral-ahead"])
    try close("2027-01-11")
    try it.act("change", "request.submit", same(request))
    #expect(try self.request(it, request).votes.isEmpty)
  }

  @Test("CHG-1: what somebody wrote is changed and answered for by that person, the change owner or the change manager")
  func own() throws {
    let it = try Organisation.withBoard()
    try it.hire("other", .changeInitiator)
    let request = try it.raise("initiator")
    let text: JSON = [
      "title": "Something else", "description": "x", "need": "x", "benefit": "x", "risk": "x", "resources": "x",
    ]
    let edit: JSON = ["request": .string(request), "text": text]
    #expect(try it.refusals { try it.act("other", "request.edit", edit) } == ["request-own"])
    try it.act("operations", "request.ask", ["request": .string(request), "question": "How long?"])
    let answer: JSON = ["request": .string(request), "number": 1, "text": "An hour"]
    #expect(try it.refusals { try it.act("other", "request.answer", answer) } == ["request-own"])
    let work = try it.ask("initiator", "work.list", [:])["items"]?.items ?? []
    #expect(work.compactMap { $0["act"]?.text } == ["Answer question 1"])
    try it.act("initiator", "request.answer", answer)
    try it.act("initiator", "request.edit", edit)
  }

  @Test("ROL-6: whoever rewrote a request may not vote on it, and a waiver serves only for what stood there")
  func authors() throws {
    let it = try Organisation.withBoard()
    try it.hire("writer", .changeOwner, .advisoryBoardMember)
    let request = try it.raise("initiator")
    func edit(_ title: JSON) throws {
      let text: JSON = [
        "title": title, "description": "x", "need": "x", "benefit": "x", "risk": "x", "resources": "x",
      ]
      try it.act("writer", "request.edit", ["request": .string(request), "text": text])
      try it.act("change", "request.submit", same(request))
    }
    func votes() throws -> [String] { try it.refusals { try vote(it, request, "implement", ["writer"]) } }
    try edit("Rewritten")
    #expect(try votes() == ["segregation-request-approve"])
    let asked = try it.act(
      "writer", "waiver.ask",
      ["rule": "segregation-request-approve", "on": .string("request:\(request)"), "why": "Nobody else is there"])
    try it.act("change", "waiver.grant", ["waiver": asked["waiver"] ?? .null, "why": "It is urgent"])
    try edit("Rewritten once more")
    #expect(try votes() == ["segregation-request-approve"])
    let wrong: JSON = [
      "rule": "segregation-plan-approve", "on": .string("request:\(request)"), "why": "Nobody else is there",
    ]
    #expect(try it.refusals { try it.act("writer", "waiver.ask", wrong) } == ["waiver-fits"])
  }

  @Test("CHG-2: a role for one release speaks for its cluster in that release only, and the release must be there")
  func clusters() throws {
    let it = try Organisation.withBoard()
    try it.hire("member", .advisoryBoardMember)
    let grant: JSON = ["person": .string(try it.person("member").text), "role": "auditor", "release": "REL-9999.1"]
    #expect(throws: NotFound.self) { try it.act("admin", "person.grant", grant) }
  }

  @Test("CHG-2: a file attached after a vote shows that what was voted on has changed")
  func attachedLater() throws {
    let it = try Organisation.withBoard()
    let request = try it.raise("initiator")
    try it.act("change", "request.submit", same(request))
    try vote(it, request, "implement", ["operations"])
    try it.act(
      "initiator", "request.attach",
      ["request": .string(request), "file": ["name": "plan.txt", "content": .string(Base64.text([1, 2, 3]))]])
    let votes = try it.ask("change", "request.show", ["request": .string(request)])["votes"]?.items ?? []
    #expect(votes.map { $0["sawThis"] } == [false])
  }

  @Test("OPS-3 LOG-1: a closed account opens again, signing a token out is in the log, a token prolongs nothing")
  func accounts() throws {
    let it = try Organisation.withBoard()
    let person = try it.person("initiator")
    let same: JSON = ["person": .string(person.text)]
    try it.act("admin", "person.deactivate", same)
    try it.act("admin", "person.reactivate", same)
    let made = try it.act("initiator", "token.issue", ["label": "pipeline", "scope": "everything", "days": 3])
    let token = try needed(made["token"]?.text)
    var actor = try it.actor("initiator")
    actor.from = "api/\(token)"
    let longer = try it.perform("token.issue", ["label": "longer", "scope": "everything", "days": 300], actor)
    #expect(longer["expires"] == made["expires"])
    try it.perform("session.close", [:], actor)
    let kinds = try it.books.entries(about: [person.subject], before: nil, limit: 1).map(\.entry.kind)
    #expect(kinds == ["person.token-revoked/1"])
  }
}
