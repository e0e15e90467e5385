import Evidence
import Operations
import Testing
import Vocabulary

@testable import WebPages

/// What the log and the lists say in words.
@Suite("Plain words")
struct PlainWordsTests {
  static func entry(_ kind: String, _ body: JSON) throws -> EntryRow {
    try EntryRow.shape.read([
      "index": 7, "at": 1_795_459_145_000, "kind": .string(kind), "subject": "request:RFC-1", "actor": "Ada",
      "operation": "request.vote", "leaf": .string(String(repeating: "c", count: 64)), "body": body,
    ])
  }

  static func said(_ kind: String, _ body: JSON) throws -> String {
    EntryWords(entry: try entry(kind, body), names: SubjectNames()).html.text
  }

  @Test("LOG-1: the change log says in words what happened, and links what it names")
  func entries() throws {
    #expect(try Self.said("request.voted/1", ["choice": "implement"]) == "voted: implement")
    #expect(
      try Self.said("release.moved/1", ["from": "building", "to": "backed-out"]) == "moved from building to backed out")
    #expect(try Self.said("request.joined-release/1", ["release": "REL-1.1"]).contains("href=\"/releases/REL-1.1\""))
    #expect(try Self.said("person.role-granted/1", ["role": "librarian"]) == "role given: DSL librarian")
    #expect(try Self.said("host.ordered/1", ["number": 3, "deployment": "DEP-2"]).hasPrefix("order 3 given, for "))
  }

  @Test("OPS-8: what a body says becomes no markup, and a kind that is not known is said by its own words")
  func strange() throws {
    for kind in ["request.voted/1", "release.moved/1", "item.attributes-set/1", "deployment.host-ended/1"] {
      let body: JSON = [
        "choice": .string(House.nasty), "from": .string(House.nasty), "to": .string(House.nasty),
        "host": .string(House.nasty), "result": .string(House.nasty),
        "attributes": [["name": .string(House.nasty), "value": .string(House.nasty)]],
      ]
      let said = try Self.said(kind, body)
      #expect(!said.contains("<b>") && !said.contains("&\"'"), "\(kind)")
    }
    #expect(try Self.said("zeppelin.sky-high/2", [:]) == "zeppelin sky high")
  }

  @Test("LOG-1: the raw kind, the operation and the whole hash of the leaf are there as small print")
  func record() throws {
    let rows = [try Self.entry("request.voted/1", ["choice": "implement"])]
    let html = LogViews.page(
      Journal(rows), next: nil, LogViews.Search(asked: ListEntries(limit: 50)), try House().scene("/log")
    ).text
    #expect(html.contains("<code>request.voted/1</code> by <code>request.vote</code>"))
    #expect(html.contains(String(repeating: "c", count: 64)))
  }

  @Test("A day by which something is needed says how far away it is, and late days are marked")
  func due() throws {
    let today = House.now.inUTC.date
    let late = CivilDate(dayNumber: today.dayNumber - 2)
    #expect(Wording.due(late, now: House.now).text.contains("<span class=\"mark stop\">2 days late</span>"))
    #expect(Wording.due(today, now: House.now).text.contains("today"))
    #expect(Wording.due(CivilDate(dayNumber: today.dayNumber + 9), now: House.now).text.contains("in 9 days"))
    #expect(Wording.due(nil, now: House.now).text.contains("no date"))
  }

  @Test("A window that ends on the day on which it begins says the day once")
  func window() {
    let day = Interval(from: House.now, until: Moment(milliseconds: House.now.milliseconds + 3_600_000))
    #expect(Wording.html(day).text.contains(">23 Nov 2026 18:39</time> to "))
    #expect(Wording.html(day).text.contains(">19:39 UTC</time>"))
  }

  @Test("CFG-5: an attribute whose value is a reference leads to its page")
  func attribute() throws {
    let house = try PageTests.house()
    try house.perform(
      "item.record",
      ["class": "service", "name": "Print", "attributes": [["name": "hours", "value": "RFC-1"]]])
    #expect(try house.text("/items/CI-2").contains("href=\"/requests/RFC-1\">RFC-1</a>"))
  }

  @Test("CFG-5: sizes in an inventory carry their unit with the value")
  func sizes() {
    #expect(HostViews.said("memory-bytes", "25276502016") == ("memory", "23.5 GiB"))
    #expect(HostViews.said("/.bytes", "2048") == ("/ size", "2.0 KiB"))
    #expect(HostViews.said("processor-model", "AMD EPYC") == ("processor model", "AMD EPYC"))
    #expect(HostViews.said("memory-bytes", "many") == ("memory bytes", "many"))
  }

  @Test("A sentence that names a host or a person by reference is shown with the name")
  func named() throws {
    let row = try HostRow.shape.read(ViewTests.hostRow)
    #expect(SubjectNames([row]).said("h-5c1e0f9a7b2d4683 has no package.") == "\(House.nasty) has no package.")
    #expect(SubjectNames().said("h-5c1e0f9a7b2d4683 has none.") == "h-5c1e0f9a7b2d4683 has none.")
  }

  @Test("On a narrow screen every cell says its heading, and a column of acts that nobody may do is left out")
  func cells() {
    let table = Table(
      caption: "It", columns: [Table.Column("Name"), Table.Column("Act")], rows: [["one", .empty], ["two", .empty]],
      empty: "Nothing.")
    #expect(table.html.text.contains("data-label=\"Name\"") && !table.html.text.contains("data-label=\"Act\""))
  }
}
