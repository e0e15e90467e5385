import Vocabulary

/// The journal of one order: a line per entry, `<8 hex digits> <canonical JSON>\n`. The digits are the CRC-32 of the
/// digits of the line before and this line's JSON, so that a line torn by power loss, or one that does not belong
/// here, is
/// found. What stands before the first bad line is believed; what follows was never acknowledged to anybody.
public enum Journal {
  /// The checksum that the first line follows.
  public static let start = "00000000"

  /// One line and the checksum that the next one follows.
  public static func line(_ entry: JournalEntry, after checksum: String) -> (bytes: [UInt8], checksum: String) {
    let body = JournalEntry.shape.write(entry).canonicalBytes
    let own = self.checksum(of: Array(checksum.utf8) + body)
    return (Array(own.utf8) + [0x20] + body + [0x0A], own)
  }

  public struct Reading: Sendable, Equatable {
    public var entries: [JournalEntry]
    /// What the next line follows.
    public var checksum: String
    /// How many bytes of the file are good; the rest is cut off before anything is appended.
    public var goodBytes: Int
    /// Why reading stopped before the end, if it did.
    public var torn: String?
  }

  /// Reads a journal and stops at the first line that is not whole.
  public static func read(_ bytes: [UInt8]) -> Reading {
    var reading = Reading(entries: [], checksum: start, goodBytes: 0, torn: nil)
    var position = 0
    while position < bytes.count {
      guard let end = bytes[position...].firstIndex(of: 0x0A) else {
        reading.torn = "the last line has no end"
        return reading
      }
      let line = bytes[position..<end]
      guard line.count > 9, line[position + 8] == 0x20 else {
        reading.torn = "the line at byte \(position) has no checksum"
        return reading
      }
      let own = String(decoding: line.prefix(8), as: UTF8.self)
      let body = Array(line.dropFirst(9))
      guard checksum(of: Array(reading.checksum.utf8) + body) == own else {
        reading.torn = "the line at byte \(position) does not have the checksum it names"
        return reading
      }
      guard let json = try? JSON(parsing: body), let entry = try? JournalEntry.shape.read(json) else {
        reading.torn = "the line at byte \(position) is no journal entry this agent knows"
        return reading
      }
      reading.entries.append(entry)
      reading.checksum = own
      position = end + 1
      reading.goodBytes = position
    }
    return reading
  }

  /// CRC-32 (IEEE 802.3), eight hexadecimal digits.
  static func checksum(of bytes: [UInt8]) -> String {
    var remainder: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      remainder ^= UInt32(byte)
      for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1 }
    }
    let value = ~remainder
    return Hex.text((0..<4).map { UInt8(value >> UInt32(24 - 8 * $0) & 255) })
  }
}
