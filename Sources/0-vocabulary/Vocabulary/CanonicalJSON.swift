@_spi(_Unicode) import Swift

extension JSON {
  /// The one spelling of this value (docs/decisions/0001): sorted names, no space, whole numbers; texts as they are.
  public var canonicalBytes: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(256)
    writeCanonical(to: &out)
    return out
  }

  /// The canonical spelling as text.
  public var canonicalText: String { String(decoding: canonicalBytes, as: UTF8.self) }

  private func writeCanonical(to out: inout [UInt8]) {
    switch self {
    case .null: out += "null".utf8
    case .bool(let value): out += (value ? "true" : "false").utf8
    case .int(let number): out += String(number).utf8
    case .string(let text): Self.writeCanonical(text, to: &out)
    case .array(let items):
      out.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        item.writeCanonical(to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let members):
      out.append(UInt8(ascii: "{"))
      for (index, member) in Self.inOrder(members).enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        Self.writeCanonical(member.name, to: &out)
        out.append(UInt8(ascii: ":"))
        member.value.writeCanonical(to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  private static func inOrder(_ members: [Member]) -> [Member] {
    let isSorted = members.indices.dropFirst().allSatisfy { precedes(members[$0 - 1].name, members[$0].name) }
    return isSorted ? members : members.sorted { precedes($0.name, $1.name) }
  }

  /// By their bytes, whatever Unicode thinks.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  private static func writeCanonical(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) {
      out += text.utf8
      out.append(UInt8(ascii: "\""))
      return
    }
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): out += [UInt8(ascii: "\\"), UInt8(ascii: "\"")]
      case UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), UInt8(ascii: "\\")]
      case 0x08: out += "\\b".utf8
      case 0x09: out += "\\t".utf8
      case 0x0A: out += "\\n".utf8
      case 0x0C: out += "\\f".utf8
      case 0x0D: out += "\\r".utf8
      case 0..<0x20: out += "\\u00\(Hex.text([byte]))".utf8
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }
}

extension String {
  /// This text in Unicode normal form C, so that equal-looking texts have equal bytes.
  public var inNormalForm: String {
    if utf8.allSatisfy({ $0 < 0x80 }) { return self }
    var normal = ""
    normal.unicodeScalars.append(contentsOf: _nfc)
    return normal
  }
}
