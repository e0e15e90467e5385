import Vocabulary

/// Why some bytes or values are no log entry, with what to do.
public enum EntryProblem: Error, Sendable, Equatable {
  /// More bytes than an entry bundle can hold (C2SP tlog-tiles).
  case tooLong(bytes: Int)
  case notJSON(JSONProblem)
  case badFields(BadFields)

  public var says: String {
    switch self {
    case .tooLong(let bytes):
      "The entry has \(bytes) bytes; \(LogEntry.mostBytes) are allowed. "
        + "Move what is long into a change set or a document."
    case .notJSON(let problem): "The entry is not JSON: at byte \(problem.offset), \(problem.says)."
    case .badFields(let bad):
      "The entry cannot be read: " + bad.problems.map { "\($0.pointer) \($0.says)" }.joined(separator: "; ") + "."
    }
  }
}

/// One decision about one subject, as the log keeps it for ever (docs/decisions/0001, LOG-1).
public struct LogEntry: Sendable, Hashable {
  /// The most bytes that an entry may have.
  public static let mostBytes = 65_535

  /// `a-` and 16 hexadecimal digits: the same in all entries of one run of one operation.
  public var act: String
  /// `person:p-…`, `host:h-…`, `clock`, `server` or `console`.
  public var actor: String
  /// When it was decided; never the order of record.
  public var at: Moment
  /// What happened, by kind: an object.
  public var body: JSON
  /// The way in and the session or token: `page/s-…`, `api/t-…`, `host/h-…`, `clock`, `server`, `console`.
  public var from: String
  /// `request.raised/1`.
  public var kind: String
  /// Who gave the authority, with the delegation by which; both or none (ROL-7).
  public var onBehalfOf: SubjectReference?
  public var delegation: SubjectReference?
  /// The operation that wrote it: `request.raise`.
  public var operation: String
  /// The role that gave the authority, by its raw value; a text, because old entries outlive roles.
  public var role: String?
  public var subject: SubjectReference
  /// The subject's version after this entry, from 1.
  public var version: Int
  /// The reason that a person gave.
  public var why: Words?

  public init(
    act: String, actor: String, at: Moment, body: JSON, from: String, kind: String,
    onBehalfOf: SubjectReference? = nil, delegation: SubjectReference? = nil, operation: String, role: String? = nil,
    subject: SubjectReference, version: Int, why: Words? = nil
  ) {
    self.act = act
    self.actor = actor
    self.at = at
    self.body = body
    self.from = from
    self.kind = kind
    self.onBehalfOf = onBehalfOf
    self.delegation = delegation
    self.operation = operation
    self.role = role
    self.subject = subject
    self.version = version
    self.why = why
  }

  /// Whose deed it is, as a reader means it: the server opens a session, and it is the person who signs in (LOG-3). The
  /// actor stands unchanged in the entry.
  public var doneBy: String { kind.hasPrefix("person.signed-in/") && actor == "server" ? subject.text : actor }

  /// What happened, without the version of its form: `request.raised`.
  public var happened: String { kind.split(separator: "/").first.map(String.init) ?? kind }

  /// The form of the envelope.
  public var format: Int { 1 }

  /// The bytes that are stored and hashed. What is written can be read again, or it is refused here.
  public var bytes: [UInt8] {
    get throws(EntryProblem) {
      let bytes = Self.shape.write(self).canonicalBytes
      _ = try LogEntry(bytes: bytes)
      return bytes
    }
  }

  /// From stored bytes, which are never encoded again.
  public init(bytes: [UInt8]) throws(EntryProblem) {
    guard bytes.count <= Self.mostBytes else { throw .tooLong(bytes: bytes.count) }
    let json: JSON
    do { json = try JSON(parsing: bytes) } catch { throw .notJSON(error) }
    do { self = try Self.shape.read(json) } catch { throw .badFields(error) }
  }

  /// The leaf of an entry's bytes in the tree: SHA-256(0x00 ‖ bytes), which is also the receipt.
  public static func leafHash(of bytes: [UInt8]) -> Digest { Digest(bytes.withUnsafeBytes { SHA256Hash.leaf($0) }) }

  /// The leaf of this entry.
  public var leafHash: Digest {
    get throws(EntryProblem) { Self.leafHash(of: try bytes) }
  }
}
