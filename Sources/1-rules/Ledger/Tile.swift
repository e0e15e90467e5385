import Vocabulary

/// Up to 256 neighbouring hashes of one level of the tree (C2SP tlog-tiles, height 8).
///
/// Level 0 holds the leaves' hashes, level 1 the roots of full level-0 tiles, and so on.
public struct Tile: Sendable, Hashable {
  /// How many hashes a full tile has.
  public static let width = 256

  public let level: Int
  /// Which tile of its level, from 0.
  public let index: Int
  /// 32 bytes each, 1 to 256 of them.
  public let hashes: [[UInt8]]

  public init(level: Int, index: Int, hashes: [[UInt8]]) {
    self.level = level
    self.index = index
    self.hashes = hashes
  }

  public var isFull: Bool { hashes.count == Self.width }

  /// The tile's path as others read it: `tile/0/x001/067`, and `.p/<width>` behind it while it is not full.
  public var path: String {
    var rest = index
    var parts = [padded(rest % 1000, 3)]
    while rest >= 1000 {
      rest /= 1000
      parts.insert("x" + padded(rest % 1000, 3), at: 0)
    }
    return "tile/\(level)/" + parts.joined(separator: "/") + (isFull ? "" : ".p/\(hashes.count)")
  }
}

/// Reads the hashes of a stored tile, all that it has; none if there is no such tile.
public typealias TileReader = (_ level: Int, _ index: Int) throws -> [[UInt8]]

/// What stored tiles cannot be used for.
public enum TileProblem: Error, Sendable, Equatable {
  /// The tile has fewer hashes than the tree's size says.
  case missing(level: Int, index: Int, needed: Int, found: Int)
  /// A hash that is not 32 bytes long.
  case badHash(level: Int, index: Int)
  /// An index or a size that this tree does not have.
  case outside(index: Int, size: Int)

  public var says: String {
    switch self {
    case .missing(let level, let index, let needed, let found):
      "Tile \(level)/\(index) of the log has \(found) hashes where \(needed) are needed. "
        + "Rebuild the tiles from the entries."
    case .badHash(let level, let index):
      "Tile \(level)/\(index) of the log holds a hash that is not 32 bytes long. Rebuild the tiles from the entries."
    case .outside(let index, let size): "The log has \(size) entries; there is no place \(index) in it."
    }
  }
}

extension Tile {
  /// The tiles that are new or changed once `leafHashes` are appended to a tree of `size` leaves. `read` gives the
  /// stored tiles of the right edge; one tile a level is read at most.
  public static func changed(
    appending leafHashes: [[UInt8]], to size: Int, read: TileReader
  ) throws -> [Tile] {
    var changed: [Tile] = []
    var fresh = leafHashes
    var start = size
    var level = 0
    while !fresh.isEmpty {
      guard fresh.allSatisfy({ $0.count == 32 }) else { throw TileProblem.badHash(level: level, index: start / width) }
      var full: [[UInt8]] = []
      var place = 0
      let above = start / width
      while place < fresh.count {
        let (index, kept) = ((start + place) / width, (start + place) % width)
        var hashes = kept == 0 ? [] : try read(level, index)
        guard hashes.count >= kept else {
          throw TileProblem.missing(level: level, index: index, needed: kept, found: hashes.count)
        }
        // A crash may have left a tile longer than the tree that was signed; what is beyond the size does not count.
        hashes = Array(hashes.prefix(kept))
        let taken = min(width - kept, fresh.count - place)
        hashes += fresh[place..<place + taken]
        place += taken
        changed.append(Tile(level: level, index: index, hashes: hashes))
        if hashes.count == width { full.append(MerkleTree.sha256.root(of: hashes)) }
      }
      (fresh, start, level) = (full, above, level + 1)
    }
    return changed
  }
}
