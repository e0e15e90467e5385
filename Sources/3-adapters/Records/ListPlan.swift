import Evidence
import Operations
import SQL
import Vocabulary

/// A list's question, checked against what the kind can be asked. Empty places come first when ascending, last when
/// descending; equal ones go by reference. Texts go by their UTF-8 bytes. The same in memory and in SQL.
struct ListPlan {
  let filters: [Facet]
  private let notes: [FacetNote]
  let sort: FacetNote?
  let descending: Bool
  let after: ListKey?
  let limit: Int

  init(_ request: ListRequest, _ notes: [FacetNote]) throws(BadFields) {
    var problems: [FieldProblem] = []
    for facet in request.filters {
      let note = notes.first { $0.name == facet.name }
      if !Self.fits(facet.value, note) { problems.append(Self.problem(facet.name, notes)) }
    }
    self.notes = notes
    sort = request.sort.flatMap { name in notes.first { $0.name == name && $0.sorts } }
    if let name = request.sort, sort == nil { problems.append(Self.problem(name, notes)) }
    if let key = request.after, let sort, !Self.fits(key.value, sort) {
      problems.append(FieldProblem(pointer: "/after", says: "a key of a list sorted like this one is needed"))
    }
    guard problems.isEmpty else { throw BadFields(problems: problems) }
    // Stored texts are in normal form; without this, memory and SQL would disagree on what is equal.
    filters = request.filters.map { facet in
      if case .text(let text) = facet.value { Facet(facet.name, .text(text.inNormalForm)) } else { facet }
    }
    descending = request.descending
    after = request.after
    limit = max(1, request.limit)
  }

  private static func fits(_ value: Facet.Value, _ note: FacetNote?) -> Bool {
    switch (value, note?.kind) {
    case (.none, .text), (.none, .number), (.text, .text), (.number, .number), (.text, .many): true
    case (.none, _), (.text, _), (.number, _): false
    }
  }

  private static func problem(_ name: String, _ notes: [FacetNote]) -> FieldProblem {
    let known = notes.map { "\($0.name) (\($0.kind == .number ? "number" : "text"))" }.joined(separator: ", ")
    return FieldProblem(pointer: "/\(name)", says: "a value of one of these is needed: \(known)")
  }

  // MARK: SQL

  /// Condition and values for the filters alone.
  func filtering(_ kind: String) -> (condition: String, values: [SQLValue]) {
    var terms: [String] = []
    var values: [SQLValue] = []
    for facet in filters {
      if case .many(let edge, let end)? = notes.first(where: { $0.name == facet.name })?.kind {
        values += [.text(kind), .text(edge), .text(end), SQLValue(facet: facet.value)]
        let first = values.count - 3
        terms.append(
          """
          reference IN (SELECT from_reference FROM subject_edge WHERE from_kind = ?\(first) AND name = ?\(first + 1) \
          AND to_kind = ?\(first + 2) AND to_reference = ?\(first + 3))
          """)
        continue
      }
      let column = SubjectTable.column(facet.name)
      if facet.value == .none {
        terms.append("\(column) IS NULL")
      } else {
        values.append(SQLValue(facet: facet.value))
        terms.append("\(column) = ?\(values.count)")
      }
    }
    return (terms.isEmpty ? "" : " WHERE " + terms.joined(separator: " AND "), values)
  }

  /// The page, one row more than asked for, so that it is known whether there is another.
  func statement(_ table: SubjectTable) -> (text: String, values: [SQLValue]) {
    var (condition, values) = filtering(table.kind)
    if let after {
      let (term, more) = following(after, from: values.count)
      condition += (condition.isEmpty ? " WHERE " : " AND ") + "(\(term))"
      values += more
    }
    let column = sort.map { SubjectTable.column($0.name) }
    let order =
      (column.map { descending ? "\($0) DESC NULLS LAST, " : "\($0) ASC NULLS FIRST, " } ?? "")
      + (descending ? "reference DESC" : "reference ASC")
    values.append(.int(Int64(limit) + 1))
    let shown = column.map { ", \($0)" } ?? ""
    return (
      "SELECT reference, version, body\(shown) FROM \(table.name)\(condition) ORDER BY \(order) LIMIT ?\(values.count)",
      values
    )
  }

  private func following(_ key: ListKey, from count: Int) -> (String, [SQLValue]) {
    let beyond = descending ? "<" : ">"
    guard let sort else { return ("reference \(beyond) ?\(count + 1)", [.text(key.reference)]) }
    let column = SubjectTable.column(sort.name)
    if key.value == .none {
      let rest = "(\(column) IS NULL AND reference \(beyond) ?\(count + 1))"
      return (descending ? rest : "\(rest) OR \(column) IS NOT NULL", [.text(key.reference)])
    }
    let (value, reference) = ("?\(count + 1)", "?\(count + 2)")
    let rest = "\(column) \(beyond) \(value) OR (\(column) = \(value) AND reference \(beyond) \(reference))"
    return (
      descending ? "\(rest) OR \(column) IS NULL" : rest, [SQLValue(facet: key.value), .text(key.reference)]
    )
  }
}

extension Facet.Value {
  /// Empty first, numbers by size, texts by their bytes.
  static func precedes(_ left: Facet.Value, _ right: Facet.Value) -> Bool {
    switch (left, right) {
    case (.none, .none): false
    case (.none, _): true
    case (_, .none): false
    case (.number(let left), .number(let right)): left < right
    case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
    case (.number, .text): true
    case (.text, .number): false
    }
  }
}
