/// One bad field, found while reading.
public struct FieldProblem: Error, Sendable, Equatable {
  /// Where: a JSON Pointer (RFC 6901), empty for the whole document.
  public let pointer: String
  /// What is wrong and what would be right, as a clause.
  public let says: String

  public init(pointer: String, says: String) {
    self.pointer = pointer
    self.says = says
  }
}

/// One value that describes, reads and writes a type: JSON, forms, flags, schema and state all come from it.
///
/// Reading reports every bad field at once, by JSON Pointer, and refuses unknown fields. (Not `Codable`: that stops at
/// the first error, see ARCHITECTURE.md.)
public struct Shape<Value>: Sendable {
  /// How it is spelled: makes the schema, the form and the flags.
  public let spelling: Spelling
  let reading: @Sendable (JSON, String, inout [FieldProblem]) -> Value?
  let writing: @Sendable (Value) -> JSON

  public init(
    spelling: Spelling, reading: @escaping @Sendable (JSON, String, inout [FieldProblem]) -> Value?,
    writing: @escaping @Sendable (Value) -> JSON
  ) {
    self.spelling = spelling
    self.reading = reading
    self.writing = writing
  }

  /// The value, or every problem.
  public func read(_ json: JSON) throws(BadFields) -> Value {
    var problems: [FieldProblem] = []
    guard let value = reading(json, "", &problems) else { throw BadFields(problems: problems) }
    return value
  }

  public func write(_ value: Value) -> JSON { writing(value) }

  /// Reads part of a larger document: appends its problems under `pointer`.
  public func read(_ json: JSON, at pointer: String, _ problems: inout [FieldProblem]) -> Value? {
    reading(json, pointer, &problems)
  }
}

/// All the bad fields of one document; never empty.
public struct BadFields: Error, Sendable, Equatable {
  public let problems: [FieldProblem]

  public init(problems: [FieldProblem]) { self.problems = problems }
}

extension Shape {
  /// The same spelling read into a narrower type; `says` is the problem when it does not fit.
  public func mapped<Narrow>(
    _ make: @escaping @Sendable (Value) -> Narrow?, _ back: @escaping @Sendable (Narrow) -> Value, else says: String
  ) -> Shape<Narrow> {
    Shape<Narrow>(
      spelling: spelling,
      reading: { json, pointer, problems in
        guard let value = reading(json, pointer, &problems) else { return nil }
        guard let narrow = make(value) else {
          problems.append(FieldProblem(pointer: pointer, says: says))
          return nil
        }
        return narrow
      }, writing: { writing(back($0)) })
  }

  /// The same reading and writing under another spelling: what a form shows, what the schema says.
  public func spelled(_ spelling: Spelling) -> Shape {
    Shape(spelling: spelling, reading: reading, writing: writing)
  }

  /// A list of them.
  public static func list<Element>(_ element: Shape<Element>, _ count: ClosedRange<Int> = 0...1000) -> Self
  where Value == [Element] {
    Shape(
      spelling: .list(element.spelling, least: count.lowerBound, most: count.upperBound),
      reading: { json, pointer, problems in
        guard case .array(let items) = json else {
          problems.append(FieldProblem(pointer: pointer, says: "a list is needed"))
          return nil
        }
        guard count.contains(items.count) else {
          let says = "\(items.count) given, \(count.lowerBound) to \(count.upperBound) allowed"
          problems.append(FieldProblem(pointer: pointer, says: says))
          return nil
        }
        let read = items.enumerated().map { element.reading($1, "\(pointer)/\($0)", &problems) }
        let values = read.compactMap { $0 }
        return values.count == read.count ? values : nil
      }, writing: { .array($0.map(element.writing)) })
  }
}

extension Shape where Value == String {
  /// A text of so many characters; more than one line only where `lines` says so.
  public static func text(_ count: ClosedRange<Int> = 1...200, lines: Bool = false) -> Self {
    Shape(
      spelling: .text(least: count.lowerBound, most: count.upperBound, lines: lines),
      reading: { json, pointer, problems in
        guard case .string(let text) = json else {
          problems.append(FieldProblem(pointer: pointer, says: "a text is needed"))
          return nil
        }
        guard let says = problem(in: text, count, lines: lines) else { return text.inNormalForm }
        problems.append(FieldProblem(pointer: pointer, says: says))
        return nil
      }, writing: { .string($0) })
  }

  private static func problem(in text: String, _ count: ClosedRange<Int>, lines: Bool) -> String? {
    // Counted in scalars, like JSON Schema's maxLength, so that one grapheme cannot hide a megabyte.
    let length = text.unicodeScalars.count
    guard count.contains(length) else {
      return "\(length) characters, \(count.lowerBound) to \(count.upperBound) allowed"
    }
    for scalar in text.unicodeScalars where scalar.value < 0x20 || scalar.value == 0x7F {
      if lines, [0x0A, 0x0D, 0x09].contains(scalar.value) { continue }
      return lines ? "a control character is not allowed" : "line breaks and control characters are not allowed"
    }
    if count.lowerBound > 0, !text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) {
      return "a text that is more than spaces is needed"
    }
    return nil
  }
}

extension Shape where Value == Int64 {
  public static func whole(_ range: ClosedRange<Int64>) -> Self {
    Shape(
      spelling: .whole(least: range.lowerBound, most: range.upperBound),
      reading: { json, pointer, problems in
        guard case .int(let number) = json, range.contains(number) else {
          let says = "a whole number from \(range.lowerBound) to \(range.upperBound) is needed"
          problems.append(FieldProblem(pointer: pointer, says: says))
          return nil
        }
        return number
      }, writing: { .int($0) })
  }
}

extension Shape where Value == Int {
  public static func whole(_ range: ClosedRange<Int>) -> Self {
    Shape<Int64>.whole(Int64(range.lowerBound)...Int64(range.upperBound)).mapped(
      { Int($0) }, { Int64($0) }, else: "a whole number is needed")
  }
}

extension Shape where Value == Bool {
  public static var yesOrNo: Self {
    Shape(
      spelling: .yesOrNo,
      reading: { json, pointer, problems in
        if case .bool(let value) = json { return value }
        problems.append(FieldProblem(pointer: pointer, says: "true or false is needed"))
        return nil
      }, writing: { .bool($0) })
  }
}

extension Shape where Value == JSON {
  /// Any JSON: only for documents that have a shape of their own elsewhere.
  public static var anything: Self {
    Shape(spelling: .anything, reading: { json, _, _ in json }, writing: { $0 })
  }
}

extension Shape
where Value: CaseIterable & RawRepresentable & Sendable & SendableMetatype, Value.RawValue == String {
  /// One of the cases of an enumeration, by raw value.
  public static var oneOf: Self {
    let words = Value.allCases.map(\.rawValue)
    return Shape(
      spelling: .oneOf(words),
      reading: { json, pointer, problems in
        if case .string(let word) = json, let value = Value(rawValue: word) { return value }
        problems.append(FieldProblem(pointer: pointer, says: "one of \(words.joined(separator: ", ")) is needed"))
        return nil
      }, writing: { .string($0.rawValue) })
  }
}
