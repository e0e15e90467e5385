/// What a database holds in one place of a row. There is no floating point: nothing that is hashed or signed has one.
public enum SQLValue: Sendable, Hashable {
  case null
  case int(Int64)
  case text(String)
  case blob([UInt8])

  public init(_ text: String?) { self = text.map { .text($0) } ?? .null }
  public init(_ number: Int?) { self = number.map { .int(Int64($0)) } ?? .null }
  public init(_ number: Int64?) { self = number.map { .int($0) } ?? .null }
  public init(_ flag: Bool) { self = .int(flag ? 1 : 0) }
}

/// One row of an answer, by position of its columns.
public struct SQLRow: Sendable, Hashable {
  public let values: [SQLValue]

  public init(_ values: [SQLValue]) { self.values = values }

  public subscript(_ column: Int) -> SQLValue { values.indices.contains(column) ? values[column] : .null }

  public func text(_ column: Int) throws(SQLFailure) -> String {
    guard case .text(let text) = self[column] else { throw wrong(column, "a text") }
    return text
  }

  public func optionalText(_ column: Int) throws(SQLFailure) -> String? {
    if case .null = self[column] { return nil }
    return try text(column)
  }

  public func whole(_ column: Int) throws(SQLFailure) -> Int64 {
    guard case .int(let number) = self[column] else { throw wrong(column, "a whole number") }
    return number
  }

  public func optionalWhole(_ column: Int) throws(SQLFailure) -> Int64? {
    if case .null = self[column] { return nil }
    return try whole(column)
  }

  public func int(_ column: Int) throws(SQLFailure) -> Int { Int(try whole(column)) }

  public func flag(_ column: Int) throws(SQLFailure) -> Bool { try whole(column) != 0 }

  public func blob(_ column: Int) throws(SQLFailure) -> [UInt8] {
    guard case .blob(let bytes) = self[column] else { throw wrong(column, "bytes") }
    return bytes
  }

  public func optionalBlob(_ column: Int) throws(SQLFailure) -> [UInt8]? {
    if case .null = self[column] { return nil }
    return try blob(column)
  }

  private func wrong(_ column: Int, _ needed: String) -> SQLFailure {
    SQLFailure(.corrupt, says: "Column \(column) of a row is not \(needed), as the schema says.")
  }
}
