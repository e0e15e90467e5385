import Vocabulary

/// When a service that died is started again: at once, then after one second, two, four … a minute at most. A service
/// that stayed up for a minute begins anew.
public struct ServiceSupervision: Sendable, Hashable {
  /// How often it died soon after it was started.
  public private(set) var failures: Int
  public private(set) var startedAt: Moment?
  public private(set) var notBefore: Moment?

  public init() { (failures, startedAt, notBefore) = (0, nil, nil) }

  /// What to do for one service now.
  public enum Step: Sendable, Hashable {
    case leave
    case start
  }

  static let stayedUp = Span.seconds(60)
  static let longest: Int64 = 60

  /// Looks at a service. Nothing is started while an order is being executed: then the order decides.
  public mutating func look(isWanted: Bool, isAlive: Bool, orderRuns: Bool, at now: Moment) -> Step {
    guard isWanted, !isAlive, !orderRuns else { return .leave }
    if let startedAt {
      failures = stayedUp(since: startedAt, now) ? 0 : failures
      let wait = failures == 0 ? 0 : min(Self.longest, 1 << Int64(min(failures - 1, 6)))
      notBefore = notBefore ?? now + .seconds(wait)
      failures += 1
      self.startedAt = nil
    }
    if let notBefore, now < notBefore { return .leave }
    notBefore = nil
    startedAt = now
    return .start
  }

  private func stayedUp(since start: Moment, _ now: Moment) -> Bool { now - start >= Self.stayedUp }
}
