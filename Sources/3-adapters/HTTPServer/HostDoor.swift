import DeploymentRules
import Evidence
import HTTPTypes
import Hummingbird
import Operations
import Packages
import Vocabulary
import Wire

/// `/host/v1/…`: what hosts say and are told (docs/decisions/0006).
final class HostDoor: Sendable {
  private static let sessionTerm = Span.hours(1)
  private static let (signature, session, counter, code) = (
    name(WireHeader.signature), name(WireHeader.session), name(WireHeader.counter), name(WireHeader.code)
  )

  private let around: Surroundings
  private let live: LiveHub
  private let sessions = HostSessions()
  private let polls: PollDesk

  init(around: Surroundings, live: LiveHub) {
    self.around = around
    self.live = live
    polls = PollDesk(around: around)
  }

  func respond(_ request: Request, _ path: [String]) async -> Response {
    do {
      switch (request.method, path.first ?? "") {
      case (.post, "enrol"): return try await enrol(request)
      case (.get, "root"): return try await root(path)
      case (.post, "session"): return try await session(request)
      default: return try await authenticated(request, path)
      }
    } catch {
      return Reply.problem(Problem(error))
    }
  }

  private func body(_ request: Request) async throws -> [UInt8] {
    try await BodyReader.bytes(of: request, most: Door.largestBody)
  }

  private func signed(_ request: [UInt8], _ answer: [UInt8]) -> Response {
    let signature = SignedBytes.header(SignedBytes.answer(request: request, body: answer), by: around.answers)
    return Reply.bytes(.ok, answer, "application/json", [Self.signature: signature])
  }

  /// Signed in its own way, so that a host can tell it from any other no.
  private func retired(_ request: [UInt8], _ answer: [UInt8]) -> Response {
    let signature = SignedBytes.header(SignedBytes.retired(request: request, body: answer), by: around.answers)
    return Reply.bytes(.gone, answer, "application/json", [Self.signature: signature])
  }

  private static func name(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .server }

  private func denied(_ detail: String) -> Caught {
    Caught(problem: Problem("host-unknown", "Not known", status: 401, detail))
  }

  private func enrol(_ request: Request) async throws -> Response {
    let bytes = try await body(request)
    let message = try EnrolRequest(bytes: bytes)
    let signature = request.headers[Self.signature] ?? ""
    guard SignedBytes.isValid(signature, over: SignedBytes.enrol(body: bytes), by: message.signingKey) else {
      throw denied("The enrolment is not signed by its own key.")
    }
    let digest = Digest.sha256(of: bytes)
    let invitation = try await around.house.inquire { try $0.invitation(message.id) }
    guard let invitation else { throw denied("There is no such enrolment token.") }
    let isRepeat = invitation.usedBy == digest
    guard
      isRepeat
        || Hex.bytes(invitation.secret).map({ EnrolRequest.isProven(bytes, by: MessageKey(bytes: $0)) && !$0.isEmpty })
          == true
    else { throw denied("The enrolment token does not fit, or was used.") }
    guard invitation.purpose == message.environment.rawValue else {
      throw denied("This token is for a \(invitation.purpose) host.")
    }
    guard invitation.hostName == message.name else {
      throw denied("This token is for the host \(invitation.hostName), not for \(message.name).")
    }
    guard let operation = around.registry.operation(EnrolHost.name) else { throw denied("No enrolment here.") }
    let registry = around.registry
    let call = Call(
      operation: operation.name.text,
      body: [
        "invitation": .string(message.id), "request": .string(digest.text),
        "signingKey": .string(message.signingKey.hex), "agreementKey": .string(Hex.text(message.agreementKey)),
      ], actor: .server, seen: nil, key: nil, fingerprint: "", act: "a-" + Hex.text(around.chance(8)), at: around.now())
    let answer = try await around.house.transact { try registry.perform(call, $0) }
    live.tell()
    guard let text = answer.document["answer"]?["host"]?.text ?? answer.document["answer"]?.text,
      let host = HostIdentifier(text)
    else { throw denied("The enrolment brought no host.") }
    polls.heard(host, at: around.now())
    let roots = try await around.house.inquire { try HostBriefing.roots(after: 0, $0) }
    return signed(bytes, EnrolAnswer(host: host, root: roots).bytes)
  }

