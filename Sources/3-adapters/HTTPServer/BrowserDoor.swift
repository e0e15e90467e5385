import Evidence
import HTTPTypes
import Hummingbird
import Operations
import Packages
import PeopleRules
import ServiceLifecycle
import Vocabulary

extension Door {
  /// Pages and their forms.
  func browser(_ request: Request, _ path: [String], _ address: String) async -> Response {
    do {
      switch (request.method, path.first) {
      case (.post, "sign-in"): return try await formSignIn(request, address)
      case (.post, "act"): return try await act(request, path, address)
      case (.get, "requests") where path.count == 4 && path[2] == "attachments":
        return try await attachment(request, path)
      case (.get, _): return try await page(request, path, failed: nil, status: nil)
      default:
        return Reply.html(
          .methodNotAllowed,
          around.pages.plain(status: 405, title: "Not possible", detail: "This page takes no such request."),
          [.allow: "GET, HEAD"])
      }
    } catch {
      let problem = Problem(error)
      return Reply.html(
        .init(code: problem.status),
        around.pages.plain(status: problem.status, title: problem.title, detail: problem.detail))
    }
  }

  private func formToken(_ secret: String?) -> String {
    Hex.text(around.secret.code(over: Array("form\n\(secret ?? "nobody")".utf8)))
  }

  func page(_ request: Request, _ path: [String], failed: FailedForm?, status: Int?) async throws -> Response {
    let (actor, secret) = try await actor(request)
    if actor == .nobody, !["sign-in", "begin"].contains(path.first) {
      let empty = try await around.house.inquire { try !$0.hasPeople() }
      if empty { return Reply.redirect("/begin") }
      if failed == nil { return Reply.redirect(Self.signInPath(back: request.uri.string)) }
    }
    let visit = Visit(
      path: path, query: FormReader.pairs(request.uri.query ?? ""), registry: around.registry,
      formToken: formToken(secret), freshKeys: (0..<24).map { _ in Hex.text(around.chance(16)) }, failed: failed)
    let (pages, now) = (around.pages, around.now())
    let answer = try await around.house.inquire { books in
      try pages.page(visit, Desk(books: books, actor: actor, now: now, operation: "page", act: ""))
    }
    switch answer {
    case .html(let given, let text): return Reply.html(.init(code: status ?? given), text)
    case .redirect(let place): return Reply.redirect(place)
    }
  }

  private func formSignIn(_ request: Request, _ address: String) async throws -> Response {
    try refuseForeign(request)
    let pairs = FormReader.pairs(String(decoding: try await body(of: request, most: 10_000), as: UTF8.self))
    let name = pairs.first { $0.name == "name" }?.value ?? ""
    let password = pairs.first { $0.name == "password" }?.value ?? ""
    do {
      let secret = try await signIn(name, password, address: address)
      let back = Self.own(pairs.first { $0.name == "back" }?.value)
      return Reply.redirect(back ?? "/", [.setCookie: cookie(secret, seconds: 12 * 3600)])
    } catch {
      let problem = Problem(error)
      let failed = FailedForm(
        operation: "sign-in", values: [("name", name)], title: problem.title, detail: problem.detail, fields: [],
        refusals: [])
      return try await page(request, ["sign-in"], failed: failed, status: problem.status)
    }
  }

  private func cookie(_ secret: String, seconds: Int) -> String {
    "slipway=\(secret); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(seconds)" + (around.isTLS ? "; Secure" : "")
  }

  /// A form that another site made the browser send.
  private func refuseForeign(_ request: Request) throws {
    guard let site = request.headers[.fetchSite], !["same-origin", "none"].contains(site) else { return }
    throw Caught(
      problem: Problem(
        "foreign-form", "Not from here", status: 403,
        "This form came from another site. Open the page here and send it again."))
  }

  private func act(_ request: Request, _ path: [String], _ address: String) async throws -> Response {
    try refuseForeign(request)
    let (actor, secret) = try await actor(request)
    let pairs = try await formPairs(request)
    func hidden(_ name: String) -> String? { pairs.first { $0.name == name }?.value }
    guard path.count == 2, let operation = around.registry.operation(path[1]), operation.isPublic else {
      throw NotFound(subject: SubjectReference(kind: "operation", reference: path.last ?? ""))
    }
    guard hidden("form-token") == formToken(secret) else {
      throw Caught(
        problem: Problem(
          "form-token", "This form is too old", status: 403,
          "Your session has changed since it was shown. Go back, load the page again, and send it."))
    }
    do {
      let body = FormReader.json(pairs, operation.spelling.fields)
      let answer = try await perform(
        operation, body, actor, seen: hidden("if-match").flatMap { Int($0) }, key: hidden("idempotency-key"))
      return try await after(operation, answer, hidden("back"), address, pairs)
    } catch {
      let problem = Problem(error)
      let failed = FailedForm(
        operation: operation.name.text, values: pairs.filter { pair in !operation.notSentBack.contains(pair.name) },
        title: problem.title, detail: problem.detail, fields: problem.fields, refusals: problem.refusals)
      let place = operation.authority == .firstRun ? ["begin"] : path
      return try await page(request, place, failed: failed, status: problem.status)
    }
  }

