import Vocabulary

/// The right edge of a growing RFC 6962 tree: all that is needed to append and to know the root.
///
/// It holds one hash for each set bit of the size, the largest subtree first; appending costs O(1) hashes on average
/// and O(log n) at most.
public struct Frontier: Sendable, Hashable {
  /// How many leaves the tree has.
  public private(set) var size: Int
  private var edge: [HashValue]

  /// The empty tree.
  public init() { (size, edge) = (0, []) }

  /// From stored `size` and `hashes`; nil if they do not fit each other.
  public init?(size: Int, hashes: [[UInt8]]) {
    let edge = hashes.compactMap { HashValue(bytes: $0) }
    guard size >= 0, hashes.count == size.nonzeroBitCount, edge.count == hashes.count else { return nil }
    (self.size, self.edge) = (size, edge)
  }

  /// What is to be stored beside `size`: 32 bytes for each complete subtree, the largest first.
  public var hashes: [[UInt8]] { edge.map(\.bytes) }

  /// Appends a leaf's hash; nil and no change unless it has 32 bytes.
  @discardableResult
  public mutating func append(leafHash: [UInt8]) -> Int? {
    guard let value = HashValue(bytes: leafHash) else { return nil }
    append(value)
    return size - 1
  }

  /// Appends a leaf's hash and gives its index.
  @discardableResult
  public mutating func append(leafHash: Digest) -> Int? { append(leafHash: leafHash.bytes) }

  mutating func append(_ leaf: HashValue) {
    var hash = leaf
    var carry = size
    while carry & 1 == 1, let left = edge.popLast() {
      hash = SHA256Hash.node(left, hash)
      carry >>= 1
    }
    edge.append(hash)
    size += 1
  }

  var rootValue: HashValue {
    guard var root = edge.last else { return SHA256Hash.nothing }
    for left in edge.dropLast().reversed() { root = SHA256Hash.node(left, root) }
    return root
  }

  /// The tree's root, 32 bytes; of the empty tree, SHA-256 of nothing.
  public var root: [UInt8] { rootValue.bytes }
}
