import Evidence
import Ledger
import SQL
import Synchronization
import Vocabulary

/// Gives entries their place at the end of each transaction and grows the tree (docs/decisions/0001, «Tree»). Hand its
/// `witness` to the engine.
public final class Sequencer: Sendable {
  private struct State {
    /// As the database has it.
    var committed: Frontier?
    /// As it will be, if COMMIT succeeds.
    var pending: Frontier?
  }

  private let state = Mutex(State())

  public init() {}

  public var witness: BatchWitness {
    BatchWitness(beforeCommit: { try self.place($0) }, settled: { self.settled($0) })
  }

  /// Reads the right edge of the stored tree, and refuses one that does not give the stored root.
  func restore(_ connection: any SQLConnection) throws {
    let stored = try LogState.read(connection)
    var tree = LogState.tree(connection, size: stored.size)
    let frontier = try tree.frontier(at: stored.size)
    guard frontier.root == stored.root else {
      throw Faults.damaged("The log's stored hashes do not give its root: the database was altered or is damaged.")
    }
    state.withLock { $0 = State(committed: frontier, pending: nil) }
  }

  func place(_ connection: any SQLConnection) throws {
    // Before `restore` there is only the schema's own work, which writes no entries.
    guard let committed = state.withLock({ $0.committed }) else { return }
    let rows = try connection.query("SELECT row_id, leaf FROM log_entry WHERE idx IS NULL ORDER BY row_id")
    guard !rows.isEmpty else { return }
    var frontier = committed
    var leaves: [[UInt8]] = []
    for row in rows {
      let leaf = Hex.bytes(try row.text(1)) ?? []
      guard let index = frontier.append(leafHash: leaf) else { throw Faults.damaged("A leaf of the log is no digest.") }
      leaves.append(leaf)
      try connection.execute(
        "UPDATE log_entry SET idx = ?1 WHERE row_id = ?2", [.int(Int64(index)), .int(try row.whole(0))])
    }
    let read = LogState.tiles(connection)
    for tile in try Tile.changed(appending: leaves, to: committed.size, read: read) {
      try connection.execute(
        """
        INSERT INTO log_tile (level, idx, hashes) VALUES (?1, ?2, ?3) \
        ON CONFLICT (level, idx) DO UPDATE SET hashes = excluded.hashes
        """, [.int(Int64(tile.level)), .int(Int64(tile.index)), .blob(tile.hashes.flatMap { $0 })])
    }
    try LogState.grow(connection, to: frontier)
    let grown = frontier
    state.withLock { $0.pending = grown }
  }

  func settled(_ committed: Bool) {
    state.withLock { state in
      if committed, let pending = state.pending { state.committed = pending }
      state.pending = nil
    }
  }
}
