import ConfigurationRules
import DeploymentRules
import Evidence
import Foundation
import Ledger
import Operations
import SQL
import SQLiteEngine
import Synchronization
import Testing
import Vocabulary

@testable import Records

@Suite("The office") struct OfficeTests {
  @Test("OPS-4: of 200 concurrent writers, the refused ones are undone alone and all others get their place")
  func groupCommit() async throws {
    let premises = try Premises()
    let office = try await premises.office()
    let refused = await withTaskGroup(of: Bool.self) { group in
      for number in 1...200 {
        group.addTask {
          do {
            try await office.transact { books in
              try record(number, "n\(number)", books)
              if number.isMultiple(of: 7) { throw NotHere() }
            }
            return false
          } catch { return error is NotHere }
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(refused == 28)
    let (count, entries) = try await office.inquire {
      (try $0.count(ConfigurationItem.self, []), try $0.entries(about: [], before: nil, limit: 1000))
    }
    #expect(count == 172)
    #expect(entries.map(\.index) == Array((0..<172).reversed()))
    #expect(try await office.replayDifferences() == [])
  }

  @Test("LOG-1: replay gives the same subjects, and names the one that was changed behind the log's back")
  func replay() async throws {
    let premises = try Premises()
    defer { withExtendedLifetime(premises) {} }
    let office = try await premises.office()
    for number in 1...5 { try await office.transact { try record(number, "n\(number)", host: "h", $0) } }
    #expect(try await office.replayDifferences() == [])
    try await office.write { connection in
      try connection.execute("UPDATE subject_item SET version = version + 1 WHERE reference = ?1", [.text("CI-3")])
    }
    #expect(try await office.replayDifferences().map(\.reference) == ["CI-3"])
  }

  @Test("LOG-2, LOG-3: an export is sound, also after an erasure and a restart; one flipped byte breaks it")
  func export() async throws {
    let premises = try Premises()
    var office = try await premises.office()
    for number in 1...300 {
      try await office.transact { try record(number, "n\(number)", why: number < 20 ? "because \(number)" : nil, $0) }
    }
    let first = try needed(try await office.checkpoint())
    #expect(try await office.checkpoint() == nil)
    #expect(premises.paper.last == first)
    try await office.close()
    office = try await premises.office(remembered: first)
    try await office.transact { books in
      let words = try needed(try books.entry(at: 3)?.entry.why)
      var entry = try needed(try books.entry(at: 3)).entry
      entry.subject = SubjectReference(kind: "words", reference: "e-1")
      (entry.kind, entry.why) = ("words.erased/1", nil)
      entry.body = .object([.init("digests", .array([.string(words.digest.hex)]))])
      try books.erase(words, entry: try books.append(entry))
    }
    let paper = Paper()
    try await office.export { paper.write($0) }
    let key = try checkpointKey().verifier
    let remembered = try SignedCheckpoint(text: first).checkpoint
    var verification = ExportVerification(remembered: remembered, keys: [key])
    verification.feed(paper.bytes)
    guard case .sound(let size, _, true, let texts, 1) = verification.finish() else {
      Issue.record("The export is not sound: \(verification.finish().sentence)")
      return
    }
    #expect(size == 301 && texts == 18)
    let chance = Chance(seed: 5)
    for _ in 0..<30 {
      var bytes = paper.bytes
      bytes[chance.below(bytes.count)] ^= 1
      var broken = ExportVerification(remembered: remembered, keys: [key])
      broken.feed(bytes)
      if case .sound = broken.finish() { Issue.record("A flipped byte was not found.") }
    }
    let proof = try needed(try await office.inclusionProof(index: 299))
    let leaf = try needed(try await office.inquire { try $0.entry(at: 299)?.leaf })
    #expect(try proof.verify(leafHash: leaf, keys: [key]) == [origin])
    #expect(try await office.inclusionProof(index: 301) == nil)
  }

  @Test("LOG-2 OPS-2: exports go one after the other and leave a thread to those who read")
  func exportsInTurn() async throws {
    let premises = try Premises()
    let office = try await premises.office()
    try await office.transact { try record(1, "mail", $0) }
    let watch = ExportWatch()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 { group.addTask { try await office.export { watch.line($0) } } }
      group.addTask {
        while !Task.isCancelled {
          _ = try await office.inquire { try $0.hasPeople() }
          watch.read()
          try? await Task.sleep(for: .milliseconds(5))
        }
      }
      for _ in 0..<4 { try await group.next() }
      group.cancelAll()
    }
    #expect(watch.most == 1)
    #expect(watch.alone == 0)
    try await office.close()
  }

  @Test("LOG-3: what was erased is not in the database's files either, once nobody reads an older state")
  func scoured() async throws {
    let premises = try Premises()
    let office = try await premises.office()
    let mark = "to be forgotten "
    let long = String(repeating: mark, count: 4000)
    let (words, document) = try await office.transact { books in
      (try books.keep(text: mark + "short"), try books.keep(document: Array(long.utf8)))
    }
    let text = try await office.transact { try $0.keep(text: long) }
    func lies() -> Bool {
      ["", "-wal"].contains { end in
        let bytes = FileManager.default.contents(atPath: premises.file + end) ?? Data()
        return bytes.range(of: Data("forgotten".utf8)) != nil
      }
    }
    #expect(try await office.scour())
    #expect(lies())
    let leaf = Digest.of([1])
    try await office.transact { books in
      for one in [words, text] { try books.erase(one, entry: leaf) }
      try books.erase(document, entry: leaf)
    }
    #expect(lies())
    #expect(try await office.scour())
    #expect(!lies())
    #expect(try await office.scour())
    try await office.close()
  }

  @Test("LOG-2: a database that does not hold the published log is not opened")
  func oldBackup() async throws {
    let (full, empty) = (try Premises(), try Premises())
    let office = try await full.office()
    try await office.transact { try record(1, "mail", $0) }
    let note = try needed(try await office.checkpoint())
    let fault = await #expect(throws: Fault.self) { _ = try await empty.office(remembered: note) }
    #expect(fault?.name == "log-shorter-than-published")
    let foreign = await #expect(throws: Fault.self) { _ = try await full.office(remembered: "nonsense\n") }
    #expect(foreign?.name == "checkpoint-not-ours")
  }

  @Test("OPS-4: a database of a newer Slipway is left alone, and the fault says what to do")
  func newer() async throws {
    let premises = try Premises()
    let office = try await premises.office()
    try await office.write { try $0.execute("INSERT INTO schema_version (version) VALUES (99)") }
    try await office.close()
    let fault = await #expect(throws: Fault.self) { _ = try await premises.office() }
    #expect(fault?.name == "database-newer" && fault?.remedy.isEmpty == false)
  }

  @Test("A table whose facets changed is made anew from the states")
  func facets() async throws {
    let premises = try Premises()
    let office = try await premises.office()
    try await office.transact { try record(1, "mail", host: "h-1", $0) }
    try await office.write { connection in
      try connection.execute("UPDATE subject_kind SET facets = 'older:text' WHERE kind = 'item'")
      try connection.execute("UPDATE subject_item SET f_host = NULL")
    }
    try await office.close()
    let again = try await premises.office()
    let found = try await again.inquire {
      try $0.list(ConfigurationItem.self, ListRequest(filters: [Facet("host", "h-1")]))
    }
    #expect(found.rows.map(\.value.reference) == ["CI-1"])
    #expect(try await again.replayDifferences() == [])
  }

  @Test("LOG-3: a log that was written before it could be searched is searched like any other")
  func older() async throws {
    let premises = try Premises()
    let office = try await premises.office()
    try await office.transact { try record(1, "mail", $0) }
    try await office.write { connection in
      for name in ["operation", "done_by", "kind", "at"] {
        try connection.execute("DROP INDEX log_entry_by_\(name)")
      }
      for name in ["operation", "done_by"] { try connection.execute("ALTER TABLE log_entry DROP COLUMN \(name)") }
      for table in ["erased_document", "log_name_again", "verdict", "blocker"] {
        try connection.execute("DROP TABLE \(table)")
      }
      try connection.execute("DELETE FROM schema_version WHERE version >= 4")
    }
    try await office.close()
    let again = try await premises.office()
    let found = try await again.inquire {
      try $0.entries(EntryFilter(operation: "item.record", actor: "console"), before: nil, limit: 9)
    }
    #expect(found.map(\.entry.subject.reference) == ["CI-1"])
  }

  @Test("OPS-2: a long table is made anew page by page, with its edges, and whoever waits is told")
  func longTable() async throws {
    let premises = try Premises()
    let office = try await premises.office()
    try await office.transact { books in
      let request = try needed(RequestReference("RFC-1"))
      let admitted = LibraryEvent.admitted(
        .init(
          name: try needed(PackageName("greeter")), version: try needed(Version("1.0.0")), digest: .of([1]), bytes: 1,
          contentBytes: 1, serves: [request], builtBy: try needed(PersonIdentifier("p-0000000000000001")),
          admittedBy: try needed(PersonIdentifier("p-0000000000000002")), item: try needed(ItemReference("CI-1"))))
      let stamp = Stamp(actor: "server", at: now)
      try books.save(try needed(LibraryVersion.born("greeter@1.0.0", of: admitted, stamp)), version: 1)
    }
    try await office.write { connection in
      let row = try needed(try connection.first("SELECT body FROM subject_package"))
      for number in 0..<10_500 {
        let name = "greeter@1.0.\(number + 1)"
        try connection.execute(
          "INSERT INTO subject_package (reference, version, body) VALUES (?1, 1, ?2)",
          [.text(name), .text(try row.text(0).replacingOccurrences(of: "greeter@1.0.0", with: name))])
      }
      try connection.execute("UPDATE subject_kind SET facets = 'older:text' WHERE kind = 'package'")
      try connection.execute("DELETE FROM subject_edge")
    }
    try await office.close()
    let sequencer = Sequencer()
    let told = Paper()
    let again = Office(engine: Premises.door(try premises.engine(sequencer)), sequencer: sequencer, ports: try ports())
    try await again.open(remembered: nil, tell: { told.write(Array($0.utf8)) })
    #expect(told.last?.contains("10501") == true)
    #expect(try await again.inquire { try $0.count(LibraryVersion.self, [Facet("name", "greeter")]) } == 10_501)
    let request = SubjectReference(kind: "request", reference: "RFC-1")
    #expect(try await again.inquire { try $0.pointing(at: request, limit: 20_000).count } == 10_501)
    try await again.close()
  }

  @Test("OPS-4: asking cannot write")
  func readOnly() async throws {
    let premises = try Premises()
    let office = try await premises.office()
    defer { withExtendedLifetime(premises) {} }
    let fault = await #expect(throws: Fault.self) { try await office.inquire { try $0.nextNumber("x") } }
    #expect(fault?.name == "database-read-only")
  }
}

/// Holds each export on its thread until somebody else has read meanwhile, and counts how many were held at once.
private final class ExportWatch: Sendable {
  private struct State {
    var held = 0
    var most = 0
    var reads = 0
    var alone = 0
  }
  private let state = Mutex(State())

  var most: Int { state.withLock { $0.most } }
  /// Exports during which nobody could read.
  var alone: Int { state.withLock { $0.alone } }
  func read() { state.withLock { $0.reads += 1 } }

  func line(_ bytes: [UInt8]) {
    guard bytes.starts(with: Array("slipway-log".utf8)) else { return }
    let before = state.withLock { state in
      state.held += 1
      state.most = max(state.most, state.held)
      return state.reads
    }
    for _ in 0..<500 where state.withLock({ $0.reads }) == before { usleep(10_000) }
    state.withLock { state in
      state.held -= 1
      if state.reads == before { state.alone += 1 }
    }
  }
}
