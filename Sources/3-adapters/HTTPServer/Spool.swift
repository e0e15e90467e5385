import Evidence
import Glibc
import Synchronization

/// What is made faster than a slow reader takes it: written to a file without a name, read back in pieces. Neither
/// memory nor a database thread waits for the reader, and the file is gone with the process.
final class Spool: Sendable {
  private static let piece = 256 * 1024
  private let file: Int32
  /// Lines are gathered, so that a line is not a system call.
  private let gathered = Mutex<[UInt8]>([])

  /// - Throws: `Fault` `no-room-to-spool`.
  init(folder: String) throws {
    var name = Array("\(folder)/spool-XXXXXX".utf8CString)
    file = name.withUnsafeMutableBufferPointer { buffer in buffer.baseAddress.map { mkstemp($0) } ?? -1 }
    guard file >= 0 else { throw Self.fault() }
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    name.withUnsafeBufferPointer { buffer in if let path = buffer.baseAddress { _ = unlink(path) } }
  }

  deinit { close(file) }

  private static func fault() -> Fault {
    Fault(
      "no-room-to-spool",
      says: "The export cannot be prepared in the data folder: \(String(cString: strerror(errno))).",
      remedy: "Make room on its disk and try again.", passes: true)
  }

  /// Appends, in the order of calls.
  func add(_ bytes: [UInt8]) throws {
    try gathered.withLock { held in
      held += bytes
      guard held.count >= Self.piece else { return }
      try write(held)
      held.removeAll(keepingCapacity: true)
    }
  }

  /// Nothing more comes.
  func finish() throws {
    try gathered.withLock { held in
      try write(held)
      held = []
    }
  }

  private func write(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.fault() }
      rest = rest.dropFirst(count)
    }
  }

  /// The piece that begins at `offset`; empty at the end.
  func read(from offset: Int64) throws -> [UInt8] {
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: Self.piece) { buffer, count in
      let got = pread(file, buffer.baseAddress, Self.piece, off_t(offset))
      failed = got < 0
      count = max(0, got)
    }
    guard !failed else { throw Self.fault() }
    return bytes
  }
}
