import Evidence
import Vocabulary

/// A list's question: one parameter per facet, `sort`, `after`, `limit` (docs/decisions/0005).
public struct ListAsked<S: Subject>: Sendable {
  public var request: ListRequest

  public init(_ request: ListRequest) { self.request = request }

  public static var shape: Shape<ListAsked<S>> {
    let words = S.facetNotes.map(\.name)
    let notes =
      S.facetNotes.map {
        FieldNote(name: $0.name, about: $0.about, required: false, spelling: .text(least: 1, most: 200, lines: false))
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
          S.facetNotes.contains(where: { $0.name == name })
        else {
          let known = S.facetNotes.map(\.name).joined(separator: ", ")
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
    switch (note.kind, member.value) {
    case (.text, .string(let text)): request.filters.append(Facet(note.name, text))
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

  public init(items: [Row], next: String?) {
    self.items = items
    self.next = next
  }

  public static func shape(_ row: Shape<Row>) -> Shape<Listing<Row>> {
    Shape<Listing<Row>>.record(
      { Listing(items: $0, next: $1) },
      field("items", \Listing<Row>.items, Shape<[Row]>.list(row), "Rows"),
      optional("next", \Listing<Row>.next, .text(1...600), "Key for the next page; absent on the last"))
  }
}

extension Desk {
  /// A list of subjects, each made into a row.
  public func listing<S: Subject, Row: Sendable>(
    _ asked: ListAsked<S>, _ row: (Held<S>) throws -> Row
  ) throws -> Listing<Row> {
    let page = try books.list(S.self, asked.request)
    return Listing(items: try page.rows.map(row), next: page.next?.opaque)
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
