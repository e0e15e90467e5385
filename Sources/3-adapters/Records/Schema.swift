import Evidence
import SQL
import Vocabulary

/// The tables, and how older databases become today's.
enum Schema {
  /// One step forward; what was released once is never changed.
  struct Step {
    let version: Int
    let statements: @Sendable (SQLDialect) -> [String]
    /// What statements alone cannot do: fills new columns from what is kept.
    var after: (@Sendable (any SQLConnection) throws -> Void)?
  }

  static let steps = [
    Step(version: 1, statements: first), Step(version: 2, statements: { EdgeTable.creation($0) }),
    Step(version: 3, statements: { TimerTable.creation($0) }),
    Step(version: 4, statements: { LogSearch.creation($0) }, after: LogSearch.fill),
    Step(version: 5, statements: erasure),
    Step(version: 6, statements: { VerdictTable.creation($0) }),
  ]

  static var newest: Int { steps.map(\.version).max() ?? 0 }

  /// Brings the database to today's schema, or refuses one that a newer Slipway has written.
  /// `tell` is told what takes long.
  static func bring(_ connection: any SQLConnection, _ tell: (String) -> Void) throws {
    let dialect = connection.dialect
    let whole = dialect.wholeType
    try connection.execute(
      "CREATE TABLE IF NOT EXISTS schema_version (version \(whole) NOT NULL PRIMARY KEY)\(dialect.tableEnd)")
    let present = try connection.query("SELECT version FROM schema_version").map { try $0.int(0) }.max() ?? 0
    guard present <= newest else {
      throw Fault(
        "database-newer",
        says: "The database has schema \(present); this Slipway knows \(newest). A newer Slipway has written it.",
        remedy: "Start the newer Slipway, or restore the backup made before the upgrade.")
    }
    for step in steps where step.version > present {
      for statement in step.statements(dialect) { try connection.execute(statement) }
      try step.after?(connection)
      try connection.execute("INSERT INTO schema_version (version) VALUES (?1)", [.int(Int64(step.version))])
    }
    for type in Shelf.all { try bring(type, connection, tell) }
    if (1..<6).contains(present) { try askReleasesAgain(connection) }
  }

  /// Databases from before verdicts were kept: the clock works them out as soon as the server runs.
  private static func askReleasesAgain(_ connection: any SQLConnection) throws {
    for row in try connection.query("SELECT reference FROM subject_release ORDER BY reference") {
      let release = try row.text(0)
      let body: JSON = ["release": .string(release)]
      try connection.execute(
        "INSERT INTO timer (name, due, operation, body) VALUES (?1, 0, 'release.reconsider', ?2)",
        [.text("verdict:\(release)"), .text(body.canonicalText)])
    }
  }

  /// Rows that are read at once while a table is made anew.
  private static let page = 1000
  /// From how many rows on somebody who waits for the start is told why.
  private static let many = 10_000

  private static func bring<S: Subject>(
    _ type: S.Type, _ connection: any SQLConnection, _ tell: (String) -> Void
  ) throws {
    let table = SubjectTable(type)
    let known = try connection.first("SELECT facets FROM subject_kind WHERE kind = ?1", [.text(table.kind)])
    let text = try known?.text(0)
    if text == table.facetsText { return }
    let creation = table.creation(connection.dialect)
    if text != nil { try setAside(table, connection, tell) }
    for statement in creation.prefix(1) { try connection.execute(statement) }
    if text != nil { try takeOver(type, table, connection) }
    // Indexes of a full table are made in one go.
    for statement in creation.dropFirst() { try connection.execute(statement) }
    try connection.execute(
      "INSERT INTO subject_kind (kind, facets) VALUES (?1, ?2) ON CONFLICT (kind) DO UPDATE SET facets = excluded.facets",
      [.text(table.kind), .text(table.facetsText)])
  }

  private static func setAside(
    _ table: SubjectTable, _ connection: any SQLConnection, _ tell: (String) -> Void
  ) throws {
    let count = try connection.first("SELECT COUNT(*) FROM \(table.name)")?.int(0) ?? 0
    if count >= many {
      tell(
        "This version keeps other columns of \(count) subjects of the kind «\(table.kind)»: their table is made anew.")
    }
    let dialect = connection.dialect
    try connection.execute(
      """
      CREATE TABLE subject_set_aside (reference TEXT NOT NULL PRIMARY KEY, version \(dialect.wholeType) NOT NULL, \
      body TEXT NOT NULL)\(dialect.tableEnd)
      """)
    try connection.execute(
      "INSERT INTO subject_set_aside (reference, version, body) SELECT reference, version, body FROM \(table.name)")
    try connection.execute("DROP TABLE \(table.name)")
    try connection.execute("DELETE FROM subject_edge WHERE from_kind = ?1", [.text(table.kind)])
  }

  private static func takeOver<S: Subject>(
    _ type: S.Type, _ table: SubjectTable, _ connection: any SQLConnection
  ) throws {
    var last = ""
    while true {
      let rows = try connection.query(
        "SELECT reference, version, body FROM subject_set_aside WHERE reference > ?1 ORDER BY reference LIMIT ?2",
        [.text(last), .int(Int64(page))])
      for row in rows {
        last = try row.text(0)
        let subject = try SubjectTable.read(type, try row.text(2), last)
        try connection.execute(table.saving, table.values(of: subject, version: try row.int(1)))
        try EdgeTable.add(Set(subject.edges), of: subject.subject, connection)
      }
      if rows.count < page { break }
    }
    try connection.execute("DROP TABLE subject_set_aside")
  }

