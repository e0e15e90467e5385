import Evidence
import Ledger
import Operations
import SQL
import Vocabulary

extension SQLBooks {
  public func append(_ entry: LogEntry) throws -> Digest {
    let bytes = try Faults.bytes(of: entry)
    let subject = entry.subject.text
    let last = try connection.first("SELECT MAX(version) FROM log_entry WHERE subject = ?1", [.text(subject)])
    let expected = Int(try last?.optionalWhole(0) ?? 0) + 1
    guard entry.version == expected else {
      throw Faults.defect(
        "version-gap", "Entry \(entry.version) of \(subject) was to be written where \(expected) comes next.")
    }
    let leaf = LogEntry.leafHash(of: bytes)
    try connection.execute(
      """
      INSERT INTO log_entry (leaf, subject, version, kind, at, bytes, operation, done_by) \
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
      """,
      [
        .text(leaf.hex), .text(subject), .int(Int64(entry.version)), .text(entry.kind), .int(entry.at.milliseconds),
        .blob(bytes), .text(entry.operation), .text(entry.doneBy),
      ])
    for name in NamedContents.of(entry) {
      let isFirst = try connection.execute(
        "INSERT INTO log_name (digest, form, leaf) VALUES (?1, ?2, ?3) ON CONFLICT (digest) DO NOTHING",
        [.text(name.digest.hex), .text(name.form.rawValue), .text(leaf.hex)])
      if isFirst == 0 {
        try connection.execute(
          "INSERT INTO log_name_again (digest, leaf) VALUES (?1, ?2) ON CONFLICT (digest, leaf) DO NOTHING",
          [.text(name.digest.hex), .text(leaf.hex)])
      }
    }
    return leaf
  }

  public func entries(_ filter: EntryFilter, before: Int?, limit: Int) throws -> [PlacedEntry] {
    let search = LogSearch(filter, before: before, limit: limit)
    return try connection.query(search.text, search.values).map(Self.placed)
  }

  public func entry(at index: Int) throws -> PlacedEntry? {
    try connection.first("SELECT idx, leaf, bytes FROM log_entry WHERE idx = ?1", [.int(Int64(index))]).map(Self.placed)
  }

  static func placed(_ row: SQLRow) throws -> PlacedEntry {
    guard let leaf = Digest(hex: try row.text(1)) else { throw Faults.damaged("A leaf of the log is no digest.") }
    return PlacedEntry(index: try row.int(0), entry: try Faults.entry(try row.blob(2)), leaf: leaf)
  }

  public func keep(text: String) throws -> Words {
    let salt = try salt()
    let words = WordsCommitment.make(text: text, salt: salt)
    try connection.execute(
      "INSERT INTO words (digest, salt, text) VALUES (?1, ?2, ?3)",
      [.text(words.digest.hex), .blob(salt.bytes), .text(text.inNormalForm)])
    return words
  }

  public func text(_ words: Words) throws -> String? {
    try connection.first("SELECT text FROM words WHERE digest = ?1", [.text(words.digest.hex)])?.optionalText(0)
  }

  /// Removes salt and text; what stays says which entry ordered it. Erasing twice changes nothing (LOG-3).
  public func erase(_ words: Words, entry: Digest) throws {
    let known = try connection.first("SELECT digest FROM words WHERE digest = ?1", [.text(words.digest.hex)])
    guard known != nil else { throw Faults.defect("words-unknown", "There is no text \(words.digest.short) to erase.") }
    try connection.execute(
      "UPDATE words SET salt = NULL, text = NULL, erased_by = ?2 WHERE digest = ?1 AND erased_by IS NULL",
      [.text(words.digest.hex), .text(entry.hex)])
    erased = true
  }

  public func keep(document: [UInt8]) throws -> DocumentName {
    let salt = try salt()
    let name = DocumentCommitment.make(bytes: document, salt: salt)
    try connection.execute(
      "INSERT INTO document (digest, salt, bytes) VALUES (?1, ?2, ?3)",
      [.text(name.digest.hex), .blob(salt.bytes), .blob(document)])
    return name
  }

  public func document(_ name: DocumentName) throws -> [UInt8]? {
    try connection.first("SELECT bytes FROM document WHERE digest = ?1", [.text(name.digest.hex)])?.blob(0)
  }

  /// Removes salt and bytes; a row says which entry ordered it. Erasing twice changes nothing.
  public func erase(_ document: DocumentName, entry: Digest) throws {
    let digest = SQLValue.text(document.digest.hex)
    let known = try connection.first(
      "SELECT digest FROM document WHERE digest = ?1 UNION SELECT digest FROM erased_document WHERE digest = ?1",
      [digest]
    )
    guard known != nil else { throw Faults.unknownDocument(document) }
    try connection.execute("DELETE FROM document WHERE digest = ?1", [digest])
    try connection.execute(
      "INSERT INTO erased_document (digest, erased_by) VALUES (?1, ?2) ON CONFLICT (digest) DO NOTHING",
      [digest, .text(entry.hex)])
    erased = true
  }

  public func naming(_ digest: Digest) throws -> [SubjectReference] {
    try connection.query(
      """
      SELECT e.subject FROM log_name n JOIN log_entry e ON e.leaf = n.leaf WHERE n.digest = ?1 \
      UNION SELECT e.subject FROM log_name_again n JOIN log_entry e ON e.leaf = n.leaf WHERE n.digest = ?1
      """, [.text(digest.hex)]
    ).map { try Self.known(SubjectReference(text: try $0.text(0)), "subject") }.sorted()
  }
}
