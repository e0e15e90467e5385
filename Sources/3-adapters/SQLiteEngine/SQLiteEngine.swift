import Foundation
import GRDB
import SQL
import Synchronization

/// A SQLite database with its own threads: one that writes and two that read (design, «Engines own their threads»).
///
/// The writer takes all that waits, at most 256, into one transaction, a savepoint each. Work that throws undoes its own
/// savepoint only; if COMMIT fails, all fail with that error. Nobody is told yes before COMMIT. Errors of the database
/// come as `SQLFailure`, those of the work as they are.
public final class SQLiteEngine: Sendable {
  /// How many pieces of work share a transaction at most.
  public static let mostInBatch = 256
  public static let readers = 2
  static let mostWaiting = 10_000

  private let pool: DatabasePool
  private let writes = WorkQueue(most: mostWaiting)
  private let reads = WorkQueue(most: mostWaiting)
  private let ending = Ending(threads: 1 + readers)

  /// Opens the file, or makes it; its folder must be there.
  ///
  /// - Parameter witness: Who is asked at the end of each transaction: the log's sequencer.
  public init(path: String, witness: BatchWitness? = nil) throws(SQLFailure) {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(5)
    configuration.maximumReaderCount = Self.readers
    do {
      pool = try DatabasePool(path: path, configuration: configuration)
      // GRDB chooses NORMAL with WAL; a power cut could then take back what was answered with yes.
      try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
      // What is deleted is written over with zeros, so that an erased text does not lie in a free page.
      try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA secure_delete = ON") }
    } catch { throw SQLFailure(sqlite: error) }
    start(witness)
  }

  private func start(_ witness: BatchWitness?) {
    let (pool, writes, reads, ending) = (pool, writes, reads, ending)
    let writer = BatchWriter(pool: pool, witness: witness)
    Self.thread("slipway-writer") {
      while let jobs = writes.take(Self.mostInBatch) { writer.run(jobs) }
      ending.threadEnded()
    }
    for number in 1...Self.readers {
      Self.thread("slipway-reader-\(number)") {
        while let job = reads.take(1)?.first { Self.read(job, pool) }
        ending.threadEnded()
      }
    }
  }

  private static func thread(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread(block: body)
    thread.name = name
    thread.stackSize = 2 << 20
    thread.start()
  }

  private static func read(_ job: Job, _ pool: DatabasePool) {
    do {
      try pool.read { try job.work(SQLiteConnection($0)) }
      job.finish(nil)
    } catch { job.finish(error is DatabaseError ? SQLFailure(sqlite: error) : error) }
  }

  /// Does the work in a transaction that it shares with others, and answers after COMMIT. The caller's task being
  /// cancelled changes nothing: what was begun is committed or refused as a whole.
  public func write<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Value
  ) async throws -> Value { try await put(body, to: writes) }

  /// Reads one unchanging state of the database.
  public func read<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Value
  ) async throws -> Value { try await put(body, to: reads) }

  private func put<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Value, to queue: WorkQueue
  ) async throws -> Value {
    let finding = Finding<Value>()
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      queue.put(
        Job(
          work: { finding.keep(try body($0)) },
          finish: { error in
            if let error { continuation.resume(throwing: error) } else { continuation.resume() }
          }))
    }
    return try finding.result()
  }

  /// Writes everything into the main file and empties the journal beside it, where older states of a page lie. Does not wait
  /// for readers: while one needs an older state it throws `busy`.
  public func scour() async throws {
    let pool = pool
    try await withCheckedThrowingContinuation { (waiting: CheckedContinuation<Void, any Error>) in
      Self.thread("slipway-scour") {
        do {
          try pool.writeWithoutTransaction { database in
            // Waiting for a reader would hold up all that write.
            try database.execute(sql: "PRAGMA busy_timeout = 0")
            defer { try? database.execute(sql: "PRAGMA busy_timeout = 5000") }
            _ = try database.checkpoint(.truncate)
          }
          waiting.resume()
        } catch { waiting.resume(throwing: SQLFailure(sqlite: error)) }
      }
    }
  }

  /// Ends the threads after what waits, then closes the file. Later work is refused with `closed`.
  public func close() async throws {
    writes.close(threads: 1)
    reads.close(threads: Self.readers)
    await ending.wait()
    do { try pool.close() } catch { throw SQLFailure(sqlite: error) }
  }
}

/// Lets `close` wait until the last thread is through.
final class Ending: Sendable {
  private struct State {
    var running: Int
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state: Mutex<State>

  init(threads: Int) { state = Mutex(State(running: threads)) }

  func threadEnded() {
    let free = state.withLock { state in
      state.running -= 1
      guard state.running == 0 else { return [CheckedContinuation<Void, Never>]() }
      defer { state.waiting = [] }
      return state.waiting
    }
    for one in free { one.resume() }
  }

  func wait() async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        if state.running > 0 { state.waiting.append(continuation) }
        return state.running == 0
      }
      if isOver { continuation.resume() }
    }
  }
}
