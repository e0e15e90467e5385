import Vocabulary

/// A tree whose hashes stand in tiles: roots and proofs for any size up to its own, from O(log n) tiles.
public struct TiledTree {
  private struct Place: Hashable {
    let level: Int
    let index: Int
  }

  /// How many leaves the stored tiles cover.
  public let size: Int
  private let read: TileReader
  private var known: [Place: [[UInt8]]] = [:]

  public init(size: Int, read: @escaping TileReader) {
    self.size = size
    self.read = read
  }

  /// How many tiles were read until now.
  public var tilesRead: Int { known.count }

  /// The root of the first `count` leaves.
  public mutating func root(at count: Int) throws -> [UInt8] {
    try demand(count)
    return count == 0 ? SHA256Hash.nothing.bytes : try hash(from: 0, to: count)
  }

  /// The right edge of the first `count` leaves, for appending after a restart.
  public mutating func frontier(at count: Int) throws -> Frontier {
    try demand(count)
    var hashes: [[UInt8]] = []
    var from = 0
    for bit in stride(from: Int.bitWidth - 2, through: 0, by: -1) where count >> bit & 1 == 1 {
      hashes.append(try hash(from: from, to: from + 1 << bit))
      from += 1 << bit
    }
    guard let frontier = Frontier(size: count, hashes: hashes) else {
      throw TileProblem.outside(index: count, size: size)
    }
    return frontier
  }

  /// The path from leaf `index` to the root of the first `count` leaves, lowest first (RFC 6962 §2.1.1).
  public mutating func inclusionProof(of index: Int, in count: Int) throws -> [[UInt8]] {
    try demand(count)
    guard index >= 0, index < count else { throw TileProblem.outside(index: index, size: count) }
    var (from, to) = (0, count)
    var path: [[UInt8]] = []
    while to - from > 1 {
      let middle = from + MerkleTree.split(to - from)
      if index < middle {
        path.append(try hash(from: middle, to: to))
        to = middle
      } else {
        path.append(try hash(from: from, to: middle))
        from = middle
      }
    }
    return path.reversed()
  }

  /// The hashes that show that the first `count` leaves extend the first `old` (RFC 6962 §2.1.2).
  public mutating func consistencyProof(from old: Int, to count: Int) throws -> [[UInt8]] {
    try demand(count)
    guard old >= 0, old <= count else { throw TileProblem.outside(index: old, size: count) }
    guard old > 0, old < count else { return [] }
    var (from, to) = (0, count)
    var whole = true
    var path: [[UInt8]] = []
    while old != to {
      let middle = from + MerkleTree.split(to - from)
      if old <= middle {
        path.append(try hash(from: middle, to: to))
        to = middle
      } else {
        path.append(try hash(from: from, to: middle))
        from = middle
        whole = false
      }
    }
    if !whole { path.append(try hash(from: from, to: to)) }
    return path.reversed()
  }

  private func demand(_ count: Int) throws {
    guard count >= 0, count <= size else { throw TileProblem.outside(index: count, size: size) }
  }

  /// The hash over leaves `from..<to`, where `from` is a multiple of the power of two that covers the range.
  private mutating func hash(from: Int, to: Int) throws -> [UInt8] {
    let count = to - from
    guard count.nonzeroBitCount != 1 else { return try subtree(height: count.trailingZeroBitCount, from: from) }
    let middle = from + MerkleTree.split(count)
    return MerkleTree.sha256.node(try hash(from: from, to: middle), try hash(from: middle, to: to))
  }

  /// The root of the complete subtree of 2^height leaves from `from`: hashes of one tile, put together.
  private mutating func subtree(height: Int, from: Int) throws -> [UInt8] {
    let level = height / 8
    let first = from >> (8 * level)
    let (index, offset, count) = (first / Tile.width, first % Tile.width, 1 << (height % 8))
    let hashes = try tile(Place(level: level, index: index))
    guard hashes.count >= offset + count else {
      throw TileProblem.missing(level: level, index: index, needed: offset + count, found: hashes.count)
    }
    return MerkleTree.sha256.root(of: hashes[offset..<offset + count])
  }

  private mutating func tile(_ place: Place) throws -> [[UInt8]] {
    if let hashes = known[place] { return hashes }
    let hashes = try read(place.level, place.index)
    guard hashes.allSatisfy({ $0.count == 32 }) else {
      throw TileProblem.badHash(level: place.level, index: place.index)
    }
    known[place] = hashes
    return hashes
  }
}
