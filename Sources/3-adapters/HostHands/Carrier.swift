import Vocabulary

/// What a server answered.
public struct CarriedAnswer: Sendable {
  public let status: Int
  /// Names in lower case.
  public let headers: [(name: String, value: String)]
  public let body: [UInt8]

  public init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  func header(_ name: String) -> String? { headers.first { $0.name == name.lowercased() }?.value }
}

/// Carries bytes to a server and back; the program says who does (`Courier`).
public protocol Carrier: Sendable {
  func send(
    _ method: String, _ url: String, headers: [(name: String, value: String)], body: [UInt8]
  ) async throws(HandsFault) -> CarriedAnswer

  /// Hands over pieces as they come, asking for the bytes from `from` on; gives the status.
  func download(
    _ url: String, headers: [(name: String, value: String)], from: Int64,
    take: @escaping @Sendable (_ status: Int, _ piece: [UInt8]) throws(HandsFault) -> Void
  ) async throws(HandsFault) -> Int
}
