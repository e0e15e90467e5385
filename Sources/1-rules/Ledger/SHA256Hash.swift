import Vocabulary

import struct Crypto.SHA256

/// 32 bytes as four words: what the tree is made of while it is worked out, without an allocation for each hash.
struct HashValue: Hashable, Comparable, Sendable {
  // Big-endian words, so that comparing words is comparing bytes.
  var first: UInt64
  var second: UInt64
  var third: UInt64
  var fourth: UInt64

  /// From the first 32 bytes; the caller makes sure that they are there.
  init(raw bytes: UnsafeRawBufferPointer) {
    first = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
    second = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    third = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
    fourth = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
  }

  init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self = bytes.withUnsafeBytes { HashValue(raw: $0) }
  }

  /// From 64 lower-case hexadecimal digits, which begin at `offset`; nil for anything else.
  init?(hex line: UnsafeRawBufferPointer, from offset: Int) {
    guard offset >= 0, line.count >= offset + 64, let first = Self.word(line, offset),
      let second = Self.word(line, offset + 16), let third = Self.word(line, offset + 32),
      let fourth = Self.word(line, offset + 48)
    else { return nil }
    (self.first, self.second, self.third, self.fourth) = (first, second, third, fourth)
  }

  private static func word(_ line: UnsafeRawBufferPointer, _ offset: Int) -> UInt64? {
    var word: UInt64 = 0
    for index in offset..<offset + 16 {
      let byte = line[index]
      switch byte {
      case 0x30...0x39: word = word << 4 | UInt64(byte - 0x30)
      case 0x61...0x66: word = word << 4 | UInt64(byte - 0x57)
      default: return nil
      }
    }
    return word
  }

  func store(to target: UnsafeMutableRawBufferPointer, at offset: Int) {
    target.storeBytes(of: first.bigEndian, toByteOffset: offset, as: UInt64.self)
    target.storeBytes(of: second.bigEndian, toByteOffset: offset + 8, as: UInt64.self)
    target.storeBytes(of: third.bigEndian, toByteOffset: offset + 16, as: UInt64.self)
    target.storeBytes(of: fourth.bigEndian, toByteOffset: offset + 24, as: UInt64.self)
  }

  var bytes: [UInt8] {
    [first, second, third, fourth].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
  }

  var hex: String { Hex.text(bytes) }

  static func < (left: HashValue, right: HashValue) -> Bool {
    if left.first != right.first { return left.first < right.first }
    if left.second != right.second { return left.second < right.second }
    if left.third != right.third { return left.third < right.third }
    return left.fourth < right.fourth
  }
}

/// SHA-256 (FIPS 180-4) over bytes that lie anywhere, without copying them.
enum SHA256Hash {
  static func of(_ parts: UnsafeRawBufferPointer...) -> HashValue {
    var hash = SHA256()
    for part in parts { hash.update(bufferPointer: part) }
    return hash.finalize().withUnsafeBytes { HashValue(raw: $0) }
  }

  /// The leaf of RFC 6962 §2.1: SHA-256(0x00 ‖ data).
  static func leaf(_ data: UnsafeRawBufferPointer) -> HashValue {
    var hash = SHA256()
    var mark: UInt8 = 0
    withUnsafeBytes(of: &mark) { hash.update(bufferPointer: $0) }
    hash.update(bufferPointer: data)
    return hash.finalize().withUnsafeBytes { HashValue(raw: $0) }
  }

  /// The node of RFC 6962 §2.1: SHA-256(0x01 ‖ left ‖ right).
  static func node(_ left: HashValue, _ right: HashValue) -> HashValue {
    withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { buffer in
      buffer[0] = 1
      left.store(to: buffer, at: 1)
      right.store(to: buffer, at: 33)
      var hash = SHA256()
      hash.update(bufferPointer: UnsafeRawBufferPointer(buffer))
      return hash.finalize().withUnsafeBytes { HashValue(raw: $0) }
    }
  }

  static let nothing = of()
}

extension MerkleTree {
  /// The tree of RFC 6962 over SHA-256: the log's (docs/decisions/0001).
  public static let sha256 = MerkleTree { bytes in bytes.withUnsafeBytes { SHA256Hash.of($0) }.bytes }
}

extension Digest {
  /// SHA-256 of these bytes.
  public static func of(_ bytes: [UInt8]) -> Digest { Digest(bytes.withUnsafeBytes { SHA256Hash.of($0) }) }

  init(_ value: HashValue) {
    guard let digest = Digest(bytes: value.bytes) else { preconditionFailure("32 bytes are always a digest") }
    self = digest
  }
}
