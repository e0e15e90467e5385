import Packages
import Vocabulary

/// What a host is given once to enrol with: `<id>.<secret>.<SHA-256 of root 1's payload>`.
public struct EnrolmentToken: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Its public name: letters, digits and hyphens.
  public let identifier: String
  /// Never travels: the host proves that it has it.
  public let secret: MessageKey
  /// Digest of the payload of root 1, which the host pins.
  public let root: Digest

  /// Nil unless the identifier is fit for a token and the secret has 32 bytes.
  public init?(identifier: String, secret: [UInt8], root: Digest) {
    guard Self.isIdentifier(identifier), secret.count == 32 else { return nil }
    self.identifier = identifier
    self.secret = MessageKey(bytes: secret)
    self.root = root
  }

  /// Nil unless the text has the three parts.
  public init?(text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, let secret = Hex.bytes(parts[1]), let root = Digest(hex: parts[2]) else { return nil }
    self.init(identifier: parts[0], secret: secret, root: root)
  }

  /// To be shown once.
  public func reveal() -> String { secret.reveal { "\(identifier).\(Hex.text($0)).\(root.hex)" } }

  static func isIdentifier(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
      }
  }

  public var description: String { "EnrolmentToken(\(identifier))" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What kind of machine enrols.
public struct MachineSummary: Sendable, Hashable {
  public var architecture: String
  public var hostname: String
  public var kernel: String
  public var system: String

  public init(architecture: String, hostname: String, kernel: String, system: String) {
    self.architecture = architecture
    self.hostname = hostname
    self.kernel = kernel
    self.system = system
  }

  public static let shape = Shape.record(
    MachineSummary.init(architecture:hostname:kernel:system:),
    field("architecture", \.architecture, .text(1...80), "x86_64, aarch64"),
    field("hostname", \.hostname, .text(1...255), "What the machine calls itself"),
    field("kernel", \.kernel, .text(1...200), "Kernel and its version"),
    field("system", \.system, .text(1...200), "Distribution and its version"))
}

/// A host asks to be known. `Slipway-Signature` with the host's key over `SignedBytes.enrol`.
public struct EnrolRequest: WireMessage, Hashable {
  /// 32 bytes of X25519.
  public var agreementKey: [UInt8]
  public var environment: HostEnvironment
  /// The token's identifier.
  public var id: String
  public var machine: MachineSummary
  public var name: String
  /// HMAC-SHA256(secret, canonical body without `proof`).
  public var proof: [UInt8]
  public var protocolNumber: Int
  public var signingKey: VerifyingKey

  public init(
    agreementKey: [UInt8], environment: HostEnvironment, id: String, machine: MachineSummary, name: String,
    proof: [UInt8], protocolNumber: Int = WireProtocol.number, signingKey: VerifyingKey
  ) {
    self.agreementKey = agreementKey
    self.environment = environment
    self.id = id
    self.machine = machine
    self.name = name
    self.proof = proof
    self.protocolNumber = protocolNumber
    self.signingKey = signingKey
  }

  public static let shape = Shape.record(
    EnrolRequest.init(agreementKey:environment:id:machine:name:proof:protocolNumber:signingKey:),
    field("agreementKey", \.agreementKey, .hexadecimal(bytes: 32), "X25519 public key"),
    field("environment", \.environment, HostEnvironment.shape, "Must be the token's"),
    field("id", \.id, .text(1...64), "The token's identifier"),
    field("machine", \.machine, MachineSummary.shape, "What kind of machine"),
    field("name", \.name, .text(1...255), "What the host is to be called"),
    field("proof", \.proof, .hexadecimal(bytes: 32), "That the sender has the token's secret"),
    field("protocol", \.protocolNumber, WireProtocol.shape, "Number of the protocol"),
    field("signingKey", \.signingKey, VerifyingKey.shape, "Ed25519 public key"))

  /// With the proof that the sender has the token's secret.
  public func proven(by token: EnrolmentToken) -> EnrolRequest {
    var request = self
    request.proof = token.secret.code(over: Self.provenBytes(of: Self.shape.write(self)))
    return request
  }

  /// Whether the body that came carries the proof for this secret. Members that this version does not know are part of
  /// what was proven, so the body itself is looked at.
  public static func isProven(_ body: [UInt8], by secret: MessageKey) -> Bool {
    guard let json = try? JSON(parsing: body), let proof = json["proof"]?.text.flatMap(Hex.bytes) else { return false }
    return secret.isValid(proof, over: provenBytes(of: json))
  }

  private static func provenBytes(of json: JSON) -> [UInt8] {
    JSON.object((json.members ?? []).filter { $0.name != "proof" }).canonicalBytes
  }
}

/// The host is known. Signed by the answers key over `SignedBytes.answer`.
public struct EnrolAnswer: WireMessage, Hashable {
  public var host: HostIdentifier
  public var protocolNumber: Int
  /// Root metadata from version 1 to the present one.
  public var root: [Envelope]

  public init(host: HostIdentifier, protocolNumber: Int = WireProtocol.number, root: [Envelope]) {
    self.host = host
    self.protocolNumber = protocolNumber
    self.root = root
  }

  public static let shape = Shape.record(
    EnrolAnswer.init(host:protocolNumber:root:),
    field("host", \.host, HostIdentifier.shape, "The host's identifier from now on"),
    field("protocol", \.protocolNumber, WireProtocol.shape, "Number of the protocol"),
    field("root", \.root, .list(Envelope.shape, 1...1000), "Root metadata from version 1"))
}

/// The host is no longer known; signed by the answers key over `SignedBytes.retired`.
public struct RetiredAnswer: WireMessage, Hashable {
  public var host: HostIdentifier
  public var protocolNumber: Int
  public var retiredAt: Moment

  public init(host: HostIdentifier, protocolNumber: Int = WireProtocol.number, retiredAt: Moment) {
    self.host = host
    self.protocolNumber = protocolNumber
    self.retiredAt = retiredAt
  }

  public static let shape = Shape.record(
    RetiredAnswer.init(host:protocolNumber:retiredAt:),
    field("host", \.host, HostIdentifier.shape, "Who is retired"),
    field("protocol", \.protocolNumber, WireProtocol.shape, "Number of the protocol"),
    field("retiredAt", \.retiredAt, Moment.shape, "Since when"))
}
