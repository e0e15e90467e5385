import Vocabulary

/// Reads an HTML form or a query into the JSON that a shape reads: one spelling for page, API and command line.
enum FormReader {
  /// `application/x-www-form-urlencoded` pairs in order.
  static func pairs(_ text: String) -> [(name: String, value: String)] {
    text.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (decoded(parts[0]), parts.count > 1 ? decoded(parts[1]) : "")
    }
  }

  static func decoded(_ text: some StringProtocol) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "+") {
        bytes.append(0x20)
      } else if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func json(_ pairs: [(name: String, value: String)], _ fields: [FieldNote], prefix: String = "") -> JSON {
    .object(
      fields.compactMap { field in
        value(pairs, field.spelling, prefix + field.name).map { JSON.Member(field.name, $0) }
      })
  }

  private static func value(_ pairs: [(name: String, value: String)], _ spelling: Spelling, _ name: String) -> JSON? {
    let given = pairs.filter { $0.name == name }.map(\.value)
    switch spelling {
    case .record(let inner):
      if let text = given.first, !text.isEmpty { return structured(text) }
      if inner.map(\.name) == ["minorUnits", "currency"], let money = money(pairs, name) { return money }
      let json = Self.json(pairs, inner, prefix: name + ".")
      return json.members?.isEmpty ?? true ? nil : json
    case .list(let element, _, _):
      let texts = given.flatMap { lines($0, element) }
      return texts.isEmpty ? nil : list(texts, element)
    case .choice, .file, .anything: return given.first.flatMap { $0.isEmpty ? nil : structured($0) }
    case .text, .secret, .whole, .yesOrNo, .oneOf, .moment, .date, .reference:
      return given.last.flatMap { $0.isEmpty ? nil : scalar($0, spelling) }
    }
  }

  /// An amount as people write it. What is no amount stays text: the shape then says what is wrong, and where.
  private static func money(_ pairs: [(name: String, value: String)], _ name: String) -> JSON? {
    func given(_ part: String) -> String? {
      pairs.last { $0.name == "\(name).\(part)" }.map { trimmed($0.value) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    guard let amount = given("amount") else { return nil }
    let currency = given("currency")?.uppercased() ?? ""
    let units = Money.minorUnits(of: amount, in: currency).map { JSON.int($0) } ?? .string(amount)
    return ["minorUnits": units, "currency": .string(currency)]
  }

  /// `port = 8080`
  private static func nameAndValue(_ line: String) -> JSON? {
    guard !line.hasPrefix("{") else { return nil }
    let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { trimmed(String($0)) }
    return ["name": .string(parts[0]), "value": .string(parts.count > 1 ? parts[1] : "")]
  }

  private static func lines(_ text: String, _ element: Spelling) -> [String] {
    if text.hasPrefix("[") { return [text] }
    return text.split(whereSeparator: \.isNewline).map { trimmed(String($0)) }.filter { !$0.isEmpty }
  }

  private static func list(_ texts: [String], _ element: Spelling) -> JSON {
    if texts.count == 1, texts[0].hasPrefix("["), let json = try? JSON(parsing: texts[0]) { return json }
    return .array(
      texts.map { text in
        switch element {
        case .record where element.isNameAndValue: nameAndValue(text) ?? structured(text)
        case .record, .choice, .list, .file, .anything: structured(text)
        default: scalar(text, element)
        }
      })
  }

  /// What does not read as its kind stays text: the shape then says what is wrong, and where.
  private static func scalar(_ text: String, _ spelling: Spelling) -> JSON {
    switch spelling {
    case .whole: Int64(trimmed(text)).map { .int($0) } ?? .string(text)
    case .yesOrNo:
      ["true", "yes", "on"].contains(text) ? true : ["false", "no"].contains(text) ? false : .string(text)
    case .moment: moment(text).map { .int($0) } ?? .string(text)
    case .text(_, _, lines: true):
      .string(text.split(separator: "\r\n", omittingEmptySubsequences: false).joined(separator: "\n"))
    default: .string(text)
    }
  }

  private static func structured(_ text: String) -> JSON { (try? JSON(parsing: text)) ?? .string(text) }

  /// Milliseconds, or `2026-11-24T20:00` in UTC as a browser's field gives it.
  private static func moment(_ text: String) -> Int64? {
    if let number = Int64(text) { return number }
    let parts = text.split(separator: "T")
    guard parts.count == 2, let date = CivilDate(text: String(parts[0])) else { return nil }
    let clock = parts[1].split(separator: ":").compactMap { Int64($0) }
    guard (2...3).contains(clock.count), clock[0] < 24, clock[1] < 60 else { return nil }
    return Int64(date.dayNumber) * 86_400_000 + (clock[0] * 3600 + clock[1] * 60 + (clock.count > 2 ? clock[2] : 0))
      * 1000
  }

  private static func trimmed(_ text: String) -> String {
    String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
