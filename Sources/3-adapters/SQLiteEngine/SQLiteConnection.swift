import Foundation
import GRDB
import SQL

/// GRDB's connection as the rest of the house knows connections. Lives as long as the piece of work it is handed to.
final class SQLiteConnection: SQLConnection {
  private let database: Database

  init(_ database: Database) { self.database = database }

  var dialect: SQLDialect { .sqlite }

  /// Whether SQLite still has the transaction that was begun; a full disk makes it undo the whole of it by itself.
  var isInsideTransaction: Bool { database.isInsideTransaction }

  func execute(_ statement: String, _ values: [SQLValue]) throws(SQLFailure) -> Int {
    do {
      let before = database.totalChangesCount
      try database.cachedStatement(sql: statement).execute(arguments: Self.arguments(values))
      return database.totalChangesCount - before
    } catch { throw SQLFailure(sqlite: error) }
  }

  func query(_ statement: String, _ values: [SQLValue]) throws(SQLFailure) -> [SQLRow] {
    do {
      let prepared = try database.cachedStatement(sql: statement)
      let columns = 0..<prepared.columnCount
      var rows: [SQLRow] = []
      let cursor = try Row.fetchCursor(prepared, arguments: Self.arguments(values))
      while let row = try cursor.next() {
        rows.append(try SQLRow(columns.map { try Self.value(row[$0] as DatabaseValue) }))
      }
      return rows
    } catch { throw SQLFailure(sqlite: error) }
  }

  /// A statement that must not be cached, because it begins or ends transactions.
  func control(_ statement: String) throws(SQLFailure) {
    do { try database.execute(sql: statement) } catch { throw SQLFailure(sqlite: error) }
  }

  private static func arguments(_ values: [SQLValue]) -> StatementArguments {
    // As optional existentials: GRDB maps other sequences through a key path, which is a tenth of a small statement.
    StatementArguments(
      values.map { value -> (any DatabaseValueConvertible)? in
        switch value {
        case .null: nil
        case .int(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .blob(let bytes): Data(bytes).databaseValue
        }
      })
  }

  private static func value(_ value: DatabaseValue) throws(SQLFailure) -> SQLValue {
    switch value.storage {
    case .null: .null
    case .int64(let number): .int(number)
    case .string(let text): .text(text)
    case .blob(let data): .blob([UInt8](data))
    case .double: throw SQLFailure(.corrupt, says: "The database holds a number with a fraction; none is ever written.")
    }
  }
}

extension SQLFailure {
  /// From what GRDB throws.
  init(sqlite error: any Error) {
    if let failure = error as? SQLFailure {
      self = failure
      return
    }
    guard let error = error as? DatabaseError else {
      self.init(.inputOutput, says: "\(error)")
      return
    }
    let kind: Kind =
      switch error.resultCode {
      case .SQLITE_CONSTRAINT: .constraint
      case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
      case .SQLITE_FULL: .diskFull
      case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt
      case .SQLITE_READONLY: .readOnly
      case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: .cannotOpen
      case .SQLITE_IOERR, .SQLITE_NOMEM: .inputOutput
      case .SQLITE_MISUSE: .closed
      default: .statement
      }
    // Values are left out on purpose: they may be personal, and this goes into the server's messages.
    self.init(kind, says: "SQLite says: \(error.message ?? "nothing") (code \(error.extendedResultCode.rawValue)).")
  }
}
