import Synchronization

/// Tells open pages that something has changed. One stream per browser; a slow one loses nothing but intermediate ticks.
final class LiveHub: Sendable {
  private struct State {
    var count: Int64 = 0
    var next = 0
    var open: [Int: AsyncStream<Int64>.Continuation] = [:]
  }
  private let state = Mutex(State())

  func tell() {
    state.withLock { state in
      state.count += 1
      for stream in state.open.values { stream.yield(state.count) }
    }
  }

  func listen() -> AsyncStream<Int64> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { stream in
      let number = state.withLock { state in
        state.next += 1
        state.open[state.next] = stream
        return state.next
      }
      stream.onTermination = { [self] _ in state.withLock { $0.open[number] = nil } }
    }
  }
}
