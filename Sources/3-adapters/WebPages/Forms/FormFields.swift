import Vocabulary

/// One known value of a reference field, so that nobody types what the product knows.
struct Known: Sendable {
  var value: String
  var label: String
}

/// The fields of a form, generated from a spelling (design, «One value describes, reads and writes a type»).
struct FormFields: Sendable {
  var values: FormValues
  /// Known references by kind.
  var known: [String: [Known]] = [:]
  /// Fields that are settled and only carried along.
  var settled: [String] = []
  /// Of a closed list only these words, where the others would be refused anyway.
  var offered: [String: [String]] = [:]
  /// So that a field for a moment can say what time it is there.
  var now: Moment?
  /// What the product knows about a field's values, shown where they are typed.
  var beside: [String: HTML] = [:]

  func html(_ notes: [FieldNote], prefix: String = "") -> HTML {
    HTML.each(notes) { field($0, name: prefix + $0.name, wanted: $0.isWanted) }
  }

  private func field(_ note: FieldNote, name: String, wanted: Bool) -> HTML {
    if settled.contains(name) {
      return "<input type=\"hidden\" id=\"f-\(name)\" name=\"\(name)\" value=\"\(values[name] ?? "")\">"
    }
    if case .record(let fields) = note.spelling {
      if fields.map(\.name) == ["minorUnits", "currency"] { return money(note, name, wanted) }
      let inside = HTML.each(fields) { inner in
        field(inner, name: "\(name).\(inner.name)", wanted: note.required && inner.isWanted)
      }
      let optional: HTML = note.required ? "" : " <small>may be left empty</small>"
      return """
        <fieldset id="f-\(name)"><legend>\(note.label)\(optional)</legend>\(about(note, name))\(problems(name))\
        \(inside)</fieldset>
        """
    }
    if let offers = offers(note.spelling) { return many(note, name, wanted, offers) }
    let must = Self.must(wanted)
    return """
      <div class="field\(values.problems(at: name).isEmpty ? "" : " wrong")"><label for="f-\(name)">\(note.label)\(must)\
      </label>\(about(note, name))\(beside[name])\(problems(name))\(control(note, name, wanted))</div>
      """
  }

  private static func must(_ wanted: Bool) -> HTML { wanted ? " <span class=\"must\">needed</span>" : "" }

  private func about(_ note: FieldNote, _ name: String) -> HTML {
    let says = note.about == note.label ? "" : note.about
    let words = [says, Self.hint(note.spelling), clock(note.spelling)].filter { !$0.isEmpty }.joined(separator: ". ")
    return "<p class=\"about\" id=\"a-\(name)\">\(words)</p>"
  }

  private func clock(_ spelling: Spelling) -> String {
    guard case .moment = spelling, let now else { return "" }
    return "Now it is \(Wording.text(now))"
  }

  func problems(_ name: String) -> HTML {
    let found = values.problems(at: name)
    guard !found.isEmpty else { return .empty }
    return "<p class=\"says\" id=\"p-\(name)\">\(found.joined(separator: "; "))</p>"
  }

  /// How to write it, where the field does not show that itself.
  static func hint(_ spelling: Spelling) -> String {
    switch spelling {
    case .moment: "In UTC"
    case .whole(let least, let most): most > 1_000_000_000 ? "" : "From \(least) to \(most)"
    case .reference(_, let example): "For example \(example)"
    case .list(let element, _, _) where element.isScalar:
      switch element {
      case .oneOf(let words): "One per line, of: " + words.joined(separator: ", ")
      case .reference(_, let example): "One per line, for example \(example)"
      default: "One per line"
      }
    case .list(let element, _, _) where element.isNameAndValue: "One per line: name = value, for example port = 8080"
    case .list(let element, _, _): "As JSON, for example [\(element.example.canonicalText)]"
    case .choice, .anything: "As JSON, for example \(spelling.example.canonicalText)"
    case .file(let most): "\(Wording.size(bytes: Int64(most))) at the most"
    case .text, .secret, .yesOrNo, .oneOf, .date, .record: ""
    }
  }

  private func common(_ name: String, _ wanted: Bool) -> HTML {
    let bad = !values.problems(at: name).isEmpty
    let described: HTML = bad ? "p-\(name) a-\(name)" : "a-\(name)"
    return """
      id="f-\(name)" name="\(name)" aria-describedby="\(described)"\(bad ? " aria-invalid=\"true\"" : "" as HTML)\
      \(wanted ? " required" : "" as HTML)
      """
  }

