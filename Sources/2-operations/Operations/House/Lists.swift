import Evidence
import Vocabulary

/// A list's question: one parameter per facet, `sort`, `after`, `limit` (docs/decisions/0005).
public struct ListAsked<S: Subject>: Sendable {
  public var request: ListRequest

  public init(_ request: ListRequest) { self.request = request }

  public static var shape: Shape<ListAsked<S>> {
    let words = S.facetNotes.filter(\.sorts).map(\.name)
    let notes =
      S.facetNotes.map {
        FieldNote(name: $0.name, about: $0.about, required: false, spelling: $0.values.spelling)
      } + [
        FieldNote(
          name: "sort", about: "A facet, with a minus in front for descending", required: false,
          spelling: .oneOf(words + words.map { "-" + $0 })),
        FieldNote(
          name: "after", about: "The key that the page before gave as next", required: false,
          spelling: .text(least: 1, most: 600, lines: false)),
        FieldNote(
          name: "limit", about: "Rows, 200 at most", required: false, spelling: .whole(least: 1, most: 200),
          standing: 50),
      ]
    return Shape(
      spelling: .record(notes), reading: { read($0, $1, &$2, notes) }, writing: { _ in .object([]) })
  }

  private static func read(
    _ json: JSON, _ pointer: String, _ problems: inout [FieldProblem], _ notes: [FieldNote]
  ) -> ListAsked<S>? {
    guard case .object(let members) = json else {
      problems.append(FieldProblem(pointer: pointer, says: "an object is needed"))
      return nil
    }
    let before = problems.count
    var request = ListRequest()
    for member in members {
      let place = "\(pointer)/\(member.name)"
      switch member.name {
      case "sort":
        guard let word = member.value.text, case let name = word.hasPrefix("-") ? String(word.dropFirst()) : word,
          S.facetNotes.contains(where: { $0.name == name && $0.sorts })
        else {
          let known = S.facetNotes.filter(\.sorts).map(\.name).joined(separator: ", ")
          problems.append(FieldProblem(pointer: place, says: "one of \(known), perhaps with a minus, is needed"))
          continue
        }
        (request.sort, request.descending) = (name, word.hasPrefix("-"))
      case "limit":
        guard let limit = Shape<Int>.whole(1...200).read(member.value, at: place, &problems) else { continue }
        request.limit = limit
      case "after":
        guard let key = member.value.text.flatMap(ListKey.init(opaque:)) else {
          problems.append(FieldProblem(pointer: place, says: "the value of next from the page before is needed"))
          continue
        }
        request.after = key
      default: readFilter(member, place, &problems, &request, notes)
      }
    }
    return problems.count == before ? ListAsked(request) : nil
  }

  private static func readFilter(
    _ member: JSON.Member, _ place: String, _ problems: inout [FieldProblem], _ request: inout ListRequest,
    _ notes: [FieldNote]
  ) {
    guard let note = S.facetNotes.first(where: { $0.name == member.name }) else {
      let known = notes.map(\.name).joined(separator: ", ")
      problems.append(FieldProblem(pointer: place, says: "unknown field; known are \(known)"))
      return
    }
    if let says = note.values.problem(in: member.value) {
      problems.append(FieldProblem(pointer: place, says: says))
      return
    }
    switch (note.kind, member.value) {
    case (.text, .string(let text)), (.many, .string(let text)): request.filters.append(Facet(note.name, text))
    case (.number, .int(let number)): request.filters.append(Facet(note.name, number))
    case (.number, .string(let text)):
      guard let number = Int64(text) else {
        problems.append(FieldProblem(pointer: place, says: "a whole number is needed"))
        return
      }
      request.filters.append(Facet(note.name, number))
    default: problems.append(FieldProblem(pointer: place, says: "a value of the facet is needed"))
    }
  }
}

extension FacetNote.Values {
  /// What the schema says, a flag takes and a form offers.
  var spelling: Spelling {
    switch self {
    case .words(let words): .oneOf(words)
    case .range(let range): .whole(least: range.lowerBound, most: range.upperBound)
    case .date: .date
    case .any, .subject, .anySubject: .text(least: 1, most: 200, lines: false)
    }
  }

