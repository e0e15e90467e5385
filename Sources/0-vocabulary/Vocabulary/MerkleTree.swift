/// The hash tree of RFC 6962 §2.1 over any list of leaf hashes. The hash function is handed in, so that this stays free
/// of cryptography; `Ledger` uses it for the log, `Packages` for the hosts of an approval.
public struct MerkleTree: Sendable {
  /// SHA-256: bytes to 32 bytes.
  public typealias Hash = @Sendable ([UInt8]) -> [UInt8]

  let hash: Hash

  public init(hash: @escaping Hash) { self.hash = hash }

  /// SHA-256(0x00 ‖ data).
  public func leaf(_ data: [UInt8]) -> [UInt8] { hash([0] + data) }

  /// SHA-256(0x01 ‖ left ‖ right).
  public func node(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] { hash([1] + left + right) }

  /// The root over all leaves; of none, the hash of nothing.
  public func root(of leaves: ArraySlice<[UInt8]>) -> [UInt8] {
    guard let first = leaves.first else { return hash([]) }
    if leaves.count == 1 { return first }
    let split = leaves.startIndex + Self.split(leaves.count)
    return node(root(of: leaves[..<split]), root(of: leaves[split...]))
  }

  public func root(of leaves: [[UInt8]]) -> [UInt8] { root(of: leaves[...]) }

  /// The path from leaf `index` to the root, lowest first (§2.1.1). Empty if there is no such leaf.
  public func inclusionProof(of index: Int, in leaves: ArraySlice<[UInt8]>) -> [[UInt8]] {
    guard leaves.count > 1, index >= 0, index < leaves.count else { return [] }
    let split = Self.split(leaves.count)
    let middle = leaves.startIndex + split
    if index < split {
      return inclusionProof(of: index, in: leaves[..<middle]) + [root(of: leaves[middle...])]
    }
    return inclusionProof(of: index - split, in: leaves[middle...]) + [root(of: leaves[..<middle])]
  }

  /// The root that a leaf and its path give for a tree of `count` leaves, or nil if the path has the wrong length.
  /// RFC 9162 §2.1.3.2.
  public func root(ofLeaf leaf: [UInt8], at index: Int, of count: Int, path: [[UInt8]]) -> [UInt8]? {
    guard index >= 0, index < count else { return nil }
    var (position, last, result) = (index, count - 1, leaf)
    for sibling in path {
      guard last > 0 else { return nil }
      if position & 1 == 1 || position == last {
        result = node(sibling, result)
        while position & 1 == 0, position != 0 {
          position >>= 1
          last >>= 1
        }
      } else {
        result = node(result, sibling)
      }
      position >>= 1
      last >>= 1
    }
    return last == 0 ? result : nil
  }

  /// The largest power of two below `count`, for two leaves and more.
  public static func split(_ count: Int) -> Int {
    var power = 1
    while power * 2 < count { power *= 2 }
    return power
  }
}
