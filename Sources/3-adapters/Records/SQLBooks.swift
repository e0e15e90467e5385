import DeploymentRules
import Evidence
import Ledger
import Operations
import SQL
import Vocabulary

/// The books over one connection inside one transaction. Lives as long as the transaction, on its thread.
public final class SQLBooks: Books {
  let connection: any SQLConnection
  let ports: OfficePorts
  /// What this transaction may have changed of what hosts are told.
  var news: [HostNews] = []
  /// Whether this transaction took texts or documents out, whose bytes must then leave the file too.
  var erased = false

  public init(_ connection: any SQLConnection, ports: OfficePorts) {
    self.connection = connection
    self.ports = ports
  }

  public func chance(_ count: Int) -> [UInt8] { ports.chance(count) }

  func salt() throws -> Salt {
    guard let salt = Salt(ports.chance(16)) else {
      throw Faults.defect("chance-short", "Fewer bytes of chance came than were asked for.")
    }
    return salt
  }
}

extension SQLBooks {
  public func load<S: Subject>(_ type: S.Type, _ reference: String) throws -> Held<S>? {
    guard let row = try connection.first(SubjectTable(type).loading, [.text(reference)]) else { return nil }
    return Held(try SubjectTable.read(type, try row.text(1), reference), version: try row.int(0))
  }

  public func facets<S: Subject>(_ type: S.Type, of references: [String]) throws -> [String: [Facet]] {
    let table = SubjectTable(type)
    let columns = table.notes.map { ", \(SubjectTable.column($0.name))" }.joined()
    var found: [String: [Facet]] = [:]
    var rest = references[...]
    // As many as an engine takes parameters for in one statement, with room to spare.
    while case let some = rest.prefix(500), !some.isEmpty {
      let places = (1...some.count).map { "?\($0)" }.joined(separator: ", ")
      let rows = try connection.query(
        "SELECT reference\(columns) FROM \(table.name) WHERE reference IN (\(places))", some.map { .text($0) })
      for row in rows {
        found[try row.text(0)] = table.notes.enumerated().map { place, note in
          Facet(note.name, Self.facet(row[place + 1]))
        }
      }
      rest = rest.dropFirst(some.count)
    }
    return found
  }

  public func save<S: Subject>(_ subject: S, version: Int) throws {
    let table = SubjectTable(S.self)
    guard try connection.execute(table.saving, table.values(of: subject, version: version)) == 1 else {
      throw Faults.defect(
        "version-not-newer", "Version \(version) of \(S.kind) \(subject.reference) is not newer than the one kept.")
    }
    try EdgeTable.save(subject, connection)
    if let deployment = subject as? Deployment {
      news.append(.deployment(deployment.identifier, deployment.state, epoch: deployment.epoch))
    } else if let host = subject as? Host {
      news.append(.host(host.identifier))
    }
  }

  public func list<S: Subject>(_ type: S.Type, _ request: ListRequest) throws -> ListPage<S> {
    let plan = try ListPlan(request, S.facetNotes)
    let (text, values) = plan.statement(SubjectTable(type))
    let rows = try connection.query(text, values)
    let held = try rows.prefix(plan.limit).map {
      Held(try SubjectTable.read(type, try $0.text(2), try $0.text(0)), version: try $0.int(1))
    }
    guard rows.count > plan.limit, let last = rows.prefix(plan.limit).last else {
      return ListPage(rows: held, next: nil)
    }
    return ListPage(rows: held, next: ListKey(value: Self.facet(last[3]), reference: try last.text(0)))
  }

  private static func facet(_ value: SQLValue) -> Facet.Value {
    switch value {
    case .text(let text): .text(text)
    case .int(let number): .number(number)
    case .null, .blob: .none
    }
  }

  public func count<S: Subject>(_ type: S.Type, _ filters: [Facet]) throws -> Int {
    let (condition, values) = try ListPlan(ListRequest(filters: filters), S.facetNotes).filtering(S.kind)
    return try connection.first("SELECT COUNT(*) FROM \(SubjectTable(type).name)\(condition)", values)?.int(0) ?? 0
  }

  public func version(of subject: SubjectReference) throws -> Int? {
    guard let type = Shelf.type(of: subject.kind) else { return nil }
    return try connection.first(SubjectTable(type).versionOf, [.text(subject.reference)])?.int(0)
  }

  public func nextNumber(_ series: String) throws -> Int {
    let row = try connection.first(
      """
      INSERT INTO number_series (series, last) VALUES (?1, 1) \
      ON CONFLICT (series) DO UPDATE SET last = number_series.last + 1 RETURNING last
      """, [.text(series)])
    guard let row else { throw Faults.damaged("The series of numbers \(series) gave none.") }
    return try row.int(0)
  }
}
