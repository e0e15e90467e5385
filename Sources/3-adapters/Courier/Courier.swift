import AsyncHTTPClient
import Vocabulary

/// Outgoing HTTP and HTTPS: what the agent says to its server, what webhooks say to others.
///
/// Certificates are checked against the machine's own roots; there is no way to switch that off (OPS-3).
public struct Courier: Sendable {
  /// One request. `body` empty means none.
  public struct Request: Sendable {
    public var method: String
    public var url: String
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// How long all of it may take.
    public var timeout: Span

    public init(
      _ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
      timeout: Span = .seconds(30)
    ) {
      self.method = method
      self.url = url
      self.headers = headers
      self.body = body
      self.timeout = timeout
    }
  }

  /// An answer whose body was read whole.
  public struct Answer: Sendable {
    public let status: Int
    /// Names in lower case, in the order they came.
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]

    public func header(_ name: String) -> String? {
      headers.first { $0.name == name.lowercased() }?.value
    }
  }

  /// Nothing usable came back: no connection, no answer in time, more than allowed.
  public struct Undelivered: Error, Sendable {
    /// What happened, for the person who runs the sender.
    public let says: String

    public init(says: String) { self.says = says }
  }

  private let client: HTTPClient

  /// - Parameter connectTimeout: how long to wait for the other side to take the connection.
  public init(connectTimeout: Span = .seconds(10)) {
    var configuration = HTTPClient.Configuration()
    configuration.timeout.connect = .milliseconds(connectTimeout.milliseconds)
    // A redirect would carry signed headers to somebody the caller did not name.
    configuration.redirectConfiguration = .disallow
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  /// Ends all connections; nothing can be sent afterwards.
  public func close() async {
    // Closing can only fail when it was closed already.
    try? await client.shutdown()
  }

  /// Sends and reads the whole answer, at most `limit` bytes of it.
  public func send(_ request: Request, limit: Int = 16 << 20) async throws(Undelivered) -> Answer {
    do {
      let response = try await execute(request)
      let body = try await response.body.collect(upTo: limit)
      return Answer(
        status: Int(response.status.code), headers: Self.headers(response), body: Array(body.readableBytesView))
    } catch { throw Undelivered(says: "\(request.method) \(request.url): \(error)") }
  }

  /// Downloads: hands each piece to `take` as it comes. `from` > 0 asks to go on there (`Range`); whether the other
  /// side did so is told by the status, 206 or 200, which `take` gets with the first piece.
  public func download(
    _ request: Request, from: Int64 = 0,
    take: @Sendable (_ status: Int, _ piece: [UInt8]) async throws -> Void
  ) async throws -> Int {
    var asked = request
    if from > 0 { asked.headers.append((name: "Range", value: "bytes=\(from)-")) }
    let response = try await execute(asked)
    let status = Int(response.status.code)
    for try await piece in response.body { try await take(status, Array(piece.readableBytesView)) }
    return status
  }

  private func execute(_ request: Request) async throws -> HTTPClientResponse {
    var out = HTTPClientRequest(url: request.url)
    out.method = .init(rawValue: request.method)
    for header in request.headers { out.headers.add(name: header.name, value: header.value) }
    if !request.body.isEmpty { out.body = .bytes(request.body) }
    return try await client.execute(out, timeout: .milliseconds(request.timeout.milliseconds))
  }

  private static func headers(_ response: HTTPClientResponse) -> [(name: String, value: String)] {
    response.headers.map { (name: $0.name.lowercased(), value: $0.value) }
  }
}
