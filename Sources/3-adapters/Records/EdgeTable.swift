import Evidence
import Operations
import SQL
import Vocabulary

/// Who points at whom, so that subjects can be followed backwards. Worked out from the states, like facets.
enum EdgeTable {
  static func creation(_ dialect: SQLDialect) -> [String] {
    [
      """
      CREATE TABLE subject_edge (from_kind TEXT NOT NULL, from_reference TEXT NOT NULL, name TEXT NOT NULL, \
      to_kind TEXT NOT NULL, to_reference TEXT NOT NULL, \
      PRIMARY KEY (from_kind, from_reference, name, to_kind, to_reference))\(dialect.tableEnd)
      """,
      "CREATE INDEX subject_edge_by_end ON subject_edge (to_kind, to_reference, from_kind, from_reference, name)",
    ]
  }

  /// Writes only what differs: most changes of a subject leave its edges as they are.
  static func save<S: Subject>(_ subject: S, _ connection: any SQLConnection) throws {
    guard !S.edgeNames.isEmpty else { return }
    let wanted = Set(subject.edges)
    let present = Set(
      try connection.query(
        "SELECT name, to_kind, to_reference FROM subject_edge WHERE from_kind = ?1 AND from_reference = ?2",
        [.text(S.kind), .text(subject.reference)]
      ).map { Edge(try $0.text(0), to: SubjectReference(kind: try $0.text(1), reference: try $0.text(2))) })
    for edge in present.subtracting(wanted) {
      try connection.execute(
        """
        DELETE FROM subject_edge WHERE from_kind = ?1 AND from_reference = ?2 AND name = ?3 AND to_kind = ?4 \
        AND to_reference = ?5
        """, values(edge, from: subject.subject))
    }
    try add(wanted.subtracting(present), of: subject.subject, connection)
  }

  /// Writes edges that are not there.
  static func add(_ edges: Set<Edge>, of subject: SubjectReference, _ connection: any SQLConnection) throws {
    for edge in edges {
      try connection.execute(
        """
        INSERT INTO subject_edge (from_kind, from_reference, name, to_kind, to_reference) VALUES (?1, ?2, ?3, ?4, ?5)
        """, values(edge, from: subject))
    }
  }

  private static func values(_ edge: Edge, from subject: SubjectReference) -> [SQLValue] {
    [
      .text(subject.kind), .text(subject.reference), .text(edge.name), .text(edge.to.kind), .text(edge.to.reference),
    ]
  }
}

extension SQLBooks {
  public func pointing(at subject: SubjectReference, limit: Int) throws -> [IncomingEdge] {
    try connection.query(
      """
      SELECT from_kind, from_reference, name FROM subject_edge WHERE to_kind = ?1 AND to_reference = ?2 \
      ORDER BY from_kind, from_reference, name LIMIT ?3
      """, [.text(subject.kind), .text(subject.reference), .int(Int64(max(0, limit)))]
    ).map { row in
      IncomingEdge(
        from: SubjectReference(kind: try row.text(0), reference: try row.text(1)), name: try row.text(2))
    }
  }
}
