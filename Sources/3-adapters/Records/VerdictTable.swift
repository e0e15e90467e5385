import Evidence
import Operations
import SQL
import Vocabulary

/// What was last found of each gate. It follows from the subjects and can be worked out again from them.
enum VerdictTable {
  static func creation(_ dialect: SQLDialect) -> [String] {
    [
      """
      CREATE TABLE verdict (owner_kind TEXT NOT NULL, owner_reference TEXT NOT NULL, \
      blockers \(dialect.wholeType) NOT NULL, has_onward \(dialect.wholeType) NOT NULL, document TEXT NOT NULL, \
      PRIMARY KEY (owner_kind, owner_reference))\(dialect.tableEnd)
      """,
      "CREATE INDEX verdict_by_blockers ON verdict (owner_kind, has_onward, blockers, owner_reference)",
      """
      CREATE TABLE blocker (owner_kind TEXT NOT NULL, owner_reference TEXT NOT NULL, \
      place \(dialect.wholeType) NOT NULL, role TEXT NOT NULL, refusal TEXT NOT NULL, \
      PRIMARY KEY (owner_kind, owner_reference, place, role))\(dialect.tableEnd)
      """,
      "CREATE INDEX blocker_by_role ON blocker (role, owner_kind, owner_reference, place)",
    ]
  }
}

extension KeptVerdicts {
  /// Its refusals for each role that can clear them; those that many roles can clear stand under each.
  var blockersByRole: [(place: Int, role: String, refusal: JSON)] {
    refusals.enumerated().flatMap { place, refusal in
      (refusal["by"]?.items ?? []).compactMap { role in role.text.map { (place, $0, refusal) } }
    }
  }
}

extension SQLBooks {
  public func keep(_ verdicts: KeptVerdicts, of owner: SubjectReference) throws {
    let key: [SQLValue] = [.text(owner.kind), .text(owner.reference)]
    let document = KeptVerdicts.shape.write(verdicts).canonicalText
    let present = try connection.first(
      "SELECT document FROM verdict WHERE owner_kind = ?1 AND owner_reference = ?2", key)
    if try present?.text(0) == document { return }
    try connection.execute("DELETE FROM blocker WHERE owner_kind = ?1 AND owner_reference = ?2", key)
    try connection.execute(
      """
      INSERT INTO verdict (owner_kind, owner_reference, blockers, has_onward, document) VALUES (?1, ?2, ?3, ?4, ?5) \
      ON CONFLICT (owner_kind, owner_reference) DO UPDATE SET blockers = excluded.blockers, \
      has_onward = excluded.has_onward, document = excluded.document
      """,
      key + [.int(Int64(verdicts.refusals.count)), .int(verdicts.onward == nil ? 0 : 1), .text(document)])
    for blocker in verdicts.blockersByRole {
      try connection.execute(
        "INSERT INTO blocker (owner_kind, owner_reference, place, role, refusal) VALUES (?1, ?2, ?3, ?4, ?5)",
        key + [.int(Int64(blocker.place)), .text(blocker.role), .text(blocker.refusal.canonicalText)])
    }
  }

  public func verdicts(of owner: SubjectReference) throws -> KeptVerdicts? {
    try connection.first(
      "SELECT document FROM verdict WHERE owner_kind = ?1 AND owner_reference = ?2",
      [.text(owner.kind), .text(owner.reference)]
    ).map { try KeptVerdicts.shape.read(try JSON(parsing: try $0.text(0))) }
  }

  public func blockers(for role: Role, limit: Int) throws -> [KeptBlocker] {
    try connection.query(
      """
      SELECT owner_kind, owner_reference, refusal FROM blocker WHERE role = ?1 \
      ORDER BY owner_kind, owner_reference, place LIMIT ?2
      """, [.text(role.rawValue), .int(Int64(max(0, limit)))]
    ).map { row in
      KeptBlocker(
        owner: SubjectReference(kind: try row.text(0), reference: try row.text(1)),
        refusal: try JSON(parsing: try row.text(2)))
    }
  }

  public func unblocked(kind: String, limit: Int) throws -> [SubjectReference] {
    try connection.query(
      """
      SELECT owner_reference FROM verdict WHERE owner_kind = ?1 AND has_onward = 1 AND blockers = 0 \
      ORDER BY owner_reference LIMIT ?2
      """, [.text(kind), .int(Int64(max(0, limit)))]
    ).map { SubjectReference(kind: kind, reference: try $0.text(0)) }
  }
}

extension MemoryBooks {
  public func keep(_ verdicts: KeptVerdicts, of owner: SubjectReference) throws { state.verdicts[owner] = verdicts }
  public func verdicts(of owner: SubjectReference) throws -> KeptVerdicts? { state.verdicts[owner] }

  public func blockers(for role: Role, limit: Int) throws -> [KeptBlocker] {
    let all = state.verdicts.sorted { $0.key < $1.key }.flatMap { owner, verdicts in
      verdicts.blockersByRole.filter { $0.role == role.rawValue }.map {
        KeptBlocker(owner: owner, refusal: $0.refusal)
      }
    }
    return Array(all.prefix(max(0, limit)))
  }

  public func unblocked(kind: String, limit: Int) throws -> [SubjectReference] {
    let free = state.verdicts.filter { $0.key.kind == kind && $0.value.onward != nil && $0.value.refusals.isEmpty }
    return Array(free.keys.sorted().prefix(max(0, limit)))
  }
}
