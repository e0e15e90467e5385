/// Lower-case hexadecimal, the way digests and keys are written.
public enum Hex {
  public static func text(_ bytes: some Sequence<UInt8>) -> String { text(Array(bytes)) }

  public static func text(_ bytes: [UInt8]) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { out in
      for (index, byte) in bytes.enumerated() {
        out[2 * index] = digit(byte >> 4)
        out[2 * index + 1] = digit(byte & 15)
      }
      return bytes.count * 2
    }
  }

  private static func digit(_ half: UInt8) -> UInt8 { half < 10 ? 0x30 + half : 0x57 + half }

  /// The bytes, or nil unless the text is an even number of lower-case hexadecimal digits.
  public static func bytes(_ text: String) -> [UInt8]? {
    var text = text
    return text.withUTF8 { raw in
      guard raw.count.isMultiple(of: 2) else { return nil }
      var out: [UInt8] = []
      out.reserveCapacity(raw.count / 2)
      for index in stride(from: 0, to: raw.count, by: 2) {
        guard let high = value(raw[index]), let low = value(raw[index + 1]) else { return nil }
        out.append(high << 4 | low)
      }
      return out
    }
  }

  private static func value(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}

/// Base64 with padding (RFC 4648 §4), as DSSE and the C2SP formats want it.
public enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  public static func text(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let chunk = bytes[start..<min(start + 3, bytes.count)]
      var group: UInt32 = 0
      for offset in 0..<3 { group = group << 8 | (offset < chunk.count ? UInt32(chunk[start + offset]) : 0) }
      for position in 0..<4 {
        let index = Int(group >> UInt32(18 - 6 * position) & 63)
        out.append(position <= chunk.count ? alphabet[index] : UInt8(ascii: "="))
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The bytes, or nil unless the text is exactly what `text` writes for some bytes.
  public static func bytes(_ text: String) -> [UInt8]? {
    let raw = Array(text.utf8)
    guard raw.count.isMultiple(of: 4) else { return nil }
    var out: [UInt8] = []
    out.reserveCapacity(raw.count / 4 * 3)
    for start in stride(from: 0, to: raw.count, by: 4) {
      let padding = start + 4 == raw.count ? raw[start..<start + 4].reversed().prefix { $0 == 0x3D }.count : 0
      guard padding <= 2 else { return nil }
      var group: UInt32 = 0
      for offset in 0..<4 {
        guard offset < 4 - padding else {
          group <<= 6
          continue
        }
        guard let value = value(raw[start + offset]) else { return nil }
        group = group << 6 | UInt32(value)
      }
      let three = [UInt8(group >> 16 & 255), UInt8(group >> 8 & 255), UInt8(group & 255)]
      guard three.suffix(padding).allSatisfy({ $0 == 0 }) else { return nil }
      out += three.prefix(3 - padding)
    }
    return out
  }

  private static func value(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x41...0x5A: byte - 0x41
    case 0x61...0x7A: byte - 0x61 + 26
    case 0x30...0x39: byte - 0x30 + 52
    case 0x2B: 62
    case 0x2F: 63
    default: nil
    }
  }
}

/// A SHA-256 digest, written `sha256:<64 hex digits>`. Working one out is `Ledger`'s and `Packages`' business.
public struct Digest: Sendable, Hashable, Comparable {
  public let hex: String

  public init?(hex: String) {
    guard hex.utf8.count == 64, hex.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
      return nil
    }
    self.hex = hex
  }

  /// The digest with these 32 bytes.
  public init?(bytes: some Sequence<UInt8>) { self.init(hex: Hex.text(bytes)) }

  public init?(text: String) {
    guard text.hasPrefix("sha256:") else { return nil }
    self.init(hex: String(text.dropFirst(7)))
  }

  public var text: String { "sha256:" + hex }
  /// For a line in a table: the first twelve digits.
  public var short: String { String(hex.prefix(12)) }
  public var bytes: [UInt8] { Hex.bytes(hex) ?? [] }

  public static func < (left: Digest, right: Digest) -> Bool {
    left.hex.utf8.lexicographicallyPrecedes(right.hex.utf8)
  }

  public static let shape = Shape<String>.text(71...71).mapped(
    { Digest(text: $0) }, { $0.text }, else: "a digest looks like sha256: and 64 hexadecimal digits")
}
