import Vocabulary

/// A document that travels in an envelope: order, approval, root, targets, timestamp.
public protocol SignedDocument: Sendable, Equatable {
  /// The envelope's payload type.
  static var payloadType: String { get }
  /// The word in rule names and sentences: `order`.
  static var word: String { get }
  static var shape: Shape<Self> { get }
  /// What the shape cannot say: order of lists, limits between fields. By JSON Pointer.
  var disorder: [FieldProblem] { get }
}

extension SignedDocument {
  public var canonicalBytes: [UInt8] { Self.shape.write(self).canonicalBytes }

  /// SHA-256 of the canonical bytes.
  public var digest: Digest { .sha256(of: canonicalBytes) }

  /// Reads a payload: canonical bytes, known members, known format, everything in order.
  public init(payload: [UInt8]) throws(Objection) {
    let value = try Strictly.read(payload, as: Self.shape, named: Self.word)
    if !value.disorder.isEmpty {
      throw Objection(
        "\(Self.word)-malformed", because: "the \(Self.word) is wrong: \(BadFields(problems: value.disorder).line)",
        clears: "make the \(Self.word) anew with a version of Slipway that writes this form")
    }
    self = value
  }

  /// Signed by these keys.
  public func signed(by keys: [SigningKey]) -> Envelope {
    .signing(canonicalBytes, type: Self.payloadType, with: keys)
  }

  /// The document of an envelope: first the signatures, only then is it parsed.
  public static func verified(_ envelope: Envelope, by ring: KeyRing) throws(Objection) -> Self {
    try Self(payload: envelope.verified(type: payloadType, by: ring, named: word))
  }
}

/// Reading bytes that must be the one canonical spelling of a value.
enum Strictly {
  static func json(_ bytes: [UInt8], named name: String) throws(Objection) -> JSON {
    let json: JSON
    do { json = try JSON(parsing: bytes) } catch {
      throw Objection(
        "\(name)-malformed", because: "the \(name) is not JSON at byte \(error.offset): \(error.says)",
        clears: "send the \(name) as it was signed")
    }
    guard json.canonicalBytes == bytes else {
      throw Objection(
        "\(name)-not-canonical", because: "the \(name) is not in canonical form (sorted names, no space)",
        clears: "send the \(name) as it was signed")
    }
    return json
  }

  static func read<Value>(_ bytes: [UInt8], as shape: Shape<Value>, named name: String) throws(Objection) -> Value {
    let json = try json(bytes, named: name)
    let value: Value
    do { value = try shape.read(json) } catch {
      throw Objection(
        "\(name)-malformed", because: "the \(name) is wrong: \(error.line)",
        clears: "make the \(name) anew with a version of Slipway that writes this form")
    }
    // What was read must say everything that was written: a null or a normalised text would be lost otherwise.
    guard shape.write(value).canonicalBytes == bytes else {
      throw Objection(
        "\(name)-not-canonical", because: "the \(name) has a null or a text in another form than it is kept in",
        clears: "send the \(name) as it was signed")
    }
    return value
  }
}
