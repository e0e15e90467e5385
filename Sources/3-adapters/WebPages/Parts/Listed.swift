import Evidence
import Operations
import Vocabulary

/// A list's state stands in its address: filters, order, place. So every list can be linked, kept and sent.
struct Listed<S: Subject> {
  var scene: Scene
  var asked: ListAsked<S>
  /// What of the address could not be read.
  var problems: [FieldProblem]

  /// What the address asks for and cannot be, is said at the filters; everything is shown then.
  init(_ scene: Scene, order: String? = nil, _ desk: Desk) throws {
    self.scene = scene
    let known = S.facetNotes.map(\.name) + ["sort", "after"]
    var members: [JSON.Member] = []
    for pair in scene.visit.query where !pair.value.isEmpty && known.contains(pair.name) {
      if !members.contains(where: { $0.name == pair.name }) { members.append(.init(pair.name, .string(pair.value))) }
    }
    if let order, !members.contains(where: { $0.name == "sort" }) { members.append(.init("sort", .string(order))) }
    do {
      asked = try ListAsked<S>.shape.read(.object(members))
      problems = try desk.problems(in: asked)
    } catch let bad as BadFields {
      asked = ListAsked(ListRequest())
      problems = bad.problems
    }
    if !problems.isEmpty {
      asked = try ListAsked<S>.shape.read(.object(order.map { [.init("sort", .string($0))] } ?? []))
    }
  }

  /// A heading that sorts by a facet; a second press turns the order round.
  func column(_ label: String, by facet: String) -> Table.Column {
    let request = asked.request
    let now = request.sort == facet
    let next = now && !request.descending ? "-" + facet : facet
    let sorted = now ? (request.descending ? "descending" : "ascending") : nil
    let arrow: HTML =
      now ? (request.descending ? " <span aria-hidden=\"true\">↓</span>" : " <span aria-hidden=\"true\">↑</span>") : ""
    return Table.Column(
      label, heading: "<a href=\"\(scene.here("sort", next))\">\(label)\(arrow)</a>", sorted: sorted)
  }

  /// Below the rows: how many fit, all of them for a spreadsheet, the next page.
  func foot<Row>(_ answer: Listing<Row>) -> HTML {
    let here = scene.visit.query.filter { pair in
      problems.isEmpty && pair.name != "after" && S.facetNotes.contains { $0.name == pair.name }
    }
    let sort = asked.request.sort.map { [(name: "sort", value: (asked.request.descending ? "-" : "") + $0)] } ?? []
    let path = Address.path("/api/v1/\(scene.visit.path.first ?? "").csv", here + sort)
    let count = answer.count ?? answer.items.count
    let shown = count == answer.items.count ? "" : ", \(answer.items.count) of them here"
    return """
      <p class="quiet count-line">\(Wording.count(count, "row"))\(shown) · \
      <a href="\(path)" download>All of them as CSV</a></p>\(next(answer.next))
      """
  }

  func next(_ key: String?) -> HTML {
    let first: HTML =
      scene.visit.value("after") == nil ? "" : "<a class=\"button\" href=\"\(scene.here("after", ""))\">First page</a> "
    let more = key.map { key -> HTML in
      "<a class=\"button\" rel=\"next\" href=\"\(scene.here("after", key))\">Next page</a>"
    }
    return "<p class=\"acts\">\(first)\(more)</p>"
  }

  enum Filter {
    /// What stands when nothing is chosen has a word of its own.
    case choice(String, label: String, blank: String = "all", [(value: String, word: String)])
    case text(String, label: String)
    /// The order of a list that has no headings to press.
    case order([(value: String, word: String)])
  }

  /// The filters as a form that only reads; what the address says stands in it.
  func filters(_ filters: [Filter]) -> HTML {
    let fields = HTML.each(filters) { filter in
      switch filter {
      case .choice(let name, let label, let blank, let options):
        let all = HTML.each(options) { (it: (value: String, word: String)) -> HTML in
          "<option value=\"\(it.value)\"\(it.value == scene.visit.value(name) ? " selected" : "" as HTML)>\(it.word)</option>"
        }
        return """
          <label>\(label) <select name="\(name)"><option value="">\(blank)</option>\(all)</select></label>
          """
      case .order(let options):
        let standing = (asked.request.descending ? "-" : "") + (asked.request.sort ?? "")
        let all = HTML.each(options) { (it: (value: String, word: String)) -> HTML in
          "<option value=\"\(it.value)\"\(it.value == standing ? " selected" : "" as HTML)>\(it.word)</option>"
        }
        return "<label>Order <select name=\"sort\">\(all)</select></label>"
      case .text(let name, let label):
        return """
          <label>\(label) <input type="text" name="\(name)" maxlength="200" value="\(scene.visit.value(name) ?? "")">\
          </label>
          """
      }
    }
    let ordered = filters.contains { if case .order = $0 { true } else { false } }
    let sort = (ordered ? nil : scene.visit.value("sort")).map { sort -> HTML in
      "<input type=\"hidden\" name=\"sort\" value=\"\(sort)\">"
    }
    let here = "/\(scene.visit.path.first ?? "")"
    let names = filters.compactMap { filter -> String? in
      switch filter {
      case .choice(let name, _, _, _), .text(let name, _): name
      case .order: nil
      }
    }
    let isFiltered = names.contains { !(scene.visit.value($0) ?? "").isEmpty }
    let clear: HTML = isFiltered ? " <a class=\"button\" href=\"\(here)\">Show all</a>" : ""
    let wrong: HTML =
      problems.isEmpty
      ? ""
      : """
      <p class="says" role="alert">\
      \(problems.map { "\(Problems.label(Problems.fieldName($0.pointer))): \($0.says)." }.joined(separator: " ")) \
      Everything is shown.</p>
      """
    return """
      <form class="filters" method="get" action="/\(scene.visit.path.first ?? "")" aria-label="Filters">\(fields)\(sort)\
      <button class="button" type="submit">Show</button>\(clear)</form>\(wrong)
      """
  }
}
