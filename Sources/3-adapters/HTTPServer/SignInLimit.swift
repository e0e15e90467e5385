import Synchronization
import Vocabulary

/// Slows guessing: five failures in fifteen minutes for an account, or twenty-five for an address, close it for a while
/// (OPS-3).
final class SignInLimit: Sendable {
  /// Failures that close an account, and an address, which many people may share.
  private static let most = (account: 5, address: 25)
  private static let term = Span.minutes(15)
  private let failures = Mutex<[String: [Moment]]>([:])

  /// Seconds to wait, or nil.
  func wait(for names: [String], at now: Moment) -> Int? {
    failures.withLock { all in
      let latest = names.compactMap { name -> Moment? in
        let recent = (all[name] ?? []).filter { $0 + Self.term > now }
        all[name] = recent.isEmpty ? nil : recent
        return recent.count >= (name.hasPrefix("address:") ? Self.most.address : Self.most.account) ? recent.first : nil
      }.max()
      return latest.map { max(1, Int(($0 + Self.term - now).milliseconds / 1000)) }
    }
  }

  func failed(_ names: [String], at now: Moment) {
    failures.withLock { all in for name in names { all[name, default: []].append(now) } }
  }

  func succeeded(_ account: String) {
    failures.withLock { all in all[account] = nil }
  }
}
