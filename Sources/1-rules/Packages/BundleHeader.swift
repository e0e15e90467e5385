import Vocabulary

/// One header of a POSIX ustar archive, exactly as bundles have it (docs/decisions/0004).
enum BundleHeader {
  static let block = 512

  static func bytes(name: String, length: Int64) -> [UInt8] {
    var out = [UInt8](repeating: 0, count: block)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { out[offset + index] = byte }
    }
    put(name, at: 0)
    put("0000644", at: 100)
    put("0000000", at: 108)
    put("0000000", at: 116)
    put(octal(length, digits: 11), at: 124)
    put(octal(0, digits: 11), at: 136)
    put("        ", at: 148)
    put("0", at: 156)
    put("ustar", at: 257)
    put("00", at: 263)
    put("0000000", at: 329)
    put("0000000", at: 337)
    // POSIX writes the sum as six digits, NUL, space; bundles write it like every other number, seven digits and a NUL.
    let sum = out.reduce(0) { $0 + Int64($1) }
    put(octal(sum, digits: 7), at: 148)
    out[155] = 0
    return out
  }

  private static func octal(_ number: Int64, digits: Int) -> String {
    let text = String(number, radix: 8)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }

  /// Zeros that fill the last block.
  static func padding(after length: Int64) -> Int { Int((512 - length % 512) % 512) }

  /// Name and length, if these 512 bytes are the header of a plain file as bundles have it.
  static func read(_ bytes: [UInt8]) throws(Objection) -> (name: String, length: Int64) {
    let nameBytes = bytes[0..<100].prefix { $0 != 0 }
    let name = String(decoding: nameBytes, as: UTF8.self)
    guard bytes[257..<263].elementsEqual("ustar\0".utf8), bytes[263..<265].elementsEqual("00".utf8) else {
      throw objection("bundle-header", "a header is not of the form ustar, version 00")
    }
    switch bytes[156] {
    case UInt8(ascii: "0"): break
    case UInt8(ascii: "1"), UInt8(ascii: "2"): throw objection("bundle-link", "«\(name)» is a link")
    case UInt8(ascii: "3"), UInt8(ascii: "4"), UInt8(ascii: "6"):
      throw objection("bundle-device", "«\(name)» is a device or a pipe")
    case UInt8(ascii: "5"): throw objection("bundle-folder", "«\(name)» is a folder")
    default: throw objection("bundle-kind", "«\(name)» is of a kind that bundles do not have")
    }
    guard !name.hasPrefix("/") else { throw objection("bundle-absolute-path", "«\(name)» is an absolute path") }
    guard !name.split(separator: "/").contains("..") else {
      throw objection("bundle-parent-path", "«\(name)» leads out of the bundle")
    }
    guard let length = number(bytes[124..<136]) else {
      throw objection("bundle-header", "the length of «\(name)» is not eleven octal digits and a NUL")
    }
    // Everything else is fixed, so the whole header is written again and compared.
    guard self.bytes(name: name, length: length) == bytes else {
      throw objection(
        "bundle-header", "the header of «\(name)» is not as bundles have it (mode 0644, owner 0, time 0, checksum)")
    }
    return (name, length)
  }

  private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
    guard field.last == 0, field.dropLast().allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
    return field.dropLast().reduce(Int64(0)) { $0 << 3 | Int64($1 - 0x30) }
  }

  static func objection(_ rule: String, _ because: String) -> Objection {
    Objection(rule, because: because, clears: "build the bundle anew with slipway package build")
  }
}
