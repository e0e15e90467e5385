import Evidence
import Ledger
import Operations
import Testing
import Vocabulary

/// Separation of duties through the whole way of a call, and what lets it pass.
struct SeparationTests {
  private func organisation() throws -> Organisation {
    let it = try Organisation()
    try it.hire("both", .changeInitiator, .advisoryBoardMember)
    try it.hire("change", .changeManager)
    return it
  }

  @Test("ROL-6: who raised a request may not vote on it; the refusal says that a waiver would clear it")
  func refused() throws {
    let it = try organisation()
    let request = try it.raise("both")
    try it.act("change", "request.submit", ["request": .string(request)])
    let vote: JSON = ["request": .string(request), "choice": "implement"]
    #expect(try it.refusals { try it.act("both", "request.vote", vote) } == ["segregation-request-approve"])
  }

  @Test("ROL-6: a waiver needs a second person, serves one act on one subject, and is used up by it")
  func waiver() throws {
    let it = try organisation()
    let request = try it.raise("both")
    let other = try it.raise("both", "Another")
    for one in [request, other] { try it.act("change", "request.submit", ["request": .string(one)]) }
    let asked = try it.act(
      "both", "waiver.ask",
      ["rule": "segregation-request-approve", "on": .string("request:\(request)"), "why": "Nobody else is there"])
    let waiver = try needed(asked["waiver"]?.text)
    let decide: JSON = ["waiver": .string(waiver), "why": "It is urgent"]
    #expect(throws: NotAllowed.self) { try it.act("both", "waiver.grant", decide) }
    try it.act("change", "waiver.grant", decide)
    func vote(_ one: String) throws -> [String] {
      try it.refusals { try it.act("both", "request.vote", ["request": .string(one), "choice": "implement"]) }
    }
    #expect(try vote(other) == ["segregation-request-approve"])
    #expect(try vote(request).isEmpty)
    #expect(try vote(request) == ["segregation-request-approve"])
    #expect(try it.ask("change", "waiver.show", ["waiver": .string(waiver)])["state"] == "used")
  }

  @Test("ROL-6: nobody decides on their own waiver, and one that has ended serves no more")
  func own() throws {
    let it = try Organisation()
    try it.hire("change", .changeManager, .changeInitiator, .advisoryBoardMember)
    try it.hire("second", .changeManager)
    let request = try it.raise("change")
    try it.act("change", "request.submit", ["request": .string(request)])
    let asked = try it.act(
      "change", "waiver.ask",
      ["rule": "segregation-request-approve", "on": .string("request:\(request)"), "why": "Nobody else is there"])
    let decide: JSON = ["waiver": .string(try needed(asked["waiver"]?.text)), "why": "It is urgent"]
    #expect(try it.refusals { try it.act("change", "waiver.grant", decide) } == ["waiver-second-person"])
    try it.act("second", "waiver.grant", decide)
    it.now = it.now + .hours(25)
    let vote: JSON = ["request": .string(request), "choice": "implement"]
    #expect(try it.refusals { try it.act("change", "request.vote", vote) } == ["segregation-request-approve"])
  }

  @Test("OPS-3 LOG-1: an enrolment token is in the log when it is made, when it is taken back, and only then")
  func invitations() throws {
    let it = try Organisation()
    try it.hire("operations", .operationsEngineer)
    try it.books.transact {
      try $0.keepMetadata(
        KeptMetadata(kind: "root", version: 1, expires: began, envelope: Self.envelope))
    }
    let made = try it.act("operations", "host.invite", ["name": "web-1", "purpose": "production"])
    let invitation = try needed(made["invitation"]?.text)
    let subject = SubjectReference(kind: "invitation", reference: invitation)
    func kinds() throws -> [String] { try it.books.entries(about: [subject], before: nil, limit: 10).map(\.entry.kind) }
    #expect(try kinds() == ["invitation.made/1"])
    let secret = try needed(made["token"]?.text?.split(separator: ".").dropFirst().first.map(String.init))
    #expect(
      try !it.books.entries(about: [subject], before: nil, limit: 10).contains { placed in
        String(decoding: LogEntry.shape.write(placed.entry).canonicalBytes, as: UTF8.self).contains(secret)
      })
    try it.act("operations", "invitation.revoke", ["invitation": .string(invitation)])
    #expect(try kinds() == ["invitation.revoked/1", "invitation.made/1"])
    #expect(try it.books.invitation(invitation)?.secret == "")
    #expect(
      try it.refusals { try it.act("operations", "invitation.revoke", ["invitation": .string(invitation)]) }
        == ["token-open"])
  }

  private static let envelope =
    #"{"payload":"e30=","payloadType":"application/vnd.slipway.root+json","signatures":[]}"#
}
