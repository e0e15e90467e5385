import Glibc
import Packages
import Vocabulary

/// A package's source folder as it lies on disk, read without following a link and without leaving the folder (BLD-2).
///
/// Times and owners are never looked at, so two copies made at different times give the same package (BLD-3).
struct PackageFolder {
  let path: String
  /// Sorted by the bytes of the path.
  private(set) var files: [PackageFile] = []
  /// What cannot be in a package: devices, names that are no source paths.
  private(set) var findings: [Finding] = []

  /// Folders of version control, which are not part of the source they keep.
  private static let unseen: Set<String> = [".git", ".hg", ".svn"]
  private static let deepest = 100

  /// Reads and digests every file.
  init(reading path: String) throws(Ending) {
    self.path = path
    let root = try LocalFile(path, O_RDONLY | O_DIRECTORY)
    try read(root, inside: "", depth: 0)
    files.sort { $0.path < $1.path }
  }

  private mutating func read(_ folder: borrowing LocalFile, inside prefix: String, depth: Int) throws(Ending) {
    guard depth < Self.deepest else { throw .refused("\(folder.path) lies more than \(Self.deepest) folders deep.") }
    for name in try Self.names(in: folder) where !Self.isUnseen(name, atTop: depth == 0) {
      var facts = stat()
      guard fstatat(folder.descriptor, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 else {
        throw LocalFile.failed("look at", "\(folder.path)/\(name)")
      }
      guard let source = SourcePath(prefix + name) else {
        refuse(prefix + name, "its name is not printable ASCII or the path is longer than 1000 bytes", "rename it")
        continue
      }
      switch facts.st_mode & S_IFMT {
      case S_IFDIR:
        try read(Self.open(name, in: folder, O_DIRECTORY), inside: prefix + name + "/", depth: depth + 1)
      case S_IFREG: files.append(try Self.file(name, in: folder, source))
      case S_IFLNK:
        let target = try Self.target(of: name, in: folder)
        files.append(PackageFile(path: source, content: .link(target: target)))
      default: refuse(source.text, "it is a device, pipe or socket", "leave it out of the source")
      }
    }
  }

  private mutating func refuse(_ place: String, _ says: String, _ remedy: String) {
    findings.append(Finding(.blocks, "source-unfit", at: place, says: says, remedy: remedy))
  }

  /// Bundles at the top are what `package build` wrote; a build must not contain the one before it.
  private static func isUnseen(_ name: String, atTop: Bool) -> Bool {
    unseen.contains(name) || (atTop && [".slipway", ".slipway.part"].contains(where: name.hasSuffix))
  }

  /// Sorted by bytes, without `.` and `..`.
  private static func names(in folder: borrowing LocalFile) throws(Ending) -> [String] {
    // The stream closes its own copy of the descriptor.
    guard let stream = fdopendir(dup(folder.descriptor)) else { throw LocalFile.failed("list", folder.path) }
    defer { closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { $0.prefix { $0 != 0 }.map { $0 } }
      guard let text = String(validating: name, as: UTF8.self) else {
        throw .refused("\(folder.path) holds a name that is not UTF-8 (\(Hex.text(name)) in hexadecimal). Rename it.")
      }
      if text != ".", text != ".." { names.append(text) }
      errno = 0
    }
    guard errno == 0 else { throw LocalFile.failed("list", folder.path) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func open(_ name: String, in folder: borrowing LocalFile, _ flags: Int32) throws(Ending) -> LocalFile {
    let path = "\(folder.path)/\(name)"
    let opened = openat(folder.descriptor, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | flags)
    guard opened >= 0 else { throw LocalFile.failed("open", path) }
    return LocalFile(descriptor: opened, path: path)
  }

  private static func file(
    _ name: String, in folder: borrowing LocalFile, _ source: SourcePath
  ) throws(Ending) -> PackageFile {
    let file = try open(name, in: folder, 0)
    var facts = stat()
    guard fstat(file.descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      throw .refused("\(file.path) was replaced while it was read. Try again when nobody changes the source.")
    }
    var hash = RunningDigest()
    while case let piece = try file.read(), !piece.isEmpty { hash.add(piece) }
    let executable = facts.st_mode & S_IXUSR != 0
    return PackageFile(
      path: source, content: .file(bytes: hash.count, digest: hash.digest, executable: executable))
  }

  private static func target(of name: String, in folder: borrowing LocalFile) throws(Ending) -> String {
    var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = bytes.withUnsafeMutableBytes { buffer in
      guard let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self) else { return -1 }
      return readlinkat(folder.descriptor, name, start, buffer.count)
    }
    guard count >= 0 else { throw LocalFile.failed("read the link", "\(folder.path)/\(name)") }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}

extension PackageFolder {
  /// Opens a file of the listing again, step by step, so that a link put in its way meanwhile is not followed.
  func open(_ source: SourcePath) throws(Ending) -> LocalFile {
    var folder = try LocalFile(path, O_RDONLY | O_DIRECTORY)
    for part in source.parts.dropLast() { folder = try Self.open(part, in: folder, O_DIRECTORY) }
    return try Self.open(source.parts.last ?? "", in: folder, 0)
  }

  /// The whole content of a small file.
  func content(of source: SourcePath, most: Int) throws(Ending) -> [UInt8] {
    try open(source).readAll(most: most)
  }
}
