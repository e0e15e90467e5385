import Operations
import Synchronization
import Vocabulary

/// Where commits leave their news for the polls of hosts; the program hands it to the records and to the door.
public final class NewsBoard: Sendable {
  private let ticks = Mutex(NewsTicks())

  public init() {}

  public func take(_ news: [HostNews]) {
    if !news.isEmpty { ticks.withLock { $0.take(news) } }
  }

  var tick: UInt64 { ticks.withLock { $0.tick } }

  func isSame(_ host: HostIdentifier, since asOf: UInt64) -> Bool { ticks.withLock { $0.isSame(host, since: asOf) } }

  func holds(since asOf: UInt64, for host: HostIdentifier, _ open: [DeploymentReference]) -> Bool {
    ticks.withLock { $0.holds(since: asOf, for: host, open) }
  }
}
