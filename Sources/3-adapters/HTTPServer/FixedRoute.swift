import HTTPTypes
import Hummingbird
import Operations
import Vocabulary

/// A request on its way to a route: `path` is taken apart, `values` stand where the route has braces.
struct Arrival: Sendable {
  let request: Request
  let path: [String]
  let values: [String]
  /// Network address of the other end.
  let address: String
}

/// A route that no operation and no question gives. The table of them is both what is served and what `/openapi.json`
/// says of it, so that neither can lack what the other has (OPS-4).
struct FixedRoute: Sendable {
  /// What goes in or comes out: a media type with the schema of what stands in it.
  struct Content: Sendable {
    let type: String
    let schema: JSON

    static func text(_ type: String) -> Content { Content(type: type, schema: ["type": "string"]) }
    static let bytes = Content(type: "application/octet-stream", schema: ["type": "string", "format": "binary"])
    static let object = json(["type": "object"])
    static func json(_ schema: JSON) -> Content { Content(type: "application/json", schema: schema) }
    static func form(_ fields: [FieldNote]) -> Content {
      Content(type: "application/x-www-form-urlencoded", schema: Spelling.record(fields).schema)
    }
    static let page = text("text/html")
  }

  let method: HTTPRequest.Method
  /// `/api/v1/blobs/{digest}`
  let path: String
  let segments: [String]
  let name: String
  let about: String
  let authority: Authority
  /// Query parameters.
  let asks: [FieldNote]
  let sends: Content?
  let answers: Content
  /// The status when all is well.
  let status: Int
  let run: @Sendable (Door, Arrival) async throws -> Response

  init(
    _ method: HTTPRequest.Method, _ path: String, _ name: String, _ about: String, for authority: Authority,
    asks: [FieldNote] = [], sends: Content? = nil, answers: Content, status: Int = 200,
    _ run: @escaping @Sendable (Door, Arrival) async throws -> Response
  ) {
    self.method = method
    self.path = path
    segments = path.split(separator: "/").map(String.init)
    self.name = name
    self.about = about
    self.authority = authority
    self.asks = asks
    self.sends = sends
    self.answers = answers
    self.status = status
    self.run = run
  }

  /// What stands where the path has braces; nil if it is another's path.
  func values(in path: [String]) -> [String]? {
    guard path.count == segments.count else { return nil }
    var values: [String] = []
    for (given, wanted) in zip(path, segments) {
      if wanted.hasPrefix("{") { values.append(given) } else if given != wanted { return nil }
    }
    return values
  }

  /// Names of what stands in braces.
  var parameters: [String] { segments.filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) } }
}

/// All fixed routes.
struct RouteTable: Sendable {
  enum Found {
    case route(FixedRoute, [String])
    /// The path is known, the method is not; these are.
    case others([HTTPRequest.Method])
    case nothing
  }

  let routes: [FixedRoute]

  init(_ registry: Registry) {
    routes = Self.house + Self.interface + Self.log + Self.hosts + Self.browser + ListExport.routes(registry)
  }

  func find(_ method: HTTPRequest.Method, _ path: [String]) -> Found {
    var others: [HTTPRequest.Method] = []
    for route in routes {
      guard let values = route.values(in: path) else { continue }
      if route.method == method { return .route(route, values) }
      others.append(route.method)
    }
    return others.isEmpty ? .nothing : .others(others)
  }
}
