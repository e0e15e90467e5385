import Evidence
import HTTPTypes
import Hummingbird
import Operations
import Packages
import Vocabulary

extension Door {
  /// `/api/v1/…`: routes follow from the registry's names (docs/decisions/0005); others stand in `RouteTable`.
  func api(_ request: Request, _ path: [String]) async throws -> Response {
    let (actor, _) = try await actor(request)
    switch request.method {
    case .get: return try await get(request, path, actor)
    case .post: return try await post(request, path, actor)
    default:
      return Reply.notAllowed("GET, HEAD, POST", "GET asks, POST acts.")
    }
  }

  func mayReadLog(_ request: Request) async throws {
    let (actor, _) = try await actor(request)
    _ = try RouteTable.logAuthority.judge(actor, for: nil, asking: true, scope: .read, installationIsEmpty: false).get()
  }

  func logExport() async throws -> Response {
    let spool = try Spool(folder: around.scratch)
    try await around.log.export { try spool.add($0) }
    try spool.finish()
    let body = ResponseBody { writer in
      var offset: Int64 = 0
      while case let bytes = try spool.read(from: offset), !bytes.isEmpty {
        try await writer.write(ByteBuffer(bytes: bytes))
        offset += Int64(bytes.count)
      }
      try await writer.finish(nil)
    }
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/plain; charset=utf-8", .contentDisposition: "inline; filename=\"slipway-log.txt\"",
      ], body: body)
  }

  func apiSignIn(_ request: Request, _ address: String) async throws -> Response {
    let body = try JSON(parsing: try await body(of: request, most: 10_000))
    guard let name = body["signInName"]?.text, let password = body["password"]?.text else {
      throw BadFields(problems: [FieldProblem(pointer: "", says: "signInName and password are needed")])
    }
    let secret = try await signIn(name, password, address: address)
    return Reply.json(.ok, ["secret": .string(secret)])
  }

  private func get(_ request: Request, _ path: [String], _ actor: Actor) async throws -> Response {
    let found = around.registry.questions.compactMap { question in
      reference(in: path, question.route).map { (question, $0) }
    }.first
    guard let (question, reference) = found else { return Reply.noRoute }
    var json = asked(question, request)
    if let reference = reference.flatMap({ $0 }) { json = json.adding(question.name.noun, .string(reference)) }
    let (registry, now, name, asked) = (around.registry, around.now(), question.name.text, json)
    let noun = question.name.noun
    let (answer, version) = try await around.house.inquire { books -> (JSON, Int?) in
      let desk = Desk(books: books, actor: actor, now: now, operation: name, act: "")
      let answer = try registry.ask(name, asked, desk)
      let version = try reference.flatMap({ $0 }).flatMap {
        try books.version(of: SubjectReference(kind: noun, reference: $0))
      }
      return (answer, version)
    }
    guard let version else { return Reply.json(.ok, answer, [.cacheControl: "no-store"]) }
    let bytes = answer.canonicalBytes
    let tag = EntityTag(version: version, of: bytes)
    // Whoever asks again pays for what is new only; what is the same is not sent twice.
    let fields: HTTPFields = [.cacheControl: "private, no-cache", .eTag: tag.text]
    if tag.isAmong(request.headers[.ifNoneMatch]) { return Response(status: .notModified, headers: fields) }
    return Reply.bytes(.ok, bytes, "application/json", fields)
  }

  /// A question's body from the address. What the address names and the question does not know is refused like any
  /// unknown field.
  func asked(_ question: RegisteredQuestion, _ request: Request, except left: [String] = []) -> JSON {
    let pairs = FormReader.pairs(request.uri.query ?? "").filter { !left.contains($0.name) }
    var json = FormReader.json(
      pairs, question.spelling.fields.filter { $0.name != question.name.noun || !question.takesReference })
    for pair in pairs where !question.spelling.fields.contains(where: { $0.name == pair.name }) {
      json = json.adding(pair.name, .string(pair.value))
    }
    return json
  }

  private func post(_ request: Request, _ path: [String], _ actor: Actor) async throws -> Response {
    let found = around.registry.operations.filter(\.isPublic).compactMap { operation in
      reference(in: path, operation.route).map { (operation, $0) }
    }.first
    guard let (operation, reference) = found else { return Reply.noRoute }
    if let type = request.headers[.contentType], !type.hasPrefix("application/json") {
      return Reply.problem(Problem("media-type", "Not JSON", status: 415, "Send Content-Type: application/json."))
    }
    let bytes = try await body(of: request)
    var json = bytes.isEmpty ? JSON.object([]) : try JSON(parsing: bytes)
    if let reference = reference.flatMap({ $0 }) { json = json.adding(operation.name.noun, .string(reference)) }
    let answer = try await perform(
      operation, json, actor, seen: seen(request), key: request.headers[.idempotencyKey])
    var fields: HTTPFields = [:]
    if let version = answer.document["version"]?.whole { fields[.eTag] = "\"\(version)\"" }
    return Reply.json(.ok, answer.document, fields)
  }

  private func seen(_ request: Request) -> Int? { EntityTag.version(request.headers[.ifMatch]) }

  /// Nil if the path is another route's; else the reference it carries, if the route has one.
  private func reference(in path: [String], _ route: [String]) -> String?? {
    guard path.count == route.count else { return nil }
    var reference: String?
    for (given, wanted) in zip(path, route) {
      if wanted.hasPrefix("{") {
        // A reference always has a sign that no operation word can have.
        guard given.contains(where: { $0.isUppercase || $0.isNumber || $0 == "@" }) else { return nil }
        reference = given
      } else if given != wanted {
        return nil
      }
    }
    return .some(reference)
  }

  func blob(_ request: Request, _ hex: String) async throws -> Response {
    let (actor, _) = try await actor(request)
    guard let digest = Digest(hex: hex) else {
      return Reply.problem(
        Problem("digest", "Not a digest", status: 422, "64 lower-case hexadecimal digits are needed."))
    }
    _ = try RouteTable.blobAuthority.judge(
      actor, for: nil, asking: request.method == .get, scope: .build, installationIsEmpty: false
    ).get()
    guard request.method == .put else {
      return try await LibraryDoor(around: around).file(digest, range: request.headers[.range])
    }
    let pieces = request.body.map { Array($0.readableBytesView) }
    let known = try await around.blobs.keep(digest, Pieces(pieces))
    // What came takes the place of a file that was altered or missing: the finding is over.
    try await around.note(digest, .whole)
    return Reply.json(known ? .ok : .created, ["digest": .string(digest.text)])
  }
}

