import Glibc
import Vocabulary

/// An open folder and a name in it.
struct Place: ~Copyable {
  let folder: OpenFile
  let name: String
}

/// The part of the file system that orders may change: all of it, or a folder (`--root`). Paths are those of the host
/// as the
/// package names them: absolute, without `..`. Writing never goes through a symbolic link, so nothing leads out.
public struct HostRoot: Sendable, Hashable {
  /// Empty for the whole machine, otherwise the folder's absolute path without a slash at its end.
  public let folder: String

  public init(folder: String) {
    var folder = folder
    while folder.hasSuffix("/") { folder.removeLast() }
    self.folder = folder
  }

  public var isWholeMachine: Bool { folder.isEmpty }
  /// The path on this machine.
  public func real(_ path: String) -> String { folder + path }

  /// The components of a host path.
  static func components(_ path: String) throws(HandsFault) -> [String] {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    guard path.hasPrefix("/"), !parts.isEmpty, !parts.contains("."), !parts.contains(".."), !path.utf8.contains(0)
    else {
      throw HandsFault("\(path) is no absolute path without «..»")
    }
    return parts
  }

  /// Opens the folder in which the path's last component lies, going from component to component without following
  /// links.
  /// Nil if a folder is missing and `making` is false.
  func parent(of path: String, making: Bool) throws(HandsFault) -> Place? {
    let parts = try Self.components(path)
    var here = try OpenFile(descriptor: Self.openRoot(folder))
    for (index, part) in parts.dropLast().enumerated() {
      var next = openat(here.descriptor, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      if next < 0, errno == ENOENT {
        guard making else { return nil }
        guard mkdirat(here.descriptor, part, 0o755) == 0 || errno == EEXIST else { throw HandsFault("make", path) }
        try here.force()
        next = openat(here.descriptor, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      }
      guard next >= 0 else {
        let place = "/" + parts.prefix(index + 1).joined(separator: "/")
        if errno == ELOOP || errno == ENOTDIR {
          throw HandsFault(
            "\(path) goes through \(place), which is a symbolic link or no folder; name the real path in the package")
        }
        throw HandsFault("open", place)
      }
      here = OpenFile(descriptor: next)
    }
    return Place(folder: here, name: parts[parts.count - 1])
  }

  private static func openRoot(_ folder: String) throws(HandsFault) -> Int32 {
    let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw HandsFault("open", folder.isEmpty ? "/" : folder) }
    return descriptor
  }

  /// The name under which a file is written before it is renamed to its place.
  static func fresh(_ name: String) -> String { ".slipway-\(name).new" }

  /// Writes a file by rename and forces it to disk.
  func place(_ path: String, _ bytes: [UInt8], mode: mode_t, owner: uid_t? = nil, group: gid_t? = nil)
    throws(HandsFault)
  {
    guard let place = try parent(of: path, making: true) else { return }
    let fresh = Self.fresh(place.name)
    unlinkat(place.folder.descriptor, fresh, 0)
    do {
      let file = try OpenFile(in: place.folder.descriptor, fresh, O_WRONLY | O_CREAT | O_EXCL)
      try file.write(bytes)
      try Self.give(file.descriptor, path, owner, group)
      guard fchmod(file.descriptor, mode) == 0 else { throw HandsFault("set the mode of", path) }
      try file.force()
    }
    try Self.rename(in: place.folder.descriptor, fresh, to: place.name, path)
  }

  private static func give(_ descriptor: Int32, _ path: String, _ owner: uid_t?, _ group: gid_t?) throws(HandsFault) {
    guard let owner, let group else { return }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw HandsFault("look at", path) }
    if facts.st_uid == owner, facts.st_gid == group { return }
    guard fchown(descriptor, owner, group) == 0 else { throw HandsFault("give back the owner of", path) }
  }

  /// Makes a symbolic link by rename, in place of whatever file or link was there.
  func link(_ path: String, to target: String, owner: uid_t? = nil, group: gid_t? = nil) throws(HandsFault) {
    guard let place = try parent(of: path, making: true) else { return }
    let fresh = Self.fresh(place.name)
    unlinkat(place.folder.descriptor, fresh, 0)
    guard symlinkat(target, place.folder.descriptor, fresh) == 0 else { throw HandsFault("make the link", path) }
    if let owner, let group, geteuid() == 0 {
      guard fchownat(place.folder.descriptor, fresh, owner, group, AT_SYMLINK_NOFOLLOW) == 0 else {
        throw HandsFault("give back the owner of", path)
      }
    }
    try Self.rename(in: place.folder.descriptor, fresh, to: place.name, path)
  }

  private static func rename(in folder: Int32, _ fresh: String, to name: String, _ path: String) throws(HandsFault) {
    guard renameat(folder, fresh, folder, name) == 0 else { throw HandsFault("rename to", path) }
    guard fsync(folder) == 0 else { throw HandsFault("force to disk the folder of", path) }
  }

  /// Removes a file or link if it is there, and what a rename that never came left behind.
  func remove(_ path: String) throws(HandsFault) {
    guard let place = try parent(of: path, making: false) else { return }
    for one in [Self.fresh(place.name), place.name]
    where unlinkat(place.folder.descriptor, one, 0) != 0 && errno != ENOENT {
      throw HandsFault("remove", path)
    }
    try place.folder.force()
  }
}
