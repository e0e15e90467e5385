import Vocabulary

extension Shape where Value == String {
  /// A text whose bytes are kept as they are. Signed documents use it: two machines with different Unicode tables must
  /// read the same bytes the same way (docs/decisions/0001), so nothing is normalised here.
  public static func exactText(_ count: ClosedRange<Int>) -> Self {
    Shape(
      spelling: .text(least: count.lowerBound, most: count.upperBound, lines: false),
      reading: { json, pointer, problems in
        guard case .string(let text) = json else {
          problems.append(FieldProblem(pointer: pointer, says: "a text is needed"))
          return nil
        }
        guard count.contains(text.unicodeScalars.count) else {
          let says = "\(text.unicodeScalars.count) characters, \(count.lowerBound) to \(count.upperBound) allowed"
          problems.append(FieldProblem(pointer: pointer, says: says))
          return nil
        }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
          problems.append(FieldProblem(pointer: pointer, says: "control characters are not allowed"))
          return nil
        }
        return text
      }, writing: { .string($0) })
  }
}

extension Shape where Value == [UInt8] {
  /// So many bytes as lower-case hexadecimal digits.
  public static func hexadecimal(bytes count: Int) -> Self {
    Shape<String>.exactText(count * 2...count * 2).mapped(
      { Hex.bytes($0) }, { Hex.text($0) }, else: "\(count * 2) lower-case hexadecimal digits are needed")
  }

  /// Bytes as base64 with padding (RFC 4648 §4).
  public static func base64(_ count: ClosedRange<Int>) -> Self {
    Shape<String>.exactText(0...(count.upperBound + 2) / 3 * 4).mapped(
      { Base64.bytes($0).flatMap { count.contains($0.count) ? $0 : nil } }, { Base64.text($0) },
      else: "base64 with padding of \(count.lowerBound) to \(count.upperBound) bytes is needed")
  }
}

extension Shape where Value == Int {
  /// The form's number: only this one is understood, another is refused.
  static func format(_ number: Int) -> Self {
    Shape<Int>.whole(0...Int(JSON.largestWhole)).mapped(
      { $0 == number ? $0 : nil }, { $0 }, else: "this version understands format \(number) only")
  }

  /// Numbers that machines of limited kind read stay below 2^31.
  static func counting(from least: Int) -> Self { .whole(least...2_147_483_647) }
}

extension Vocabulary.Digest {
  /// A digest as 64 hexadecimal digits without `sha256:`.
  public static let bareShape = Shape<String>.exactText(64...64).mapped(
    { Digest(hex: $0) }, { $0.hex }, else: "64 lower-case hexadecimal digits are needed")
}

extension Sequence {
  /// Whether each element stands strictly before the next one.
  func ascend(by precedes: (Element, Element) -> Bool) -> Bool {
    var last: Element?
    for element in self {
      if let last, !precedes(last, element) { return false }
      last = element
    }
    return true
  }
}
