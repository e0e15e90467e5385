import Vocabulary

/// How large a log is and what its tree's root is (C2SP tlog-checkpoint).
public struct Checkpoint: Sendable, Hashable {
  /// `slipway/` and the installation's 16 hexadecimal digits.
  public let origin: String
  /// How many entries.
  public let size: Int
  /// 32 bytes.
  public let root: [UInt8]
  /// Lines that others may add; kept, because they are signed, and not understood.
  public let extensions: [String]

  /// Nil unless the origin is one line that a key can be named by, and the root has 32 bytes.
  public init?(origin: String, size: Int, root: [UInt8], extensions: [String] = []) {
    guard Self.isName(origin), size >= 0, root.count == 32,
      extensions.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { $0 >= 0x20 } })
    else { return nil }
    (self.origin, self.size, self.root, self.extensions) = (origin, size, root, extensions)
  }

  /// From the lines above the signatures.
  init(lines: [String]) throws(CheckpointProblem) {
    guard lines.count >= 3 else { throw .form("origin, size and root, one a line, are needed") }
    guard Self.isName(lines[0]) else { throw .form("the first line is no origin") }
    guard let size = Int(lines[1]), size >= 0, String(size) == lines[1] else {
      throw .form("the second line is no whole number")
    }
    guard let root = Base64.bytes(lines[2]), root.count == 32 else {
      throw .form("the third line is not the base64 of 32 bytes")
    }
    let extensions = Array(lines.dropFirst(3))
    guard let made = Checkpoint(origin: lines[0], size: size, root: root, extensions: extensions) else {
      throw .form("an extension line is empty or holds control characters")
    }
    self = made
  }

  /// The lines that are signed, each with its end.
  public var body: String { ([origin, String(size), Base64.text(root)] + extensions).map { $0 + "\n" }.joined() }

  static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20 }
  }
}

/// Why a text is no signed checkpoint, or a checkpoint cannot be signed or trusted.
public enum CheckpointProblem: Error, Sendable, Equatable {
  /// The text is not of the form; the payload says what is needed, as a clause.
  case form(String)
  /// A key that cannot be used; the payload says why, as a clause.
  case badKey(String)
  /// A signature in the name of a key we were given is wrong.
  case forged(key: String)
  /// No signature is of a key we were given.
  case unsigned

  public var says: String {
    switch self {
    case .form(let clause): "The checkpoint cannot be read: \(clause)."
    case .badKey(let clause): "The key cannot be used: \(clause)."
    case .forged(let key): "The checkpoint's signature in the name of \(key) is wrong: it was not signed with that key."
    case .unsigned: "The checkpoint is not signed with any of the keys that were given."
    }
  }
}

/// One signature line (C2SP signed-note): `— <name> <base64 of 4 bytes key hash ‖ signature>`.
public struct NoteSignature: Sendable, Hashable {
  public let name: String
  /// Four bytes.
  public let keyHash: [UInt8]
  public let signature: [UInt8]

  init(name: String, keyHash: [UInt8], signature: [UInt8]) {
    (self.name, self.keyHash, self.signature) = (name, keyHash, signature)
  }

  init?(line: String) {
    let parts = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, parts[0] == "—", Checkpoint.isName(parts[1]), let bytes = Base64.bytes(parts[2]),
      bytes.count > 4
    else { return nil }
    self.init(name: parts[1], keyHash: Array(bytes.prefix(4)), signature: Array(bytes.dropFirst(4)))
  }

  var line: String { "— \(name) \(Base64.text(keyHash + signature))" }
}

/// A checkpoint with the signatures under it; any number of them, of keys known and unknown.
public struct SignedCheckpoint: Sendable, Hashable {
  /// More signature lines than that are refused, so that a reader's work has an end.
  public static let mostSignatures = 64

  public let checkpoint: Checkpoint
  public let signatures: [NoteSignature]

  public init(checkpoint: Checkpoint, signatures: [NoteSignature]) {
    (self.checkpoint, self.signatures) = (checkpoint, signatures)
  }

  /// From the text of a note. Whether a signature is good is `authenticate`'s question.
  public init(text: String) throws(CheckpointProblem) {
    var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
    guard lines.popLast() == "" else { throw .form("the last line has no end") }
    try self.init(lines: lines)
  }

  init(lines: [String]) throws(CheckpointProblem) {
    guard let gap = lines.firstIndex(of: "") else { throw .form("there is no empty line above the signatures") }
    let checkpoint = try Checkpoint(lines: Array(lines[..<gap]))
    let below = lines[(gap + 1)...]
    guard !below.isEmpty else { throw .form("there is no signature line") }
    guard below.count <= Self.mostSignatures else { throw .form("more than \(Self.mostSignatures) signature lines") }
    var signatures: [NoteSignature] = []
    for line in below {
      guard let signature = NoteSignature(line: line) else { throw .form("a signature line has the wrong form") }
      signatures.append(signature)
    }
    self.init(checkpoint: checkpoint, signatures: signatures)
  }

  public var text: String { checkpoint.body + "\n" + signatures.map { $0.line + "\n" }.joined() }

  /// The names of the given keys that signed it; never empty. Signatures of unknown keys do not count, a wrong one of
  /// a given key refuses the checkpoint whoever else signed it.
  public func authenticate(by keys: [VerifierKey]) throws(CheckpointProblem) -> [String] {
    var names: [String] = []
    for signature in signatures {
      for key in keys where key.name == signature.name && key.keyHash == signature.keyHash {
        guard key.accepts(signature.signature, of: Array(checkpoint.body.utf8)) else { throw .forged(key: key.name) }
        if !names.contains(key.name) { names.append(key.name) }
      }
    }
    guard !names.isEmpty else { throw .unsigned }
    return names
  }
}
