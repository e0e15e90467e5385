import Glibc

/// Room on the disk that is kept for the agent's own notes: a disk that a package fills must not keep the agent from
/// writing down that it takes the package back, and why.
extension AgentFolder {
  /// Enough for the journal and the reports of one order on its way back.
  private static let reserve = 1 << 20

  private var reservePath: String { at("reserve") }

  /// Sets the room aside if it is not; a disk that has none is no fault yet.
  func keepReserve() {
    guard !Disk.exists(reservePath) else { return }
    do throws(HandsFault) {
      let file = try OpenFile(reservePath, O_WRONLY | O_CREAT)
      guard posix_fallocate(file.descriptor, 0, off_t(Self.reserve)) == 0 else {
        unlink(reservePath)
        return
      }
    } catch { log("reserve-missing", ["because": error.says]) }
  }

  /// Does it, and once more with the room that was set aside if the disk is full.
  func withReserve<Value>(_ act: () throws(HandsFault) -> Value) throws(HandsFault) -> Value {
    do throws(HandsFault) { return try act() } catch {
      guard error.isFull, useReserve() else { throw error }
      return try act()
    }
  }

  /// Gives the room back to the disk; false if there is none left.
  func useReserve() -> Bool {
    guard unlink(reservePath) == 0 else { return false }
    log("reserve-used", ["because": "the disk is full"])
    return true
  }
}
