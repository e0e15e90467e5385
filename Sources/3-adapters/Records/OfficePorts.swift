import DeploymentRules
import Ledger
import Operations
import Packages
import SQL
import Vocabulary

/// What the records need from outside, handed in.
public struct OfficePorts: Sendable {
  /// So many bytes of chance.
  public var chance: @Sendable (Int) -> [UInt8]
  /// Whether the library store has the file of that digest.
  public var hasBlob: @Sendable (Digest) throws -> Bool
  /// What the last look at a file of the library saw; nil if nobody has looked since it changed.
  public var looked: @Sendable (Digest) throws -> FileState?
  /// Whether anything stands at a path below the library's files.
  public var stands: @Sendable (String) throws -> Bool
  /// Signs a payload of a type with the installation's key of a role.
  public var sign: @Sendable (_ payload: [UInt8], _ type: String, _ role: String) throws -> Envelope
  public var clock: @Sendable () -> Moment
  /// Signs checkpoints; its name is the log's origin.
  public var checkpointKey: CheckpointKey
  /// Keeps a copy of the newest checkpoint's text outside the database, after it was stored inside.
  public var publish: @Sendable (_ checkpoint: String) throws -> Void
  /// Told what a transaction may have changed of what hosts are told, after COMMIT and before its caller is told.
  public var spread: @Sendable (_ news: [HostNews]) -> Void

  public init(
    chance: @escaping @Sendable (Int) -> [UInt8], hasBlob: @escaping @Sendable (Digest) throws -> Bool,
    looked: @escaping @Sendable (Digest) throws -> FileState?, stands: @escaping @Sendable (String) throws -> Bool,
    sign: @escaping @Sendable ([UInt8], String, String) throws -> Envelope,
    clock: @escaping @Sendable () -> Moment, checkpointKey: CheckpointKey,
    publish: @escaping @Sendable (String) throws -> Void,
    spread: @escaping @Sendable ([HostNews]) -> Void = { _ in }
  ) {
    self.chance = chance
    self.hasBlob = hasBlob
    self.looked = looked
    self.stands = stands
    self.sign = sign
    self.clock = clock
    self.checkpointKey = checkpointKey
    self.publish = publish
    self.spread = spread
  }
}

/// A database engine as the records use it: rooms on one floor do not know one another, so the program hands in what
/// the engine does. `write` answers after COMMIT; `read` sees one unchanging state.
public struct EngineDoor: Sendable {
  public typealias Work = @Sendable (any SQLConnection) throws -> Void

  public var write: @Sendable (_ work: @escaping Work) async throws -> Void
  public var read: @Sendable (_ work: @escaping Work) async throws -> Void
  public var close: @Sendable () async throws -> Void
  /// Takes the bytes of what was deleted out of the engine's files, as far as nobody reads an older state; throws `busy`
  /// while somebody does.
  public var scour: @Sendable () async throws -> Void

  public init(
    write: @escaping @Sendable (@escaping Work) async throws -> Void,
    read: @escaping @Sendable (@escaping Work) async throws -> Void,
    close: @escaping @Sendable () async throws -> Void,
    scour: @escaping @Sendable () async throws -> Void
  ) {
    self.write = write
    self.read = read
    self.close = close
    self.scour = scour
  }
}
