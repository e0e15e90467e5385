import Evidence
import Ledger
import Operations
import SQL
import Vocabulary

/// Makes the subjects again from nothing but the log: what the log says is what there is (LOG-1).
public enum Replay {
  /// Applies entries in the order of record. Entries about kinds that have no state (erasures) are passed over.
  public static func into(_ books: MemoryBooks, _ entries: [PlacedEntry]) throws {
    for placed in entries {
      guard let type = Shelf.type(of: placed.entry.subject.kind) else { continue }
      try apply(placed, type, books)
    }
  }

  private static func apply<S: Subject>(_ placed: PlacedEntry, _ type: S.Type, _ books: MemoryBooks) throws {
    let entry = placed.entry
    let prefix = "\(S.kind)."
    guard entry.kind.hasPrefix(prefix) else {
      throw Faults.damaged("Entry \(placed.index) about \(entry.subject.text) is of the kind \(entry.kind).")
    }
    let event: S.Event
    do {
      event = try S.Event.shape.read(.object([.init(String(entry.kind.dropFirst(prefix.count)), entry.body)]))
    } catch {
      throw Faults.damaged("The body of entry \(placed.index) (\(entry.kind)) cannot be read: \(error.problems).")
    }
    let stamp = Stamp(actor: entry.actor, at: entry.at)
    let held = try books.load(type, entry.subject.reference)
    guard let next = held?.value.applying(event, stamp) ?? S.born(entry.subject.reference, of: event, stamp) else {
      throw Faults.damaged("Entry \(placed.index) (\(entry.kind)) cannot be the first of \(entry.subject.text).")
    }
    try books.save(next, version: entry.version)
  }

  /// The subjects whose stored state is not what the replay made, sorted; empty when they are the same.
  static func differences(_ books: MemoryBooks, _ connection: any SQLConnection) throws -> [SubjectReference] {
    var different: [SubjectReference] = []
    for type in Shelf.all { try compare(type, books, connection, &different) }
    return different.sorted()
  }

  private static func compare<S: Subject>(
    _ type: S.Type, _ books: MemoryBooks, _ connection: any SQLConnection, _ different: inout [SubjectReference]
  ) throws {
    let table = SubjectTable(type)
    var left = books.state.subjects[S.kind] ?? [:]
    for row in try connection.query(table.everything) {
      let reference = try row.text(0)
      let made = left.removeValue(forKey: reference)
      let text = (made?.subject as? S).map { S.shape.write($0).canonicalText }
      let (body, version) = (try row.text(2), try row.int(1))
      if text != body || made?.version != version {
        different.append(SubjectReference(kind: S.kind, reference: reference))
      }
    }
    different += left.keys.sorted().map { SubjectReference(kind: S.kind, reference: $0) }
  }
}

extension Office {
  /// Replays the whole log beside the database and names the subjects that come out differently; none is right.
  public func replayDifferences() async throws -> [SubjectReference] {
    let ports = ports
    return try await read { connection in
      let replayed = MemoryBooks(ports: ports)
      var next = 0
      while case let page = try connection.query(
        "SELECT idx, leaf, bytes FROM log_entry WHERE idx >= ?1 ORDER BY idx LIMIT 500", [.int(Int64(next))]),
        !page.isEmpty
      {
        try Replay.into(replayed, page.map(SQLBooks.placed))
        next += page.count
      }
      return try Replay.differences(replayed, connection)
    }
  }
}
