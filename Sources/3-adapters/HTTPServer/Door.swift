import Evidence
import HTTPTypes
import Hummingbird
import Operations
import Packages
import PeopleRules
import Vocabulary
import Wire

/// Where every request comes in: finds out who it is, which room it is for, and spells the answer.
struct Door: HTTPResponder {
  typealias Context = DoorContext
  /// The largest body that is read into memory: 4 MiB. Files of the library are streamed.
  static let largestBody = 4 * 1024 * 1024

  let around: Surroundings
  let passwords = Passwords()
  let limit = SignInLimit()
  let live = LiveHub()
  let hosts: HostDoor
  /// Routes beside those of the registry.
  let table: RouteTable

  init(_ around: Surroundings) {
    self.around = around
    table = RouteTable(around.registry)
    hosts = HostDoor(around: around, live: live)
  }

  /// HEAD is GET without the body: what GET says, its length included, and nothing after it.
  func respond(to request: Request, context: DoorContext) async throws -> Response {
    // Most of what comes are polls: their path is not taken apart.
    if request.method == .post, request.uri.path == WirePath.poll { return await hosts.respond(request, ["poll"]) }
    guard request.method == .head else { return await answer(request, context) }
    var head = request.head
    head.method = .get
    return await answer(Request(head: head, body: request.body), context).createHeadResponse()
  }

  private func answer(_ request: Request, _ context: DoorContext) async -> Response {
    let path = request.uri.path.split(separator: "/").map { FormReader.decoded($0) }
    do {
      switch table.find(request.method, path) {
      case .route(let route, let values):
        return try await route.run(
          self, Arrival(request: request, path: path, values: values, address: context.address))
      case .others(let methods): return Reply.notAllowed(methods)
      case .nothing: break
      }
      switch path.first {
      case "api", "host":
        guard path.count > 1, path[1] == "v1" else {
          return Reply.problem(
            Problem("not-found", "No such version", status: 404, "This server speaks /\(path[0])/v1 only."))
        }
        // To a host that is not known here it is not said which paths there are; none of its rooms is reached.
        if path[0] == "host" { return await hosts.respond(request, []) }
        return try await api(request, Array(path.dropFirst(2)))
      case "static": return Reply.noRoute
      default: return await browser(request, path, context.address)
      }
    } catch {
      return Reply.problem(Problem(error))
    }
  }

  func asset(_ name: String) -> Response {
    guard let asset = around.pages.assets[name] else {
      return Reply.problem(Problem("not-found", "Not found", status: 404, "There is no such file."))
    }
    return Reply.bytes(.ok, Array(asset.content.utf8), asset.type, [.cacheControl: "no-cache"])
  }

  func body(of request: Request, most: Int = Door.largestBody) async throws -> [UInt8] {
    try await BodyReader.bytes(of: request, most: most)
  }

  /// Who sends this: by cookie (pages) or bearer token (programs).
  func actor(_ request: Request) async throws -> (actor: Actor, secret: String?) {
    let bearer = request.headers[.authorization].flatMap { $0.hasPrefix("Bearer ") ? String($0.dropFirst(7)) : nil }
    let cookie = (request.headers[.cookie] ?? "").split(separator: ";").compactMap { part -> String? in
      let text = part.drop { $0 == " " }
      return text.hasPrefix("slipway=") ? String(text.dropFirst(8)) : nil
    }.first
    guard let secret = bearer ?? cookie else { return (.nobody, nil) }
    let way = bearer == nil ? "page" : "api"
    let now = around.now()
    let actor = try await around.house.inquire { books -> Actor? in
      guard let key = try books.key(secret: AccessSecret.digest(secret)), key.expires > now,
        let person = try books.load(Person.self, key.person.text)?.value, person.active
      else { return nil }
      return Actor(principal: .person(key.person), from: "\(way)/\(key.name)", grants: person.grants, scope: key.scope)
    }
    if let actor { return (actor, secret) }
    // A token that is not known is an error; a cookie that is not known is nobody, who is shown the sign-in page.
    if bearer != nil {
      throw Caught(
        problem: Problem(
          "sign-in-needed", "Sign in first", status: 401, "This token is not known, was revoked, or has ended."))
    }
    return (.nobody, nil)
  }

  /// Runs an operation in its transaction and tells the open pages.
  func perform(
    _ operation: RegisteredOperation, _ body: JSON, _ actor: Actor, seen: Int?, key: String?
  ) async throws -> CallAnswer {
    let print = around.secret.code(over: Array("\(operation.name.text)\n".utf8) + body.canonicalBytes)
    var call = Call(
      operation: operation.name.text, body: body, actor: actor, seen: seen, key: key, fingerprint: Hex.text(print),
      act: "a-" + Hex.text(around.chance(8)), at: around.now())
    for name in operation.secrets {
      guard let password = body[name]?.text else { continue }
      call.verifiers[name] = try await passwords.verifier(of: Array(password.utf8), salt: around.chance(16))
    }
    let (registry, ready) = (around.registry, call)
    if operation.looksAtFiles { try await around.look(before: ready) }
    let answer = try await around.house.transact { try registry.perform(ready, $0) }
    if !answer.wasRepeat { live.tell() }
    return answer
  }

  /// Checks a password and opens a session; gives the cookie.
  func signIn(_ name: String, _ password: String, address: String) async throws -> String {
    let now = around.now()
    let names = ["account:\(name)", "address:\(address)"]
    if let wait = limit.wait(for: names, at: now) {
      throw Caught(
        problem: Problem(
          "too-many-attempts", "Too many attempts", status: 429, "Try again in \(wait) seconds.", retryAfter: wait))
    }
    let account = try await around.house.inquire { books in
      try books.account(signInName: name).map { (person: $0.person, verifier: $0.verifier) }
    }
    guard try await passwords.matches(Array(password.utf8), account?.verifier), let account else {
      limit.failed(names, at: now)
      throw Caught(
        problem: Problem("sign-in-failed", "Not signed in", status: 401, "Name and password do not belong together."))
    }
    limit.succeeded(names[0])
    let secret = Hex.text(around.chance(32))
    guard let operation = around.registry.operation(OpenSession.name) else { return secret }
    _ = try await perform(
      operation,
      [
        "person": .string(account.person.text), "secret": .string(AccessSecret.digest(secret).text),
        "address": .string(address),
      ], .server, seen: nil, key: nil)
    return secret
  }
}
