/// A piece of a page. What is interpolated into it is escaped unless it is `HTML` itself, so a title can never become
/// markup (OPS-8). Literals are trusted because they stand in the source.
struct HTML: Sendable, Hashable, ExpressibleByStringInterpolation {
  private(set) var text: String

  init(stringLiteral value: String) { text = value }
  init(stringInterpolation: Builder) { text = stringInterpolation.out }
  init(escaping plain: String) { text = Self.escaped(plain) }

  static let empty: HTML = ""

  static func + (left: HTML, right: HTML) -> HTML {
    var sum = left
    sum.text += right.text
    return sum
  }

  static func += (left: inout HTML, right: HTML) { left.text += right.text }

  /// The pieces one after the other.
  static func all(_ pieces: [HTML], between: HTML = "") -> HTML {
    var out = HTML.empty
    for (place, piece) in pieces.enumerated() {
      if place > 0 { out += between }
      out += piece
    }
    return out
  }

  static func each<S: Sequence>(_ values: S, _ make: (S.Element) -> HTML) -> HTML { all(values.map(make)) }

  static func escaped(_ plain: String) -> String {
    var out = ""
    out.reserveCapacity(plain.utf8.count)
    for scalar in plain.unicodeScalars {
      switch scalar {
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "&": out += "&amp;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      // A browser would drop it or show a mark; a page says visibly that something was there.
      case "\u{0}": out += "\u{FFFD}"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  struct Builder: StringInterpolationProtocol {
    var out = ""

    init(literalCapacity: Int, interpolationCount: Int) { out.reserveCapacity(literalCapacity * 2) }
    mutating func appendLiteral(_ literal: String) { out += literal }
    mutating func appendInterpolation(_ plain: String) { out += HTML.escaped(plain) }
    mutating func appendInterpolation(_ number: Int) { out += String(number) }
    mutating func appendInterpolation(_ piece: HTML) { out += piece.text }
    mutating func appendInterpolation(_ piece: HTML?) { if let piece { out += piece.text } }
  }
}
