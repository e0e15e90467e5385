import ChangeRules
import Evidence
import Operations
import Testing
import Vocabulary

/// What the board is shown, and what an emergency still owes it.
struct BoardTests {
  private func organisation() throws -> Organisation {
    let it = try Organisation.withBoard()
    try it.hire("fourth", .advisoryBoardMember)
    try it.hire("configuration", .configurationManager)
    return it
  }

  private func item(_ it: Organisation, _ itemClass: JSON, _ name: JSON) throws -> String {
    try needed(try it.act("configuration", "item.record", ["class": itemClass, "name": name])["item"]?.text)
  }

  private func link(_ it: Organisation, _ from: String, _ type: JSON, _ to: String) throws {
    try it.act("configuration", "item.link", ["item": .string(from), "type": type, "to": .string(to)])
  }

  private func vote(_ it: Organisation, _ request: String, _ people: [String]) throws {
    for name in people {
      try it.act(name, "request.vote", ["request": .string(request), "choice": "implement"])
    }
  }

  @Test("CHG-2 CFG-6 DEF-4: the board sees what feels a change by which path, and every other request on that ground")
  func ground() throws {
    let it = try organisation()
    let host = try item(it, "host", "web-1")
    let shop = try item(it, "software", "shop")
    let sales = try item(it, "service", "sales")
    try link(it, shop, "runs-on", host)
    try link(it, shop, "supports-service", sales)
    let request = try it.raise("initiator", more: [.init("items", .array([.string(host)]))])
    let same = try it.raise("initiator", "Another on the host", more: [.init("items", .array([.string(host)]))])
    let above = try it.raise("initiator", "On the shop", more: [.init("items", .array([.string(shop)]))])
    _ = try it.raise(
      "initiator", "Elsewhere", more: [.init("items", .array([.string(try item(it, "site", "Lisbon"))]))])
    let shown = try it.ask("change", "request.show", ["request": .string(request)])
    let says = (shown["impact"]?["rows"]?.items ?? []).compactMap { $0["says"]?.text }
    #expect(says == ["web-1 carries shop", "web-1 carries shop supports service sales"])
    let conflicts = (shown["conflicts"]?.items ?? []).map { [$0["request"]?.text, $0["item"]?.text] }
    #expect(conflicts == [[same, host], [above, shop]])
  }

  @Test("CHG-2: a vote names what was shown; when impact or conflicts change, the page says so")
  func seen() throws {
    let it = try organisation()
    let host = try item(it, "host", "web-1")
    let request = try it.raise("initiator", more: [.init("items", .array([.string(host)]))])
    try it.act("change", "request.submit", ["request": .string(request)])
    try vote(it, request, ["operations"])
    func sawThis() throws -> [Bool] {
      let votes = try it.ask("change", "request.show", ["request": .string(request)])["votes"]?.items ?? []
      return votes.map { $0["sawThis"] == true }
    }
    #expect(try sawThis() == [true])
    _ = try it.raise("initiator", "Another on the host", more: [.init("items", .array([.string(host)]))])
    #expect(try sawThis() == [false])
    try vote(it, request, ["operations"])
    #expect(try sawThis() == [true])
  }

