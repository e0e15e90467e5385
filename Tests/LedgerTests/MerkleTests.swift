import Testing
import Vocabulary

@testable import Ledger

@Suite struct MerkleTests {
  let tree = MerkleTree.sha256
  /// The inputs and roots that Certificate Transparency's implementations share as vectors.
  static let inputs = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
  ]
  static let roots = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]
  func vectorLeaves() throws -> [[UInt8]] { try Self.inputs.map { tree.leaf(try #require(Hex.bytes($0))) } }

  @Test("LOG-2: the frontier gives the well-known roots of RFC 6962")
  func wellKnownRoots() throws {
    var frontier = Frontier()
    #expect(Hex.text(frontier.root) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    for (leaf, root) in zip(try vectorLeaves(), Self.roots) {
      frontier.append(leafHash: leaf)
      #expect(Hex.text(frontier.root) == root)
    }
  }

  @Test("LOG-2: the well-known paths of RFC 6962 come out of tiles and are accepted")
  func wellKnownProofs() throws {
    let leaves = try vectorLeaves()
    var tiled = try TileShelf(leaves).tree()
    #expect(
      try tiled.inclusionProof(of: 5, in: 8).map { Hex.text($0) } == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      ])
    #expect(
      try tiled.consistencyProof(from: 6, to: 8).map { Hex.text($0) } == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      ])
  }

  @Test("LOG-2: frontier, restored frontier and tiles agree with the whole tree at sizes 0 to 300")
  func everySize() throws {
    let leaves = sampleLeaves(300)
    var frontier = Frontier()
    var tiled = try TileShelf(leaves).tree()
    for size in 0...300 {
      let root = tree.root(of: leaves[..<size])
      #expect(frontier.root == root)
      #expect(Frontier(size: size, hashes: frontier.hashes) == frontier)
      #expect(try tiled.root(at: size) == root)
      #expect(try tiled.frontier(at: size) == frontier)
      if size < 300 { frontier.append(leafHash: leaves[size]) }
    }
    #expect(Frontier(size: 3, hashes: [leaves[0]]) == nil)
    #expect(Frontier(size: 1, hashes: [[1, 2]]) == nil)
    #expect(frontier.append(leafHash: [1, 2, 3]) == nil)
    #expect(frontier.size == 300)
  }

  @Test("LOG-2: inclusion proofs from tiles hold for their place and no other")
  func inclusion() throws {
    let leaves = sampleLeaves(300)
    var tiled = try TileShelf(leaves).tree()
    for size in [1, 2, 3, 7, 8, 255, 256, 257, 300] {
      for index in Set([0, size / 3, size / 2, size - 1]).sorted() {
        let path = try tiled.inclusionProof(of: index, in: size)
        #expect(path == tree.inclusionProof(of: index, in: leaves[..<size]))
        let root = tree.root(of: leaves[..<size])
        #expect(tree.root(ofLeaf: leaves[index], at: index, of: size, path: path) == root)
        #expect(tree.root(ofLeaf: leaves[(index + 1) % 300], at: index, of: size, path: path) != root)
      }
    }
    #expect(throws: TileProblem.outside(index: 300, size: 300)) { try tiled.inclusionProof(of: 300, in: 300) }
    #expect(throws: TileProblem.outside(index: 301, size: 300)) { try tiled.root(at: 301) }
  }

  @Test("LOG-2: consistency proofs hold for every pair of sizes to 40 and around full tiles, and for no other root")
  func consistency() throws {
    let leaves = sampleLeaves(300)
    var tiled = try TileShelf(leaves).tree()
    let sizes = Array(0...40) + [255, 256, 257, 300]
    let roots = Dictionary(uniqueKeysWithValues: sizes.map { ($0, tree.root(of: leaves[..<$0])) })
    for old in sizes {
      for new in sizes where new >= old {
        let path = try tiled.consistencyProof(from: old, to: new)
        let (before, after) = (try #require(roots[old]), try #require(roots[new]))
        #expect(tree.isConsistent(oldSize: old, oldRoot: before, size: new, root: after, path: path))
        #expect(!tree.isConsistent(oldSize: old, oldRoot: leaves[299], size: new, root: after, path: path))
        if old > 0 {
          #expect(!tree.isConsistent(oldSize: old, oldRoot: before, size: new, root: leaves[299], path: path))
          #expect(!tree.isConsistent(oldSize: old, oldRoot: before, size: new, root: after, path: path + [before]))
        }
        #expect(ConsistencyProof(text: ConsistencyProof(path: path).text)?.path == path)
      }
    }
    #expect(!tree.isConsistent(oldSize: 2, oldRoot: leaves[0], size: 1, root: leaves[0], path: []))
    #expect(ConsistencyProof(text: "AAAA\n") == nil)
  }

  @Test("LOG-2: appending in any portions gives the same tiles, and a proof in a large tree reads few of them")
  func tiles() throws {
    let leaves = sampleLeaves(70_000)
    let shelf = try TileShelf(leaves, portions: [1, 254, 1, 1, 300, 65_000])
    #expect(shelf.tiles == (try TileShelf(leaves)).tiles)
    #expect(shelf.tiles["1/0"]?.count == 256)
    #expect(shelf.tiles["1/1"]?.count == 17)
    #expect(shelf.tiles["2/0"]?.count == 1)
    var tiled = shelf.tree()
    let path = try tiled.inclusionProof(of: 12_345, in: 69_999)
    #expect(tiled.tilesRead <= 6)
    let root = try tiled.root(at: 69_999)
    #expect(tree.root(ofLeaf: leaves[12_345], at: 12_345, of: 69_999, path: path) == root)
    #expect(Tile(level: 0, index: 1_234_067, hashes: [leaves[0]]).path == "tile/0/x001/x234/067.p/1")
    var holed = shelf.tiles
    holed["0/3"] = nil
    var broken = TileShelf(tiles: holed, size: 70_000).tree()
    #expect(throws: TileProblem.missing(level: 0, index: 3, needed: 256, found: 0)) {
      try broken.inclusionProof(of: 769, in: 70_000)
    }
    #expect(throws: TileProblem.badHash(level: 0, index: 0)) {
      try Tile.changed(appending: [[1]], to: 0) { _, _ in [] }
    }
  }
}

func sampleLeaves(_ count: Int) -> [[UInt8]] {
  (0..<count).map { MerkleTree.sha256.leaf(Array("entry \($0)".utf8)) }
}

/// Tiles as a store would keep them.
struct TileShelf {
  var tiles: [String: [[UInt8]]] = [:]
  var size = 0

  init(tiles: [String: [[UInt8]]], size: Int) { (self.tiles, self.size) = (tiles, size) }

  init(_ leaves: [[UInt8]], portions: [Int] = []) throws {
    for portion in portions + [leaves.count] {
      let taken = leaves[size..<min(leaves.count, size + portion)]
      let stored = tiles
      for tile in try Tile.changed(appending: Array(taken), to: size, read: { stored["\($0)/\($1)"] ?? [] }) {
        tiles["\(tile.level)/\(tile.index)"] = tile.hashes
      }
      size += taken.count
    }
  }

  func tree() -> TiledTree { TiledTree(size: size) { [tiles] in tiles["\($0)/\($1)"] ?? [] } }
}
