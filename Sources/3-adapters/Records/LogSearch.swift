import Operations
import SQL
import Vocabulary

/// A search in the log as a statement: what it is asked for stands in columns of its own beside the entry's bytes.
struct LogSearch {
  private(set) var values: [SQLValue] = []
  private var terms: [String] = []
  private let end: String

  init(_ filter: EntryFilter, before: Int?, limit: Int) {
    end = "ORDER BY idx DESC LIMIT \(max(0, limit))"
    terms.append("idx < \(place(.int(Int64(before ?? Int(JSON.largestWhole)))))")
    if !filter.subjects.isEmpty {
      terms.append("subject IN (\(filter.subjects.map { place(.text($0.text)) }.joined(separator: ", ")))")
    }
    if !filter.kinds.isEmpty {
      // `request.decided/1` stands between «request.decided/» and «request.decided0», whatever its version.
      let each = filter.kinds.map { "(kind >= \(place(.text($0 + "/"))) AND kind < \(place(.text($0 + "0"))))" }
      terms.append("(\(each.joined(separator: " OR ")))")
    }
    if let operation = filter.operation { terms.append("operation = \(place(.text(operation)))") }
    if let actor = filter.actor { terms.append("done_by = \(place(.text(actor)))") }
    if let from = filter.from { terms.append("at >= \(place(.int(from.milliseconds)))") }
    if let until = filter.until { terms.append("at < \(place(.int(until.milliseconds)))") }
  }

  var text: String {
    "SELECT idx, leaf, bytes FROM log_entry WHERE \(terms.joined(separator: " AND ")) \(end)"
  }

  private mutating func place(_ value: SQLValue) -> String {
    values.append(value)
    return "?\(values.count)"
  }

  /// Columns and indexes by which the log is searched. An entry without a place is in no index: it gets there once.
  static func creation(_ dialect: SQLDialect) -> [String] {
    ["operation", "done_by"].map { "ALTER TABLE log_entry ADD COLUMN \($0) TEXT NOT NULL DEFAULT ''" }
      + ["operation", "done_by", "kind", "at"].map {
        "CREATE INDEX log_entry_by_\($0) ON log_entry (\($0), idx) WHERE idx IS NOT NULL"
      }
  }

  /// Fills the columns of entries that were written before there were any.
  @Sendable static func fill(_ connection: any SQLConnection) throws {
    var last: Int64 = -1
    while case let rows = try connection.query(
      "SELECT row_id, bytes FROM log_entry WHERE row_id > ?1 ORDER BY row_id LIMIT 500", [.int(last)]), !rows.isEmpty
    {
      for row in rows {
        last = try row.whole(0)
        let entry = try Faults.entry(try row.blob(1))
        try connection.execute(
          "UPDATE log_entry SET operation = ?1, done_by = ?2 WHERE row_id = ?3",
          [.text(entry.operation), .text(entry.doneBy), .int(last)])
      }
    }
  }
}
