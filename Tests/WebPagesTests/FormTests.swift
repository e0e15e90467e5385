import Evidence
import Operations
import PeopleRules
import Testing
import Vocabulary

@testable import WebPages

@Suite("Forms")
struct FormTests {
  /// Names of the inputs that a spelling needs: records are dotted, lists are one field.
  static func names(_ fields: [FieldNote], prefix: String = "") -> [String] {
    fields.flatMap { field -> [String] in
      if case .record(let inner) = field.spelling {
        // An amount is typed as people write it; everything else has the name of its field.
        return names(inner, prefix: prefix + field.name + ".").map { $0.hasSuffix("minorUnits") ? amount($0) : $0 }
      }
      return [prefix + field.name]
    }
  }

  static func amount(_ name: String) -> String { name.dropLast("minorUnits".count) + "amount" }

  @Test(
    "OPS-4: the form of every operation has an input, a label and a line of meaning for each field",
    arguments: Registry.slipway.operations.map(\.name.text))
  func everyOperation(name: String) throws {
    let house = try House()
    let operation = try #require(Registry.slipway.operation(name))
    let page = ActPage(operation: operation, scene: house.scene("/act/\(name)"))
    let form = page.form.text
    for field in Self.names(operation.spelling.fields) {
      let base = field.hasSuffix(".amount") ? field.dropLast("amount".count) + "minorUnits" : field
      let isTicked = form.contains("type=\"checkbox\" id=\"c-\(field)-0\" name=\"\(field)\"")
      #expect(isTicked || form.split(separator: " name=\"\(field)\"").count == 2, "\(field)")
      let label = isTicked ? "class=\"many\" id=\"f-\(field)\"><legend>" : "<label for=\"f-\(base)\">"
      #expect(form.contains(label), "\(field)")
      #expect(form.contains("id=\"a-\(base)\""), "\(field)")
    }
    for hidden in ["form-token", "idempotency-key", "back"] { #expect(form.contains("name=\"\(hidden)\"")) }
    #expect(form.contains("method=\"post\" action=\"/act/\(name)\""))
  }

  static func form(_ fields: [FieldNote], _ values: [(name: String, value: String)] = []) -> String {
    FormFields(values: FormValues(values)).html(fields).text
  }

  static func field(_ spelling: Spelling, required: Bool = true, standing: JSON? = nil) -> FieldNote {
    FieldNote(name: "it", about: "Meaning", required: required, spelling: spelling, standing: standing)
  }

  @Test("Each spelling has its control")
  func controls() {
    #expect(Self.form([Self.field(.text(least: 1, most: 9, lines: false))]).contains("<input type=\"text\""))
    #expect(Self.form([Self.field(.text(least: 1, most: 9, lines: true))]).contains("<textarea"))
    #expect(Self.form([Self.field(.whole(least: -2, most: 7))]).contains("min=\"-2\" max=\"7\""))
    #expect(Self.form([Self.field(.yesOrNo)]).contains("<option value=\"true\">yes</option>"))
    #expect(Self.form([Self.field(.oneOf(["a-b"]))]).contains("<option value=\"a-b\">a b</option>"))
    #expect(Self.form([Self.field(.date)]).contains("<input type=\"date\""))
    #expect(Self.form([Self.field(.secret)], [(name: "it", value: "hidden-word")]).contains("hidden-word") == false)
    let moment = Self.form([Self.field(.moment)], [(name: "it", value: "1795459145000")])
    #expect(moment.contains("type=\"datetime-local\"") && moment.contains("value=\"2026-11-23T18:39\""))
    #expect(moment.contains("In UTC"))
    let records = Self.form([Self.field(.list(.record([Self.field(.yesOrNo)]), least: 0, most: 3))])
    #expect(records.contains("As JSON, for example [{&quot;it&quot;:true}]"))
  }

  @Test("What stands when a field is left out is chosen already, and the field is not marked as needed")
  func standing() {
    let form = Self.form([Self.field(.oneOf(["minor", "major"]), standing: "minor")])
    #expect(form.contains("<option value=\"minor\" selected>"))
    #expect(!form.contains("required") && !form.contains("choose …"))
  }

  @Test("A refused form keeps what was typed and shows each problem at its field and on top")
  func refused() throws {
    let house = try House()
    try house.raise()
    let failed = FailedForm(
      operation: "request.edit",
      values: [
        (name: "request", value: "RFC-1"), (name: "text.title", value: "ab" + House.nasty),
        (name: "text.need", value: ""),
      ], title: "Not changed", detail: "Two fields are wrong.",
      fields: [
        FieldProblem(pointer: "/text/title", says: "too short"),
        FieldProblem(pointer: "/text/items/0", says: "no item"),
      ],
      refusals: [Refusal("rule-name", because: "Because of it.", clears: "Clear it.", by: [.changeManager]).json])
    guard case .html(422, let text) = try house.answer(house.visit("/act/request.edit", failed: failed)) else {
      Issue.record("A refused form is not answered with 422")
      return
    }
    #expect(text.contains("name=\"text.title\"") && text.contains("value=\"ab&lt;b&gt;&amp;&quot;&#39;\""))
    #expect(text.contains("id=\"p-text.title\">too short</p>") && text.contains("id=\"p-text.items\">no item</p>"))
    #expect(text.contains("<a href=\"#f-text.title\">Text · Title</a>: too short"))
    #expect(text.contains("Because of it.") && text.contains("Clear it.") && text.contains("change manager"))
    // An emptied field stays empty, although the request says something there.
    let need = try #require(
      text.split(separator: "name=\"text.need\"").dropFirst().first?.split(separator: "</textarea>").first)
    #expect(!need.contains("Text &lt;b&gt;"))
  }

