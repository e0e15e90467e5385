import Glibc

/// An open file or folder of this machine; closed when it goes out of scope.
struct LocalFile: ~Copyable {
  let descriptor: Int32
  let path: String

  init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  /// Opens for reading, following links: the path is one that the person named.
  init(reading path: String) throws(Ending) {
    try self.init(path, O_RDONLY)
  }

  /// Makes a new file; with `replacing` an existing one is emptied, else it is refused.
  init(making path: String, replacing: Bool, executable: Bool = false) throws(Ending) {
    try self.init(path, O_WRONLY | O_CREAT | (replacing ? O_TRUNC : O_EXCL), mode: executable ? 0o755 : 0o644)
  }

  init(_ path: String, _ flags: Int32, mode: mode_t = 0) throws(Ending) {
    let opened = Glibc.open(path, flags | O_CLOEXEC, mode)
    guard opened >= 0 else { throw Self.failed("open", path) }
    (descriptor, self.path) = (opened, path)
  }

  deinit { close(descriptor) }

  /// What a system call said no to, worded for the person who named the path.
  static func failed(_ act: String, _ path: String) -> Ending {
    .fault("Could not \(act) \(path): \(String(cString: strerror(errno))).")
  }

  /// The next bytes, at most so many; empty at the end.
  func read(_ most: Int = 1 << 16) throws(Ending) -> [UInt8] {
    while true {
      var count = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: most) { buffer, filled in
        count = Glibc.read(descriptor, buffer.baseAddress, most)
        filled = max(0, count)
      }
      if count >= 0 { return bytes }
      guard errno == EINTR else { throw Self.failed("read", path) }
    }
  }

  /// The whole file; more than `most` bytes are refused.
  func readAll(most: Int) throws(Ending) -> [UInt8] {
    var all: [UInt8] = []
    while true {
      let piece = try read()
      if piece.isEmpty { return all }
      all += piece
      guard all.count <= most else { throw .usage("\(path) has more than \(most) bytes. Is it the right file?") }
    }
  }

  func write(_ bytes: [UInt8]) throws(Ending) {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.failed("write", path) }
      written += count
    }
  }

  /// Forces it to disk.
  func force() throws(Ending) {
    guard fsync(descriptor) == 0 else { throw Self.failed("force to disk", path) }
  }

  static func isFolder(_ path: String) -> Bool {
    var facts = stat()
    return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
  }
}
