import Packages
import Vocabulary

/// Who this host is to its server (OPS-3). The keys lie beside it and never leave the host.
public struct Identity: Sendable, Hashable {
  public let host: HostIdentifier
  public let environment: HostEnvironment
  /// Absent for a host that only applies orders from files.
  public let server: String?

  public init(host: HostIdentifier, environment: HostEnvironment, server: String?) {
    self.host = host
    self.environment = environment
    self.server = server
  }

  static let shape = Shape.record(
    Identity.init(host:environment:server:),
    field("host", \.host, HostIdentifier.shape, "Its identifier"),
    field("environment", \.environment, HostEnvironment.shape, "What it was enrolled as"),
    optional("server", \.server, .text(1...1000), "Where its server is"))
}

extension AgentFolder {
  public func identity() throws(HandsFault) -> Identity? { try document("identity.json", Identity.shape) }

  func write(_ identity: Identity) throws(HandsFault) { try write("identity.json", Identity.shape.write(identity)) }

  func signingKey() throws(HandsFault) -> SigningKey {
    guard let key = SigningKey(rawBytes: try secret("keys/signing")) else {
      throw HandsFault("\(at("keys/signing")) is no key; enrol again")
    }
    return key
  }

  func agreementKey() throws(HandsFault) -> AgreementKey {
    guard let key = AgreementKey(rawBytes: try secret("keys/agreement")) else {
      throw HandsFault("\(at("keys/agreement")) is no key; enrol again")
    }
    return key
  }
}
