import Crypto
import Vocabulary

/// An X25519 private key: two machines agree on a secret over an open line (docs/decisions/0006).
public struct AgreementKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let key: Curve25519.KeyAgreement.PrivateKey
  /// The 32 bytes of the public half.
  public let publicBytes: [UInt8]

  /// From 32 bytes of chance that somebody handed in; nil for any other number.
  public init?(rawBytes: [UInt8]) {
    guard rawBytes.count == 32, let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: rawBytes) else {
      return nil
    }
    self.key = key
    publicBytes = Array(key.publicKey.rawRepresentation)
  }

  /// The shared secret, or nil if the other half is no key or gives only zeros (a small-order point).
  public func shared(with otherPublicBytes: [UInt8]) -> SharedSecretBytes? {
    guard let other = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: otherPublicBytes),
      let secret = try? key.sharedSecretFromKeyAgreement(with: other)
    else { return nil }
    let bytes = secret.withUnsafeBytes { Array($0) }
    guard bytes.contains(where: { $0 != 0 }) else { return nil }
    return SharedSecretBytes(bytes: bytes)
  }

  public var description: String { "AgreementKey(•••)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What two machines agreed on; only good for deriving a key.
public struct SharedSecretBytes: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// HKDF-SHA256 (RFC 5869), 32 bytes.
  public func derivedKey(salt: [UInt8], info: [UInt8]) -> MessageKey {
    let key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: bytes), salt: salt, info: info, outputByteCount: 32)
    return MessageKey(bytes: key.withUnsafeBytes { Array($0) })
  }

  public var description: String { "SharedSecretBytes(•••)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A symmetric key for HMAC-SHA256 (RFC 2104): a session's, an enrolment token's, a host's for keyed digests.
public struct MessageKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let bytes: [UInt8]
  private let key: SymmetricKey

  public init(bytes: [UInt8]) { (self.bytes, key) = (bytes, SymmetricKey(data: bytes)) }

  /// 32 bytes.
  public func code(over message: [UInt8]) -> [UInt8] {
    HMAC<SHA256>.authenticationCode(for: message, using: key).withUnsafeBytes { [UInt8]($0) }
  }

  /// Compared in constant time, so that a guess learns nothing from how long the answer takes.
  public func isValid(_ code: [UInt8], over message: [UInt8]) -> Bool {
    HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message, using: key)
  }

  /// Hands the bytes to the one act that needs them: printing a token once, keeping a session in memory.
  public func reveal<Result>(_ act: ([UInt8]) throws -> Result) rethrows -> Result { try act(bytes) }

  public var description: String { "MessageKey(•••)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
