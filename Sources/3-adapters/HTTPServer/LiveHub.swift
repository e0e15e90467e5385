import Synchronization

/// Tells open pages that something has changed. One stream per browser; a slow one loses nothing but intermediate ticks.
final class LiveHub: Sendable {
  private struct State {
    var count: Int64 = 0
    var next = 0
    var open: [Int: AsyncStream<Int64?>.Continuation] = [:]
  }
  private let state = Mutex(State())

  /// A sign of life as often as this shows which browsers are gone: until something is written, nobody knows.
  private static let beat = Duration.seconds(15)

  func tell() {
    state.withLock { state in
      state.count += 1
      for stream in state.open.values { stream.yield(state.count) }
    }
  }

  /// Gives a number after each change, and nil where nothing was to be said for a while.
  func listen() -> AsyncStream<Int64?> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { stream in
      let number = state.withLock { state in
        state.next += 1
        state.open[state.next] = stream
        return state.next
      }
      let beating = Task {
        while true {
          try await Task.sleep(for: Self.beat)
          self.beat(number)
        }
      }
      stream.onTermination = { [self] _ in
        beating.cancel()
        state.withLock { $0.open[number] = nil }
      }
    }
  }

  private func beat(_ number: Int) {
    state.withLock { state in
      guard let stream = state.open[number] else { return }
      // News that was not read yet is put back: a sign of life must not push it out.
      if case .dropped(let news?) = stream.yield(nil) { stream.yield(news) }
    }
  }
}