  @Test("An edit begins with what the request says, and carries its version")
  func edit() throws {
    let house = try House()
    try house.raise()
    let text = try house.text("/act/request.edit", query: [(name: "request", value: "RFC-1")])
    #expect(text.contains("value=\"Text &lt;b&gt;&amp;&quot;&#39;\""))
    #expect(text.contains("name=\"text.cost.amount\"") && text.contains("value=\"4200.00\""))
    #expect(text.contains("<option value=\"high\" selected>"))
    #expect(text.contains("name=\"if-match\" value=\"1\""))
    #expect(text.contains("type=\"hidden\" id=\"f-request\" name=\"request\" value=\"RFC-1\""))
  }

  @Test("Nobody types what the product knows: references are ticked or chosen, and what was typed besides is kept")
  func choices() {
    let hosts = FieldNote(
      name: "hosts", about: "Where", required: true,
      spelling: .list(.reference(kind: "host", example: "h-1"), least: 1, most: 9))
    let one = FieldNote(
      name: "host", about: "Where", required: true, spelling: .reference(kind: "host", example: "h-1"))
    let known = ["host": [Known(value: "h-a", label: "web-1"), Known(value: "h-b", label: "web-2")]]
    let values = FormValues([(name: "hosts", value: "h-b\nh-z"), (name: "host", value: "h-y")])
    let form = FormFields(values: values, known: known).html([hosts, one]).text
    #expect(form.contains("name=\"hosts\" value=\"h-b\" checked>") && form.contains("name=\"hosts\" value=\"h-a\">"))
    #expect(form.contains("<details id=\"o-hosts\" open>") && form.contains("\nh-z</textarea>"))
    #expect(form.contains("<option value=\"h-a\">h-a · web-1</option>"))
    #expect(form.contains("<option value=\"h-y\" selected>"))
  }

  @Test("Of a closed list only what can be chosen is offered; what was typed stays")
  func offered() {
    let field = Self.field(.oneOf(["a", "b", "c"]))
    let form = FormFields(values: FormValues([(name: "it", value: "c")]), offered: ["it": ["a"]]).html([field]).text
    #expect(form.contains("value=\"a\"") && form.contains("value=\"c\" selected") && !form.contains("value=\"b\""))
  }

  @Test("LIF-1: what is put into a release is chosen from approved requests")
  func approvedOnly() throws {
    let house = try House()
    try house.raise()
    #expect(try !house.text("/act/release.open").contains("value=\"RFC-1\""))
    #expect(try house.text("/act/request.note").contains("value=\"RFC-1\""))
  }

  @Test("Settings and amounts are written as people write them, and a wrong amount stays as it was typed")
  func plainWriting() {
    let setting = Spelling.record([
      FieldNote(name: "name", about: "", required: true, spelling: .text(least: 1, most: 9, lines: false)),
      FieldNote(name: "value", about: "", required: true, spelling: .text(least: 0, most: 9, lines: false)),
    ])
    let list = Spelling.list(setting, least: 0, most: 9)
    let pairs = JSON.array([["name": "port", "value": "8080"]]).formPairs("settings", list)
    #expect(pairs.map(\.value) == ["port = 8080"])
    #expect(Self.form([Self.field(list)]).contains("name = value"))
    let money = FieldNote(name: "cost", about: "Estimate", required: false, spelling: Money.shape.spelling)
    let failed = FormValues(
      [(name: "cost.amount", value: "much"), (name: "cost.currency", value: "EUR")],
      problems: [FieldProblem(pointer: "/cost/minorUnits", says: "a whole number is needed")])
    let form = FormFields(values: failed).html([money]).text
    #expect(form.contains("value=\"much\"") && form.contains("an amount like 4200 or 4200.50 is needed"))
    #expect(Problems.label("cost.minorUnits") == "Cost · Amount")
  }

  @Test("OPS-8: a form does not lead back to another server")
  func back() throws {
    let house = try House()
    let text = try house.text("/act/token.issue", query: [(name: "back", value: "https://example.org/")])
    #expect(text.contains("name=\"back\" value=\"/\""))
  }
}
