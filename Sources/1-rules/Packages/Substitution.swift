import Vocabulary

/// Puts parameters' values where `{{name}}` stands, in templates, commands, addresses and expected texts. There is no
/// other expression (docs/decisions/0004).
public struct Substitution: Sendable, Hashable {
  private let values: [String: String]

  public init(_ values: [ParameterValue]) {
    self.values = Dictionary(values.map { ($0.name, $0.value) }) { first, _ in first }
  }

  public func rendered(_ text: String) throws(Objection) -> String {
    String(decoding: try rendered(bytes: Array(text.utf8)), as: UTF8.self)
  }

  /// Bytes outside the placeholders stay as they are, whatever they are. A value is never looked at again, so a value
  /// that looks like a placeholder stays what it is.
  public func rendered(bytes: [UInt8]) throws(Objection) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    for piece in try Self.pieces(of: bytes) {
      switch piece {
      case .plain(let plain): out += plain
      case .name(let name):
        guard let value = values[name] else {
          throw Objection(
            "parameter-unknown", because: "{{\(name)}} names no parameter of the package",
            clears: "declare a parameter \(name) or correct the name")
        }
        out += value.utf8
      }
    }
    return out
  }

  /// The names that stand in a text, in order.
  public static func names(in bytes: [UInt8]) throws(Objection) -> [String] {
    try pieces(of: bytes).compactMap { if case .name(let name) = $0 { name } else { nil } }
  }

  private enum Piece {
    case plain(ArraySlice<UInt8>)
    case name(String)
  }

  private static func pieces(of bytes: [UInt8]) throws(Objection) -> [Piece] {
    var pieces: [Piece] = []
    var (start, at) = (0, 0)
    while at + 1 < bytes.count {
      guard bytes[at] == UInt8(ascii: "{"), bytes[at + 1] == UInt8(ascii: "{") else {
        at += 1
        continue
      }
      pieces.append(.plain(bytes[start..<at]))
      let inside = bytes[(at + 2)...].prefix(41).prefix { $0 != UInt8(ascii: "}") }
      let name = String(decoding: inside, as: UTF8.self)
      guard isParameterName(name), bytes[inside.endIndex...].starts(with: "}}".utf8) else {
        throw Objection(
          "placeholder-malformed", because: "at byte \(at) stands {{ without a parameter's name and }} behind it",
          clears: "write {{name}} with the name of a parameter; there is no other expression")
      }
      pieces.append(.name(name))
      at = inside.endIndex + 2
      start = at
    }
    pieces.append(.plain(bytes[start...]))
    return pieces
  }
}

extension Manifest {
  /// The values that an order carries: those given, checked by kind, and what stands for the others; sorted by name.
  public func values(given: [ParameterValue]) throws(Objections) -> [ParameterValue] {
    var found: [Objection] = []
    var values: [ParameterValue] = []
    for (index, value) in given.enumerated() {
      if !parameters.contains(where: { $0.name == value.name }) {
        found.append(
          Objection(
            "parameter-unknown", because: "\(name.text) has no parameter \(value.name)",
            clears: "leave it out or correct its name"))
      }
      if given[..<index].contains(where: { $0.name == value.name }) {
        found.append(
          Objection(
            "parameter-repeated", because: "the parameter \(value.name) is given twice", clears: "give it once"))
      }
    }
    for parameter in parameters {
      let written = given.first(where: { $0.name == parameter.name })?.value ?? parameter.standing
      guard let value = written?.inNormalForm else {
        found.append(
          Objection(
            "parameter-missing", because: "the parameter \(parameter.name) has no value and no default",
            clears: "give it a value"))
        continue
      }
      if let problem = parameter.problem(with: value) {
        found.append(
          Objection(
            "parameter-value", because: "the parameter \(parameter.name) is wrong: \(problem)",
            clears: "give a value of the kind \(parameter.kind.rawValue)"))
      }
      values.append(ParameterValue(name: parameter.name, value: value))
    }
    try Objections.unlessEmpty(found)
    return values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}
