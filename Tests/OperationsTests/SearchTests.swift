import Evidence
import Operations
import PeopleRules
import Testing
import Vocabulary

/// Lists and the log, asked for what can be and for what cannot.
struct SearchTests {
  private func fields(_ ask: () throws -> JSON) throws -> [String] {
    do {
      _ = try ask()
      return []
    } catch let bad as BadFields { return bad.problems.map(\.pointer) }
  }

  @Test(
    "OPS-4: a value that a filter cannot have is named, and is not a list without rows",
    arguments: [
      ("request.list", "status", "lost"), ("request.list", "category", "huge"), ("request.list", "priority", "9"),
      ("request.list", "release", "REL-99.1"), ("request.list", "initiator", "p-0000000000000000"),
      ("request.list", "requiredBy", "tomorrow"), ("release.list", "phase", "limbo"), ("deployment.list", "state", "x"),
      ("deployment.list", "release", "REL-1"), ("host.list", "purpose", "fun"), ("host.list", "retired", "true"),
      ("item.list", "class", "spaceship"), ("item.list", "host", "web-1"), ("package.list", "status", "new"),
      ("person.list", "role", "king"), ("person.list", "active", "maybe"), ("waiver.list", "rule", "none"),
      ("waiver.list", "on", "request:RFC-99"), ("invitation.list", "state", "x"),
      ("log.list", "kind", "request.vanished"),
      ("log.list", "operation", "request.vanish"), ("log.list", "actor", "somebody"),
      ("log.list", "subject", "request:RFC-99"),
      ("log.list", "from", "soon"),
    ])
  func unknown(_ question: String, _ field: String, _ value: String) throws {
    let it = try Organisation.withBoard()
    let body: JSON = .object([.init(field, .string(value))])
    #expect(try fields { try it.ask("admin", question, body) } == ["/" + field])
  }

  @Test("OPS-4: a list says how many rows fit, on whatever page")
  func count() throws {
    let it = try Organisation.withBoard()
    for _ in 0..<3 { _ = try it.raise("initiator") }
    let page = try it.ask("change", "request.list", ["limit": 2, "status": "raised"])
    #expect(page["items"]?.items?.count == 2 && page["count"] == 3)
  }

  @Test("ROL-5: people are found by every role they hold, also one for a release only, and not by one taken away")
  func roles() throws {
    let it = try Organisation.withBoard()
    func holders(_ role: JSON) throws -> [String] {
      (try it.ask("admin", "person.list", ["role": role, "active": "yes"])["items"]?.items ?? [])
        .compactMap { $0["name"]?.text }.sorted()
    }
    #expect(try holders("cab-member") == ["operations", "security", "service"])
    #expect(try holders("operations-engineer") == ["operations"] && holders("auditor") == ["security"])
    let person = JSON.string(try it.person("operations").text)
    try it.act("admin", "person.revoke", ["person": person, "role": "cab-member"])
    #expect(try holders("cab-member") == ["security", "service"])
  }

  @Test("LOG-3: the log is searched by what happened, by which operation, by whom, in which days, page by page")
  func log() throws {
    let it = try Organisation.withBoard()
    let request = JSON.string(try it.raise("initiator"))
    try it.act("change", "request.submit", ["request": request])
    it.now = it.now + .days(2)
    for name in ["operations", "security"] {
      try it.act(name, "request.vote", ["request": request, "choice": "implement"])
    }
    func kinds(_ body: JSON) throws -> [String] {
      (try it.ask("admin", "log.list", body)["items"]?.items ?? []).compactMap { $0["kind"]?.text }
    }
    let voted = "request.voted/1"
    #expect(try kinds(["kind": "request.voted"]) == [voted, voted])
    #expect(try kinds(["operation": "request.submit"]) == ["request.submitted/1"])
    let security = JSON.string("person:" + (try it.person("security").text))
    #expect(try kinds(["actor": security]) == [voted])
    let day = JSON.string(it.now.inUTC.date.text)
    #expect(try kinds(["from": day]) == [voted, voted])
    #expect(try kinds(["until": day, "subject": .string("request:" + (request.text ?? ""))]).count == 4)
    let first = try it.ask("admin", "log.list", ["kind": "request.voted", "limit": 1])
    let next = try needed(first["next"])
    #expect(try kinds(["kind": "request.voted", "limit": 1, "before": next]) == [voted])
    #expect(try it.ask("admin", "log.list", ["kind": "request.voted", "limit": 1, "before": next])["next"] == nil)
    #expect(try fields { try it.ask("admin", "log.list", ["from": day, "until": "2020-01-01"]) } == ["/until"])
  }

  @Test("LOG-3 ROL-9: a sign-in is said of the person who signs in; the entry itself names no more than before")
  func signIn() throws {
    let it = try Organisation.withBoard()
    let person = try it.person("security")
    let secret = Digest.of([7])
    try it.perform(
      "session.open",
      ["person": .string(person.text), "secret": .string(secret.text), "address": "192.0.2.7"], .server)
    let entry = try needed(try it.books.entries(about: [person.subject], before: nil, limit: 1).first).entry
    #expect(entry.actor == "server" && entry.body.members?.map(\.name) == ["session"])
    let row = try it.ask("admin", "log.list", ["kind": "person.signed-in"])["items"]?.items?.first
    #expect(row?["actor"] == "security")
    let own = try it.ask("admin", "log.list", ["actor": .string("person:" + person.text)])["items"]?.items ?? []
    #expect(own.compactMap { $0["kind"]?.text } == ["person.signed-in/1"])
  }
}
