import Evidence
import Operations
import PeopleRules
import Testing
import Vocabulary

@testable import WebPages

@Suite("Pages")
struct PageTests {
  /// An installation with a request before the board, an asked question, an item and a host's item.
  static func house() throws -> House {
    let house = try House()
    try house.raise()
    try house.raise()
    try house.perform("request.submit", ["request": "RFC-1"], seen: 1)
    try house.perform("request.ask", ["request": "RFC-1", "question": .string("Why " + House.nasty)], seen: 2)
    try house.perform("request.note", ["request": "RFC-1", "note": .string("Note " + House.nasty)], seen: 3)
    try house.perform(
      "item.record",
      [
        "class": "service", "name": .string("Mail " + House.nasty),
        "attributes": [["name": "hours", "value": .string(House.nasty)]],
      ])
    return house
  }

  static let addresses = [
    "/", "/requests", "/requests/RFC-1", "/requests/RFC-2", "/cab", "/releases", "/deployments", "/hosts", "/items",
    "/items/CI-1", "/packages", "/people", "/raci", "/log", "/search", "/act/request.edit", "/act/release.plan",
    "/act/item.record", "/act/task.add", "/act/task.link", "/tasks", "/no/such/page/here",
  ]

  static let query = [
    (name: "request", value: "RFC-1"), (name: "q", value: House.nasty), (name: "sort", value: House.nasty),
  ]

  @Test("OPS-8: no text of a person becomes markup on any page", arguments: addresses)
  func escaped(address: String) throws {
    let text = try Self.house().text(address, query: Self.query)
    #expect(!text.isEmpty)
    #expect(!text.contains("<b>&") && !text.contains("<b&"))
    #expect(!text.contains("&\"'"))
  }

  @Test("OPS-8: the nasty text is on the pages that show it, escaped")
  func shown() throws {
    let house = try Self.house()
    for address in ["/requests", "/requests/RFC-1", "/cab", "/items", "/items/CI-1", "/people", "/log"] {
      #expect(try house.text(address).contains("&lt;b&gt;&amp;&quot;&#39;"), "\(address)")
    }
  }

  @Test("OPS-8: no page has a script or a style of its own", arguments: addresses)
  func policy(address: String) throws {
    let text = try Self.house().text(address)
    #expect(!text.contains("style=\""))
    #expect(!text.contains("<style"))
    #expect(!text.contains(" onclick") && !text.contains("javascript:"))
    #expect(text.split(separator: "<script").count == 2)
    #expect(text.contains("<script src=\"/static/slipway.js\" defer></script>"))
  }

  @Test(
    "WCAG 2.2: every page has a language, a title, one heading, a way past the bar, and ids that are unique",
    arguments: addresses)
  func frame(address: String) throws {
    let text = try Self.house().text(address)
    #expect(text.contains("<html lang=\"en\">"))
    #expect(text.contains(" · Slipway</title>"))
    #expect(text.split(separator: "<h1").count == 2)
    #expect(text.contains("href=\"#main\"") && text.contains("<main id=\"main\""))
    let ids = Self.values(of: " id", in: text)
    #expect(Set(ids).count == ids.count)
    #expect(text.split(separator: "<th>").count == 1)
    #expect(text.split(separator: "<table").count == text.split(separator: "<caption").count)
  }

