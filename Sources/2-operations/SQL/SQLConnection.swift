/// One connection inside one transaction, used by one thread. Placeholders are `?1`, `?2`, … without gaps; SQLite binds
/// `$2,$1` by order of appearance, so only numbered question marks are written here (design, «Storage»).
public protocol SQLConnection: AnyObject {
  var dialect: SQLDialect { get }

  /// Runs a statement and gives how many rows it changed.
  @discardableResult
  func execute(_ statement: String, _ values: [SQLValue]) throws(SQLFailure) -> Int

  /// Runs a statement that answers with rows.
  func query(_ statement: String, _ values: [SQLValue]) throws(SQLFailure) -> [SQLRow]
}

extension SQLConnection {
  @discardableResult
  public func execute(_ statement: String) throws(SQLFailure) -> Int { try execute(statement, []) }

  public func query(_ statement: String) throws(SQLFailure) -> [SQLRow] { try query(statement, []) }

  /// The first row, if there is one.
  public func first(_ statement: String, _ values: [SQLValue] = []) throws(SQLFailure) -> SQLRow? {
    try query(statement, values).first
  }
}

/// Who has something to do at the end of each transaction that may hold several callers' work: the log's sequencer.
public struct BatchWitness: Sendable {
  /// Inside the transaction, after the last caller's work and before COMMIT. What it throws undoes them all.
  public let beforeCommit: @Sendable (any SQLConnection) throws -> Void
  /// After COMMIT (true) or after everything was undone (false).
  public let settled: @Sendable (Bool) -> Void

  public init(
    beforeCommit: @escaping @Sendable (any SQLConnection) throws -> Void,
    settled: @escaping @Sendable (Bool) -> Void
  ) {
    self.beforeCommit = beforeCommit
    self.settled = settled
  }
}
