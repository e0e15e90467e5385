/// What a verifier must know of an entry, taken from its bytes in one pass and without building the document.
///
/// The pass is exact: it accepts canonical JSON only as far as form, order and uniqueness of names go, so no name can
/// be hidden behind another spelling.
struct EntryScan {
  var subject: Range<Int>?
  var version: Int?
  var kind: Range<Int>?
  var body: Range<Int>?
  /// What the entry names beside itself.
  var names: [NamedContent] = []

  let bytes: UnsafeRawBufferPointer
  private let isEnvelope: Bool
  private var at = 0

  /// Nil unless the bytes are one canonical object. A change set is no envelope: its members may have any names.
  init?(_ bytes: UnsafeRawBufferPointer, isEnvelope: Bool = true) {
    self.bytes = bytes
    self.isEnvelope = isEnvelope
    guard object(depth: 0), at == bytes.count else { return nil }
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  private func byte(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard self.byte(at) == byte else { return false }
    at += 1
    return true
  }

  private func holds(_ text: StaticString, at offset: Int) -> Bool {
    guard offset + text.utf8CodeUnitCount <= bytes.count else { return false }
    for index in 0..<text.utf8CodeUnitCount where bytes[offset + index] != text.utf8Start[index] { return false }
    return true
  }

  private mutating func value(depth: Int) -> Bool {
    switch byte(at) {
    case UInt8(ascii: "\""): return string() != nil
    case UInt8(ascii: "{"): return object(depth: depth)
    case UInt8(ascii: "["): return array(depth: depth)
    case UInt8(ascii: "t"): return word("true")
    case UInt8(ascii: "f"): return word("false")
    default: return number() != nil
    }
  }

  private mutating func word(_ word: StaticString) -> Bool {
    guard holds(word, at: at) else { return false }
    at += word.utf8CodeUnitCount
    return true
  }

  private mutating func number() -> Int? {
    let negative = take(UInt8(ascii: "-"))
    let first = at
    var magnitude = 0
    while case let byte = byte(at), byte >= 0x30, byte <= 0x39, at - first < 17 {
      magnitude = magnitude * 10 + Int(byte - 0x30)
      at += 1
    }
    guard at > first, magnitude <= 9_007_199_254_740_991 else { return nil }
    if byte(first) == 0x30, at > first + 1 || negative { return nil }
    return negative ? -magnitude : magnitude
  }

  /// The range between the quotes.
  private mutating func string() -> Range<Int>? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    let start = at
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if byte == UInt8(ascii: "\"") { return start..<at - 1 }
      if byte < 0x20 { return nil }
      if byte == UInt8(ascii: "\\") { at += 1 }
    }
    return nil
  }

  private mutating func array(depth: Int) -> Bool {
    guard depth < 64 else { return false }
    at += 1
    if take(UInt8(ascii: "]")) { return true }
    while value(depth: depth + 1) {
      if take(UInt8(ascii: "]")) { return true }
      guard take(UInt8(ascii: ",")) else { return false }
    }
    return false
  }

  private mutating func object(depth: Int) -> Bool {
    guard depth < 64, byte(at) == UInt8(ascii: "{") else { return false }
    let start = at
    at += 1
    if take(UInt8(ascii: "}")) { return true }
    var before: Range<Int>?
    while let name = string() {
      if let before, !precedes(before, name) { return false }
      before = name
      guard take(UInt8(ascii: ":")), depth == 0 && isEnvelope ? member(name) : inner(name, depth: depth) else {
        return false
      }
      if take(UInt8(ascii: "}")) {
        note(start..<at)
        return true
      }
      guard take(UInt8(ascii: ",")) else { return false }
    }
    return false
  }

  /// A member of the envelope.
  private mutating func member(_ name: Range<Int>) -> Bool {
    let start = at
    if name.count == 4, holds("body", at: name.lowerBound) {
      guard value(depth: 1) else { return false }
      body = start..<at
    } else if name.count == 4, holds("kind", at: name.lowerBound) {
      kind = string()
      return kind != nil
    } else if name.count == 7, holds("subject", at: name.lowerBound) {
      subject = string()
      return subject != nil
    } else if name.count == 7, holds("version", at: name.lowerBound) {
      version = number()
      return version != nil
    } else {
      return value(depth: 1)
    }
    return true
  }

  private mutating func inner(_ name: Range<Int>, depth: Int) -> Bool {
    guard depth == 1, isEnvelope, name.count == 9, holds("changeSet", at: name.lowerBound),
      byte(at) == UInt8(ascii: "\"")
    else {
      return value(depth: depth + 1)
    }
    guard let text = string() else { return false }
    if text.count == 71, holds("sha256:", at: text.lowerBound),
      let digest = HashValue(hex: bytes, from: text.lowerBound + 7)
    {
      names.append(NamedContent(digest: digest, kind: .changeSet))
    }
    return true
  }

  /// Notes an object that is exactly `{"words":"<hex>"}` or `{"document":"<hex>"}`.
  private mutating func note(_ range: Range<Int>) {
    if range.count == 76, holds("{\"words\":\"", at: range.lowerBound),
      let digest = HashValue(hex: bytes, from: range.lowerBound + 10)
    {
      names.append(NamedContent(digest: digest, kind: .words))
    } else if range.count == 79, holds("{\"document\":\"", at: range.lowerBound),
      let digest = HashValue(hex: bytes, from: range.lowerBound + 13)
    {
      names.append(NamedContent(digest: digest, kind: .document))
    }
  }

  private func precedes(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
    bytes[left].lexicographicallyPrecedes(bytes[right])
  }
}

/// A digest that an entry or a change set names, whose content the export must hold.
struct NamedContent: Hashable, Comparable {
  enum Kind: UInt8, Hashable {
    case words, document, changeSet
  }

  let digest: HashValue
  let kind: Kind
  /// The entry that names it, the first of them where several do; -1 before it is known.
  var entry = -1

  static func < (left: Self, right: Self) -> Bool {
    if left.digest != right.digest { return left.digest < right.digest }
    if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
    return left.entry < right.entry
  }
}
