import DeploymentRules
import Evidence
import Packages
import Vocabulary

/// What a commit may have changed of what hosts are told at a poll.
public enum HostNews: Sendable, Hashable {
  /// The library's signed metadata: every host.
  case library
  /// An order for this host was kept or ended, its inventory or the host itself was saved.
  case host(HostIdentifier)
  /// The deployment was saved and stands like this: news for every host with an open order of it, if it stood otherwise
  /// before. That another host has ended is none.
  case deployment(DeploymentReference, DeploymentState, epoch: Int)
  /// A transaction that saved the deployment failed: how it stands is to be read.
  case doubt(DeploymentReference)

  /// The same, from a transaction that failed. Whether a COMMIT that failed stands after all is the database's secret.
  public var inDoubt: HostNews {
    if case .deployment(let deployment, _, _) = self { .doubt(deployment) } else { self }
  }
}

/// When there was news last, so that an answer worked out once can be given again until there is (docs/decisions/0006,
/// «Answers kept»). Whoever keeps an answer notes `tick` before reading what it is made of; whoever commits news says
/// so before anybody is told that it is committed. So nobody is given what a commit that was acknowledged before has
/// changed.
public struct NewsTicks: Sendable {
  /// Rises with each piece of news.
  public private(set) var tick: UInt64 = 0
  private var library: UInt64 = 0
  private var hosts: [HostIdentifier: UInt64] = [:]
  private var deployments: [DeploymentReference: Told] = [:]

  /// How a deployment stood when it was spoken of last, and when it began to. An epoch never comes twice, so what is
  /// told twice is the same standing.
  private struct Told {
    /// Nil while that is in doubt.
    var state: DeploymentState?
    var epoch: Int
    var since: UInt64
  }

  public init() {}

  public mutating func take(_ news: [HostNews]) {
    guard !news.isEmpty else { return }
    tick += 1
    for one in news {
      switch one {
      case .library: library = tick
      case .host(let host): hosts[host] = tick
      case .deployment(let deployment, let state, let epoch):
        if let told = deployments[deployment], told.state == state, told.epoch == epoch { continue }
        deployments[deployment] = Told(state: state, epoch: epoch, since: tick)
      case .doubt(let deployment): deployments[deployment] = Told(state: nil, epoch: 0, since: tick)
      }
    }
  }

  /// Whether the host itself, its orders and its inventory stand as they did at `asOf`.
  public func isSame(_ host: HostIdentifier, since asOf: UInt64) -> Bool { hosts[host] ?? 0 <= asOf }

  /// Whether what was read for this host after `asOf` still holds.
  public func holds(since asOf: UInt64, for host: HostIdentifier, _ open: [DeploymentReference]) -> Bool {
    library <= asOf && hosts[host] ?? 0 <= asOf && open.allSatisfy { deployments[$0]?.since ?? 0 <= asOf }
  }
}

/// What the books say to one host: its open orders and the library's metadata.
public struct HostBriefing: Sendable {
  /// Deployments of which it has an order that has not ended, and their epochs.
  public var floors: [(deployment: DeploymentReference, epoch: Int)] = []
  /// Orders that it may carry out.
  public var orders: [Envelope] = []
  /// When the first of them may begin.
  public var work: Moment?
  /// Metadata that is newer than the host's.
  public var roots: [Envelope] = []
  public var targets: Envelope?
  public var timestamp: Envelope?
  /// The inventory as it was sent last.
  public var inventory: [UInt8]?

  /// Reads it in one transaction. `root`, `targets` and `timestamp` are the versions that the host has.
  public static func read(
    _ host: HostIdentifier, root: Int, targets: Int, timestamp: Int, _ books: any Books
  ) throws -> HostBriefing {
    var briefing = HostBriefing()
    briefing.roots = try Self.roots(after: root, books)
    if let kept = try books.metadata("targets", version: nil), kept.version > targets {
      briefing.targets = try Envelope(bytes: Array(kept.envelope.utf8))
    }
    if let kept = try books.metadata("timestamp", version: nil), kept.version > timestamp {
      briefing.timestamp = try Envelope(bytes: Array(kept.envelope.utf8))
    }
    for order in try books.orders(for: host, after: 0) where !order.ended {
      guard let deployment = try books.load(Deployment.self, order.deployment.text)?.value else { continue }
      briefing.floors.append((order.deployment, deployment.epoch))
      if deployment.state == .running, deployment.epoch == order.epoch {
        briefing.orders.append(try Envelope(bytes: Array(order.envelope.utf8)))
        briefing.work = min(briefing.work ?? deployment.plan.window.from, deployment.plan.window.from)
      }
    }
    briefing.inventory = try books.inventory(of: host)?.bytes
    return briefing
  }

  /// Envelopes of the roots after a version, in order.
  public static func roots(after version: Int, _ books: any Books) throws -> [Envelope] {
    guard let newest = try books.metadata("root", version: nil), newest.version > version else { return [] }
    return try (version + 1...newest.version).compactMap { number in
      try books.metadata("root", version: number).map { try Envelope(bytes: Array($0.envelope.utf8)) }
    }
  }
}
