import Operations
import Testing
import Vocabulary

@testable import WebPages

@Suite("Markup")
struct MarkupTests {
  @Test("OPS-8: what is interpolated is escaped, what is markup stays")
  func escapes() {
    let nasty = "<b>&\"'"
    let inner: HTML = "<i>\(nasty)</i>"
    let outer: HTML = "<p title=\"\(nasty)\">\(inner)</p>"
    #expect(outer.text == "<p title=\"&lt;b&gt;&amp;&quot;&#39;\"><i>&lt;b&gt;&amp;&quot;&#39;</i></p>")
  }

  @Test("A zero byte becomes a visible mark")
  func zero() { #expect(HTML(escaping: "a\u{0}b").text == "a\u{FFFD}b") }

  @Test(
    "OPS-8: a form comes back only to a path of this server",
    arguments: ["https://example.org/", "//example.org/", "/\\example.org", "requests", "/a\nb", ""])
  func foreign(path: String) { #expect(Address.own(path) == nil) }

  @Test("A path of this server is kept") func own() {
    #expect(Address.own("/requests?status=raised") == "/requests?status=raised")
  }

  @Test("Query values are percent-encoded byte by byte")
  func encoded() {
    #expect(Address.path("/x", [(name: "q", value: "a&b=ü"), (name: "e", value: "")]) == "/x?q=a%26b%3D%C3%BC")
  }
}

@Suite("Wording")
struct WordingTests {
  @Test("Moments carry day, minute and zone")
  func moments() {
    #expect(Wording.text(Moment(milliseconds: 1_795_459_145_000)) == "23 Nov 2026 18:39 UTC")
    #expect(
      Wording.html(Moment(milliseconds: 0)).text
        == "<time datetime=\"1970-01-01T00:00:00.000Z\">1 Jan 1970 00:00 UTC</time>")
  }

  @Test("Numbers carry their units")
  func numbers() {
    #expect(Wording.duration(milliseconds: 999) == "999 ms")
    #expect(Wording.duration(milliseconds: 250_000) == "4 min 10 s")
    #expect(Wording.duration(milliseconds: 11_100_000) == "3 h 5 min")
    #expect(Wording.size(bytes: 1023) == "1023 B")
    #expect(Wording.size(bytes: 1_468_006) == "1.3 MiB")
    #expect(Wording.money(Money(minorUnits: 420_007, currency: "EUR")) == "EUR 4\u{202F}200.07")
    #expect(Wording.money(Money(minorUnits: 420, currency: "JPY")) == "JPY 420")
  }

  @Test("Subjects named in a sentence become links, the longest reference wins, moments are worded")
  func links() {
    let one = SubjectReference(kind: "release", reference: "REL-1.1")
    let ten = SubjectReference(kind: "release", reference: "REL-1.10")
    let html = LinkedText.html("REL-1.10 <ended> at 2026-11-23T18:39:05.120Z", naming: [one, ten]).text
    #expect(html.hasPrefix("<a class=\"ref\" href=\"/releases/REL-1.10\">REL-1.10</a> &lt;ended&gt; at <time"))
    #expect(html.contains(">23 Nov 2026 18:39 UTC</time>"))
  }

  @Test(
    "A reference is found whatever its case",
    arguments: [
      ("rfc-1042", "/requests/RFC-1042"), ("REL-1.2", "/releases/REL-1.2"), (" dep-7 ", "/deployments/DEP-7"),
      ("ci-3", "/items/CI-3"), ("Greeter@1.0.0", "/packages/greeter@1.0.0"),
      ("h-5c1e0f9a7b2d4683", "/hosts/h-5c1e0f9a7b2d4683"), ("p-5c1e0f9a7b2d4683", "/people/p-5c1e0f9a7b2d4683"),
    ])
  func found(written: String, path: String) { #expect(Finder.subject(written)?.path == path) }

  @Test("A word that is no reference stays a word") func word() { #expect(Finder.subject("lisbon") == nil) }
}
