import Vocabulary

/// What a server answered.
public struct ServerAnswer: Sendable {
  public var status: Int
  /// Names in any case.
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]

  public init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
  var isGood: Bool { (200..<300).contains(status) }

  func json() throws(Ending) -> JSON {
    do { return try JSON(parsing: body) } catch {
      throw .fault("The server's answer is no JSON (\(error.says) at byte \(error.offset)). Is this a Slipway server?")
    }
  }
}

/// Sends one request and reads the whole answer; throws only when no answer came. Hands over HTTP, so that this room
/// knows no HTTP client.
public typealias Send =
  @Sendable (
    _ method: String, _ url: String, _ headers: [(name: String, value: String)], _ body: [UInt8]
  ) async throws -> ServerAnswer

/// A server with its address and the person's token.
struct Server {
  let address: String
  private let token: String?
  private let send: Send

  init(named flag: String?, _ surroundings: Surroundings, _ send: @escaping Send) throws(Ending) {
    guard var address = flag ?? surroundings.environment["SLIPWAY_SERVER"], !address.isEmpty else {
      throw .usage("Which server? Give --server URL or set SLIPWAY_SERVER, for example https://slipway.example.org.")
    }
    guard ["https://", "http://"].contains(where: { address.hasPrefix($0) && address.count > $0.count }),
      !address.contains(where: { "?# ".contains($0) })
    else { throw .usage("«\(address)» is no server's address; one looks like https://slipway.example.org.") }
    while address.hasSuffix("/") { address.removeLast() }
    self.address = address
    let given = surroundings.environment["SLIPWAY_TOKEN"] ?? ""
    guard given.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw .usage("SLIPWAY_TOKEN holds a space or a character that no token has. Copy it again.")
    }
    token = given.isEmpty ? nil : given
    self.send = send
  }

  func call(
    _ method: String, _ path: String, _ headers: [(name: String, value: String)] = [], body: [UInt8] = []
  ) async throws(Ending) -> ServerAnswer {
    var all = [(name: "Accept", value: "application/json")] + headers
    if let token { all.append((name: "Authorization", value: "Bearer \(token)")) }
    do { return try await send(method, address + path, all, body) } catch {
      let unsure = method == "GET" ? "" : " It may have happened all the same: look before you try again."
      throw .fault("\(address) cannot be reached: \(error).\(unsure)")
    }
  }

  /// Sends a decision with its key.
  func post(
    _ path: String, _ body: JSON, key: String, seen: Int? = nil
  ) async throws(Ending) -> ServerAnswer {
    var headers = [(name: "Content-Type", value: "application/json"), (name: "Idempotency-Key", value: key)]
    if let seen { headers.append((name: "If-Match", value: "\"\(seen)\"")) }
    return try await call("POST", path, headers, body: body.canonicalBytes)
  }
}
