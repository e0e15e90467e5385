import Evidence
import Ledger
import Operations
import SQL
import Synchronization
import Vocabulary

/// The records of one installation: transactions over its books, its log, checkpoints and exports.
///
/// Errors of the database come as `Fault`; everything that the work itself throws comes as it is.
public final class Office: Sendable {
  let door: EngineDoor
  let ports: OfficePorts
  private let sequencer: Sequencer
  /// Whether what was erased may still lie in the engine's files; at first it may: the last stop could have come between.
  private let remains = Mutex(true)
  let exports = Turns()

  /// - Parameter sequencer: The one whose `witness` the engine was given.
  public init(engine: EngineDoor, sequencer: Sequencer, ports: OfficePorts) {
    (door, self.sequencer, self.ports) = (engine, sequencer, ports)
  }

  /// Brings the schema to today, takes up the log, and sees that it extends what was published.
  ///
  /// - Parameter remembered: The text of the checkpoint that is kept outside the database; nil if there is none yet.
  /// - Parameter tell: is told what takes long.
  /// - Throws: `Fault` `database-newer`, `record-damaged` or `log-shorter-than-published`.
  public func open(remembered: String?, tell: @escaping @Sendable (String) -> Void = { _ in }) async throws {
    let (sequencer, key) = (sequencer, ports.checkpointKey)
    try await write { connection in
      try Schema.bring(connection, tell)
      try sequencer.restore(connection)
      guard let remembered else { return }
      try Self.check(remembered, key, connection)
    }
  }

  private static func check(_ text: String, _ key: CheckpointKey, _ connection: any SQLConnection) throws {
    let checkpoint: Checkpoint
    do {
      let signed = try SignedCheckpoint(text: text)
      _ = try signed.authenticate(by: [key.verifier])
      checkpoint = signed.checkpoint
    } catch {
      throw Fault(
        "checkpoint-not-ours", says: "The kept checkpoint is not of this log. \(error.says)",
        remedy: "Put back the checkpoint file and the log's key that belong to this database.")
    }
    guard try LogState.read(connection).extends(size: checkpoint.size, root: checkpoint.root, connection) else {
      throw Fault(
        "log-shorter-than-published",
        says: "The database does not hold the log of \(checkpoint.size) entries that was published. An old backup?",
        remedy: "Restore a newer backup, or begin a new origin with «slipway admin».")
    }
  }

  /// Runs work in one transaction and answers after COMMIT; what it throws undoes all that it did.
  @discardableResult
  public func transact<T: Sendable>(_ body: @escaping @Sendable (any Books) throws -> T) async throws -> T {
    let (ports, news, erased) = (ports, Answer<[HostNews]>(), Answer<Bool>())
    do {
      let answer = try await write { connection in
        let books = SQLBooks(connection, ports: ports)
        defer {
          news.keep(books.news)
          erased.keep(books.erased)
        }
        return try body(books)
      }
      if try erased.taken() { remains.withLock { $0 = true } }
      ports.spread((try? news.taken()) ?? [])
      return answer
    } catch {
      // News too many cost a reading; news too few would hide a halt.
      ports.spread((try? news.taken())?.map(\.inDoubt) ?? [])
      throw error
    }
  }

  /// Asks one unchanging state of the books; what is written on the way is refused by the database.
  public func inquire<T: Sendable>(_ body: @escaping @Sendable (any Books) throws -> T) async throws -> T {
    let ports = ports
    return try await read { try body(SQLBooks($0, ports: ports)) }
  }

  /// Takes what was erased out of the database's files as well (LOG-3): a text that is gone from every table could still be
  /// read in a page that nobody has written over. To be called every second; does nothing while nothing was erased, and
  /// leaves it to the next call while somebody reads an older state. True once nothing remains.
  @discardableResult
  public func scour() async throws -> Bool {
    guard remains.withLock({ $0 }) else { return true }
    remains.withLock { $0 = false }
    do { try await door.scour() } catch {
      remains.withLock { $0 = true }
      let known = Faults.known(error)
      if let fault = known as? Fault, fault.name == "database-busy" { return false }
      throw known
    }
    return true
  }

  public func close() async throws {
    do { try await door.close() } catch { throw Faults.known(error) }
  }

  @discardableResult
  func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    let answer = Answer<T>()
    do { try await door.write { answer.keep(try body($0)) } } catch { throw Faults.known(error) }
    return try answer.taken()
  }

  func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    let answer = Answer<T>()
    do { try await door.read { answer.keep(try body($0)) } } catch { throw Faults.known(error) }
    return try answer.taken()
  }
}
