import ConfigurationRules
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

/// Notes each statement that goes by.
private final class NotingConnection: SQLConnection {
  private let inner: any SQLConnection
  private let notes: Notes

  init(_ inner: any SQLConnection, _ notes: Notes) { (self.inner, self.notes) = (inner, notes) }

  var dialect: SQLDialect { inner.dialect }

  func execute(_ statement: String, _ values: [SQLValue]) throws(SQLFailure) -> Int {
    notes.add(statement)
    return try inner.execute(statement, values)
  }

  func query(_ statement: String, _ values: [SQLValue]) throws(SQLFailure) -> [SQLRow] {
    notes.add(statement)
    return try inner.query(statement, values)
  }
}

final class Notes: Sendable {
  private let statements = Mutex<Set<String>>([])
  func add(_ statement: String) { statements.withLock { _ = $0.insert(statement) } }
  var all: [String] { statements.withLock { $0.sorted() } }
}

@Suite("PostgreSQL understands the same SQL") struct PostgresTests {
  static let programs = "/usr/lib/postgresql/15/bin"

  @Test(
    "OPS-4: every statement that the books issue can be prepared by PostgreSQL 15",
    .enabled(if: FileManager.default.isExecutableFile(atPath: programs + "/initdb")))
  func prepared() async throws {
    let premises = try Premises()
    defer { withExtendedLifetime(premises) {} }
    let statements = try await issued(premises).filter { statement in
      ["SELECT", "INSERT", "UPDATE", "DELETE"].contains { statement.hasPrefix($0) }
    }
    #expect(statements.count > 40)
    let dialect = SQLDialect.postgres
    let tables =
      ["CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY)"]
      + Schema.steps.flatMap { $0.statements(dialect) } + Shelf.all.flatMap { SubjectTable($0).creation(dialect) }
    let prepared = statements.enumerated().map { "PREPARE s\($0) AS \(dialect.statement($1))" }
    let script = (tables + prepared).map { $0 + ";\n" }.joined()
    let folder = premises.folder
    try script.write(toFile: folder + "/script.sql", atomically: true, encoding: .utf8)
    try shell(
      """
      set -e
      cd \(folder)
      if [ "$(id -u)" = 0 ]; then chown postgres . script.sql; as="runuser -u postgres --"; else as=""; fi
      $as \(Self.programs)/initdb -D \(folder)/pg --no-locale -E UTF8 -A trust -U slipway >init.log 2>&1
      $as \(Self.programs)/pg_ctl -D \(folder)/pg -w -l \(folder)/pg/log \
        -o "-c listen_addresses= -k \(folder)" start >start.log 2>&1
      trap '$as \(Self.programs)/pg_ctl -D \(folder)/pg -m immediate stop >/dev/null 2>&1' EXIT
      \(Self.programs)/psql -q -v ON_ERROR_STOP=1 -h \(folder) -U slipway -d postgres -f script.sql 2>&1
      """)
  }

  /// The statements of a life in miniature, over SQLite.
  private func issued(_ premises: Premises) async throws -> [String] {
    let notes = Notes()
    let sequencer = Sequencer()
    let inner = sequencer.witness
    let engine = try SQLiteEngine(
      path: premises.file,
      witness: BatchWitness(
        beforeCommit: { try inner.beforeCommit(NotingConnection($0, notes)) }, settled: inner.settled))
    let door = EngineDoor(
      write: { work in try await engine.write { try work(NotingConnection($0, notes)) } },
      read: { work in try await engine.read { try work(NotingConnection($0, notes)) } },
      close: { try await engine.close() },
      scour: { try await engine.scour() })
    let office = Office(engine: door, sequencer: sequencer, ports: try ports())
    try await office.open(remembered: nil)
    try await office.transact { try record(1, "mail", why: "because", $0) }
    try await office.transact { try Self.touchEverything($0) }
    try await office.checkpoint()
    try await office.export { _ in }
    _ = try await office.replayDifferences()
    try await office.close()
    return notes.all
  }

  private static func touchEverything(_ books: any Books) throws {
    let keys: [ListKey?] = [
      nil, ListKey(value: .none, reference: "CI-1"), ListKey(value: .text("x"), reference: "CI-1"),
    ]
    for key in keys {
      for descending in [true, false] {
        for sort in [nil, "host"] {
          _ = try books.list(
            ConfigurationItem.self,
            ListRequest(
              filters: [Facet("number", 1), Facet("class", Facet.Value.none)], sort: sort, descending: descending,
              after: key))
        }
      }
    }
    _ = try books.count(ConfigurationItem.self, [Facet("number", 1)])
    _ = try books.version(of: SubjectReference(kind: "item", reference: "CI-1"))
    _ = try books.nextNumber("item")
    _ = try books.entries(about: [SubjectReference(kind: "item", reference: "CI-1")], before: 5, limit: 3)
    _ = try books.entry(at: 0)
    let words = try books.keep(text: "Ada")
    _ = try books.text(words)
    try books.erase(words, entry: .of([0]))
    _ = try books.document(try books.keep(document: [1]))
    try people(books)
    try hosts(books)
  }

  private static func people(_ books: any Books) throws {
    let ada = try needed(PersonIdentifier("p-0000000000000001"))
    try books.setAccount(ada, signInName: "ada", verifier: nil)
    _ = try books.account(signInName: "ada")
    try books.addKey(
      AccessKey(name: "s-1", person: ada, secret: .of([1]), scope: .read, expires: now, address: "192.0.2.1"))
    _ = try books.key(secret: .of([1]))
    _ = try books.keys(of: ada)
    try books.removeKey(named: "s-1")
    _ = try books.hasPeople()
    try books.remember(RememberedAnswer(request: "r", answer: "{}"), key: "k", of: "clock", at: now)
    _ = try books.remembered("k", of: "clock")
  }

  private static func hosts(_ books: any Books) throws {
    let host = try needed(HostIdentifier("h-0000000000000001"))
    let deployment = try needed(DeploymentReference("DEP-1"))
    try books.keepDescription([1], digest: .of([2]))
    _ = try books.description(.of([2]))
    try books.keepMetadata(KeptMetadata(kind: "root", version: 1, expires: now, envelope: "{}"))
    _ = try books.metadata("root", version: nil)
    try books.keepOrder(
      KeptOrder(
        host: host, number: 1, digest: .of([3]), deployment: deployment, epoch: 1, envelope: "{}", ended: false))
    _ = try books.orders(for: host, after: 0)
    _ = try books.orders(of: deployment)
    _ = try books.order(.of([3]))
    try books.endOrder(.of([3]))
    _ = try books.keepReport(
      KeptReport(host: host, order: .of([3]), number: 1, deployment: deployment, at: now, body: "{}"))
    _ = try books.reports(of: deployment, limit: 3)
    try books.keepInventory([1], of: host, at: now)
    _ = try books.inventory(of: host)
    try books.keepInvitation(
      Invitation(
        name: "i-1", secret: "aa", hostName: "web1.example.org", purpose: "production", expires: now, usedBy: nil,
        host: nil))
    _ = try books.invitation("i-1")
  }

  private func shell(_ script: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(said)")
  }
}
