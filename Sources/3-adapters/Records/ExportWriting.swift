import Evidence
import Ledger
import SQL
import Vocabulary

/// Writes an export from one unchanging state of the database, a page of rows at a time.
struct ExportWriting {
  let connection: any SQLConnection
  let key: CheckpointKey
  /// Rows that are held in memory at once.
  private let page = 500

  init(connection: any SQLConnection, key: CheckpointKey) { (self.connection, self.key) = (connection, key) }

  func run(_ write: @escaping LogExport.Sink) throws {
    let state = try LogState.read(connection)
    let signed = try state.sign(key, connection)
    var export = try LogExport(origin: signed.checkpoint.origin, to: write)
    while true {
      let rows = try connection.query(
        "SELECT leaf, bytes FROM log_entry WHERE idx >= ?1 ORDER BY idx LIMIT ?2",
        [.int(Int64(export.size)), .int(Int64(page))])
      for row in rows { try export.entry(try row.blob(1), leafHash: try digest(row, 0)) }
      if rows.count < page { break }
    }
    guard export.size == state.size else {
      throw Faults.damaged("The log has \(export.size) entries where \(state.size) should be.")
    }
    try contents(export.end(with: signed))
  }

  private func contents(_ texts: LogExportTexts) throws {
    var last = ""
    while true {
      let rows = try connection.query(
        """
        SELECT n.digest, n.form, w.salt, w.text, d.salt, d.bytes, e.idx FROM log_name n \
        LEFT JOIN words w ON w.digest = n.digest LEFT JOIN document d ON d.digest = n.digest \
        LEFT JOIN erased_document x ON x.digest = n.digest \
        LEFT JOIN log_entry e ON e.leaf = COALESCE(w.erased_by, x.erased_by) WHERE n.digest > ?1 ORDER BY n.digest LIMIT ?2
        """, [.text(last), .int(Int64(page))])
      for row in rows {
        last = try row.text(0)
        try texts.text(try content(row), of: try digest(row, 0))
      }
      if rows.count < page { return }
    }
  }

  private func content(_ row: SQLRow) throws -> ExportedText {
    if let bytes = try row.optionalBlob(2), let text = try row.optionalText(3) {
      return .text(text, salt: try SQLBooks.known(Salt(bytes), "salt"))
    }
    if let salt = try row.optionalBlob(4), let bytes = try row.optionalBlob(5) {
      return .document(bytes, salt: try SQLBooks.known(Salt(salt), "salt"))
    }
    if let index = try row.optionalWhole(6) { return .erased(by: Int(index)) }
    throw Faults.damaged("The text \(try row.text(0)), which the log names, is not there and was not erased.")
  }

  private func digest(_ row: SQLRow, _ column: Int) throws -> Digest {
    try SQLBooks.known(Digest(hex: try row.text(column)), "digest")
  }
}
