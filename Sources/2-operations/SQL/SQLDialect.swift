/// The few ways in which the databases differ (design, «Storage»).
public enum SQLDialect: String, Sendable, Hashable, CaseIterable {
  case sqlite
  /// Version 15 and later, with `LC_COLLATE=C`, so that texts have the same order everywhere.
  case postgres

  public var wholeType: String {
    switch self {
    case .sqlite: "INTEGER"
    case .postgres: "BIGINT"
    }
  }

  public var bytesType: String {
    switch self {
    case .sqlite: "BLOB"
    case .postgres: "BYTEA"
    }
  }

  /// A column that numbers rows in the order in which they came.
  public var rowNumber: String {
    switch self {
    case .sqlite: "INTEGER PRIMARY KEY"
    case .postgres: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
    }
  }

  /// What stands behind the closing parenthesis of a table: types are kept as written.
  public var tableEnd: String {
    switch self {
    case .sqlite: " STRICT"
    case .postgres: ""
    }
  }

  /// A column of an index whose empty places come first. SQLite has them there anyway and refuses to be told.
  public func indexed(_ column: String) -> String {
    switch self {
    case .sqlite: column
    case .postgres: "\(column) NULLS FIRST"
    }
  }

  /// The statement with this database's placeholders.
  public func statement(_ text: String) -> String {
    switch self {
    case .sqlite: text
    case .postgres: text.split(separator: "?", omittingEmptySubsequences: false).joined(separator: "$")
    }
  }
}