  private func root(_ path: [String]) async throws -> Response {
    guard path.count == 2, let number = Int(path[1]), number > 0 else { throw denied("A root's number is needed.") }
    guard let kept = try await around.house.inquire({ try $0.metadata("root", version: number) }) else {
      return Reply.problem(Problem("not-found", "Not found", status: 404, "There is no root \(number)."))
    }
    return Reply.bytes(.ok, Array(kept.envelope.utf8), "application/json")
  }

  private func session(_ request: Request) async throws -> Response {
    let bytes = try await body(request)
    let message = try SessionRequest(bytes: bytes)
    let asOf = around.news.tick
    let host = try await around.house.inquire { try $0.load(Host.self, message.host.text)?.value }
    guard let host, let key = Hex.bytes(host.signingKey).flatMap(VerifyingKey.init(bytes:)),
      SignedBytes.isValid(
        request.headers[Self.signature] ?? "", over: SignedBytes.session(body: bytes), by: key)
    else { throw denied("This host is not known here, or its key is another.") }
    if host.retired {
      let since = host.retiredAt ?? around.now()
      return retired(bytes, RetiredAnswer(host: host.identifier, retiredAt: since).bytes)
    }
    guard let own = AgreementKey(rawBytes: around.chance(32)),
      let name = SessionName(node: "a", chance: around.chance(8))
    else { throw denied("No session could be made; try again.") }
    let now = around.now()
    let answer = SessionAnswer(
      at: now, ephemeral: own.publicBytes, session: name, until: now + Self.sessionTerm
    ).bytes
    guard
      let agreed = SessionAgreement.key(
        own: own, other: message.ephemeral, nonce: message.nonce, request: bytes, answer: answer)
    else { throw denied("The ephemeral key is no good.") }
    sessions.open(name, message.host, key: agreed, until: now + Self.sessionTerm, at: now, asOf: asOf)
    return signed(bytes, answer)
  }

