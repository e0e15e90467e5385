import Vocabulary

/// A server's answer as text for a person: one value a line, lists of records as tables.
enum AnswerLayout {
  /// The answer of an operation: what it says, which subject it made or changed, the receipts of the log.
  static func operation(_ document: JSON, answer spelling: Spelling) -> String {
    var lines: [String] = []
    if let answer = document["answer"] { lines += value(answer, spelling) }
    if let subject = document["subject"]?.text {
      let version = document["version"]?.whole.map { " is at version \($0)" } ?? ""
      lines.append(clean(subject) + version)
    }
    for receipt in document["receipts"]?.items ?? [] { lines.append("Receipt \(plain(receipt))") }
    return lines.isEmpty ? "Done." : lines.joined(separator: "\n")
  }

  static func question(_ document: JSON, answer spelling: Spelling) -> String {
    // A list is nothing but rows and where it goes on; a document may have items among other things.
    let isList = Set(spelling.fields.map(\.name)).isSubset(of: ["items", "next", "count"])
    guard isList, case .array(let items)? = document["items"] else {
      return value(document, spelling).joined(separator: "\n")
    }
    let rows = spelled("items", in: spelling)
    var lines: [String] = []
    if items.isEmpty { lines.append("Nothing.") } else { lines += list(items, element(of: rows)) }
    if let count = document["count"]?.whole, count > items.count {
      lines.append("\(items.count) of \(count) are shown.")
    }
    if let next = document["next"]?.text { lines.append("More: --after \(clean(next))") }
    if let next = document["next"]?.whole { lines.append("More: --before \(next)") }
    return lines.joined(separator: "\n")
  }

  private static func element(of spelling: Spelling) -> Spelling {
    if case .list(let element, _, _) = spelling { element } else { .anything }
  }

  private static func value(_ json: JSON, _ spelling: Spelling) -> [String] {
    switch json {
    case .object(let members): return record(members, spelling)
    case .array(let items): return list(items, element(of: spelling))
    case .null, .bool, .int, .string: return [plain(json, spelling)]
    }
  }

  private static func record(_ members: [JSON.Member], _ spelling: Spelling) -> [String] {
    let shown = ordered(members.filter { $0.value != .null }, by: \.name, spelling)
    let width = shown.filter { isFlat($0.value) }.map { label($0.name).count }.max() ?? 0
    return shown.flatMap { member -> [String] in
      let inner = spelled(member.name, in: spelling)
      if isFlat(member.value) {
        return [TextTable.padded(label(member.name), width) + "  " + plain(member.value, inner)]
      }
      return [label(member.name) + ":"] + value(member.value, inner).map { "  " + $0 }
    }
  }

  private static func list(_ items: [JSON], _ element: Spelling) -> [String] {
    var columns: [String] = []
    for member in items.flatMap({ $0.members ?? [] }) where !columns.contains(member.name) {
      columns.append(member.name)
    }
    guard !columns.isEmpty, items.allSatisfy({ $0.members != nil }) else {
      return items.map { "- " + plain($0, element) }
    }
    columns = ordered(columns, by: \.self, element)
    let rows = items.map { item in
      columns.map { name in item[name].map { plain($0, spelled(name, in: element)) } ?? "" }
    }
    return TextTable.lines([columns.map { label($0) }] + rows)
  }

  /// In the order of the fields' notes, which is the order people read in; the server's is that of the alphabet.
  private static func ordered<Part>(_ parts: [Part], by name: (Part) -> String, _ spelling: Spelling) -> [Part] {
    let known = spelling.fields.map(\.name)
    let first = known.flatMap { wanted in parts.filter { name($0) == wanted } }
    return first + parts.filter { !known.contains(name($0)) }
  }

  private static func isFlat(_ json: JSON) -> Bool {
    switch json {
    case .object(let members): members.isEmpty
    case .array(let items): items.allSatisfy { $0.members == nil && $0.items == nil }
    case .null, .bool, .int, .string: true
    }
  }

  private static func spelled(_ name: String, in spelling: Spelling) -> Spelling {
    switch spelling {
    case .record(let fields), .choice(let fields): fields.first { $0.name == name }?.spelling ?? .anything
    default: .anything
    }
  }

  private static func label(_ name: String) -> String {
    clean(FieldNote(name: name, about: "", required: false, spelling: .anything).label)
  }

  /// A value on one line.
  static func plain(_ json: JSON, _ spelling: Spelling = .anything) -> String {
    switch json {
    case .null: return ""
    case .bool(let value): return value ? "yes" : "no"
    case .int(let number): return spelling == .moment ? Moment(milliseconds: number).text : String(number)
    case .string(let text): return clean(text)
    case .array(let items):
      let inner = element(of: spelling)
      return items.map { plain($0, inner) }.joined(separator: ", ")
    case .object(let members):
      // An alternative without fields is its name.
      if members.count == 1, members[0].value == .object([]) { return clean(members[0].name) }
      return clean(json.canonicalText)
    }
  }

  /// One line without control characters, so that no text can steer a terminal.
  static func clean(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: out += " "
      case .format where scalar.value != 0x200D: out += ""
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
