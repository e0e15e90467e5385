import Evidence
import Foundation
import Packages
import Vocabulary

/// The library's files, content-addressed: `blobs/ab/ab12…`. A file is there only if its bytes give its name; what is
/// there and whole is never written again.
public struct FileShelf: Sendable {
  let folder: String
  let taken = LooksTaken()
  /// One look at a time.
  let lookers = DispatchQueue(label: "slipway-looks")

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

  func path(_ digest: Digest) -> String { "\(folder)/\(digest.hex.prefix(2))/\(digest.hex)" }

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

  /// Takes a file in pieces: written beside, flushed to the disk, and only then given its name. True if it was there, whole:
  /// one that was altered is replaced, so that the controlled form repairs what went past it.
  public func keep(_ digest: Digest, _ pieces: any AsyncSequence<[UInt8], any Error> & Sendable) async throws -> Bool {
    if has(digest), await look(digest, anew: false) == .whole {
      for try await _ in pieces {}
      return true
    }
    let place = path(digest)
    try Self.make(String(place.dropLast(digest.hex.count + 1)))
    let beside = "\(place).\(UUID().uuidString)\(Self.unfinished)"
    let file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw SafeFile.unwritable(place) }
    defer {
      close(file)
      unlink(beside)
    }
    var running = RunningDigest()
    do {
      for try await piece in pieces {
        running.add(piece)
        guard SafeFile.write(piece, to: file) else { throw SafeFile.unwritable(place) }
      }
    } catch let fault as Fault { throw fault } catch { throw Self.broken(digest) }
    guard fsync(file) == 0 else { throw SafeFile.unwritable(place) }
    guard running.digest == digest else {
      throw Refused(
        Refusal(
          "blob-digest", because: "The bytes received give the digest \(running.digest.short)…, not \(digest.short)….",
          clears: "Send the file again; it was damaged on the way or named wrongly."))
    }
    guard rename(beside, place) == 0 else { throw SafeFile.unwritable(place) }
    try SafeFile.forceFolder(of: place)
    return false
  }

  static let unfinished = ".part"

  private static func broken(_ digest: Digest) -> Fault {
    Fault(
      "upload-broken", says: "The connection ended before the whole of \(digest.short)… had come; nothing was kept.",
      remedy: "Send the file again.", passes: true)
  }

  /// Removes what uploads left that a stop of the server cut off. Only while no other process uses the folder.
  public func sweep() throws {
    for part in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      for name in (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(part)")) ?? []
      where name.hasSuffix(Self.unfinished) { unlink("\(folder)/\(part)/\(name)") }
    }
  }
}
