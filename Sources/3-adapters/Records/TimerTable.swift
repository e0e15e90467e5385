import Evidence
import Operations
import SQL
import Vocabulary

/// What is to be done at a moment.
enum TimerTable {
  static func creation(_ dialect: SQLDialect) -> [String] {
    [
      """
      CREATE TABLE timer (name TEXT NOT NULL PRIMARY KEY, due \(dialect.wholeType) NOT NULL, operation TEXT NOT NULL, \
      body TEXT NOT NULL)\(dialect.tableEnd)
      """,
      "CREATE INDEX timer_by_due ON timer (due, name)",
    ]
  }
}

extension SQLBooks {
  public func setTimer(_ timer: KeptTimer) throws {
    try connection.execute(
      """
      INSERT INTO timer (name, due, operation, body) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (name) \
      DO UPDATE SET due = excluded.due, operation = excluded.operation, body = excluded.body
      """, [.text(timer.name), .int(timer.due.milliseconds), .text(timer.operation), .text(timer.body)])
  }

  public func timer(_ name: String) throws -> KeptTimer? {
    try connection.first("SELECT name, due, operation, body FROM timer WHERE name = ?1", [.text(name)]).map(Self.timer)
  }

  public func dropTimer(_ name: String) throws {
    try connection.execute("DELETE FROM timer WHERE name = ?1", [.text(name)])
  }

  public func dueTimers(at now: Moment, limit: Int) throws -> [KeptTimer] {
    try connection.query(
      "SELECT name, due, operation, body FROM timer WHERE due <= ?1 ORDER BY due, name LIMIT ?2",
      [.int(now.milliseconds), .int(Int64(max(0, limit)))]
    ).map(Self.timer)
  }

  private static func timer(_ row: SQLRow) throws -> KeptTimer {
    KeptTimer(
      name: try row.text(0), due: Moment(milliseconds: try row.whole(1)), operation: try row.text(2),
      bodyText: try row.text(3))
  }
}

extension MemoryBooks {
  public func setTimer(_ timer: KeptTimer) throws { state.timers[timer.name] = timer }
  public func timer(_ name: String) throws -> KeptTimer? { state.timers[name] }
  public func dropTimer(_ name: String) throws { state.timers[name] = nil }

  public func dueTimers(at now: Moment, limit: Int) throws -> [KeptTimer] {
    let due = state.timers.values.filter { $0.due <= now }.sorted { ($0.due, $0.name) < ($1.due, $1.name) }
    return Array(due.prefix(max(0, limit)))
  }
}
