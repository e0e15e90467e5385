import Packages
import Testing
import Vocabulary

@testable import HostWork

@Suite struct JournalTests {
  static func everyEntry() throws -> [JournalEntry] {
    var host = ModelHost()
    _ = try host.run(ModelHost.order(.install, host.package, 1))
    let first = host.journal
    (host.package, host.journal) = (ModelHost.package("2.0"), [])
    host.failing = ["verify", "backout"]
    _ = try host.run(ModelHost.order(.install, host.package, 2))
    let second = host.journal
    (host.failing, host.journal, host.package) = ([], [], ModelHost.package("1.0"))
    _ = try host.run(ModelHost.order(.backout, host.package, 3))
    return first + second + host.journal + [.paused("no route")]
  }

  static func bytes(_ entries: [JournalEntry]) -> [UInt8] {
    var (out, checksum): ([UInt8], String) = ([], Journal.start)
    for entry in entries {
      let line = Journal.line(entry, after: checksum)
      out += line.bytes
      checksum = line.checksum
    }
    return out
  }

  @Test("DEP-3: every kind of journal entry comes back as it was written")
  func roundTrip() throws {
    let entries = try Self.everyEntry()
    let reading = Journal.read(Self.bytes(entries))
    #expect(reading.entries == entries)
    #expect(reading.torn == nil)
  }

  @Test("DEP-3: a journal cut off anywhere gives the entries before the cut and says that it is torn")
  func torn() throws {
    let entries = Array(try Self.everyEntry().prefix(6))
    let whole = Self.bytes(entries)
    let ends = whole.indices.filter { whole[$0] == 0x0A }.map { $0 + 1 }
    for cut in 0..<whole.count {
      let reading = Journal.read(Array(whole[..<cut]))
      let lines = ends.filter { $0 <= cut }.count
      #expect(reading.entries == Array(entries.prefix(lines)))
      #expect(reading.goodBytes == (lines == 0 ? 0 : ends[lines - 1]))
      #expect((reading.torn == nil) == (reading.goodBytes == cut))
    }
  }

  @Test("DEP-3: a flipped bit ends what is believed of a journal")
  func flipped() throws {
    let entries = Array(try Self.everyEntry().prefix(6))
    let whole = Self.bytes(entries)
    for place in stride(from: 0, to: whole.count, by: 37) {
      var bytes = whole
      bytes[place] ^= 0x04
      let before = whole[..<place].filter { $0 == 0x0A }.count
      #expect(Journal.read(bytes).entries == Array(entries.prefix(before)))
    }
  }

  @Test("DEP-3: a line of another journal is not believed")
  func foreignLine() throws {
    let entries = try Self.everyEntry()
    let foreign = Journal.line(entries[1], after: "12345678").bytes
    let reading = Journal.read(Self.bytes([entries[0]]) + foreign)
    #expect(reading.entries == [entries[0]])
    #expect(reading.torn != nil)
  }

  @Test("the checksum is the CRC-32 that everybody else computes")
  func checksum() { #expect(Journal.checksum(of: Array("123456789".utf8)) == "cbf43926") }
}