  @Test("WCAG 2.2: every label and description points at something on the page", arguments: addresses)
  func labels(address: String) throws {
    let text = try Self.house().text(address, query: [(name: "request", value: "RFC-1")])
    let ids = Set(Self.values(of: " id", in: text))
    let pointed =
      Self.values(of: " for", in: text) + Self.values(of: " aria-labelledby", in: text)
      + Self.values(of: " aria-describedby", in: text).flatMap { $0.split(separator: " ").map(String.init) }
    for one in pointed { #expect(ids.contains(one), "\(one)") }
  }

  static func values(of attribute: String, in text: String) -> [String] {
    text.split(separator: attribute + "=\"", omittingEmptySubsequences: false).dropFirst()
      .compactMap { $0.split(separator: "\"", omittingEmptySubsequences: false).first.map(String.init) }
  }

  @Test("The bar marks where one is")
  func current() throws {
    let text = try Self.house().text("/requests/RFC-1")
    #expect(text.contains("<a href=\"/requests\" aria-current=\"page\">"))
    #expect(text.split(separator: "aria-current=\"page\"").count == 2)
  }

  @Test("An unknown path is not found, with a way out")
  func unknown() throws {
    let house = try Self.house()
    for address in ["/nothing", "/requests/RFC-99", "/requests/nonsense", "/act/request.nonsense", "/act/host.report"] {
      guard case .html(let status, let text) = try house.answer(house.visit(address)) else {
        Issue.record("\(address) led elsewhere")
        continue
      }
      #expect(status == 404, "\(address)")
      #expect(text.contains("<a class=\"button primary\" href=\"/\">"))
    }
  }

  @Test("Who is not signed in is asked to, and comes back to the page")
  func signedOut() throws {
    let house = try Self.house()
    guard case .redirect(let path) = try house.answer(house.visit("/requests/RFC-1"), as: .nobody) else {
      Issue.record("A page was shown to nobody")
      return
    }
    #expect(path == "/sign-in?back=%2Frequests%2FRFC-1")
    #expect(try house.text("/sign-in", as: .nobody).contains("action=\"/sign-in\""))
  }

  @Test("OPS-11: an empty installation begins with its first account")
  func first() throws {
    let house = try House()
    let empty = Desk(books: SmallBooks(), actor: .nobody, now: House.now, operation: "page", act: "a-0000000000000003")
    guard case .redirect("/begin") = try house.pages.page(house.visit("/"), empty) else {
      Issue.record("An empty installation did not lead to its beginning")
      return
    }
    guard case .html(200, let text) = try house.pages.page(house.visit("/begin"), empty) else {
      Issue.record("No form to begin with")
      return
    }
    #expect(text.contains("action=\"/act/person.begin\"") && text.contains("name=\"signInName\""))
    guard case .redirect("/") = try house.answer(house.visit("/begin"), as: .nobody) else {
      Issue.record("A second beginning was offered")
      return
    }
  }

  @Test("A reference in the search box opens its page")
  func search() throws {
    let house = try Self.house()
    let visit = house.visit("/search", query: [(name: "q", value: "rfc-1")])
    guard case .redirect("/requests/RFC-1") = try house.answer(visit) else {
      Issue.record("The reference did not lead to its page")
      return
    }
    #expect(try house.text("/search", query: [(name: "q", value: "mail")]).contains("href=\"/items/CI-1\""))
    #expect(try house.text("/search", query: [(name: "q", value: "zeppelin")]).contains("Nothing was found"))
  }

  @Test("ROL-4: acts are offered only to roles that may, and the act's page says who can")
  func roles() throws {
    let house = try Self.house()
    #expect(try house.text("/requests/RFC-2").contains("/act/request.submit?request=RFC-2"))
    let auditor = house.actor([.auditor])
    #expect(try !house.text("/requests/RFC-2", as: auditor).contains("/act/request.submit"))
    let visit = house.visit("/act/request.submit", query: [(name: "request", value: "RFC-2")])
    guard case .html(403, let text) = try house.answer(visit, as: auditor) else {
      Issue.record("The act's page was not refused")
      return
    }
    #expect(text.contains("change manager") && !text.contains("<form class=\"sheet act\""))
  }

  @Test("CHG-2: the agenda has every request before the board, with a form to vote")
  func agenda() throws {
    let house = try Self.house()
    let text = try house.text("/cab", as: house.member())
    #expect(text.contains("id=\"h-RFC-1\"") && !text.contains("id=\"h-RFC-2\""))
    #expect(text.contains("action=\"/act/request.vote\"") && text.contains("name=\"if-match\" value=\"4\""))
    #expect(text.contains("EUR 4\u{202F}200.00"))
    #expect(text.contains("must take part"))
  }

  @Test("CHG-2: without keys for a form, the agenda links to the act's own page")
  func withoutKeys() throws {
    let house = try Self.house()
    guard case .html(_, let text) = try house.answer(house.visit("/cab", keys: 1), as: house.member()) else { return }
    #expect(!text.contains("action=\"/act/request.vote\""))
    #expect(text.contains("href=\"/act/request.vote?request=RFC-1"))
  }

  @Test("A list's filter and order stand in its address")
  func filtered() throws {
    let house = try Self.house()
    let text = try house.text(
      "/requests", query: [(name: "status", value: "voting"), (name: "sort", value: "priority")])
    #expect(text.contains("href=\"/requests/RFC-1\"") && !text.contains("href=\"/requests/RFC-2\""))
    #expect(text.contains("<option value=\"voting\" selected>"))
    #expect(text.contains("href=\"/requests?status=voting&amp;sort=-priority\""))
    #expect(text.contains("aria-sort=\"ascending\""))
  }

  @Test("OPS-4: what a filter cannot be is said beside the filters, and everything is shown")
  func unknownFilter() throws {
    let house = try Self.house()
    for (name, value) in [("status", "lost"), ("release", "REL-9.1"), ("priority", "12")] {
      let text = try house.text("/requests", query: [(name: name, value: value)])
      #expect(text.contains("<p class=\"says\" role=\"alert\">\(name.prefix(1).uppercased())"), "\(name)")
      #expect(text.contains("Everything is shown.") && text.contains("href=\"/requests/RFC-2\""))
      #expect(text.contains("href=\"/api/v1/requests.csv?sort=-number\""))
    }
    let log = try house.text("/log", query: [(name: "kind", value: "request.vanished")])
    #expect(log.contains("<p class=\"says\" role=\"alert\">Kind: ") && log.contains("request raised"))
  }

  @Test("OPS-4: a list says how many rows fit, and leaves as comma-separated values with the same filters")
  func counted() throws {
    let text = try Self.house().text("/requests", query: [(name: "status", value: "voting")])
    #expect(
      text.contains(">1 row · ")
        && text.contains("href=\"/api/v1/requests.csv?status=voting&amp;sort=-number\" download"))
  }

