import Vocabulary

/// Shows that an entry stands in the log, to somebody who has only the key (C2SP tlog-proof).
public struct InclusionProof: Sendable, Hashable {
  static let firstLine = "c2sp.org/tlog-proof@v1"

  /// The entry's index, from 0.
  public let index: Int
  /// From leaf to root, 32 bytes each.
  public let path: [[UInt8]]
  public let signed: SignedCheckpoint

  public init(index: Int, path: [[UInt8]], signed: SignedCheckpoint) {
    (self.index, self.path, self.signed) = (index, path, signed)
  }

  public var text: String {
    Self.firstLine + "\nindex \(index)\n" + path.map { Base64.text($0) + "\n" }.joined() + "\n" + signed.text
  }

  public init(text: String) throws(ProofProblem) {
    var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
    guard lines.popLast() == "" else { throw .form("the last line has no end") }
    var rest = lines[...]
    guard rest.popFirst() == Self.firstLine else { throw .form("the first line is not \(Self.firstLine)") }
    if let line = rest.first, line.hasPrefix("extra ") {
      guard Base64.bytes(String(line.dropFirst(6))) != nil else { throw .form("the extra line is not base64") }
      rest.removeFirst()
    }
    guard let line = rest.popFirst(), line.hasPrefix("index "), case let digits = String(line.dropFirst(6)),
      let index = Int(digits), index >= 0, String(index) == digits
    else { throw .form("a line with the index is needed") }
    guard let gap = rest.firstIndex(of: "") else { throw .form("an empty line above the checkpoint is needed") }
    var path: [[UInt8]] = []
    for line in rest[..<gap] {
      guard let hash = Base64.bytes(line), hash.count == 32 else { throw .form("a hash is not the base64 of 32 bytes") }
      path.append(hash)
    }
    do {
      self.init(index: index, path: path, signed: try SignedCheckpoint(lines: Array(rest[(gap + 1)...])))
    } catch { throw .checkpoint(error) }
  }

  /// Throws unless the leaf stands at the index in a tree whose root one of the keys signed.
  /// Gives the names of the keys that did.
  public func verify(leafHash: Digest, keys: [VerifierKey]) throws(ProofProblem) -> [String] {
    let checkpoint = signed.checkpoint
    let root = MerkleTree.sha256.root(ofLeaf: leafHash.bytes, at: index, of: checkpoint.size, path: path)
    guard root == checkpoint.root else { throw .notIncluded(index: index, size: checkpoint.size) }
    do { return try signed.authenticate(by: keys) } catch { throw .checkpoint(error) }
  }
}

/// Why a proof is none.
public enum ProofProblem: Error, Sendable, Equatable {
  case form(String)
  case checkpoint(CheckpointProblem)
  case notIncluded(index: Int, size: Int)

  public var says: String {
    switch self {
    case .form(let clause): "The proof cannot be read: \(clause)."
    case .checkpoint(let problem): problem.says
    case .notIncluded(let index, let size):
      "The proof does not lead from this entry at index \(index) to the root of the log of \(size) entries."
    }
  }
}
