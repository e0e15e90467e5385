import Evidence
import HTTPTypes
import Hummingbird
import Operations
import Packages
import Vocabulary

extension Door {
  /// `/api/v1/…`: routes follow from the registry's names (docs/decisions/0005).
  func api(_ request: Request, _ path: [String], _ address: String) async throws -> Response {
    if request.method == .post, path == ["sign-in"] { return try await apiSignIn(request, address) }
    let (actor, _) = try await actor(request)
    if path.count == 2, path[0] == "blobs" { return try await blob(request, path[1], actor) }
    if path.first == "log", path.count > 1, request.method == .get { return try await log(path, actor) }
    switch request.method {
    case .get: return try await get(request, path, actor)
    case .post: return try await post(request, path, actor)
    default:
      return Reply.notAllowed("GET, HEAD, POST", "GET asks, POST acts.")
    }
  }

  /// `/api/v1/log/checkpoint`, `/log/export`, `/log/proofs/{index}`: texts that others can check (docs/decisions/0001).
  private func log(_ path: [String], _ actor: Actor) async throws -> Response {
    _ = try Authority.roles([.auditor, .administrator, .changeManager, .releaseManager]).judge(
      actor, for: nil, asking: true, scope: .read, installationIsEmpty: false
    ).get()
    switch path.dropFirst().first {
    case "checkpoint":
      return Reply.bytes(.ok, Array((try await around.log.lastCheckpoint() ?? "").utf8), "text/plain; charset=utf-8")
    case "key": return Reply.bytes(.ok, Array((around.log.verifierKey + "\n").utf8), "text/plain; charset=utf-8")
    case "proofs":
      guard let index = path.last.flatMap({ Int($0) }), let proof = try await around.log.inclusionProof(of: index)
      else {
        return noRoute
      }
      return Reply.bytes(.ok, Array(proof.utf8), "text/plain; charset=utf-8")
    case "export":
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
      return Response(status: .ok, headers: [.contentType: "text/plain; charset=utf-8"], body: body)
    default: return noRoute
    }
  }

  private func apiSignIn(_ request: Request, _ address: String) async throws -> Response {
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
    guard let (question, reference) = found else { return noRoute }
    var json = FormReader.json(
      FormReader.pairs(request.uri.query ?? ""),
      question.spelling.fields.filter { $0.name != question.name.noun || !question.takesReference })
    // What the query names and the question does not know is refused like any unknown field.
    for pair in FormReader.pairs(request.uri.query ?? "")
    where !question.spelling.fields.contains(where: { $0.name == pair.name }) {
      json = json.adding(pair.name, .string(pair.value))
    }
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
    var fields: HTTPFields = [.cacheControl: "no-store"]
    if let version { fields[.eTag] = "\"\(version)\"" }
    return Reply.json(.ok, answer, fields)
  }

  private func post(_ request: Request, _ path: [String], _ actor: Actor) async throws -> Response {
    let found = around.registry.operations.filter(\.isPublic).compactMap { operation in
      reference(in: path, operation.route).map { (operation, $0) }
    }.first
    guard let (operation, reference) = found else { return noRoute }
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

  private func seen(_ request: Request) -> Int? {
    guard let match = request.headers[.ifMatch], match.hasPrefix("\""), match.hasSuffix("\"") else { return nil }
    return Int(match.dropFirst().dropLast())
  }

  private var noRoute: Response {
    Reply.problem(Problem("not-found", "No such route", status: 404, "The routes are listed at /openapi.json."))
  }

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

  private func blob(_ request: Request, _ hex: String, _ actor: Actor) async throws -> Response {
    guard let digest = Digest(hex: hex) else {
      return Reply.problem(
        Problem("digest", "Not a digest", status: 422, "64 lower-case hexadecimal digits are needed."))
    }
    let authority = Authority.roles([.librarian, .developer])
    _ = try authority.judge(
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
