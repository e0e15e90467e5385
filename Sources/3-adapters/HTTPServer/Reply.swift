import Evidence
import HTTPTypes
import Hummingbird
import Operations
import Packages
import Vocabulary
import Wire

/// How answers and errors are spelled in HTTP (docs/decisions/0005).
enum Reply {
  static func json(_ status: HTTPResponse.Status, _ json: JSON, _ more: HTTPFields = [:]) -> Response {
    bytes(status, json.canonicalBytes, "application/json", more)
  }

  static func text(_ text: String) -> Response { bytes(.ok, Array(text.utf8), "text/plain; charset=utf-8") }

  static var noRoute: Response {
    problem(Problem("not-found", "No such route", status: 404, "The routes are listed at /openapi.json."))
  }

  static func html(_ status: HTTPResponse.Status, _ text: String, _ more: HTTPFields = [:]) -> Response {
    var fields = more
    fields[.contentSecurityPolicy] = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    fields[.cacheControl] = "no-store"
    return bytes(status, Array(text.utf8), "text/html; charset=utf-8", fields)
  }

  static func bytes(
    _ status: HTTPResponse.Status, _ bytes: [UInt8], _ type: String, _ more: HTTPFields = [:]
  ) -> Response {
    var fields = more
    fields[.contentType] = type
    fields[.xContentTypeOptions] = "nosniff"
    return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  static func redirect(_ place: String, _ more: HTTPFields = [:]) -> Response {
    var fields = more
    fields[.location] = place
    return Response(status: .seeOther, headers: fields)
  }

  /// For a method that a path does not know: which ones it does.
  static func notAllowed(_ methods: String, _ detail: String) -> Response {
    var answer = problem(Problem("method", "No such method here", status: 405, detail))
    answer.headers[.allow] = methods
    return answer
  }

  static func notAllowed(_ methods: [HTTPRequest.Method]) -> Response {
    let all = methods.flatMap { $0 == .get ? ["GET", "HEAD"] : [$0.rawValue] }.joined(separator: ", ")
    return notAllowed(all, "This path takes \(all) only.")
  }

  /// A problem document (RFC 9457).
  static func problem(_ problem: Problem) -> Response {
    var fields: HTTPFields = [:]
    if let wait = problem.retryAfter { fields[.retryAfter] = String(wait) }
    return bytes(.init(code: problem.status), problem.json.canonicalBytes, "application/problem+json", fields)
  }
}

/// Any error as a person or a program is told of it.
struct Problem: Sendable {
  var name: String
  var title: String
  var status: Int
  var detail: String
  var refusals: [JSON] = []
  var fields: [FieldProblem] = []
  var retryAfter: Int?

  var json: JSON {
    var members: [JSON.Member] = [
      .init("type", .string("/problems/\(name)")), .init("title", .string(title)),
      .init("status", .int(Int64(status))), .init("detail", .string(detail)),
    ]
    if !refusals.isEmpty { members.append(.init("refusals", .array(refusals))) }
    if !fields.isEmpty {
      members.append(
        .init("fields", .array(fields.map { ["pointer": .string($0.pointer), "says": .string($0.says)] })))
    }
    return .object(members)
  }

  init(_ name: String, _ title: String, status: Int, _ detail: String, retryAfter: Int? = nil) {
    self.name = name
    self.title = title
    self.status = status
    self.detail = detail
    self.retryAfter = retryAfter
  }

  init(_ error: any Error) {
    switch error {
    case let refused as Refused:
      self.init("refused", "The rules refuse this", status: 409, refused.all.map(\.because.text).joined(separator: " "))
      refusals = refused.all.map(\.json)
    case let bad as BadFields:
      self.init(
        "bad-fields", "Some fields are wrong", status: 422,
        bad.problems.map { "\($0.pointer) \($0.says)" }.joined(separator: "; "))
      fields = bad.problems
    case let denied as NotAllowed:
      let isSignIn = denied == .signInNeeded
      self.init(
        isSignIn ? "sign-in-needed" : "role-needed", isSignIn ? "Sign in first" : "Not allowed",
        status: isSignIn ? 401 : 403, denied.says)
    case let missing as NotFound: self.init("not-found", "Not found", status: 404, missing.says)
    case let stale as Stale: self.init("stale", "It has changed since", status: 412, stale.says)
    case let call as CallProblem:
      let status =
        switch call.kind {
        case .keyMissing, .keyMalformed: 400
        case .matchMissing: 428
        case .keyReused: 422
        }
      self.init("call", "The call is not complete", status: status, call.says)
    case let json as JSONProblem:
      self.init("not-json", "Not JSON", status: 400, "At byte \(json.offset): \(json.says).")
    case let message as BadMessage: self.init("bad-message", "Not a message", status: 422, message.says)
    case let objection as Objection:
      self.init("refused", "The rules refuse this", status: 409, objection.because)
      refusals = [
        ["rule": .string(objection.rule), "because": .string(objection.because), "clears": .string(objection.clears)]
      ]
    case let fault as Fault:
      self.init(
        fault.name, "The machine could not", status: fault.passes ? 503 : 500, "\(fault.says) \(fault.remedy)",
        retryAfter: fault.passes ? 2 : nil)
    case let problem as Caught: self = problem.problem
    default:
      self.init(
        "fault", "The machine could not", status: 500,
        "Something failed inside: \(type(of: error)). The server's log has more.")
    }
  }
}

/// A problem thrown by the door itself.
struct Caught: Error { let problem: Problem }

extension HTTPField.Name {
  static let contentSecurityPolicy = Self("Content-Security-Policy") ?? .server
  static let xContentTypeOptions = Self("X-Content-Type-Options") ?? .server
  static let idempotencyKey = Self("Idempotency-Key") ?? .server
  static let fetchSite = Self("Sec-Fetch-Site") ?? .server
  static let lastEvent = Self("Last-Event-ID") ?? .server
}