  private func formPairs(_ request: Request) async throws -> [(name: String, value: String)] {
    let bytes = try await body(of: request)
    if let boundary = MultipartReader.boundary(of: request.headers[.contentType]) {
      return MultipartReader.pairs(bytes, boundary: boundary)
    }
    return FormReader.pairs(String(decoding: bytes, as: UTF8.self))
  }

  /// A file that stays with a request, as bytes: shown by no browser inside a page, whatever it says it is.
  private func attachment(_ request: Request, _ path: [String]) async throws -> Response {
    let (actor, _) = try await actor(request)
    guard let number = Int(path[3]) else {
      throw NotFound(subject: SubjectReference(kind: "attachment", reference: path[3]))
    }
    let (registry, now) = (around.registry, around.now())
    let asked: JSON = ["request": .string(path[1]), "number": .int(Int64(number))]
    let answer = try await around.house.inquire { books in
      let desk = Desk(books: books, actor: actor, now: now, operation: ShowAttachment.name, act: "")
      return try registry.ask(ShowAttachment.name, asked, desk)
    }
    let file = try FileContent.shape(most: Self.largestBody).read(answer)
    let name = file.name.unicodeScalars.map { scalar -> String in
      scalar.isASCII && scalar.value > 0x1F && !["\"", "\\", "/"].contains(scalar) ? String(scalar) : "_"
    }.joined()
    return Reply.bytes(
      .ok, file.bytes, "application/octet-stream",
      [.contentDisposition: "attachment; filename=\"\(name)\"", .cacheControl: "no-store"])
  }

  /// Where a form leads: the subject's page, or where it came from.
  private func after(
    _ operation: RegisteredOperation, _ answer: CallAnswer, _ back: String?, _ address: String,
    _ pairs: [(name: String, value: String)]
  ) async throws -> Response {
    if operation.name.text == CloseSession.name {
      return Reply.redirect("/sign-in", [.setCookie: cookie("", seconds: 0)])
    }
    if operation.authority == .firstRun {
      let name = pairs.first { $0.name == "signInName" }?.value ?? ""
      let password = pairs.first { $0.name == "password" }?.value ?? ""
      return Reply.redirect(
        "/", [.setCookie: cookie(try await signIn(name, password, address: address), seconds: 12 * 3600)])
    }
    if !operation.shownOnce.isEmpty {
      let lines = operation.shownOnce.compactMap { answer.document["answer"]?[$0]?.text }.joined(separator: "\n")
      return Reply.html(.ok, around.pages.plain(status: 200, title: "Shown once: copy it now", detail: lines))
    }
    if let made = answer.document["answer"]?.members?.first(where: { $0.value.text != nil }),
      let reference = made.value.text
    {
      return Reply.redirect("/\(RegisteredName(made.name).plural)/\(reference)")
    }
    return Reply.redirect(Self.own(back) ?? "/")
  }

  /// Only a path of this server, so that a form or a link cannot lead elsewhere.
  private static func own(_ path: String?) -> String? {
    guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), !path.contains("\\"),
      path.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F })
    else { return nil }
    return path
  }

  /// The sign-in page, which leads back to where somebody wanted to go.
  private static func signInPath(back: String) -> String {
    guard let back = own(back), back != "/" else { return "/sign-in" }
    var out = ""
    for byte in back.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E:
        out.unicodeScalars.append(Unicode.Scalar(byte))
      default: out += "%" + Hex.text([byte]).uppercased()
      }
    }
    return "/sign-in?back=" + out
  }

  /// One event stream per browser: says that something changed, pages ask again.
  func events(_ request: Request) async throws -> Response {
    let (actor, _) = try await actor(request)
    guard actor != .nobody else { throw NotAllowed.signInNeeded }
    let ticks = live.listen()
    let body = ResponseBody { writer in
      var judged = self.around.now()
      try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
      // A stream that is open must not keep the server from stopping.
      for await tick in ticks.cancelOnGracefulShutdown() {
        // Whoever was signed out or closed meanwhile hears nothing more after a second (ROL-9); asking at each tick would
        // cost a look into the database for every open page at every commit.
        if self.around.now() >= judged + .seconds(1) {
          guard let actor = try? await self.actor(request).actor, actor != .nobody else { break }
          judged = self.around.now()
        }
        try await writer.write(ByteBuffer(string: tick.map { "id: \($0)\ndata: {}\n\n" } ?? ": still here\n\n"))
      }
      try await writer.finish(nil)
    }
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
  }
}
