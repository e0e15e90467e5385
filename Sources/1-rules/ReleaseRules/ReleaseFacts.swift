import Vocabulary

/// What the gates of a release ask: gathered by the operation, judged here.
public struct ReleaseFacts: Sendable {
  public var requests: [RequestStanding]
  public var package: PackageStanding?
  public var hosts: [HostStanding]
  public var deployments: [DeploymentStanding]

  public init(
    requests: [RequestStanding], package: PackageStanding?, hosts: [HostStanding], deployments: [DeploymentStanding]
  ) {
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
  /// How its state is called.
  public var status: String

  public init(request: RequestReference, isApproved: Bool, isReviewed: Bool, status: String) {
    self.request = request
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

  public init(
    package: PackageReference, digest: Digest, status: String, isUsable: Bool, isAccepted: Bool, isReleased: Bool,
    isProven: Bool, serves: [RequestReference]
  ) {
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

  public init(host: HostIdentifier, name: String, isProduction: Bool, isRetired: Bool) {
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
  public var digest: Digest
  /// Hosts on which it kept the new version (rollout) or restored the old one (backout).
  public var done: [HostIdentifier]

  public init(
    deployment: DeploymentReference, kind: Kind, isRunning: Bool, hasSucceeded: Bool, digest: Digest,
    done: [HostIdentifier]
  ) {
    self.deployment = deployment
    self.kind = kind
    self.isRunning = isRunning
    self.hasSucceeded = hasSucceeded
    self.digest = digest
    self.done = done
  }
}

extension ReleaseFacts {
  /// Hosts on which the release's software stands now: kept by a rollout, not restored by a later backout.
  public var inProduction: [HostIdentifier] {
    var standing: Set<HostIdentifier> = []
    for one in deployments {
      switch one.kind {
      case .rollout: standing.formUnion(one.done)
      case .backout: standing.subtract(one.done)
      case .trial: break
      }
    }
    return standing.sorted()
  }
}
