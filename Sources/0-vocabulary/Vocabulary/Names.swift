/// A package's name: a letter, then letters, digits and hyphens, 40 at most, all lower case.
public struct PackageName: Sendable, Hashable, Comparable {
  public let text: String

  public init?(_ text: String) {
    guard isSlug(text, most: 40) else { return nil }
    self.text = text
  }

  public static func < (left: Self, right: Self) -> Bool { left.text < right.text }

  public static let shape = Shape<String>.text(1...40).mapped(
    { PackageName($0) }, { $0.text }, else: "a lower-case name of letters, digits and hyphens is needed")
}

/// Letters, digits and hyphens in lower case, beginning with a letter.
public func isSlug(_ text: String, most: Int) -> Bool {
  guard let first = text.utf8.first, (0x61...0x7A).contains(first), text.utf8.count <= most else { return false }
  return text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
}

/// Semantic Versioning 2.0.0: three numbers and an optional pre-release. Build metadata is refused, because two
/// versions that differ only there would compare equal.
public struct Version: Sendable, Hashable, Comparable {
  public let major: Int
  public let minor: Int
  public let patch: Int
  public let preRelease: [String]

  public init?(_ text: String) {
    let hyphen = text.firstIndex(of: "-")
    let core = text[..<(hyphen ?? text.endIndex)].split(separator: ".", omittingEmptySubsequences: false)
    guard core.count == 3, core.allSatisfy({ isNumber($0) || $0 == "0" }), let major = Int(core[0]),
      let minor = Int(core[1]), let patch = Int(core[2])
    else { return nil }
    var parts: [String] = []
    if let hyphen {
      parts = text[text.index(after: hyphen)...].split(separator: ".", omittingEmptySubsequences: false).map(
        String.init)
      guard parts.allSatisfy(Self.isPreReleasePart) else { return nil }
    }
    (self.major, self.minor, self.patch, preRelease) = (major, minor, patch, parts)
  }

  private static func isPreReleasePart(_ part: String) -> Bool {
    guard (1...20).contains(part.utf8.count) else { return false }
    if part.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return part == "0" || isNumber(part) }
    return part.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
    }
  }

  public var text: String {
    "\(major).\(minor).\(patch)" + (preRelease.isEmpty ? "" : "-" + preRelease.joined(separator: "."))
  }

  /// Precedence as in Semantic Versioning 2.0.0 §11.
  public static func < (left: Version, right: Version) -> Bool {
    let (one, two) = ([left.major, left.minor, left.patch], [right.major, right.minor, right.patch])
    if one != two { return one.lexicographicallyPrecedes(two) }
    if left.preRelease.isEmpty || right.preRelease.isEmpty {
      return !left.preRelease.isEmpty && right.preRelease.isEmpty
    }
    for (first, second) in zip(left.preRelease, right.preRelease) where first != second {
      switch (Int(first), Int(second)) {
      case (let first?, let second?): return first < second
      case (_?, nil): return true
      case (nil, _?): return false
      case (nil, nil): return first.utf8.lexicographicallyPrecedes(second.utf8)
      }
    }
    return left.preRelease.count < right.preRelease.count
  }

  public static let shape = Shape<String>.text(5...80).mapped(
    { Version($0) }, { $0.text }, else: "a version looks like 1.4.0 or 2.0.0-rc.1")
}

/// An amount of money: a whole number of the currency's smallest unit.
public struct Money: Sendable, Hashable {
  public var minorUnits: Int64
  /// ISO 4217, three capital letters.
  public var currency: String

  public init(minorUnits: Int64, currency: String) {
    self.minorUnits = minorUnits
    self.currency = currency
  }

