import HTTPTypes
import Hummingbird
import Operations
import PeopleRules
import Vocabulary

/// A whole filtered list as comma-separated values (RFC 4180), for spreadsheets: `/api/v1/requests.csv?status=raised`.
/// Read a page at a time while it is sent, so that its length does not matter.
enum ListExport {
  /// Parameters that only say which page is wanted.
  private static let paging = ["after", "before", "limit"]

  /// Lists that go by key have an export of their own.
  static func routes(_ registry: Registry) -> [FixedRoute] {
    registry.questions.filter { isList($0) }.map { question in
      FixedRoute(
        .get, "/api/v1/\(question.route.joined(separator: "/")).csv", "\(question.name.text).export",
        "\(question.about), all that fit, as comma-separated values", for: question.authority,
        asks: question.spelling.fields.filter { !paging.contains($0.name) }, answers: .text("text/csv")
      ) { door, it in try await door.export(question, it.request) }
    }
  }

  private static func isList(_ question: RegisteredQuestion) -> Bool {
    !question.takesReference && question.spelling.fields.contains { ["after", "before"].contains($0.name) }
      && question.answer.fields.contains { $0.name == "items" }
  }

  /// The columns of a row: fields of records inside it are columns too.
  static func columns(_ spelling: Spelling, _ prefix: String = "") -> [String] {
    spelling.fields.flatMap { field -> [String] in
      if case .record = field.spelling { return columns(field.spelling, prefix + field.name + ".") }
      return [prefix + field.name]
    }
  }

  static func line(_ row: JSON, _ columns: [String], _ spelling: Spelling) -> String {
    line(columns.map { column in text(column.split(separator: ".").map(String.init), row, spelling) })
  }

  static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

  private static func text(_ path: [String], _ value: JSON?, _ spelling: Spelling) -> String {
    guard let value else { return "" }
    guard let first = path.first else { return plain(value, spelling) }
    let inner = spelling.fields.first { $0.name == first }?.spelling ?? .anything
    return text(Array(path.dropFirst()), value[first], inner)
  }

  private static func plain(_ value: JSON, _ spelling: Spelling) -> String {
    switch value {
    case .null: return ""
    case .bool(let holds): return holds ? "yes" : "no"
    case .int(let number): return spelling == .moment ? Moment(milliseconds: number).text : String(number)
    case .string(let text): return text
    case .array(let items):
      let inner: Spelling = if case .list(let element, _, _) = spelling { element } else { .anything }
      return items.map { plain($0, inner) }.joined(separator: "; ")
    case .object: return value.canonicalText
    }
  }

  /// A text that a spreadsheet would take for a formula gets an apostrophe in front: what somebody typed into a title must
  /// not run on the machine of whoever opens the file (OPS-8).
  static func cell(_ text: String) -> String {
    let isNumber = Int64(text) != nil
    let begin = text.unicodeScalars.first.map {
      "=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains($0)
    }
    let safe = begin ?? false && !isNumber ? "'" + text : text
    let quotes = safe.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D, 0x3B].contains($0) }
    guard quotes else { return safe }
    return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  fileprivate static func key(_ question: RegisteredQuestion) -> String {
    question.spelling.fields.contains { $0.name == "after" } ? "after" : "before"
  }
}

extension Door {
  /// The first page is asked before the answer begins, so that what is wrong is said with its status.
  func export(_ question: RegisteredQuestion, _ request: Request) async throws -> Response {
    let asked = self.asked(question, request, except: ["after", "before", "limit"])
    let first = try await exportPage(question, asked, request, after: nil)
    let element: Spelling =
      if case .list(let element, _, _)? = question.answer.fields.first(where: { $0.name == "items" })?.spelling {
        element
      } else { .anything }
    let columns = ListExport.columns(element)
    let body = ResponseBody { writer in
      var page = first
      try await writer.write(ByteBuffer(string: ListExport.line(columns)))
      while true {
        let rows = (page["items"]?.items ?? []).map { ListExport.line($0, columns, element) }
        try await writer.write(ByteBuffer(string: rows.joined()))
        guard let next = page["next"] else { break }
        page = try await self.exportPage(question, asked, request, after: next)
      }
      try await writer.finish(nil)
    }
    let name = question.route.joined(separator: "-")
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/csv; charset=utf-8; header=present", .cacheControl: "no-store",
        .contentDisposition: "attachment; filename=\"\(name).csv\"", .xContentTypeOptions: "nosniff",
      ], body: body)
  }

  private func exportPage(
    _ question: RegisteredQuestion, _ asked: JSON, _ request: Request, after key: JSON?
  ) async throws -> JSON {
    // Whoever was signed out meanwhile gets no further page (ROL-9).
    let (actor, _) = try await actor(request)
    var asked = asked.adding("limit", 200)
    if let key { asked = asked.adding(ListExport.key(question), key) }
    let (registry, now, name, ready) = (around.registry, around.now(), question.name.text, asked)
    return try await around.house.inquire { books in
      try registry.ask(name, ready, Desk(books: books, actor: actor, now: now, operation: name, act: ""))
    }
  }
}