  /// What is wrong with a value; whether a subject is there is known to the books alone.
  func problem(in value: JSON) -> String? {
    switch self {
    case .words(let words):
      value.text.map(words.contains) ?? false ? nil : "one of \(words.joined(separator: ", ")) is needed"
    case .range(let range):
      (value.whole ?? value.text.flatMap { Int64($0) }).map(range.contains) ?? false
        ? nil : "a whole number from \(range.lowerBound) to \(range.upperBound) is needed"
    case .date: value.text.flatMap { CivilDate(text: $0) } == nil ? "a day like 2026-12-12 is needed" : nil
    case .any, .subject, .anySubject: nil
    }
  }
}

extension ListKey {
  /// Base64 of canonical JSON: opaque to callers.
  public var opaque: String {
    let value: JSON =
      switch self.value {
      case .none: .null
      case .text(let text): .string(text)
      case .number(let number): .int(number)
      }
    let json: JSON = .array([value, .string(reference)])
    return Base64.text(json.canonicalBytes)
  }

  public init?(opaque: String) {
    guard let bytes = Base64.bytes(opaque), let json = try? JSON(parsing: bytes), let parts = json.items,
      parts.count == 2, let reference = parts[1].text
    else { return nil }
    switch parts[0] {
    case .null: self.init(value: .none, reference: reference)
    case .string(let text): self.init(value: .text(text), reference: reference)
    case .int(let number): self.init(value: .number(number), reference: reference)
    default: return nil
    }
  }
}

/// A page of rows.
public struct Listing<Row: Sendable>: Sendable {
  public var items: [Row]
  public var next: String?
  /// All rows that fit, on whatever page.
  public var count: Int?

  public init(items: [Row], next: String?, count: Int? = nil) {
    self.items = items
    self.next = next
    self.count = count
  }

  public static func shape(_ row: Shape<Row>) -> Shape<Listing<Row>> {
    Shape<Listing<Row>>.record(
      { Listing(items: $0, next: $1, count: $2) },
      field("items", \Listing<Row>.items, Shape<[Row]>.list(row), "Rows"),
      optional("next", \Listing<Row>.next, .text(1...600), "Key for the next page; absent on the last"),
      optional("count", \Listing<Row>.count, .whole(0...2_000_000_000), "All rows that fit, on whatever page"))
  }
}

extension Desk {
  /// A list of subjects, each made into a row.
  public func listing<S: Subject, Row: Sendable>(
    _ asked: ListAsked<S>, _ row: (Held<S>) throws -> Row
  ) throws -> Listing<Row> {
    let problems = try problems(in: asked)
    guard problems.isEmpty else { throw BadFields(problems: problems) }
    let page = try books.list(S.self, asked.request)
    return Listing(
      items: try page.rows.map(row), next: page.next?.opaque, count: try books.count(S.self, asked.request.filters))
  }

  /// Filters that name a subject which is not there: that is a mistake, and not a list without rows (OPS-4).
  public func problems<S: Subject>(in asked: ListAsked<S>) throws -> [FieldProblem] {
    try asked.request.filters.compactMap { facet in
      guard case .text(let text) = facet.value else { return nil }
      let subject: SubjectReference?
      switch S.facetNotes.first(where: { $0.name == facet.name })?.values {
      case .subject(let kind): subject = SubjectReference(kind: kind, reference: text)
      case .anySubject: subject = SubjectReference(text: text)
      case .any, .words, .range, .date, nil: return nil
      }
      guard let subject, try books.version(of: subject) != nil else {
        return FieldProblem(
          pointer: "/\(facet.name)",
          says: "there is no \(subject.map { "\($0.kind) " } ?? "")\(subject?.reference ?? text)")
      }
      return nil
    }
  }

  /// Every subject with these facets, page after page: for decisions, which must not stop at a first page.
  public func all<S: Subject>(_ type: S.Type, where filters: [Facet] = []) throws -> [Held<S>] {
    var rows: [Held<S>] = []
    var request = ListRequest(filters: filters, limit: 200)
    repeat {
      let page = try books.list(type, request)
      rows += page.rows
      request.after = page.next
    } while request.after != nil
    return rows
  }
}
