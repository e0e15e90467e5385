import Vocabulary

/// What kind of value a parameter takes.
public enum ParameterKind: String, Sendable, Hashable, CaseIterable {
  case text, whole, port, path, choice

  public static let shape = Shape(
    spelling: Shape<ParameterKind>.oneOf.spelling,
    reading: { json, pointer, problems -> ParameterKind? in
      guard json != .string("secret") else {
        let says = "the kind secret is not supported by this version; let the host's own configuration hold it"
        problems.append(FieldProblem(pointer: pointer, says: says))
        return nil
      }
      return Shape<ParameterKind>.oneOf.read(json, at: pointer, &problems)
    }, writing: { .string($0.rawValue) })
}

/// A typed value that differs per environment (docs/decisions/0004).
public struct Parameter: Sendable, Hashable {
  public var about: String
  /// For the kind `choice`.
  public var choices: [String]
  /// What stands when no value is given; without it a value must be given.
  public var standing: String?
  public var kind: ParameterKind
  public var name: String

  public init(about: String, choices: [String] = [], standing: String?, kind: ParameterKind, name: String) {
    self.about = about
    self.choices = choices
    self.standing = standing
    self.kind = kind
    self.name = name
  }

  static let nameShape = Shape<String>.exactText(1...40).mapped(
    { isParameterName($0) ? $0 : nil }, { $0 }, else: "a name of letters, digits and hyphens is needed, a letter first")

  public static let shape = Shape.record(
    Parameter.init(about:choices:standing:kind:name:),
    field("about", \.about, .text(1...200), else: "no explanation given", "What it is for"),
    field("choices", \.choices, .list(.text(1...200), 0...100), else: [], "For the kind choice"),
    optional("default", \.standing, .text(0...4000), "What stands when nothing is given"),
    field("kind", \.kind, ParameterKind.shape, "What kind of value"),
    field("name", \.name, nameShape, "The name that {{name}} refers to"))

  /// What is wrong with a value, as a clause, or nil.
  public func problem(with value: String) -> String? {
    if value.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
      return "a value of one line without control characters is needed"
    }
    if value.unicodeScalars.count > 4000 { return "at most 4000 characters are allowed" }
    let fits: Bool =
      switch kind {
      case .text: true
      case .whole: Self.whole(value) != nil
      case .port: Self.whole(value).map { (1...65_535).contains($0) } ?? false
      case .path: HostPath(value) != nil
      case .choice: choices.contains(value)
      }
    return fits ? nil : "\(limits) is needed"
  }

  /// What a value may be, as people are told of it before they type one.
  public var limits: String {
    switch kind {
    case .text: "a text of one line"
    case .whole: "a whole number"
    case .port: "a port from 1 to 65535"
    case .path: "an absolute path without «..»"
    case .choice: "one of \(choices.joined(separator: ", "))"
    }
  }

  /// A decimal without leading zeros, so that one number has one text.
  static func whole(_ text: String) -> Int64? {
    guard let number = Int64(text), String(number) == text, number.magnitude <= JSON.largestWhole.magnitude else {
      return nil
    }
    return number
  }
}

/// A letter, then letters, digits and hyphens: `port`, `listen-on`, `maxClients`.
func isParameterName(_ text: String) -> Bool {
  func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }
  guard let first = text.utf8.first, isLetter(first), text.utf8.count <= 40 else { return false }
  return text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
}
