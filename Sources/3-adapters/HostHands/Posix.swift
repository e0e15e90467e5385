import Glibc
import Vocabulary

/// The host did not let the agent do something: what, where, and why.
public struct HandsFault: Error, Sendable, Hashable, CustomStringConvertible {
  public let says: String
  /// Whether making room on the disk would help.
  public let isFull: Bool

  public init(_ says: String, isFull: Bool = false) { (self.says, self.isFull) = (says, isFull) }

  /// With the reason that the last system call left.
  init(_ act: String, _ path: String, errno code: Int32 = errno) {
    says = "could not \(act) \(path): \(String(cString: strerror(code)))"
    isFull = code == ENOSPC || code == EDQUOT
  }

  public var description: String { says }
}

/// An open file; closed when it goes out of scope.
struct OpenFile: ~Copyable {
  let descriptor: Int32

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// Opens below another folder; never follows a link as the last component.
  init(in folder: Int32 = AT_FDCWD, _ name: String, _ flags: Int32, mode: mode_t = 0o600) throws(HandsFault) {
    descriptor = openat(folder, name, flags | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else { throw HandsFault("open", name) }
  }

  deinit { close(descriptor) }

  func write(_ bytes: [UInt8]) throws(HandsFault) { try Self.write(bytes, to: descriptor) }

  static func write(_ bytes: [UInt8], to descriptor: Int32) throws(HandsFault) {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw HandsFault("write to", "an open file") }
      written += count
    }
  }

  /// The next bytes, at most so many; empty at the end.
  func read(_ most: Int) throws(HandsFault) -> [UInt8] {
    while true {
      var count = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: most) { buffer, filled in
        count = Glibc.read(descriptor, buffer.baseAddress, most)
        filled = max(0, count)
      }
      if count >= 0 { return bytes }
      guard errno == EINTR else { throw HandsFault("read from", "an open file") }
    }
  }

  func readAll() throws(HandsFault) -> [UInt8] {
    var all: [UInt8] = []
    while true {
      let piece = try read(1 << 16)
      if piece.isEmpty { return all }
      all += piece
    }
  }

  /// Forces it to disk: only what is there counts as done.
  func force() throws(HandsFault) {
    guard fsync(descriptor) == 0 else { throw HandsFault("force to disk", "an open file") }
  }
}

/// Plain file work in the agent's own folder and under `/proc`, by path.
enum Disk {
  /// The bytes, or nil if there is no such file.
  static func read(_ path: String) throws(HandsFault) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw HandsFault("read", path)
    }
    return try OpenFile(descriptor: descriptor).readAll()
  }

  /// What a text file says, nil if it is not there or may not be read: `/proc` is like that.
  static func text(_ path: String) -> String? {
    guard let bytes = try? read(path) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Replaces the file in one step and forces it and its folder to disk.
  static func replace(_ path: String, _ bytes: [UInt8], mode: mode_t = 0o600) throws(HandsFault) {
    try Reserve.used { () throws(HandsFault) in try place(path, bytes, mode: mode) }
  }

  private static func place(_ path: String, _ bytes: [UInt8], mode: mode_t) throws(HandsFault) {
    let fresh = path + ".new"
    do throws(HandsFault) {
      let file = try OpenFile(fresh, O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
      try file.write(bytes)
      guard fchmod(file.descriptor, mode) == 0 else { throw HandsFault("set the mode of", fresh) }
      try file.force()
    } catch {
      // Half a file helps nobody and takes room that may be what is missing.
      unlink(fresh)
      throw HandsFault("\(path): \(error.says)", isFull: error.isFull)
    }
    guard rename(fresh, path) == 0 else { throw HandsFault("rename to", path) }
    try forceFolder(of: path)
  }

  /// Removes the file if it is there.
  static func remove(_ path: String) throws(HandsFault) {
    guard unlink(path) == 0 || errno == ENOENT else { throw HandsFault("remove", path) }
  }

  static func forceFolder(of path: String) throws(HandsFault) {
    try OpenFile(parent(path), O_RDONLY | O_DIRECTORY).force()
  }

  /// Makes the folder and those above it.
  static func makeFolder(_ path: String, mode: mode_t = 0o700) throws(HandsFault) {
    try Reserve.used { () throws(HandsFault) in try make(path, mode: mode) }
  }

  private static func make(_ path: String, mode: mode_t) throws(HandsFault) {
    if mkdir(path, mode) == 0 {
      try forceFolder(of: path)
      return
    }
    if errno == EEXIST { return }
    guard errno == ENOENT, parent(path) != path else { throw HandsFault("make the folder", path) }
    try make(parent(path), mode: mode)
    guard mkdir(path, mode) == 0 || errno == EEXIST else { throw HandsFault("make the folder", path) }
    try forceFolder(of: path)
  }

  /// Names in a folder, sorted; empty if there is none.
  static func names(_ path: String) -> [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  static func parent(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func exists(_ path: String) -> Bool {
    var facts = stat()
    return lstat(path, &facts) == 0
  }
}

/// The machine's clocks, asked in one place.
public enum Clocks {
  /// Milliseconds since 1970, UTC.
  public static func now() -> Moment { Moment(milliseconds: read(CLOCK_REALTIME)) }

  /// Milliseconds of a clock that nobody sets, sleep included.
  public static func monotonic() -> Int64 { read(CLOCK_BOOTTIME) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  static func sleep(_ milliseconds: Int64) { usleep(UInt32(max(0, milliseconds) * 1000)) }
}

/// A line on standard error for the person who runs the host: moment, what, and details, each `name=value`.
public func log(_ what: String, _ details: KeyValuePairs<String, String> = [:]) {
  var line = "\(Clocks.now().text) \(what)"
  for (name, value) in details { line += " \(name)=\(JSON.string(value).canonicalText)" }
  line += "\n"
  let bytes = Array(line.utf8)
  // A log that cannot be written must not stop a deployment.
  _ = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
}

/// So many bytes that nobody can foresee, from the kernel.
func chance(_ count: Int) -> [UInt8] {
  var generator = SystemRandomNumberGenerator()
  return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
}

/// A line on standard output.
func printLine(_ text: String) {
  let bytes = Array((text + "\n").utf8)
  _ = bytes.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
}
