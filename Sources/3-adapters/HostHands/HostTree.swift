import Glibc
import Vocabulary

/// What a path on the host is, without following a link.
struct FileFacts: Sendable {
  enum Kind: String, Sendable {
    case file, folder, link, pipe, socket, device
  }

  let kind: Kind
  let mode: Int
  let owner: Int
  let group: Int
  let bytes: Int64

  init(_ facts: stat) {
    kind =
      switch facts.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      case S_IFIFO: .pipe
      case S_IFSOCK: .socket
      default: .device
      }
    mode = Int(facts.st_mode & 0o7777)
    owner = Int(facts.st_uid)
    group = Int(facts.st_gid)
    bytes = Int64(facts.st_size)
  }
}

extension HostRoot {
  /// The facts of a path, or nil if nothing is there. Links above it are refused, as when writing.
  func facts(_ path: String) throws(HandsFault) -> FileFacts? {
    guard let place = try parent(of: path, making: false) else { return nil }
    var facts = stat()
    if fstatat(place.folder.descriptor, place.name, &facts, AT_SYMLINK_NOFOLLOW) == 0 { return FileFacts(facts) }
    guard errno == ENOENT else { throw HandsFault("look at", path) }
    return nil
  }

  /// What a symbolic link says.
  func target(_ path: String) throws(HandsFault) -> String {
    guard let place = try parent(of: path, making: false) else { throw HandsFault("\(path) is not there") }
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlinkat(place.folder.descriptor, place.name, &buffer, buffer.count)
    let bytes = buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
    guard count >= 0 else { throw HandsFault("read the link", path) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw HandsFault("the link \(path) says something that is no UTF-8; remove it by hand")
    }
    return text
  }

  /// The bytes of a regular file, read without following a link; nil if it is not there.
  func read(_ path: String) throws(HandsFault) -> [UInt8]? {
    guard let place = try parent(of: path, making: false) else { return nil }
    let descriptor = openat(place.folder.descriptor, place.name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 {
      if errno == ENOENT { return nil }
      throw HandsFault("read", path)
    }
    return try OpenFile(descriptor: descriptor).readAll()
  }

  /// Removes a folder with all in it; links in it are removed, never followed. Nothing there is fine.
  func removeTree(_ path: String) throws(HandsFault) {
    guard let place = try parent(of: path, making: false) else { return }
    try Self.removeTree(in: place.folder.descriptor, Array(place.name.utf8CString), path)
    try place.folder.force()
  }

  private static func removeTree(in folder: Int32, _ name: [CChar], _ path: String) throws(HandsFault) {
    let descriptor = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    if descriptor < 0 {
      if errno == ENOENT { return }
      guard errno == ENOTDIR || errno == ELOOP else { throw HandsFault("open", path) }
      guard unlinkat(folder, name, 0) == 0 else { throw HandsFault("remove", path) }
      return
    }
    let here = OpenFile(descriptor: descriptor)
    for one in Self.names(in: here.descriptor) { try removeTree(in: here.descriptor, one, path + "/…") }
    guard unlinkat(folder, name, AT_REMOVEDIR) == 0 else { throw HandsFault("remove", path) }
  }

  /// Names in an open folder as they stand, ended by a zero, sorted by their bytes.
  static func names(in folder: Int32) -> [[CChar]] {
    let again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard again >= 0, let stream = fdopendir(again) else { return [] }
    defer { closedir(stream) }
    var names: [[CChar]] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in
        raw.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]
      }
      if name != [0x2E, 0], name != [0x2E, 0x2E, 0] { names.append(name) }
    }
    return names.sorted { left, right in
      left.lazy.map { UInt8(bitPattern: $0) }.lexicographicallyPrecedes(right.lazy.map { UInt8(bitPattern: $0) })
    }
  }

  /// Removes a folder if it is there and empty; a folder in which somebody put something stays.
  func removeEmptyFolder(_ path: String) throws(HandsFault) {
    guard let place = try parent(of: path, making: false) else { return }
    guard unlinkat(place.folder.descriptor, place.name, AT_REMOVEDIR) == 0 else {
      if errno == ENOENT || errno == ENOTEMPTY || errno == EEXIST { return }
      throw HandsFault("remove the folder", path)
    }
    try place.folder.force()
  }

  /// Forces every folder of a tree to disk, so that the names in it last.
  func forceTree(_ path: String) throws(HandsFault) {
    guard let place = try parent(of: path, making: false) else { return }
    try Self.forceTree(in: place.folder.descriptor, Array(place.name.utf8CString))
    try place.folder.force()
  }

  private static func forceTree(in folder: Int32, _ name: [CChar]) throws(HandsFault) {
    let descriptor = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    let here = OpenFile(descriptor: descriptor)
    for one in names(in: here.descriptor) { try forceTree(in: here.descriptor, one) }
    try here.force()
  }
}
