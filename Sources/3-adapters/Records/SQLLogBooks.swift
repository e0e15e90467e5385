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
      try connection.execute(
        "INSERT INTO log_name (digest, form, leaf) VALUES (?1, ?2, ?3) ON CONFLICT (digest) DO NOTHING",
        [.text(name.digest.hex), .text(name.form.rawValue), .text(leaf.hex)])
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
}
