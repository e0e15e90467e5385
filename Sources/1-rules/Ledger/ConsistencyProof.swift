import Vocabulary

extension MerkleTree {
  /// Whether `path` shows that the tree of `size` leaves with `root` extends that of `oldSize` with `oldRoot`
  /// (RFC 9162 §2.1.4.2). Of an empty old tree, every tree is an extension.
  public func isConsistent(
    oldSize: Int, oldRoot: [UInt8], size: Int, root: [UInt8], path: [[UInt8]]
  ) -> Bool {
    guard oldSize >= 0, oldSize <= size else { return false }
    if oldSize == 0 { return path.isEmpty && oldRoot == self.root(of: []) }
    if oldSize == size { return path.isEmpty && oldRoot == root }
    var hashes = path[...]
    // The old root itself is not in the path when the old tree is one complete subtree.
    if oldSize.nonzeroBitCount == 1 { hashes = ([oldRoot] + path)[...] }
    guard let start = hashes.popFirst() else { return false }
    var (position, last) = (oldSize - 1, size - 1)
    while position & 1 == 1 {
      position >>= 1
      last >>= 1
    }
    var (old, new) = (start, start)
    for hash in hashes {
      guard last > 0 else { return false }
      if position & 1 == 1 || position == last {
        old = node(hash, old)
        new = node(hash, new)
        while position & 1 == 0, position != 0 {
          position >>= 1
          last >>= 1
        }
      } else {
        new = node(new, hash)
      }
      position >>= 1
      last >>= 1
    }
    return last == 0 && old == oldRoot && new == root
  }
}

/// The hashes that lead from an older root to a newer one, as text: base64, one a line (docs/decisions/0001).
public struct ConsistencyProof: Sendable, Hashable {
  public let path: [[UInt8]]

  public init(path: [[UInt8]]) { self.path = path }

  /// Nil unless every line is the base64 of 32 bytes.
  public init?(text: String) {
    var path: [[UInt8]] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard let hash = Base64.bytes(String(line)), hash.count == 32 || (hash.isEmpty && line.isEmpty) else {
        return nil
      }
      path.append(hash)
    }
    guard path.last == [], path.dropLast().allSatisfy({ !$0.isEmpty }) else { return nil }
    self.path = path.dropLast()
  }

  public var text: String { path.map { Base64.text($0) + "\n" }.joined() }

  /// Whether `new` extends `old`, as far as roots say; signatures are checked apart.
  public func shows(_ new: Checkpoint, extends old: Checkpoint) -> Bool {
    new.origin == old.origin
      && MerkleTree.sha256.isConsistent(
        oldSize: old.size, oldRoot: old.root, size: new.size, root: new.root, path: path)
  }
}
