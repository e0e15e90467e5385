import Evidence
import Glibc

/// Holds a data folder for this process until it ends: two writers would each give the log's places on their own.
public enum FolderHold {
  /// The descriptor stays open on purpose; the system gives the folder free when the process ends, however it ends.
  ///
  /// - Throws: `Fault` `data-folder-in-use` while another process holds it.
  public static func take(_ folder: String) throws(Fault) {
    let path = "\(folder)/lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SafeFile.unwritable(path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw Fault(
        "data-folder-in-use", says: "Another Slipway works in \(folder).",
        remedy: "Stop it first, or name another folder with --data.")
    }
  }
}
