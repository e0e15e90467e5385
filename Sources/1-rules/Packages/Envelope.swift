import Vocabulary

/// One signature of an envelope.
public struct EnvelopeSignature: Sendable, Hashable {
  public let key: KeyIdentifier
  /// 64 bytes of Ed25519.
  public let bytes: [UInt8]

  public init(key: KeyIdentifier, bytes: [UInt8]) {
    self.key = key
    self.bytes = bytes
  }

  public static let shape = Shape.record(
    EnvelopeSignature.init(key:bytes:),
    field("keyid", \.key, KeyIdentifier.shape, "SHA-256 of the public key"),
    field("sig", \.bytes, .base64(64...64), "Ed25519 signature over the pre-authentication encoding"))
}

/// A signed document after DSSE v1 (docs/decisions/0002): bytes, what they are, and who signed.
public struct Envelope: Sendable, Hashable {
  public let payload: [UInt8]
  public let payloadType: String
  public let signatures: [EnvelopeSignature]

  public init(payload: [UInt8], payloadType: String, signatures: [EnvelopeSignature]) {
    self.payload = payload
    self.payloadType = payloadType
    self.signatures = signatures
  }

  /// The greatest payload that is read: metadata of a library with some ten thousand versions.
  public static let largestPayload = 16 * 1024 * 1024

  public static let shape = Shape.record(
    Envelope.init(payload:payloadType:signatures:),
    field("payload", \.payload, .base64(1...largestPayload), "The document's bytes"),
    field("payloadType", \.payloadType, .exactText(1...100), "What the bytes are"),
    field("signatures", \.signatures, .list(EnvelopeSignature.shape, 0...64), "Sorted by key identifier"))

  /// SHA-256 of the payload: how orders and metadata are named.
  public var payloadDigest: Digest { .sha256(of: payload) }

  public var canonicalBytes: [UInt8] { Self.shape.write(self).canonicalBytes }

  /// Reads canonical bytes; another spelling of the same envelope is refused.
  public init(bytes: [UInt8]) throws(Objection) {
    self = try Strictly.read(bytes, as: Self.shape, named: "envelope")
  }

  /// DSSE's pre-authentication encoding, the bytes that are signed: type and length are bound as well.
  public static func signedBytes(type: String, payload: [UInt8]) -> [UInt8] {
    Array("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8) + payload
  }

  /// The payload signed by each of these keys, in the order of their identifiers.
  public static func signing(_ payload: [UInt8], type: String, with keys: [SigningKey]) -> Envelope {
    keys.reduce(Envelope(payload: payload, payloadType: type, signatures: [])) { $0.adding($1) }
  }

  /// With one more signature. A key that has signed already signs anew instead of twice.
  public func adding(_ key: SigningKey) -> Envelope {
    let bytes = key.signature(over: Self.signedBytes(type: payloadType, payload: payload))
    let others = signatures.filter { $0.key != key.identifier }
    let all = others + [EnvelopeSignature(key: key.identifier, bytes: bytes)]
    return Envelope(payload: payload, payloadType: payloadType, signatures: all.sorted { $0.key < $1.key })
  }

  /// The distinct keys of the ring whose signature is good. Unknown identifiers and repeats do not count.
  public func signers(among ring: KeyRing) -> [KeyIdentifier] {
    let message = Self.signedBytes(type: payloadType, payload: payload)
    var good: Set<KeyIdentifier> = []
    for signature in signatures where !good.contains(signature.key) {
      guard let key = ring.keys.first(where: { $0.identifier == signature.key }) else { continue }
      if key.isValid(signature.bytes, over: message) { good.insert(signature.key) }
    }
    return good.sorted()
  }

  /// The payload, if it is of that type and enough distinct keys signed it; nothing of it was parsed before.
  public func verified(type: String, by ring: KeyRing, named name: String) throws(Objection) -> [UInt8] {
    guard payloadType == type else {
      throw Objection(
        "\(name)-payload-type", because: "the envelope holds \(payloadType) where \(type) is needed",
        clears: "send the document that belongs here")
    }
    let count = signers(among: ring).count
    guard ring.threshold >= 1, count >= ring.threshold else {
      throw Objection(
        "\(name)-signature",
        because: "the \(name) has good signatures of \(count) known keys, \(ring.threshold) are needed",
        clears: "have it signed by enough keys that the library's root metadata names for it")
    }
    return payload
  }
}
