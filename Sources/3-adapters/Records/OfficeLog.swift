import Evidence
import Ledger
import SQL
import Vocabulary

extension Office {
  /// Signs a checkpoint if the log has grown since the last, stores it, and publishes it after that. To be called by a
  /// timer once a second at most. Gives the text if there is a new one.
  @discardableResult
  public func checkpoint() async throws -> String? {
    let key = ports.checkpointKey
    let text: String? = try await write { connection in
      let state = try LogState.read(connection)
      guard state.size > state.checkpointSize else { return nil }
      let signed = try state.sign(key, connection)
      try LogState.keep(signed, connection)
      return signed.text
    }
    if let text { try ports.publish(text) }
    return text
  }

  /// The last checkpoint that was signed.
  public func lastCheckpoint() async throws -> String? { try await read { try LogState.read($0).note } }

  /// Shows that the entry at an index stands in the log; nil if there is no such entry (docs/decisions/0001, «Proofs»).
  public func inclusionProof(index: Int) async throws -> InclusionProof? {
    let key = ports.checkpointKey
    return try await read { connection in
      let state = try LogState.read(connection)
      guard index >= 0, index < state.size else { return nil }
      // What is read here is committed, and so is its size and root: signing it now promises nothing that can be lost.
      let signed = try state.sign(key, connection)
      var tree = LogState.tree(connection, size: state.size)
      let path = try tree.inclusionProof(of: index, in: state.size)
      return InclusionProof(index: index, path: path, signed: signed)
    }
  }

  /// Shows that the log of today's last checkpoint extends an older one; nil if the older is larger.
  public func consistencyProof(from old: Int) async throws -> (proof: ConsistencyProof, checkpoint: String)? {
    let key = ports.checkpointKey
    return try await read { connection in
      let state = try LogState.read(connection)
      guard old >= 0, old <= state.size else { return nil }
      let signed = try state.sign(key, connection)
      var tree = LogState.tree(connection, size: state.size)
      let path = try tree.consistencyProof(from: old, to: state.size)
      return (ConsistencyProof(path: path), signed.text)
    }
  }

  /// Writes the whole log from one unchanging state (LOG-2), line by line, on a database thread. One export at a time: two
  /// would take both threads that read, and every page would wait for them.
  public func export(to write: @escaping @Sendable ([UInt8]) throws -> Void) async throws {
    let key = ports.checkpointKey
    try await exports.inTurn { try await self.read { try ExportWriting(connection: $0, key: key).run(write) } }
  }
}

/// Lets long pieces of work go one after the other, in the order in which they came.
actor Turns {
  private var last: Task<Void, Never>?

  func inTurn(_ body: @escaping @Sendable () async throws -> Void) async throws {
    let before = last
    let own = Task {
      await before?.value
      try await body()
    }
    last = Task { _ = try? await own.value }
    try await own.value
  }
}