  private func authenticated(_ request: Request, _ path: [String]) async throws -> Response {
    let bytes = try await body(request)
    let name = request.headers[Self.session] ?? ""
    let counter = request.headers[Self.counter].flatMap { Int64($0) } ?? 0
    let code = request.headers[Self.code] ?? ""
    let now = around.now()
    let target = request.uri.path + (request.uri.query.map { "?" + $0 } ?? "")
    let digest = Digest.sha256(of: bytes)
    guard let session = sessions.find(name, at: now),
      MessageCode.isValid(
        code, method: request.method.rawValue, path: target, digest: digest, counter: counter, key: session.key),
      sessions.take(counter, of: name), try await isServed(session, name)
    else { throw denied("Make a new session.") }
    let (host, key) = (session.host, session.key)
    if request.method == .get, path.count == 2, path[0] == "blobs", let digest = Digest(hex: path[1]) {
      return try await file(digest, range: request.headers[.range])
    }
    var (status, answer): (Int, [UInt8])
    if path == ["poll"] {
      do {
        let (body, kept) = try await polls.answer(bytes, digest, counter: counter, session, at: now)
        if let kept { sessions.keep(kept, of: name) }
        (status, answer) = (200, body)
      } catch { (status, answer) = told(error) }
    } else {
      (status, answer) = await self.answer(path, bytes, host)
    }
    let own = MessageCode.answer(counter: counter, status: status, body: answer, key: key)
    return Response(
      status: .init(code: status), headers: [.contentType: "application/json", Self.code: own],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer)))
  }

  /// Whether the host is still served: looked up only if a commit has changed it since (CFG-14), so that a key is good
  /// for nothing from the moment on in which its host was retired.
  private func isServed(_ session: HostSessions.Session, _ name: String) async throws -> Bool {
    if around.news.isSame(session.host, since: session.servedAsOf) { return true }
    let asOf = around.news.tick
    let host = try await around.house.inquire { try $0.load(Host.self, session.host.text)?.value }
    guard let host, !host.retired else {
      sessions.end(session.host)
      return false
    }
    sessions.served(name, asOf: asOf)
    return true
  }

  private func answer(_ path: [String], _ bytes: [UInt8], _ host: HostIdentifier) async -> (Int, [UInt8]) {
    do {
      switch path.first {
      case "begin":
        polls.heard(host, at: around.now())
        return (200, try await begin(BeginRequest(bytes: bytes), host).bytes)
      case "report":
        polls.heard(host, at: around.now())
        let report = try Report(bytes: bytes)
        let known = try await tell(
          ReportFromHost.name,
          [
            "order": .string(report.order.text), "number": .int(Int64(report.number)),
            "ends": .bool(report.event.endsOrder),
            "body": .string(String(decoding: bytes, as: UTF8.self)),
          ], host)
        return (200, receipt(known["known"] == true || known == true))
      case "inventory":
        _ = try Inventory(bytes: bytes)
        _ = try await tell(InventoryFromHost.name, ["body": .string(String(decoding: bytes, as: UTF8.self))], host)
        return (200, receipt(false))
      default: return (404, JSON.object([]).canonicalBytes)
      }
    } catch { return told(error) }
  }

  private func told(_ error: any Error) -> (Int, [UInt8]) {
    let problem = Problem(error)
    return (problem.status, problem.json.canonicalBytes)
  }

  private func receipt(_ known: Bool) -> [UInt8] {
    let json: JSON = [
      "at": .int(around.now().milliseconds), "known": .bool(known), "protocol": .int(Int64(WireProtocol.number)),
    ]
    return json.canonicalBytes
  }

  private func tell(_ operation: String, _ body: JSON, _ host: HostIdentifier) async throws -> JSON {
    let actor = Actor(principal: .host(host), from: "host/\(host.text)")
    let call = Call(
      operation: operation, body: body, actor: actor, seen: nil, key: nil, fingerprint: "",
      act: "a-" + Hex.text(around.chance(8)), at: around.now())
    let registry = around.registry
    let answer = try await around.house.transact { try registry.perform(call, $0) }
    live.tell()
    return answer.document["answer"] ?? .null
  }

  /// The last word before the first effect: a halt or a withdrawal that came a second ago is seen here.
  private func begin(_ message: BeginRequest, _ host: HostIdentifier) async throws -> BeginAnswer {
    let now = around.now()
    return try await around.house.inquire { books in
      func no(_ rule: String, _ because: String, _ clears: String) -> BeginAnswer {
        BeginAnswer(
          at: now, isGo: false, goodFor: Span(milliseconds: 0),
          refusals: [Objection(rule, because: because, clears: clears)])
      }
      guard let order = try books.order(message.order), order.host == host else {
        return no("order-known", "the server gave this host no such order", "poll again")
      }
      guard let deployment = try books.load(Deployment.self, order.deployment.text)?.value,
        deployment.state == .running, deployment.epoch == message.epoch
      else { return no("deployment-running", "\(order.deployment.text) was halted", "wait for a new order") }
      return BeginAnswer(at: now, isGo: true, goodFor: .seconds(3), refusals: [])
    }
  }

  /// A file of the library, or a package description, by digest.
  private func file(_ digest: Digest, range: String?) async throws -> Response {
    if let description = try await around.house.inquire({ try $0.description(digest) }) {
      return Reply.bytes(.ok, description, "application/octet-stream")
    }
    return try await LibraryDoor(around: around).file(digest, range: range)
  }
}
