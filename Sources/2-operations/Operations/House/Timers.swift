import Evidence
import PeopleRules
import Vocabulary

/// Something that is to be done at a moment: a row, so that it outlives the process (design, «Timers are rows»).
public struct KeptTimer: Sendable, Hashable {
  /// `review:RFC-1042`; setting it again moves it.
  public var name: String
  public var due: Moment
  /// An operation of the server itself.
  public var operation: String
  /// Its body, canonical JSON.
  public var body: String

  public init(name: String, due: Moment, operation: String, body: JSON) {
    self.name = name
    self.due = due
    self.operation = operation
    self.body = body.canonicalText
  }

  public init(name: String, due: Moment, operation: String, bodyText: String) {
    (self.name, self.due, self.operation, body) = (name, due, operation, bodyText)
  }
}

public protocol TimerBooks: AnyObject {
  /// Sets a timer; one of the same name is moved.
  func setTimer(_ timer: KeptTimer) throws
  func timer(_ name: String) throws -> KeptTimer?
  func dropTimer(_ name: String) throws
  /// Those that are due, the oldest first.
  func dueTimers(at now: Moment, limit: Int) throws -> [KeptTimer]
}

extension Registry {
  /// Does what a timer is for, as the clock, and drops it, in one transaction. One that somebody else took, moved or
  /// dropped meanwhile is left alone, so nothing is done twice.
  ///
  /// What the rules refuse when its time has come is no longer wanted: the timer is dropped. A fault leaves it.
  public func strike(_ timer: KeptTimer, _ books: any Books, act: String, at now: Moment) throws {
    guard try books.timer(timer.name) == timer else { return }
    try books.dropTimer(timer.name)
    let call = Call(
      operation: timer.operation, body: try JSON(parsing: timer.body), actor: .clock, seen: nil, key: nil,
      fingerprint: "", act: act, at: now)
    _ = try perform(call, books)
  }

  /// Whether an error says that what the timer was for is no longer wanted.
  public static func isOver(_ error: any Error) -> Bool { error is Refused || error is NotFound || error is BadFields }
}
