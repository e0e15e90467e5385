import Crypto
import Vocabulary

extension Vocabulary.Digest {
  /// The digest of these bytes.
  public static func sha256(of bytes: some Sequence<UInt8>) -> Vocabulary.Digest {
    var running = RunningDigest()
    running.add(Array(bytes))
    return running.digest
  }

  /// The same for bytes that lie together: the way of every message.
  public static func sha256(of bytes: [UInt8]) -> Vocabulary.Digest {
    var running = RunningDigest()
    running.add(bytes)
    return running.digest
  }
}

/// SHA-256 of bytes that come in pieces.
public struct RunningDigest: Sendable {
  private var hash = SHA256()
  /// How many bytes came.
  public private(set) var count: Int64 = 0

  public init() {}

  public mutating func add(_ piece: [UInt8]) {
    piece.withUnsafeBytes { hash.update(bufferPointer: $0) }
    count += Int64(piece.count)
  }

  public mutating func add(_ piece: ArraySlice<UInt8>) {
    piece.withUnsafeBytes { hash.update(bufferPointer: $0) }
    count += Int64(piece.count)
  }

  /// The digest of what came so far; more may follow.
  public var digest: Vocabulary.Digest {
    let bytes = hash.finalize().withUnsafeBytes { [UInt8]($0) }
    guard let digest = Vocabulary.Digest(bytes: bytes) else { preconditionFailure("SHA-256 gives 32 bytes") }
    return digest
  }
}

extension MerkleTree {
  /// The tree of RFC 6962 with SHA-256.
  public static let sha256 = MerkleTree { Vocabulary.Digest.sha256(of: $0).bytes }
}