  public static let shape = Shape.record(
    Money.init(minorUnits:currency:),
    field("minorUnits", \.minorUnits, .whole(0...JSON.largestWhole), "Amount in the smallest unit, for euro in cents"),
    field(
      "currency", \.currency,
      Shape<String>.text(3...3).mapped(
        { $0.utf8.allSatisfy { (0x41...0x5A).contains($0) } ? $0 : nil }, { $0 }, else: "three capitals like EUR"),
      "ISO 4217 code"))
}

extension Money {
  /// Digits after the point, by ISO 4217: two, except for the currencies that have none or three.
  public static func digits(_ currency: String) -> Int {
    switch currency {
    case "JPY", "KRW", "ISK", "CLP", "VND", "XAF", "XOF", "XPF", "UGX", "PYG", "RWF", "VUV", "GNF", "DJF", "KMF", "BIF":
      0
    case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
    default: 2
    }
  }

  private static func scale(_ currency: String) -> Int64 { (0..<digits(currency)).reduce(1) { scale, _ in scale * 10 } }

  /// `4200.50`
  public var plainAmount: String {
    let scale = Self.scale(currency)
    guard scale > 1 else { return String(minorUnits) }
    return "\(minorUnits / scale)." + String(String(minorUnits % scale + scale).dropFirst())
  }

  /// Smallest units of an amount as people write it; nil if it is none, or has more digits than the currency.
  public static func minorUnits(of amount: String, in currency: String) -> Int64? {
    let plain = amount.filter { !$0.isWhitespace && $0 != "'" }
    let parts = plain.split(separator: plain.contains(".") ? "." : ",", omittingEmptySubsequences: false)
    let digits = digits(currency)
    guard (1...2).contains(parts.count), let first = parts.first, !first.isEmpty,
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
    else { return nil }
    let rest = parts.count == 2 ? String(parts[1]) : ""
    guard rest.count <= digits else { return nil }
    return Int64(String(first) + rest + String(repeating: "0", count: digits - rest.count))
  }
}

/// A text that stands in the log only as SHA-256(salt ‖ text), so that it can be erased (docs/decisions/0001).
public struct Words: Sendable, Hashable {
  public let digest: Digest

  public init(digest: Digest) { self.digest = digest }

  public static let shape = Shape.record(
    Words.init(digest:),
    field(
      "words", \.digest,
      Shape<String>.text(64...64).mapped(
        { Digest(hex: $0) }, { $0.hex }, else: "64 hexadecimal digits are needed"),
      "SHA-256 of salt and text, hexadecimal"))
}

/// How a document that can be erased stands in the log: `{"document":"<hex>"}`, SHA-256(salt ‖ bytes).
public struct DocumentName: Sendable, Hashable {
  public let digest: Digest

  public init(digest: Digest) { self.digest = digest }

  public static let shape = Shape.record(
    DocumentName.init(digest:),
    field(
      "document", \.digest,
      Shape<String>.text(64...64).mapped(
        { Digest(hex: $0) }, { $0.hex }, else: "64 hexadecimal digits are needed"),
      "SHA-256 of salt and bytes, hexadecimal"))
}

/// Something that must never be written down: it has no encoding and prints as dots.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let hidden: [UInt8]

  public init(_ text: String) { hidden = Array(text.utf8) }

  public var description: String { "•••" }
  public var debugDescription: String { "•••" }
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// Hands the bytes to the one act that needs them: hashing, sealing.
  public func reveal<Result>(_ act: ([UInt8]) throws -> Result) rethrows -> Result { try act(hidden) }

  /// Reads, never writes: what it writes is null.
  public static func shape(_ count: ClosedRange<Int>) -> Shape<Secret> {
    Shape(
      spelling: .secret,
      reading: { json, pointer, problems in
        guard case .string(let text) = json, count.contains(text.unicodeScalars.count) else {
          let says = "\(count.lowerBound) to \(count.upperBound) characters are needed"
          problems.append(FieldProblem(pointer: pointer, says: says))
          return nil
        }
        return Secret(text.inNormalForm)
      }, writing: { _ in .null })
  }
}
