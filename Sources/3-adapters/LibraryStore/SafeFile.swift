import Evidence
import Glibc

/// Small files that are there whole or not at all, also after a power cut.
public enum SafeFile {
  /// Writes beside, forces to the disk, and only then gives the name.
  public static func replace(_ path: String, _ bytes: [UInt8], mode: mode_t = 0o600) throws(Fault) {
    let beside = "\(path).part"
    let file = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard file >= 0 else { throw unwritable(path) }
    let isWritten = write(bytes, to: file) && fsync(file) == 0
    let code = errno
    close(file)
    guard isWritten, rename(beside, path) == 0 else {
      let fault = unwritable(path, isWritten ? errno : code)
      unlink(beside)
      throw fault
    }
    try forceFolder(of: path)
  }

  /// A new name counts once its folder is on the disk.
  static func forceFolder(of path: String) throws(Fault) {
    let folder = open(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw unwritable(path) }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw unwritable(path) }
  }

  static func write(_ bytes: [UInt8], to file: Int32) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      written += count
    }
    return true
  }

  static func unwritable(_ path: String, _ code: Int32 = errno) -> Fault {
    let isFull = code == ENOSPC || code == EDQUOT
    return Fault(
      isFull ? "disk-full" : "file-unwritable", says: "\(path) cannot be written: \(String(cString: strerror(code))).",
      remedy: isFull
        ? "Make room on the disk of the data folder, then try again."
        : "Give the user that runs Slipway the right to write in the data folder, then try again.", passes: true)
  }
}
