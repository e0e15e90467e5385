import Evidence
import Foundation
import Packages
import Vocabulary

/// The library's files, content-addressed: `blobs/ab/ab12…`. A file is there only if its bytes give its name; what is
/// there is never written again.
public struct FileShelf: Sendable {
  private let folder: String

  /// Makes the folder if it is missing.
  public init(folder: String) throws {
    self.folder = folder
    try Self.make(folder)
  }

  private static func make(_ folder: String) throws {
    do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
      throw Fault(
        "library-folder", says: "The folder \(folder) cannot be made.",
        remedy: "Check that the data folder exists and may be written by this user.")
    }
  }

  private func path(_ digest: Digest) -> String { "\(folder)/\(digest.hex.prefix(2))/\(digest.hex)" }

  public func has(_ digest: Digest) -> Bool { FileManager.default.fileExists(atPath: path(digest)) }

  /// Length in bytes, or nil if it is not there.
  public func length(_ digest: Digest) throws -> Int64? {
    guard has(digest) else { return nil }
    return (try FileManager.default.attributesOfItem(atPath: path(digest))[.size] as? NSNumber)?.int64Value
  }

  public func read(_ digest: Digest, from: Int64, count: Int) throws -> [UInt8] {
    guard let file = FileHandle(forReadingAtPath: path(digest)) else { return [] }
    defer { try? file.close() }
    try file.seek(toOffset: UInt64(from))
    return Array(try file.read(upToCount: count) ?? Data())
  }

  /// Takes a file in pieces: written beside, flushed to the disk, and only then given its name. True if it was there.
  public func keep(_ digest: Digest, _ pieces: any AsyncSequence<[UInt8], any Error> & Sendable) async throws -> Bool {
    if has(digest) {
      for try await _ in pieces {}
      return true
    }
    let place = path(digest)
    try Self.make(String(place.dropLast(digest.hex.count + 1)))
    let beside = "\(place).\(UUID().uuidString).part"
    guard FileManager.default.createFile(atPath: beside, contents: nil), let file = FileHandle(forWritingAtPath: beside)
    else { throw unwritable(beside) }
    defer { try? FileManager.default.removeItem(atPath: beside) }
    var running = RunningDigest()
    do {
      for try await piece in pieces {
        running.add(piece)
        try file.write(contentsOf: piece)
      }
      try file.synchronize()
      try file.close()
    } catch { throw unwritable(place) }
    guard running.digest == digest else {
      throw Refused(
        Refusal(
          "blob-digest", because: "The bytes received give the digest \(running.digest.short)…, not \(digest.short)….",
          clears: "Send the file again; it was damaged on the way or named wrongly."))
    }
    guard rename(beside, place) == 0 else { throw unwritable(place) }
    return false
  }

  private func unwritable(_ path: String) -> Fault {
    Fault(
      "library-write", says: "The library could not write \(path): \(String(cString: strerror(errno))).",
      remedy: "Free space on the disk of the data folder or correct its rights, then send the file again.", passes: true
    )
  }
}
