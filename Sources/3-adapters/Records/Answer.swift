import Synchronization
import Vocabulary

/// Carries a result over from the engine's thread, whose work has no result of its own.
final class Answer<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)

  func keep(_ found: Value) { value.withLock { $0 = found } }

  func taken() throws -> Value {
    guard let found = value.withLock({ $0 }) else {
      throw Faults.defect("work-without-result", "The database engine said yes without doing the work.")
    }
    return found
  }
}
