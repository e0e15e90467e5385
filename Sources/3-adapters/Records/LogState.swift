import Evidence
import Ledger
import SQL
import Vocabulary

/// What the database knows of its own log: how large it is, its root, the last checkpoint that was signed.
struct LogState {
  var size: Int
  var root: [UInt8]
  var checkpointSize: Int
  var checkpointRoot: [UInt8]
  /// The signed checkpoint's text; nil before the first.
  var note: String?

  static func read(_ connection: any SQLConnection) throws -> LogState {
    let row = try connection.first(
      "SELECT size, root, checkpoint_size, checkpoint_root, note FROM log_state WHERE id = 1")
    guard let row else {
      let nothing = Frontier().root
      return LogState(size: 0, root: nothing, checkpointSize: 0, checkpointRoot: nothing, note: nil)
    }
    return LogState(
      size: try row.int(0), root: try row.blob(1), checkpointSize: try row.int(2), checkpointRoot: try row.blob(3),
      note: try row.optionalText(4))
  }

  static func grow(_ connection: any SQLConnection, to frontier: Frontier) throws {
    try connection.execute(
      """
      INSERT INTO log_state (id, size, root, checkpoint_size, checkpoint_root) VALUES (1, ?1, ?2, 0, ?3) \
      ON CONFLICT (id) DO UPDATE SET size = excluded.size, root = excluded.root
      """, [.int(Int64(frontier.size)), .blob(frontier.root), .blob(Frontier().root)])
  }

  static func keep(_ signed: SignedCheckpoint, _ connection: any SQLConnection) throws {
    let checkpoint = signed.checkpoint
    try connection.execute(
      """
      INSERT INTO log_state (id, size, root, checkpoint_size, checkpoint_root, note) VALUES (1, ?1, ?2, ?1, ?2, ?3) \
      ON CONFLICT (id) DO UPDATE SET checkpoint_size = excluded.checkpoint_size, \
      checkpoint_root = excluded.checkpoint_root, note = excluded.note
      """, [.int(Int64(checkpoint.size)), .blob(checkpoint.root), .text(signed.text)])
  }

  /// Reads stored tiles on this connection.
  static func tiles(_ connection: any SQLConnection) -> TileReader {
    { level, index in
      let row = try connection.first(
        "SELECT hashes FROM log_tile WHERE level = ?1 AND idx = ?2", [.int(Int64(level)), .int(Int64(index))])
      let bytes = try row?.blob(0) ?? []
      return stride(from: 0, to: bytes.count, by: 32).map { Array(bytes[$0..<min($0 + 32, bytes.count)]) }
    }
  }

  static func tree(_ connection: any SQLConnection, size: Int) -> TiledTree {
    TiledTree(size: size, read: tiles(connection))
  }

  /// Whether the stored tree extends an older one: its root at the older size is the older root.
  func extends(size old: Int, root: [UInt8], _ connection: any SQLConnection) throws -> Bool {
    guard old <= size else { return false }
    var tree = Self.tree(connection, size: size)
    return try tree.root(at: old) == root
  }

  /// A checkpoint of this state, signed only if it extends the last one that was signed.
  func sign(_ key: CheckpointKey, _ connection: any SQLConnection) throws -> SignedCheckpoint {
    guard try extends(size: checkpointSize, root: checkpointRoot, connection) else {
      throw Faults.damaged(
        "The log does not extend its last checkpoint of \(checkpointSize) entries, so no new one is signed.")
    }
    guard let checkpoint = Checkpoint(origin: key.verifier.name, size: size, root: root) else {
      throw Faults.damaged("The stored root of the log has not 32 bytes.")
    }
    do { return try key.sign(checkpoint) } catch {
      throw Fault("checkpoint-unsigned", says: error.says, remedy: "Look at the log's key in the data folder.")
    }
  }
}
