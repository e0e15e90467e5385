import Dispatch
import SQL
import Synchronization

/// One piece of work for a database thread, without its type.
struct Job: Sendable {
  /// Does the work and keeps its result.
  let work: @Sendable (any SQLConnection) throws -> Void
  /// Tells the caller, once: nil means that the result stands.
  let finish: @Sendable ((any Error)?) -> Void
}

/// What waits for the threads of one kind. Callers put, threads take; nobody waits inside a lock.
final class WorkQueue: Sendable {
  private struct State {
    var waiting: [Job] = []
    var isClosed = false
  }

  private let state = Mutex(State())
  private let signal = DispatchSemaphore(value: 0)
  private let most: Int

  /// - Parameter most: How many may wait; more are refused, so that a stuck disk does not eat the memory.
  init(most: Int) { self.most = most }

  func put(_ job: Job) {
    let failure: SQLFailure? = state.withLock { state in
      if state.isClosed { return SQLFailure(.closed, says: "The database was closed.") }
      if state.waiting.count >= most { return SQLFailure(.busy, says: "\(most) pieces of work wait already.") }
      state.waiting.append(job)
      return nil
    }
    if let failure { job.finish(failure) } else { signal.signal() }
  }

  /// Waits for work and takes at most `count`. Nil once the queue is closed and empty.
  func take(_ count: Int) -> [Job]? {
    while true {
      let taken: [Job]? = state.withLock { state in
        guard !state.waiting.isEmpty else { return state.isClosed ? nil : [] }
        let taken = Array(state.waiting.prefix(count))
        state.waiting.removeFirst(taken.count)
        return taken
      }
      guard let taken else { return nil }
      if !taken.isEmpty { return taken }
      signal.wait()
    }
  }

  /// What waits is still done; what comes later is refused. `threads` is how many wait on the signal.
  func close(threads: Int) {
    state.withLock { $0.isClosed = true }
    for _ in 0..<threads { signal.signal() }
  }
}

/// Holds what a piece of work found until its transaction is committed.
final class Finding<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)

  func keep(_ found: Value) { value.withLock { $0 = found } }

  func result() throws -> Value {
    guard let found = value.withLock({ $0 }) else {
      throw SQLFailure(.statement, says: "A piece of work ended without a result.")
    }
    return found
  }
}
