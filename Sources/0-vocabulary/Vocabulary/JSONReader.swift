/// Why some bytes are not the JSON we read, with the place.
public struct JSONProblem: Error, Sendable, Equatable {
  /// Byte offset from the start, 0-based.
  public let offset: Int
  public let says: String
}

extension JSON {
  /// How deep lists and objects may nest before a document is refused.
  public static let deepest = 64

  /// Reads one JSON document. Refuses fractions, exponents, numbers beyond 2^53 − 1, repeated names, U+0000, lone
  /// surrogates and bytes that are not UTF-8, because their bytes could not come out again the same everywhere.
  public init(parsing bytes: some Collection<UInt8>) throws(JSONProblem) {
    var reader = JSONReader(bytes: Array(bytes))
    self = try reader.document()
  }

  public init(parsing text: String) throws(JSONProblem) { try self.init(parsing: text.utf8) }
}

private struct JSONReader {
  let bytes: [UInt8]
  var at = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  func problem(_ says: String) -> JSONProblem { JSONProblem(offset: at, says: says) }

  mutating func document() throws(JSONProblem) -> JSON {
    let value = try value(depth: 0)
    skipSpace()
    guard at == bytes.count else { throw problem("something follows the end of the document") }
    return value
  }

  mutating func skipSpace() {
    while at < bytes.count, case let byte = bytes[at],
      byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    { at += 1 }
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  mutating func value(depth: Int) throws(JSONProblem) -> JSON {
    guard depth < JSON.deepest else { throw problem("nested more than \(JSON.deepest) deep") }
    skipSpace()
    guard at < bytes.count else { throw problem("the document ends where a value is needed") }
    switch bytes[at] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .int(try number())
    default: throw problem("no JSON value starts like this")
    }
  }

  mutating func word(_ word: String, _ value: JSON) throws(JSONProblem) -> JSON {
    guard bytes[at...].starts(with: word.utf8) else { throw problem("true, false or null is needed") }
    at += word.utf8.count
    return value
  }

  mutating func number() throws(JSONProblem) -> Int64 {
    let start = at
    let negative = take(UInt8(ascii: "-"))
    var magnitude: Int64 = 0
    let first = at
    while at < bytes.count, case let byte = bytes[at], byte >= 0x30, byte <= 0x39 {
      magnitude = magnitude * 10 + Int64(byte - 0x30)
      guard magnitude <= JSON.largestWhole else { throw problem("a number beyond 2^53 − 1") }
      at += 1
    }
    guard at > first else { throw problem("a digit is needed") }
    if bytes[first] == 0x30, at > first + 1 || negative {
      at = start
      throw problem("a leading zero or a minus zero")
    }
    if at < bytes.count, case let byte = bytes[at], byte == 0x2E || byte == 0x65 || byte == 0x45 {
      throw problem("a fraction or exponent; numbers here are whole")
    }
    return negative ? -magnitude : magnitude
  }

  mutating func array(depth: Int) throws(JSONProblem) -> JSON {
    at += 1
    var items: [JSON] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array(items) }
    while true {
      items.append(try value(depth: depth + 1))
      skipSpace()
      if take(UInt8(ascii: "]")) { return .array(items) }
      guard take(UInt8(ascii: ",")) else { throw problem("a comma or ] is needed") }
    }
  }

  mutating func object(depth: Int) throws(JSONProblem) -> JSON {
    at += 1
    var members: [JSON.Member] = []
    // A set costs more than looking through the few names that most objects have.
    var names: Set<String> = []
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(members) }
    while true {
      skipSpace()
      guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { throw problem("a name in quotes is needed") }
      let name = try string()
      if members.count == 16 { names = Set(members.map(\.name)) }
      let isNew = members.count < 16 ? !members.contains { $0.name == name } : names.insert(name).inserted
      guard isNew else { throw problem("the name \(name) stands twice") }
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw problem("a colon is needed") }
      members.append(.init(name, try value(depth: depth + 1)))
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(members) }
      guard take(UInt8(ascii: ",")) else { throw problem("a comma or } is needed") }
    }
  }

  mutating func string() throws(JSONProblem) -> String {
    at += 1
    let start = at
    while at < bytes.count, case let byte = bytes[at], byte != 0x22, byte != 0x5C, byte >= 0x20 { at += 1 }
    var raw = bytes[start..<at]
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: raw, as: UTF8.self) else { throw problem("a text that is not UTF-8") }
        return text
      case UInt8(ascii: "\\"): raw += try escape()
      case 0..<0x20: throw problem("a control character must be escaped")
      default: raw.append(byte)
      }
    }
    throw problem("the document ends inside a text")
  }

  mutating func escape() throws(JSONProblem) -> [UInt8] {
    guard at < bytes.count else { throw problem("the document ends inside a text") }
    let byte = bytes[at]
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw problem("no such escape")
    }
  }

  mutating func unicodeEscape() throws(JSONProblem) -> [UInt8] {
    var code = try hexadecimalFour()
    if (0xD800..<0xDC00).contains(code) {
      guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw problem("half a surrogate pair") }
      let low = try hexadecimalFour()
      guard (0xDC00..<0xE000).contains(low) else { throw problem("half a surrogate pair") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard code != 0 else { throw problem("U+0000 is not allowed in texts") }
    guard let scalar = Unicode.Scalar(code) else { throw problem("half a surrogate pair") }
    return Array(String(Character(scalar)).utf8)
  }

  mutating func hexadecimalFour() throws(JSONProblem) -> UInt32 {
    guard at + 4 <= bytes.count, let code = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16),
      bytes[at] != UInt8(ascii: "+"), bytes[at] != UInt8(ascii: "-")
    else { throw problem("four hexadecimal digits are needed") }
    at += 4
    return code
  }
}
