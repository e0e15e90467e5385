import DeploymentRules
import Foundation
import Packages
import Synchronization
import Testing
import Vocabulary

@testable import LibraryStore

/// A shelf in a folder of its own, and what a hand past the controlled form can do to it.
final class Premises: Sendable {
  let folder: String
  let shelf: FileShelf

  init() throws {
    folder = NSTemporaryDirectory() + "slipway-shelf-" + UUID().uuidString
    shelf = try FileShelf(folder: folder)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func keep(_ bytes: [UInt8]) async throws -> Digest {
    let digest = Digest.sha256(of: bytes)
    _ = try await shelf.keep(digest, One(bytes))
    return digest
  }

  func path(_ digest: Digest) -> String { "\(folder)/\(digest.hex.prefix(2))/\(digest.hex)" }

  func write(_ bytes: [UInt8], _ path: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }
}

/// One piece, as an upload brings it.
struct One: AsyncSequence, Sendable {
  typealias Element = [UInt8]
  let bytes: [UInt8]
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  struct AsyncIterator: AsyncIteratorProtocol {
    var rest: [UInt8]?
    mutating func next() async throws -> [UInt8]? {
      defer { rest = nil }
      return rest
    }
  }
  func makeAsyncIterator() -> AsyncIterator { AsyncIterator(rest: bytes) }
}

struct ShelfTests {
  private let now = Moment(milliseconds: 1_795_460_400_000)

  @Test("DSL-2: a file is read once, and again only when it changed, however its times were turned back")
  func looks() async throws {
    let it = try Premises()
    let digest = try await it.keep(Array("one".utf8))
    #expect(it.shelf.looked(digest) == nil)
    #expect(await it.shelf.look(digest, anew: false) == .whole)
    #expect(it.shelf.looked(digest) == .whole)
    let times = try FileManager.default.attributesOfItem(atPath: it.path(digest))
    let file = try #require(FileHandle(forWritingAtPath: it.path(digest)))
    try file.write(contentsOf: Data("two".utf8))
    try file.close()
    try FileManager.default.setAttributes(
      [.modificationDate: try #require(times[.modificationDate])], ofItemAtPath: it.path(digest))
    #expect(it.shelf.looked(digest) == nil)
    #expect(await it.shelf.look(digest, anew: false) == .altered)
    #expect(it.shelf.looked(digest) == .altered)
    try it.write(Array("one".utf8), it.path(digest))
    #expect(await it.shelf.look(digest, anew: false) == .whole)
    try FileManager.default.removeItem(atPath: it.path(digest))
    #expect(it.shelf.looked(digest) == .missing)
    try FileManager.default.createSymbolicLink(atPath: it.path(digest), withDestinationPath: "/etc/hostname")
    #expect(await it.shelf.look(digest, anew: false) == .unreadable)
  }

  @Test("DSL-2: an upload repairs a file that was altered past the controlled form")
  func repaired() async throws {
    let it = try Premises()
    let digest = try await it.keep(Array("one".utf8))
    try it.write(Array("two".utf8), it.path(digest))
    #expect(try await it.shelf.keep(digest, One(Array("one".utf8))) == false)
    #expect(await it.shelf.look(digest, anew: false) == .whole)
    #expect(try await it.shelf.keep(digest, One(Array("one".utf8))) == true)
  }

  @Test("DSL-2: a round names planted files, what they are and where; a fresh upload is left alone for an hour")
  func strays() async throws {
    let it = try Premises()
    let (own, spare) = (try await it.keep([1]), try await it.keep([2]))
    let false1 = Digest.sha256(of: [3])
    try FileManager.default.createDirectory(
      atPath: "\(it.folder)/\(false1.hex.prefix(2))", withIntermediateDirectories: true)
    try it.write([4], it.path(false1))
    try it.write([5], "\(it.folder)/notes.txt")
    try it.write([6], it.path(own) + ".bak")
    let found = Mutex<[StrayFile]>([])
    let states = Mutex<[Digest: FileState]>([:])
    func round(at now: Moment) async throws -> [String] {
      try await Scrub(
        shelf: it.shelf, names: { LibraryNames(needed: [own], claimed: [own]) },
        tell: { digest, state in states.withLock { $0[digest] = state } },
        tellStrays: { strays in found.withLock { $0 = strays } }, now: { now }
      ).round()
      return found.withLock { $0.map { "\($0.what.rawValue) \($0.path)" } }.sorted()
    }
    let planted = [
      "foreign \(own.hex.prefix(2))/\(own.hex).bak", "foreign notes.txt",
      "misnamed \(false1.hex.prefix(2))/\(false1.hex)",
    ].sorted()
    let written = Moment(milliseconds: FileStamp.now() / 1_000_000)
    #expect(try await round(at: written) == planted)
    #expect(states.withLock { $0 } == [own: .whole])
    let unclaimed = "unclaimed \(spare.hex.prefix(2))/\(spare.hex)"
    #expect(try await round(at: written + .hours(2)) == (planted + [unclaimed]).sorted())
    #expect(found.withLock { $0.allSatisfy { abs($0.since.milliseconds - written.milliseconds) < 60_000 } })
    #expect(it.shelf.stands("notes.txt") && !it.shelf.stands("nothing") && !it.shelf.stands("../notes.txt"))
  }
}
