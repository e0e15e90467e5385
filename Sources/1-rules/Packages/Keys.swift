import Crypto
import Vocabulary

/// SHA-256 of the 32 bytes of an Ed25519 public key (docs/decisions/0002).
public struct KeyIdentifier: Sendable, Hashable, Comparable {
  public let digest: Vocabulary.Digest

  public init(digest: Vocabulary.Digest) { self.digest = digest }

  public init?(hex: String) {
    guard let digest = Vocabulary.Digest(hex: hex) else { return nil }
    self.digest = digest
  }

  public var hex: String { digest.hex }

  public static func < (left: Self, right: Self) -> Bool { left.digest < right.digest }

  public static let shape = Shape<String>.exactText(64...64).mapped(
    { KeyIdentifier(hex: $0) }, { $0.hex }, else: "a key identifier is 64 lower-case hexadecimal digits")
}

/// An Ed25519 public key: checks signatures.
public struct VerifyingKey: Sendable, Hashable {
  /// The 32 bytes of the key.
  public let bytes: [UInt8]
  public let identifier: KeyIdentifier

  /// Nil unless there are 32 bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
    identifier = KeyIdentifier(digest: .sha256(of: bytes))
  }

  public var hex: String { Hex.text(bytes) }

  public func isValid(_ signature: [UInt8], over message: [UInt8]) -> Bool {
    guard signature.count == 64, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else {
      return false
    }
    return key.isValidSignature(signature, for: message)
  }

  public static let shape = Shape<[UInt8]>.hexadecimal(bytes: 32).mapped(
    { VerifyingKey(bytes: $0) }, { $0.bytes }, else: "a public key is 32 bytes in hexadecimal")
}

/// An Ed25519 private key. Its 32 raw bytes are handed in: chance and files are somebody else's business.
public struct SigningKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let key: Curve25519.Signing.PrivateKey
  public let verifying: VerifyingKey

  /// Nil unless there are 32 bytes.
  public init?(rawBytes: [UInt8]) {
    guard rawBytes.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: rawBytes),
      let verifying = VerifyingKey(bytes: Array(key.publicKey.rawRepresentation))
    else { return nil }
    self.key = key
    self.verifying = verifying
  }

  public var identifier: KeyIdentifier { verifying.identifier }

  /// 64 bytes; empty only if the library of cryptography fails, and an empty signature is valid nowhere.
  public func signature(over message: [UInt8]) -> [UInt8] {
    (try? key.signature(for: message)).map { Array($0) } ?? []
  }

  public var description: String { "SigningKey(\(identifier.digest.short))" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The keys that may sign for a role and how many of them must.
public struct KeyRing: Sendable, Hashable {
  public let keys: [VerifyingKey]
  public let threshold: Int

  public init(keys: [VerifyingKey], threshold: Int) {
    self.keys = keys
    self.threshold = threshold
  }
}
