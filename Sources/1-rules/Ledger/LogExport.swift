import Vocabulary

/// Writes an export line by line to whoever takes the bytes (docs/decisions/0001, «Export»). What comes after the
/// checkpoint is written by `LogExportTexts`, so that nothing can come out of order.
public struct LogExport {
  /// Takes one line with its end.
  public typealias Sink = ([UInt8]) throws -> Void

  private let write: Sink
  /// How many entries were written.
  public private(set) var size = 0

  public init(origin: String, to write: @escaping Sink) throws {
    self.write = write
    try write(Array("slipway-log/1 \(origin)\n".utf8))
  }

  /// The next entry, in order of index, with its hash as it is stored, so that the reader finds bytes that no longer
  /// belong to it.
  public mutating func entry(_ bytes: [UInt8], leafHash: Digest) throws {
    try write(Array("\(size) \(leafHash.hex) ".utf8) + bytes + [0x0A])
    size += 1
  }

  /// Ends the entries.
  public consuming func end(with checkpoint: SignedCheckpoint) throws -> LogExportTexts {
    try write(Array("\n\(checkpoint.text)\n".utf8))
    return LogExportTexts(to: write)
  }
}

/// What stands behind a digest of an entry.
public enum ExportedText: Sendable, Hashable {
  case text(String, salt: Salt)
  case document([UInt8], salt: Salt)
  /// The index of the entry that lists the digest as erased.
  case erased(by: Int)

  func line(of digest: Digest) -> JSON {
    switch self {
    case .text(let text, let salt):
      ["digest": .string(digest.hex), "salt": .string(salt.hex), "text": .string(text)]
    case .document(let bytes, let salt):
      ["base64": .string(Base64.text(bytes)), "digest": .string(digest.hex), "salt": .string(salt.hex)]
    case .erased(let index): ["digest": .string(digest.hex), "erasedBy": .int(Int64(index))]
    }
  }
}

/// Writes what follows the checkpoint: texts and documents by digest, then change sets.
public struct LogExportTexts {
  private let write: LogExport.Sink

  init(to write: @escaping LogExport.Sink) { self.write = write }

  /// One line for each digest that an entry names, in the order of digests.
  public func text(_ text: ExportedText, of digest: Digest) throws {
    try write(text.line(of: digest).canonicalBytes + [0x0A])
  }

  /// One line for each change set, after the texts.
  public func changeSet(_ bytes: [UInt8]) throws {
    let line: JSON = ["base64": .string(Base64.text(bytes)), "changeSet": .string(Digest.of(bytes).text)]
    try write(line.canonicalBytes + [0x0A])
  }
}