  @Sendable private static func first(_ dialect: SQLDialect) -> [String] {
    let (whole, bytes, end) = (dialect.wholeType, dialect.bytesType, dialect.tableEnd)
    return logTables(dialect) + [
      "CREATE TABLE subject_kind (kind TEXT NOT NULL PRIMARY KEY, facets TEXT NOT NULL)\(end)",
      "CREATE TABLE number_series (series TEXT NOT NULL PRIMARY KEY, last \(whole) NOT NULL)\(end)",
      """
      CREATE TABLE account (person TEXT NOT NULL PRIMARY KEY, sign_in_name TEXT NOT NULL UNIQUE, verifier TEXT)\(end)
      """,
      """
      CREATE TABLE access_key (name TEXT NOT NULL PRIMARY KEY, person TEXT NOT NULL, secret TEXT NOT NULL UNIQUE, \
      scope TEXT NOT NULL, expires \(whole) NOT NULL, address TEXT NOT NULL)\(end)
      """,
      "CREATE INDEX access_key_by_person ON access_key (person, name)",
      """
      CREATE TABLE remembered_answer (principal TEXT NOT NULL, call_key TEXT NOT NULL, request TEXT NOT NULL, \
      answer TEXT NOT NULL, at \(whole) NOT NULL, PRIMARY KEY (principal, call_key))\(end)
      """,
      "CREATE INDEX remembered_answer_by_at ON remembered_answer (at)",
      "CREATE TABLE package_description (digest TEXT NOT NULL PRIMARY KEY, bytes \(bytes) NOT NULL)\(end)",
      """
      CREATE TABLE library_metadata (kind TEXT NOT NULL, version \(whole) NOT NULL, expires \(whole) NOT NULL, \
      envelope TEXT NOT NULL, PRIMARY KEY (kind, version))\(end)
      """,
      """
      CREATE TABLE host_order (digest TEXT NOT NULL PRIMARY KEY, host TEXT NOT NULL, number \(whole) NOT NULL, \
      deployment TEXT NOT NULL, epoch \(whole) NOT NULL, envelope TEXT NOT NULL, ended \(whole) NOT NULL, \
      UNIQUE (host, number))\(end)
      """,
      "CREATE INDEX host_order_by_deployment ON host_order (deployment, host, number)",
      """
      CREATE TABLE host_report (row_id \(dialect.rowNumber), host TEXT NOT NULL, order_digest TEXT NOT NULL, \
      number \(whole) NOT NULL, deployment TEXT, at \(whole) NOT NULL, body TEXT NOT NULL, \
      UNIQUE (host, order_digest, number))\(end)
      """,
      "CREATE INDEX host_report_by_deployment ON host_report (deployment, row_id)",
      "CREATE TABLE inventory (host TEXT NOT NULL PRIMARY KEY, bytes \(bytes) NOT NULL, at \(whole) NOT NULL)\(end)",
      """
      CREATE TABLE invitation (name TEXT NOT NULL PRIMARY KEY, secret TEXT NOT NULL, host_name TEXT NOT NULL, \
      purpose TEXT NOT NULL, expires \(whole) NOT NULL, used_by TEXT, host TEXT)\(end)
      """,
    ]
  }

  /// Documents that were erased, and by which entry; entries that name a text or document which an earlier one named.
  @Sendable private static func erasure(_ dialect: SQLDialect) -> [String] {
    [
      "CREATE TABLE erased_document (digest TEXT NOT NULL PRIMARY KEY, erased_by TEXT NOT NULL)\(dialect.tableEnd)",
      """
      CREATE TABLE log_name_again (digest TEXT NOT NULL, leaf TEXT NOT NULL, \
      PRIMARY KEY (digest, leaf))\(dialect.tableEnd)
      """,
    ]
  }

  private static func logTables(_ dialect: SQLDialect) -> [String] {
    let (whole, bytes, end) = (dialect.wholeType, dialect.bytesType, dialect.tableEnd)
    return [
      """
      CREATE TABLE log_entry (row_id \(dialect.rowNumber), idx \(whole) UNIQUE, leaf TEXT NOT NULL UNIQUE, \
      subject TEXT NOT NULL, version \(whole) NOT NULL, kind TEXT NOT NULL, at \(whole) NOT NULL, \
      bytes \(bytes) NOT NULL, UNIQUE (subject, version))\(end)
      """,
      """
      CREATE TABLE log_tile (level \(whole) NOT NULL, idx \(whole) NOT NULL, hashes \(bytes) NOT NULL, \
      PRIMARY KEY (level, idx))\(end)
      """,
      """
      CREATE TABLE log_state (id \(whole) NOT NULL PRIMARY KEY CHECK (id = 1), size \(whole) NOT NULL, \
      root \(bytes) NOT NULL, checkpoint_size \(whole) NOT NULL, checkpoint_root \(bytes) NOT NULL, note TEXT)\(end)
      """,
      "CREATE TABLE log_name (digest TEXT NOT NULL PRIMARY KEY, form TEXT NOT NULL, leaf TEXT NOT NULL)\(end)",
      "CREATE TABLE words (digest TEXT NOT NULL PRIMARY KEY, salt \(bytes), text TEXT, erased_by TEXT)\(end)",
      """
      CREATE TABLE document (digest TEXT NOT NULL PRIMARY KEY, salt \(bytes) NOT NULL, bytes \(bytes) NOT NULL)\(end)
      """,
    ]
  }
}
