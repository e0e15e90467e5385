import HTTPTypes
import Hummingbird
import Operations
import PeopleRules
import Vocabulary

extension RouteTable {
  private static func note(_ name: String, _ about: String, _ spelling: Spelling) -> FieldNote {
    FieldNote(name: name, about: about, required: true, spelling: spelling)
  }

  private static let short = Spelling.text(least: 1, most: 200, lines: false)

  /// For whoever runs the server, for programs that want to know what it speaks, for browsers.
  static let house: [FixedRoute] = [
    FixedRoute(
      .get, "/healthz", "server.alive", "Whether the process answers", for: .anyone, answers: .object
    ) { _, _ in Reply.json(.ok, ["alive": true]) },
    FixedRoute(
      .get, "/readyz", "server.ready", "Whether the database answers too", for: .anyone, answers: .object
    ) { door, _ in
      _ = try await door.around.house.inquire { try $0.hasPeople() }
      return Reply.json(.ok, ["ready": true])
    },
    FixedRoute(
      .get, "/openapi.json", "server.openapi", "This description", for: .anyone, answers: .object
    ) { door, _ in Reply.json(.ok, OpenAPI.document(door.around.registry, door.table)) },
    FixedRoute(
      .get, "/events", "server.events", "Tells of every change, as server-sent events: what was asked is asked again",
      for: .signedIn, answers: .text("text/event-stream")
    ) { door, it in try await door.events(it.request) },
    FixedRoute(
      .get, "/static/{file}", "server.asset", "Style sheet and script of the pages", for: .anyone,
      answers: .text("text/plain")
    ) { door, it in door.asset(it.values[0]) },
  ]

  static let interface: [FixedRoute] = [
    FixedRoute(
      .post, "/api/v1/sign-in", "session.begin", "Sign in; the secret is the bearer token of the session",
      for: .anyone,
      sends: .json(
        Spelling.record([note("signInName", "Name to sign in with", short), note("password", "Password", .secret)])
          .schema),
      answers: .json(["type": "object", "required": ["secret"], "properties": ["secret": ["type": "string"]]])
    ) { door, it in try await door.apiSignIn(it.request, it.address) },
    FixedRoute(
      .get, "/api/v1/blobs/{digest}", "blob.read", "A file of the library, by the SHA-256 of its bytes; takes Range",
      for: blobAuthority, answers: .bytes
    ) { door, it in try await door.blob(it.request, it.values[0]) },
    FixedRoute(
      .put, "/api/v1/blobs/{digest}", "blob.upload",
      "Upload a file of a package; 200 where it was there already, else 201", for: blobAuthority, sends: .bytes,
      answers: .json(["type": "object", "required": ["digest"], "properties": ["digest": ["type": "string"]]]),
      status: 201
    ) { door, it in try await door.blob(it.request, it.values[0]) },
  ]

  static let blobAuthority = Authority.roles([.librarian, .developer])

  /// Texts by which others check the log (docs/decisions/0001).
  static let log: [FixedRoute] = [
    FixedRoute(
      .get, "/api/v1/log/checkpoint", "log.checkpoint", "The newest signed checkpoint: size and root of the log",
      for: logAuthority, answers: .text("text/plain")
    ) { door, it in
      try await door.mayReadLog(it.request)
      return Reply.text(try await door.around.log.lastCheckpoint() ?? "")
    },
    FixedRoute(
      .get, "/api/v1/log/key", "log.key", "The key that checkpoints are verified with (C2SP signed-note)",
      for: logAuthority, answers: .text("text/plain")
    ) { door, it in
      try await door.mayReadLog(it.request)
      return Reply.text(door.around.log.verifierKey + "\n")
    },
    FixedRoute(
      .get, "/api/v1/log/proofs/{index}", "log.proof", "The proof that an entry stands in the log at that place",
      for: logAuthority, answers: .text("text/plain")
    ) { door, it in
      try await door.mayReadLog(it.request)
      guard let index = Int(it.values[0]), let proof = try await door.around.log.inclusionProof(of: index) else {
        return Reply.noRoute
      }
      return Reply.text(proof)
    },
    FixedRoute(
      .get, "/api/v1/log/export", "log.export", "The whole log with its texts, for slipway log verify",
      for: logAuthority, answers: .text("text/plain")
    ) { door, it in
      try await door.mayReadLog(it.request)
      return try await door.logExport()
    },
  ]

  static let logAuthority = Authority.roles([.auditor, .administrator, .changeManager, .releaseManager])

  /// What hosts say and are told (docs/decisions/0006); each message is signed or carries a code.
  static let hosts: [FixedRoute] = [
    host(.post, "enrol", "enrol", "Enrol with a token"),
    host(.get, "root/{number}", "root", "A root of the library's metadata, by number"),
    host(.post, "session", "open-session", "Agree on a session key"),
    host(.post, "poll", "poll", "Ask for news"),
    host(.post, "begin", "begin", "The last word before the first effect of an order"),
    host(.post, "report", "report", "Report a step of an order"),
    host(.post, "inventory", "inventory", "Give the inventory"),
    host(.get, "blobs/{digest}", "read-blob", "A file of the library or a package description; takes Range", .bytes),
  ]

  private static func host(
    _ method: HTTPRequest.Method, _ path: String, _ name: String, _ about: String,
    _ answers: FixedRoute.Content = .object
  ) -> FixedRoute {
    FixedRoute(
      method, "/host/v1/\(path)", "host.message.\(name)", about, for: .host,
      sends: method == .post ? .object : nil, answers: answers
    ) { door, it in await door.hosts.respond(it.request, Array(it.path.dropFirst(2))) }
  }

  /// What a browser sends beside asking for pages. Pages themselves are for people and not described.
  static let browser: [FixedRoute] = [
    page(.get, "/sign-in", "page.sign-in", "The page on which one signs in", for: .anyone),
    page(
      .post, "/sign-in", "page.send-sign-in", "Sign in by the page's form; gives a cookie", for: .anyone,
      sends: .form([note("name", "Name to sign in with", short), note("password", "Password", .secret)]), status: 303),
    page(.get, "/act/{operation}", "page.act", "The form of an operation", for: .signedIn),
    page(
      .post, "/act/{operation}", "page.send-act",
      "An operation by its form, with the form's own token; it judges who may", for: .anyone, sends: .form([]),
      status: 303),
    page(
      .get, "/requests/{request}/attachments/{number}", "page.attachment", "A file that stays with a request",
      for: .signedIn, answers: .bytes),
  ]

  private static func page(
    _ method: HTTPRequest.Method, _ path: String, _ name: String, _ about: String, for authority: Authority,
    sends: FixedRoute.Content? = nil, answers: FixedRoute.Content = .page, status: Int = 200
  ) -> FixedRoute {
    FixedRoute(method, path, name, about, for: authority, sends: sends, answers: answers, status: status) { door, it in
      await door.browser(it.request, it.path, it.address)
    }
  }
}
