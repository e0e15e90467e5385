import Vocabulary

/// 16 bytes of chance, one for each text or document, handed in by who has chance to give (docs/decisions/0001).
public struct Salt: Sendable, Hashable {
  public let bytes: [UInt8]

  /// Nil unless there are exactly 16 bytes.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  public init?(hex: String) {
    guard let bytes = Hex.bytes(hex) else { return nil }
    self.init(bytes)
  }

  public var hex: String { Hex.text(bytes) }

  func digest(over content: [UInt8]) -> Digest {
    Digest(bytes.withUnsafeBytes { salt in content.withUnsafeBytes { SHA256Hash.of(salt, $0) } })
  }
}

/// How a text stands in the log: by SHA-256(salt ‖ UTF-8 in NFC), so that it can be erased (LOG-3).
public enum WordsCommitment {
  public static func make(text: String, salt: Salt) -> Words {
    Words(digest: salt.digest(over: Array(text.inNormalForm.utf8)))
  }

  /// Whether stored salt and text are those that the log names. The text is taken as it stands: Unicode's tables
  /// differ between versions, so a reader never normalises.
  public static func matches(_ words: Words, text: String, salt: Salt) -> Bool {
    words.digest == salt.digest(over: Array(text.utf8))
  }
}

/// Names documents and checks them.
public enum DocumentCommitment {
  public static func make(bytes: [UInt8], salt: Salt) -> DocumentName {
    DocumentName(digest: salt.digest(over: bytes))
  }

  public static func matches(_ name: DocumentName, bytes: [UInt8], salt: Salt) -> Bool {
    name.digest == salt.digest(over: bytes)
  }
}