/// `"5-1f3a09c47be2"`: the subject's version, which is what If-Match means, and a digest of what was answered: an answer
/// shows more than its subject, so the version alone does not say that it is the same (OPS-4).
struct EntityTag: Sendable, Equatable {
  let text: String

  init(version: Int, of bytes: [UInt8]) { text = "\"\(version)-\(Digest.sha256(of: bytes).short)\"" }

  /// Whether If-None-Match names it; tags are compared weakly there (RFC 9110, 13.1.2).
  func isAmong(_ header: String?) -> Bool {
    (header ?? "").split(separator: ",").contains { one in
      let tag = one.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
      let bare = String(tag)
      return bare == "*" || bare == text || bare == "W/" + text
    }
  }

  /// The version that If-Match names, with a digest or without.
  static func version(_ header: String?) -> Int? {
    guard let header, header.hasPrefix("\""), header.hasSuffix("\""), header.utf8.count > 2 else { return nil }
    return header.dropFirst().dropLast().split(separator: "-", omittingEmptySubsequences: false).first.flatMap {
      Int($0)
    }
  }
}

/// A body as pieces of bytes, with its errors as they come.
struct Pieces<Base: AsyncSequence & Sendable>: AsyncSequence, Sendable where Base.Element == [UInt8] {
  typealias Element = [UInt8]
  let base: Base
  init(_ base: Base) { self.base = base }

  struct AsyncIterator: AsyncIteratorProtocol {
    var inner: Base.AsyncIterator
    mutating func next() async throws -> [UInt8]? { try await inner.next() }
  }
  func makeAsyncIterator() -> AsyncIterator { AsyncIterator(inner: base.makeAsyncIterator()) }
}

extension JSON {
  /// This object with one member more; a member of that name is replaced.
  func adding(_ name: String, _ value: JSON) -> JSON {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { $0.name != name } + [.init(name, value)])
  }
}
