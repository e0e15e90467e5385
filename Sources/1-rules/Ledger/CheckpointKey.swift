import Vocabulary

import enum Crypto.Curve25519

/// The public half of a checkpoint key: `name+hex8+base64(0x01 ‖ public key)` (C2SP signed-note, Ed25519).
public struct VerifierKey: Sendable, Hashable {
  public let name: String
  /// 32 bytes.
  public let publicKey: [UInt8]

  /// From a verifier key's text.
  public init(text: String) throws(CheckpointProblem) {
    // Base64 may hold a plus, so only the first two are separators.
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3 else { throw .badKey("a verifier key looks like name+1a2b3c4d+AY…") }
    guard let raw = Base64.bytes(parts[2]), raw.count == 33, raw.first == 1 else {
      throw .badKey("its third part is not the base64 of an Ed25519 key")
    }
    try self.init(name: parts[0], publicKey: Array(raw.dropFirst()))
    guard parts[1] == Hex.text(keyHash) else { throw .badKey("its key hash does not belong to its name and key") }
  }

  public init(name: String, publicKey: [UInt8]) throws(CheckpointProblem) {
    guard Checkpoint.isName(name) else { throw .badKey("its name is empty or holds a space or a plus") }
    guard publicKey.count == 32 else { throw .badKey("an Ed25519 public key has 32 bytes") }
    (self.name, self.publicKey) = (name, publicKey)
  }

  /// The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key).
  public var keyHash: [UInt8] { Array(Digest.of(Array(name.utf8) + [0x0A, 0x01] + publicKey).bytes.prefix(4)) }

  public var text: String { "\(name)+\(Hex.text(keyHash))+\(Base64.text([1] + publicKey))" }

  func accepts(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
    return key.isValidSignature(signature, for: message)
  }
}

/// The key that signs a log's checkpoints. Its name is the log's origin.
public struct CheckpointKey: Sendable, CustomStringConvertible, CustomReflectable {
  private let key: Curve25519.Signing.PrivateKey
  public let verifier: VerifierKey

  /// From 32 raw bytes that somebody made by chance and keeps.
  public init(origin: String, rawPrivateKey: [UInt8]) throws(CheckpointProblem) {
    guard rawPrivateKey.count == 32 else { throw .badKey("an Ed25519 private key has 32 bytes") }
    do { key = try Curve25519.Signing.PrivateKey(rawRepresentation: rawPrivateKey) } catch {
      throw .badKey("its bytes are no Ed25519 private key")
    }
    verifier = try VerifierKey(name: origin, publicKey: Array(key.publicKey.rawRepresentation))
  }

  /// The public half only, so that no message shows the key.
  public var description: String { verifier.text }
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// Signs a checkpoint of this key's own origin.
  public func sign(_ checkpoint: Checkpoint) throws(CheckpointProblem) -> SignedCheckpoint {
    guard checkpoint.origin == verifier.name else {
      throw .badKey("it signs for \(verifier.name) and not for \(checkpoint.origin)")
    }
    let signed: [UInt8]
    do { signed = Array(try key.signature(for: Array(checkpoint.body.utf8))) } catch {
      throw .badKey("the signature could not be made")
    }
    let line = NoteSignature(name: verifier.name, keyHash: verifier.keyHash, signature: signed)
    return SignedCheckpoint(checkpoint: checkpoint, signatures: [line])
  }
}
