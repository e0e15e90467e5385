import Foundation
import SQL
import SQLiteEngine
import Synchronization
import Testing

@testable import Records

@Suite("SQLite's engine") struct EngineTests {
  @Test("OPS-4: a missing folder and a file that is no database are told apart, each with a remedy")
  func opening() throws {
    let premises = try Premises()
    let missing = #expect(throws: SQLFailure.self) { _ = try SQLiteEngine(path: premises.folder + "/no/where.sqlite") }
    #expect(missing?.kind == .cannotOpen && missing?.fault.name == "database-missing")
    try Data(repeating: 65, count: 8192).write(to: URL(fileURLWithPath: premises.file))
    let damaged = #expect(throws: SQLFailure.self) { _ = try SQLiteEngine(path: premises.file) }
    #expect(damaged?.kind == .corrupt && damaged?.fault.name == "database-corrupt")
  }

  @Test("OPS-4: a power cut takes nothing back: synchronous is FULL, the journal WAL, foreign keys are on")
  func settings() async throws {
    let premises = try Premises()
    defer { withExtendedLifetime(premises) {} }
    let engine = try SQLiteEngine(path: premises.file)
    let rows = try await engine.write { connection in
      try ["synchronous", "journal_mode", "foreign_keys"].map { try connection.query("PRAGMA \($0)")[0][0] }
    }
    #expect(rows == [.int(2), .text("wal"), .int(1)])
  }

  @Test("OPS-4: when the end of a transaction fails, everybody in it is told no, and nothing is there")
  func failedEnd() async throws {
    let premises = try Premises()
    let flag = Flag()
    let told = Told()
    let engine = try SQLiteEngine(
      path: premises.file,
      witness: BatchWitness(beforeCommit: { _ in if flag.isUp { throw NotHere() } }, settled: { told.note($0) }))
    try await engine.write { _ = try $0.execute("CREATE TABLE t (n INTEGER PRIMARY KEY)") }
    flag.raise()
    let refused = await withTaskGroup(of: Bool.self) { group in
      for number in 1...20 {
        group.addTask {
          do {
            try await engine.write { _ = try $0.execute("INSERT INTO t (n) VALUES (?1)", [.int(Int64(number))]) }
            return false
          } catch { return error is NotHere }
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(refused == 20)
    #expect(told.all.first == true && told.all.dropFirst().allSatisfy { !$0 } && told.all.count > 1)
    #expect(try await engine.read { try $0.query("SELECT COUNT(*) FROM t")[0].int(0) } == 0)
  }

  @Test("A constraint undoes its own work only, and comes as a constraint")
  func constraint() async throws {
    let premises = try Premises()
    defer { withExtendedLifetime(premises) {} }
    let engine = try SQLiteEngine(path: premises.file)
    try await engine.write { _ = try $0.execute("CREATE TABLE t (n INTEGER PRIMARY KEY) STRICT") }
    try await engine.write { _ = try $0.execute("INSERT INTO t (n) VALUES (1)") }
    let failure = await #expect(throws: SQLFailure.self) {
      try await engine.write { connection in
        _ = try connection.execute("INSERT INTO t (n) VALUES (2)")
        _ = try connection.execute("INSERT INTO t (n) VALUES (1)")
      }
    }
    #expect(failure?.kind == .constraint)
    #expect(try await engine.read { try $0.query("SELECT n FROM t").map { try $0.int(0) } } == [1])
  }

  @Test("OPS-4: a full disk is said to be one, and work goes on when there is room again")
  func fullDisk() async throws {
    let premises = try Premises()
    defer { withExtendedLifetime(premises) {} }
    let engine = try SQLiteEngine(path: premises.file)
    try await engine.write { connection in
      _ = try connection.execute("CREATE TABLE t (b BLOB)")
      _ = try connection.query("PRAGMA max_page_count = 10")
    }
    let failure = await #expect(throws: SQLFailure.self) {
      try await engine.write { _ = try $0.execute("INSERT INTO t (b) VALUES (zeroblob(1000000))") }
    }
    #expect(failure?.kind == .diskFull && failure?.fault.passes == true)
    try await engine.write { _ = try $0.execute("INSERT INTO t (b) VALUES (zeroblob(10))") }
    #expect(try await engine.read { try $0.query("SELECT COUNT(*) FROM t")[0].int(0) } == 1)
  }

  @Test("A closed engine refuses work and says so")
  func closed() async throws {
    let premises = try Premises()
    defer { withExtendedLifetime(premises) {} }
    let engine = try SQLiteEngine(path: premises.file)
    try await engine.close()
    let failure = await #expect(throws: SQLFailure.self) { try await engine.read { try $0.query("SELECT 1").count } }
    #expect(failure?.kind == .closed)
  }
}

/// Goes up once.
private final class Flag: Sendable {
  private let state = Mutex(false)
  var isUp: Bool { state.withLock { $0 } }
  func raise() { state.withLock { $0 = true } }
}

/// What the witness was told.
private final class Told: Sendable {
  private let state = Mutex<[Bool]>([])
  var all: [Bool] { state.withLock { $0 } }
  func note(_ committed: Bool) { state.withLock { $0.append(committed) } }
}