  @Test(
    "CHG-2: an emergency passes its committee with a quarter, and cannot be reviewed before the full board has spoken")
  func emergency() throws {
    let it = try organisation()
    let request = try it.raise("initiator", more: [.init("category", "emergency")])
    let same: JSON = ["request": .string(request)]
    try it.act("change", "request.submit", same)
    try vote(it, request, ["fourth"])
    try it.act("change", "request.close-vote", same)
    var held = try needed(try it.books.load(ChangeRequest.self, request)).value
    #expect(held.status == .approved && held.owesFullReview)
    let facts = RequestFacts(board: [], rule: .standard)
    held.status = .implemented
    let review = ChangeReview(
      objectivesMet: true, usersContent: true, costAsPlanned: true, sideEffects: nil,
      reviewer: try it.person("change"))
    #expect(held.blockers(of: .review(review), given: facts, at: began).map(\.rule) == ["emergency-full-review"])
    #expect(
      try it.refusals { try it.act("change", "request.close-vote", same) } == ["cab-quorum", "cab-mandatory-cluster"])
    try vote(it, request, ["operations", "security", "service"])
    try it.act("change", "request.close-vote", same)
    let after = try needed(try it.books.load(ChangeRequest.self, request)).value
    #expect(!after.owesFullReview && after.decisionAfterwards?.outcome == .implement && after.status == .approved)
    #expect(after.votes.count == 1 && after.votesAfterwards.count == 3)
  }

  @Test("CHG-6: the change review is called to mind before, on and after its day, then its lateness is reported once")
  func reminders() throws {
    let it = try organisation()
    let request = try it.raise("initiator")
    // A release that ends sets the review's day; here the events of that moment stand for it.
    try it.books.transact { books in
      var desk = Desk(books: books, actor: .server, now: it.now, operation: "release.move", act: "a-91c4e07a2bd35f68")
      let due = try needed(CivilDate(text: "2026-12-07"))
      let held = try desk.get(ChangeRequest.self, request)
      try desk.record(
        [.joinedRelease(try needed(ReleaseReference("REL-1.1"))), .implemented(.init(reviewBy: due))], on: held)
      try books.setTimer(
        KeptTimer(
          name: "review:\(request)", due: try needed(moment("2026-12-05")), operation: "request.remind-of-review",
          body: ["request": .string(request)]))
    }
    var kinds: [String] = []
    for day in ["2026-12-04", "2026-12-05", "2026-12-06", "2026-12-07", "2026-12-08", "2026-12-09", "2026-12-20"] {
      it.now = try needed(moment(day)) + .hours(1)
      for timer in try it.books.dueTimers(at: it.now, limit: 10) {
        try it.books.transact { try Registry.slipway.strike(timer, $0, act: "a-91c4e07a2bd35f69", at: it.now) }
      }
      let newest = try it.books.entries(about: [.init(kind: "request", reference: request)], before: nil, limit: 1)
      kinds.append("\(day) \(newest.first?.entry.kind ?? "")")
    }
    #expect(
      kinds == [
        "2026-12-04 request.implemented/1", "2026-12-05 request.review-reminded/1",
        "2026-12-06 request.review-reminded/1", "2026-12-07 request.review-reminded/1",
        "2026-12-08 request.review-escalated/1", "2026-12-09 request.review-escalated/1",
        "2026-12-20 request.review-escalated/1",
      ])
    #expect(try it.books.dueTimers(at: it.now + .days(400), limit: 10).isEmpty)
    try it.hire("sponsor", .sponsor)
    let work = try it.ask("sponsor", "work.list", [:])["items"]?.items ?? []
    #expect(work.compactMap { $0["act"]?.text } == ["See why the change review is late"])
  }

  /// Eight o'clock of that day, as reminders are set.
  private func moment(_ day: String) -> Moment? {
    CivilDate(text: day).map { Moment(milliseconds: Int64($0.dayNumber) * 86_400_000) + .hours(8) }
  }

  @Test("CHG-6: a follow-up names the request that it follows, and both show it")
  func followUps() throws {
    let it = try organisation()
    let first = try it.raise("initiator")
    let second = try it.raise("initiator", "Second", more: [.init("follows", .string(first))])
    let shown = try it.ask("change", "request.show", ["request": .string(first)])
    #expect(shown["followedBy"] == .array([.string(second)]))
    #expect(try it.ask("change", "request.show", ["request": .string(second)])["follows"] == .string(first))
  }

  @Test("CHG-1 LOG-3: an attached file comes back byte for byte and stands in the log as a commitment only")
  func attachments() throws {
    let it = try organisation()
    let request = try it.raise("initiator")
    let bytes: [UInt8] = (0...255).map { UInt8($0) }
    try it.act(
      "change", "request.attach",
      [
        "request": .string(request),
        "file": ["name": "plan.pdf", "type": "application/pdf", "content": .string(Base64.text(bytes))],
      ])
    let file = try it.ask("initiator", "request.attachment", ["request": .string(request), "number": 1])
    #expect(file["content"]?.text.flatMap { Base64.bytes($0) } == bytes && file["name"] == "plan.pdf")
    let entry = try needed(
      it.books.entries(about: [.init(kind: "request", reference: request)], before: nil, limit: 1).first
    ).entry
    #expect(entry.kind == "request.attached/1" && !entry.body.canonicalText.contains("plan.pdf"))
    #expect(throws: BadFields.self) {
      try it.act(
        "change", "request.attach", ["request": .string(request), "file": ["name": "x", "content": "not base64"]])
    }
    #expect(throws: NotFound.self) {
      _ = try it.ask("initiator", "request.attachment", ["request": .string(request), "number": 2])
    }
  }
}