  private func control(_ note: FieldNote, _ name: String, _ wanted: Bool) -> HTML {
    let same = common(name, wanted)
    let value =
      values[name]
      ?? note.standing.map { standing in
        standing.formPairs(name, note.spelling).map(\.value).joined(separator: "\n")
      }
    switch note.spelling {
    case .text(_, let most, lines: false):
      if name.hasSuffix("mail") {
        return """
          <input type="email" \(same) maxlength="\(most)" autocomplete="off" value="\(value ?? "")">
          """
      }
      return "<input type=\"text\" \(same) maxlength=\"\(most)\" value=\"\(value ?? "")\">"
    case .text(_, let most, lines: true):
      return "<textarea \(same) rows=\"4\" maxlength=\"\(most)\">\n\(value ?? "")</textarea>"
    // A password is never sent back to the page.
    case .secret: return "<input type=\"password\" \(same) autocomplete=\"new-password\">"
    case .whole(let least, let most):
      return """
        <input type="number" \(same) inputmode="numeric" step="1" min="\(String(least))" max="\(String(most))" \
        value="\(value ?? "")">
        """
    case .yesOrNo:
      return select(same, [("true", "yes"), ("false", "no")], value, mayBeEmpty: note.standing == nil)
    case .oneOf(let all):
      let words = offered[name].map { some in all.filter { some.contains($0) || $0 == value } } ?? all
      return select(same, words.map { ($0, Wording.option($0)) }, value, mayBeEmpty: note.standing == nil)
    case .moment: return "<input type=\"datetime-local\" step=\"60\" \(same) value=\"\(Self.local(value ?? ""))\">"
    case .date: return "<input type=\"date\" \(same) value=\"\(value ?? "")\">"
    case .reference(let kind, let example): return reference(kind, example, name, same, value ?? "")
    case .list(let element, _, _): return list(element, name, same, value ?? "")
    // A browser never keeps a chosen file when a form comes back, so nothing stands there.
    case .file: return "<input type=\"file\" \(same)>"
    case .record, .choice, .anything:
      return "<textarea \(same) rows=\"4\" class=\"code\" spellcheck=\"false\">\n\(value ?? "")</textarea>"
    }
  }

  private func select(_ same: HTML, _ options: [(String, String)], _ value: String?, mayBeEmpty: Bool) -> HTML {
    let blank: HTML = mayBeEmpty ? "<option value=\"\">choose …</option>" : ""
    let all = HTML.each(options) { (option: (String, String)) -> HTML in
      "<option value=\"\(option.0)\"\(option.0 == value ? " selected" : "" as HTML)>\(option.1)</option>"
    }
    return "<select \(same)>\(blank)\(all)</select>"
  }

  private func reference(_ kind: String, _ example: String, _ name: String, _ same: HTML, _ value: String) -> HTML {
    let options = known[kind] ?? []
    // Few enough to choose from: then nobody types. What was given already stays, whether it is known or not.
    if !options.isEmpty, options.count < Self.many {
      let own: [(String, String)] =
        value.isEmpty || options.contains { $0.value == value } ? [] : [(value, value)]
      return select(
        same, own + options.map { ($0.value, "\($0.value) · \($0.label)") }, value.isEmpty ? nil : value,
        mayBeEmpty: true)
    }
    let offers: HTML =
      options.isEmpty
      ? ""
      : """
      <datalist id="k-\(name)">\(HTML.each(options) { (it: Known) -> HTML in
        "<option value=\"\(it.value)\">\(it.label)</option>"
      })</datalist>
      """
    return """
      <input type="text" \(same) maxlength="80" placeholder="\(example)" autocomplete="off" spellcheck="false"\
      \(options.isEmpty ? "" : " list=\"k-\(name)\"" as HTML) value="\(value)">\(offers)
      """
  }

  private func list(_ element: Spelling, _ name: String, _ same: HTML, _ value: String) -> HTML {
    let code: HTML = element.isScalar ? "" : " class=\"code\" spellcheck=\"false\""
    return "<textarea \(same) rows=\"4\"\(code)>\n\(value)</textarea>"
  }

  /// `2026-11-23T18:39` from milliseconds or from what was typed; browsers take nothing else.
  static func local(_ value: String) -> String {
    guard let milliseconds = Int64(value) else { return String(value.prefix(16)) }
    return String(Moment(milliseconds: milliseconds).text.prefix(16))
  }
}