  @Test("LOG-3 LOG-2: the log is searched by an address, leads to older entries and says how to check it elsewhere")
  func logSearch() throws {
    let house = try Self.house()
    let text = try house.text(
      "/log", query: [(name: "kind", value: "request.raised"), (name: "actor", value: "person:\(house.viewer.text)")])
    #expect(text.contains("<option value=\"request.raised\" selected>") && !text.contains("note added</"))
    #expect(text.contains("href=\"/api/v1/log.csv?kind=request.raised&amp;actor=person:\(house.viewer.text)\""))
    for path in ["export", "checkpoint", "key"] { #expect(text.contains("href=\"/api/v1/log/\(path)\"")) }
    #expect(text.contains("slipway log verify FILE --checkpoint KEPT"))
    let member = try house.member()
    #expect(try !house.text("/log", as: member).contains("/api/v1/log/export"))
  }

  @Test(
    "CHG-3: an act that cannot be done now shows why in place of its form, and the way to it is greyed with the reason")
  func notNow() throws {
    let house = try Self.house()
    let form = try house.text("/act/request.submit", query: [(name: "request", value: "RFC-1")])
    #expect(!form.contains("<form class=\"sheet act\"") && form.contains("rule request-submittable"))
    let own = try house.text("/requests/RFC-1")
    #expect(own.contains("You cannot vote on it now.") && !own.contains("action=\"/act/request.vote\""))
    #expect(own.contains("aria-disabled=\"true\">Close the vote</a><small>"))
    // The reason calls the person by name, links it, and does not say the reference.
    #expect(own.contains("href=\"/people/\(house.viewer.text)\">Ada &lt;b&gt;&amp;&quot;&#39;</a> raised the request"))
    #expect(!own.contains(">\(house.viewer.text)<"))
  }

  @Test("Every page without a session escapes too, and says its status")
  func plain() {
    let text = SlipwayPages().plain(status: 500, title: House.nasty, detail: House.nasty)
    #expect(!text.contains("<b>&") && text.contains("500"))
  }
}
