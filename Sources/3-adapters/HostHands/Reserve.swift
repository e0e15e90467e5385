import Glibc
import Synchronization

/// Room on the disk that is kept for the agent's own notes: a disk that a package fills must not keep the agent from
/// writing down that it takes the package back, and why.
enum Reserve {
  /// Enough for the journal and the reports of one order on its way back; less is better than nothing.
  private static let sizes: [off_t] = [1 << 20, 1 << 19, 1 << 18, 1 << 17, 1 << 16]
  /// A process works in one agent's folder.
  private static let path = Mutex<String?>(nil)

  /// Sets the room aside if it is not; a disk that has none is no fault yet.
  static func keep(in folder: AgentFolder) {
    let place = folder.at("reserve")
    path.withLock { $0 = place }
    guard !Disk.exists(place), let file = try? OpenFile(place, O_WRONLY | O_CREAT) else { return }
    for size in sizes where posix_fallocate(file.descriptor, 0, size) == 0 { return }
    unlink(place)
  }

  /// Does it, and once more with the room that was set aside if the disk is full.
  static func used<Value>(by act: () throws(HandsFault) -> Value) throws(HandsFault) -> Value {
    do throws(HandsFault) { return try act() } catch {
      guard error.isFull, let place = path.withLock({ $0 }), unlink(place) == 0 else { throw error }
      log("reserve-used", ["because": error.says])
      return try act()
    }
  }
}
