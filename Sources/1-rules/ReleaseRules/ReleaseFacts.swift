import Packages
import Vocabulary

/// What the gates of a release ask: gathered by the operation, judged here.
public struct ReleaseFacts: Sendable {
  /// Version of the release itself.
  public var version: Int
  public var requests: [RequestStanding]
  public var package: PackageStanding?
  public var hosts: [HostStanding]
  /// Clusters whose representative can stand for them no longer.
  public var unable: Set<Cluster> = []
  public var deployments: [DeploymentStanding]
  /// Tasks of its plan; empty where the profile does not ask for them.
  public var tasks: [TaskStanding]
  /// Those that have not been closed.
  public var risks: [RiskStanding]

  public init(
    version: Int = 1, requests: [RequestStanding], package: PackageStanding?, hosts: [HostStanding],
    deployments: [DeploymentStanding], tasks: [TaskStanding] = [], risks: [RiskStanding] = []
  ) {
    self.tasks = tasks
    self.risks = risks
    self.version = version
    self.requests = requests
    self.package = package
    self.hosts = hosts
    self.deployments = deployments
  }
}

public struct RequestStanding: Sendable, Hashable {
  public var request: RequestReference
  public var isApproved: Bool
  public var isReviewed: Bool
  /// Whether it counts as carried out.
  public var isImplemented: Bool
  /// How its state is called.
  public var status: String
  public var version: Int
  public var isEmergency: Bool
  /// The profile that its category asks for, were it alone.
  public var weight: Profile
  public var cost: Money?

  public init(
    request: RequestReference, isApproved: Bool, isReviewed: Bool, isImplemented: Bool = false, status: String,
    version: Int = 1, isEmergency: Bool = false, weight: Profile = .small, cost: Money? = nil
  ) {
    self.request = request
    self.version = version
    self.isEmergency = isEmergency
    self.weight = weight
    self.cost = cost
    self.isImplemented = isImplemented
    self.isApproved = isApproved
    self.isReviewed = isReviewed
    self.status = status
  }
}

public struct PackageStanding: Sendable, Hashable {
  public var package: PackageReference
  public var digest: Digest
  public var status: String
  public var isUsable: Bool
  public var isAccepted: Bool
  public var isReleased: Bool
  public var isProven: Bool
  public var serves: [RequestReference]
  public var version: Int
  /// What its settings may be.
  public var parameters: [Parameter]

  public init(
    package: PackageReference, digest: Digest, status: String, isUsable: Bool, isAccepted: Bool, isReleased: Bool,
    isProven: Bool, serves: [RequestReference], parameters: [Parameter] = [], version: Int = 1
  ) {
    self.version = version
    self.parameters = parameters
    self.package = package
    self.digest = digest
    self.status = status
    self.isUsable = isUsable
    self.isAccepted = isAccepted
    self.isReleased = isReleased
    self.isProven = isProven
    self.serves = serves
  }
}

public struct HostStanding: Sendable, Hashable {
  public var host: HostIdentifier
  public var name: String
  public var isProduction: Bool
  public var isRetired: Bool
  /// The host whose machine has taken its place.
  public var replacedBy: HostIdentifier?

  public init(
    host: HostIdentifier, name: String, isProduction: Bool, isRetired: Bool, replacedBy: HostIdentifier? = nil
  ) {
    self.replacedBy = replacedBy
    self.host = host
    self.name = name
    self.isProduction = isProduction
    self.isRetired = isRetired
  }
}

/// A deployment in production as the release sees it.
public struct DeploymentStanding: Sendable, Hashable {
  public enum Kind: Sendable, Hashable { case rollout, backout, trial }

  public var deployment: DeploymentReference
  public var kind: Kind
  public var isRunning: Bool
  public var hasSucceeded: Bool
  /// Halted with hosts that have not ended: it holds them until it goes on or is given up.
  public var isHalted: Bool
  public var digest: Digest
  /// Every host it was for.
  public var hosts: [HostIdentifier]
  /// Hosts that still serve and on which it kept the new version (rollout) or restored the old one (backout).
  public var done: [HostIdentifier]
  public var version: Int

  public init(
    deployment: DeploymentReference, kind: Kind, isRunning: Bool, hasSucceeded: Bool, isHalted: Bool = false,
    digest: Digest, hosts: [HostIdentifier] = [], done: [HostIdentifier], version: Int = 1
  ) {
    self.version = version
    self.deployment = deployment
    self.kind = kind
    self.isRunning = isRunning
    self.hasSucceeded = hasSucceeded
    self.isHalted = isHalted
    self.digest = digest
    self.hosts = hosts
    self.done = done
  }
}

extension ReleaseFacts {
  /// What stands on each host by this release: the rollouts that were kept there and not taken back since, oldest first.
  public var standing: [HostIdentifier: [DeploymentStanding]] {
    var standing: [HostIdentifier: [DeploymentStanding]] = [:]
    for one in deployments {
      for host in one.done {
        switch one.kind {
        case .rollout: standing[host, default: []].append(one)
        case .backout:
          if let last = standing[host]?.lastIndex(where: { $0.digest == one.digest }) {
            standing[host]?.remove(at: last)
          }
        case .trial: break
        }
      }
    }
    return standing.filter { !$0.value.isEmpty }
  }

  /// Hosts on which software of the release stands now, whichever version.
  public var inProduction: [HostIdentifier] { standing.keys.sorted() }

  /// Hosts that run exactly this version.
  public func running(_ digest: Digest?) -> [HostIdentifier] {
    standing.filter { $0.value.last?.digest == digest }.map(\.key).sorted()
  }
}
