import Evidence
import SQL
import Vocabulary

/// The table of one kind of subject: reference, version, the whole state as canonical JSON, a column per facet.
///
/// Facets are worked out from the state, so a table whose facets have changed is made anew from its states.
struct SubjectTable {
  let kind: String
  let name: String
  let notes: [FacetNote]
  let many: [FacetNote]
  let edgeNames: [String]

  init(_ type: any Subject.Type) {
    kind = type.kind
    name = "subject_" + Self.plain(type.kind)
    // What a subject may have several of stands among its edges.
    notes = type.facetNotes.filter(\.sorts)
    many = type.facetNotes.filter { !$0.sorts }
    edgeNames = type.edgeNames
  }

  private static func plain(_ word: String) -> String {
    word.split(separator: "-", omittingEmptySubsequences: false).joined(separator: "_")
  }

  static func column(_ facet: String) -> String { "f_" + plain(facet) }

  /// What the facets and edges are, to notice a change.
  var facetsText: String {
    let facets = notes.map { "\($0.name):\($0.kind == .number ? "number" : "text")" }
    return (facets + many.map { "\($0.name):many" } + edgeNames.map { "\($0):edge" }).joined(separator: " ")
  }

  func creation(_ dialect: SQLDialect) -> [String] {
    let facets = notes.map {
      ", \(Self.column($0.name)) \($0.kind == .number ? dialect.wholeType : "TEXT")"
    }.joined()
    let table = """
      CREATE TABLE \(name) (reference TEXT NOT NULL PRIMARY KEY, version \(dialect.wholeType) NOT NULL, \
      body TEXT NOT NULL\(facets))\(dialect.tableEnd)
      """
    return [table]
      + notes.map {
        let column = Self.column($0.name)
        return "CREATE INDEX \(name)_by_\(column) ON \(name) (\(dialect.indexed(column)), reference)"
      }
  }

  var saving: String {
    let columns = ["reference", "version", "body"] + notes.map { Self.column($0.name) }
    let places = (1...columns.count).map { "?\($0)" }.joined(separator: ", ")
    let news = columns.dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    return """
      INSERT INTO \(name) (\(columns.joined(separator: ", "))) VALUES (\(places)) \
      ON CONFLICT (reference) DO UPDATE SET \(news) WHERE \(name).version < excluded.version
      """
  }

  var loading: String { "SELECT version, body FROM \(name) WHERE reference = ?1" }
  var versionOf: String { "SELECT version FROM \(name) WHERE reference = ?1" }
  var everything: String { "SELECT reference, version, body FROM \(name) ORDER BY reference" }

  func values<S: Subject>(of subject: S, version: Int) -> [SQLValue] {
    let facets = subject.facets
    let columns = notes.map { note in
      facets.first { $0.name == note.name }.map { SQLValue(facet: $0.value) } ?? .null
    }
    return [.text(subject.reference), .int(Int64(version)), .text(S.shape.write(subject).canonicalText)] + columns
  }

  static func read<S: Subject>(_ type: S.Type, _ body: String, _ reference: String) throws -> S {
    do { return try S.shape.read(try JSON(parsing: body)) } catch {
      throw Faults.damaged("The state of \(S.kind) \(reference) cannot be read: \(error).")
    }
  }
}

extension SQLValue {
  init(facet: Facet.Value) {
    switch facet {
    case .text(let text): self = .text(text)
    case .number(let number): self = .int(number)
    case .none: self = .null
    }
  }
}
