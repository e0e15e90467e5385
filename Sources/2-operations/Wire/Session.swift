import Packages
import Vocabulary

/// A host asks for an hour's key. `Slipway-Signature` with the host's key over `SignedBytes.session`.
public struct SessionRequest: WireMessage, Hashable {
  /// 32 bytes of X25519, made for this session only.
  public var ephemeral: [UInt8]
  public var host: HostIdentifier
  /// 16 bytes of chance.
  public var nonce: [UInt8]
  public var protocolNumber: Int

  public init(
    ephemeral: [UInt8], host: HostIdentifier, nonce: [UInt8], protocolNumber: Int = WireProtocol.number
  ) {
    self.ephemeral = ephemeral
    self.host = host
    self.nonce = nonce
    self.protocolNumber = protocolNumber
  }

  public static let shape = Shape.record(
    SessionRequest.init(ephemeral:host:nonce:protocolNumber:),
    field("ephemeral", \.ephemeral, .hexadecimal(bytes: 32), "X25519 public key of this session"),
    field("host", \.host, HostIdentifier.shape, "Who asks"),
    field("nonce", \.nonce, .hexadecimal(bytes: 16), "Chance"),
    field("protocol", \.protocolNumber, WireProtocol.shape, "Number of the protocol"))
}

/// A session's public name, `hs-<node>-<8 bytes>`: it says which node holds it.
public struct SessionName: Sendable, Hashable {
  public let node: String
  /// 8 bytes.
  public let chance: [UInt8]

  public init?(node: String, chance: [UInt8]) {
    guard isSlug(node, most: 20), chance.count == 8 else { return nil }
    self.node = node
    self.chance = chance
  }

  public init?(text: String) {
    guard text.hasPrefix("hs-"), let hyphen = text.lastIndex(of: "-"),
      let chance = Hex.bytes(String(text[hyphen...].dropFirst()))
    else { return nil }
    self.init(node: String(text[..<hyphen].dropFirst(3)), chance: chance)
  }

  public var text: String { "hs-\(node)-\(Hex.text(chance))" }

  public static let shape = Shape<String>.text(1...60).mapped(
    { SessionName(text: $0) }, { $0.text }, else: "a session looks like hs-a-00112233aabbccdd")
}

/// The server's half of a session. Signed by the answers key over `SignedBytes.answer`.
public struct SessionAnswer: WireMessage, Hashable {
  public var at: Moment
  /// 32 bytes of X25519.
  public var ephemeral: [UInt8]
  public var protocolNumber: Int
  public var session: SessionName
  public var until: Moment

  public init(
    at: Moment, ephemeral: [UInt8], protocolNumber: Int = WireProtocol.number, session: SessionName, until: Moment
  ) {
    self.at = at
    self.ephemeral = ephemeral
    self.protocolNumber = protocolNumber
    self.session = session
    self.until = until
  }

  public static let shape = Shape.record(
    SessionAnswer.init(at:ephemeral:protocolNumber:session:until:),
    field("at", \.at, Moment.shape, "The server's clock"),
    field("ephemeral", \.ephemeral, .hexadecimal(bytes: 32), "X25519 public key of this session"),
    field("protocol", \.protocolNumber, WireProtocol.shape, "Number of the protocol"),
    field("session", \.session, SessionName.shape, "The session's name"),
    field("until", \.until, Moment.shape, "When its key ends"))
}

/// The key that both sides work out for a session.
public enum SessionAgreement {
  /// HKDF-SHA256(X25519, salt = nonce, info = `slipway-host-session-1\n` ‖ SHA-256(request) ‖ SHA-256(answer)). Nil when
  /// the other side's half gives only zeros or is no key.
  public static func key(
    own: AgreementKey, other: [UInt8], nonce: [UInt8], request: [UInt8], answer: [UInt8]
  ) -> MessageKey? {
    let info =
      Array("slipway-host-session-1\n".utf8) + Digest.sha256(of: request).bytes
      + Digest.sha256(of: answer).bytes
    return own.shared(with: other)?.derivedKey(salt: nonce, info: info)
  }
}
