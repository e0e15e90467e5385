import Vocabulary

/// Fields of a form in which one chooses rather than types.
extension FormFields {
  /// With as many offers as a page lists, there may be more: then one types.
  static let many = 200

  /// What a list can be ticked from; nil where it has to be typed.
  func offers(_ spelling: Spelling) -> [Known]? {
    guard case .list(let element, _, _) = spelling else { return nil }
    if case .oneOf(let words) = element { return words.map { Known(value: $0, label: Wording.option($0)) } }
    guard case .reference(let kind, _) = element, let offers = known[kind], !offers.isEmpty else { return nil }
    return offers
  }

  /// A list to tick, and a line for what is not in it; both have the same name and come as one list.
  func many(_ note: FieldNote, _ name: String, _ wanted: Bool, _ offers: [Known]) -> HTML {
    let standing = note.standing?.formPairs(name, note.spelling).map(\.value).joined(separator: "\n")
    let given = (values[name] ?? standing ?? "").split(whereSeparator: \.isNewline).map(String.init)
    let known = Set(offers.map(\.value))
    let others = given.filter { !known.contains($0) }
    let picks = HTML.each(offers.enumerated()) { (place: Int, it: Known) -> HTML in
      let on: HTML = given.contains(it.value) ? " checked" : ""
      let code: HTML = it.label == Wording.option(it.value) ? "" : " <code>\(it.value)</code>"
      return """
        <label class="pick"><input type="checkbox" id="c-\(name)-\(String(place))" name="\(name)" value="\(it.value)"\(on)>\
        <span>\(it.label)\(code)</span></label>
        """
    }
    let bad = !values.problems(at: name).isEmpty
    let box = """
      <div class="picks" tabindex="0" role="group" aria-label="\(note.label)" id="box-\(name)">\(picks)</div>
      """ as HTML
    let narrow: HTML =
      offers.count > 10
      ? """
      <input type="search" class="narrow-down" data-narrow="box-\(name)" aria-label="Show only what contains" \
      placeholder="Show only what contains …">
      """ : ""
    // Words of a closed list are all there; of references there may be more than a page shows.
    let closed = { if case .list(.oneOf, _, _) = note.spelling { true } else { false } }()
    let more: HTML =
      closed
      ? ""
      : """
      <details id="o-\(name)"\(others.isEmpty ? "" : " open" as HTML)><summary>Others, by reference</summary>\
      <textarea id="f-\(name)" name="\(name)" rows="2" aria-describedby="a-\(name)" aria-label="\(note.label) by reference"\
      >\n\(others.joined(separator: "\n"))</textarea></details>
      """
    let anchor: HTML = closed ? " id=\"f-\(name)\"" : ""
    return """
      <div class="field\(bad ? " wrong" : "")"><fieldset class="many"\(anchor)><legend>\(note.label)\
      \(wanted ? " <span class=\"must\">at least one</span>" as HTML : "")</legend>\
      <p class="about" id="a-\(name)">\(note.about == note.label ? "" : note.about)</p>\(problems(name))\
      \(narrow)\(box)\(more)</fieldset></div>
      """
  }

  /// An amount as people write it: the smallest units are worked out when the form is read.
  func money(_ note: FieldNote, _ name: String, _ wanted: Bool) -> HTML {
    let currency = values["\(name).currency"] ?? ""
    let units = values["\(name).minorUnits"].flatMap { Int64($0) }
    let amount =
      values["\(name).amount"]
      ?? units.map { Money(minorUnits: $0, currency: currency).plainAmount } ?? ""
    let found = [name, "\(name).minorUnits", "\(name).currency"].flatMap { values.problems(at: $0) }
    let says: HTML = found.isEmpty ? "" : "<p class=\"says\" id=\"p-\(name)\">\(found.joined(separator: "; "))</p>"
    let bad: HTML = found.isEmpty ? "" : " aria-invalid=\"true\""
    let optional: HTML = wanted ? "" : " <small>may be left empty</small>"
    return """
      <fieldset id="f-\(name)"\(found.isEmpty ? "" : " class=\"wrong\"" as HTML)><legend>\(note.label)\(optional)</legend>\
      <p class="about" id="a-\(name)">\(note.about == note.label ? "" : note.about)</p>\(says)<div class="pair">\
      <div class="field"><label for="f-\(name).minorUnits">Amount</label>\
      <p class="about" id="a-\(name).minorUnits">For example 4200 or 4200.50</p>\
      <input type="text" class="short" inputmode="decimal" id="f-\(name).minorUnits" name="\(name).amount" maxlength="20" \
      aria-describedby="a-\(name).minorUnits"\(bad) value="\(amount)"></div>\
      <div class="field"><label for="f-\(name).currency">Currency</label>\
      <p class="about" id="a-\(name).currency">Three capitals, for example EUR</p>\
      <input type="text" class="short" id="f-\(name).currency" name="\(name).currency" maxlength="3" pattern="[A-Z]{3}" \
      autocapitalize="characters" spellcheck="false" aria-describedby="a-\(name).currency"\(bad) value="\(currency)">\
      </div></div></fieldset>
      """
  }
}
