import Glibc
import Synchronization

/// SIGCONT brings a resting agent back to its server within a second: for an operator who does not want to wait for an
/// idle host's minute (docs/decisions/0006, «Pace»). That signal, because it harms no agent that does not know this,
/// and because a process that was stopped and goes on has something to ask anyway.
enum Nudge {
  private static let came = Atomic<Bool>(false)

  static func listen() {
    // Touched here first, so that the signal finds it made.
    came.store(false, ordering: .relaxed)
    signal(SIGCONT) { _ in Nudge.came.store(true, ordering: .relaxed) }
  }

  /// Whether one came since the last question.
  static func taken() -> Bool { came.exchange(false, ordering: .relaxed) }
}
