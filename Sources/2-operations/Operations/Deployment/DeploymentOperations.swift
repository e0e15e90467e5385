import DeploymentRules
import Evidence
import Packages
import PeopleRules
import ReleaseRules
import Vocabulary

/// Tries a package in the laboratory: install, verify, back out, compare (ACC-8, BLD-5).
public struct TryRelease: Operation {
  public static let name = "release.try"
  public static let about = "Try the package on a laboratory host: install, verify, back out, compare"
  public static let authority = Authority.roles([.releaseManager, .testingCoordinator])
  public static var looks: (@Sendable (TryRelease, Desk) throws -> FileLook)? {
    { try LibraryFiles.look(for: try $1.find(Release.self, $0.release.text)?.value.package?.package, $1) }
  }
  public var release: ReleaseReference
  public var hosts: [HostIdentifier]
  public static let shape = Shape.record(
    TryRelease.init(release:hosts:),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("hosts", \.hosts, .list(HostIdentifier.shape, 1...100), "Laboratory hosts"))
  public static let answer = DeploymentStarted.shape

  /// How long a laboratory host has to begin.
  static let term = Span.hours(4)

  public func run(_ desk: inout Desk) throws -> DeploymentStarted {
    try ReleaseDesk.goOnIfDone(release, from: .building, &desk)
    let held = try desk.get(Release.self, release.text).value
    let window = Interval(from: desk.now, until: desk.now + Self.term)
    let sorted = hosts.sorted()
    let document = try ApprovalDesk.sign(
      for: held, actions: [.rehearse], purpose: .laboratory, hosts: sorted, window: window, by: try desk.person(), desk)
    return try DeploymentDesk.start(
      held, .trial, purpose: .laboratory, hosts: sorted, window: window, approval: document.number, &desk)
  }
}

public struct DeployRelease: Operation {
  public static let name = "release.deploy"
  public static let about = "Deploy to the hosts of the plan that do not have it yet, within the standing approval"
  public static let authority = Authority.roles([.releaseManager])
  public static var looks: (@Sendable (DeployRelease, Desk) throws -> FileLook)? {
    { try LibraryFiles.look(for: try $1.find(Release.self, $0.release.text)?.value.package?.package, $1) }
  }
  public var release: ReleaseReference
  public static let shape = Shape.record(
    DeployRelease.init(release:), field("release", \.release, ReleaseReference.shape, "The release"))
  public static let answer = DeploymentStarted.shape

  public func run(_ desk: inout Desk) throws -> DeploymentStarted {
    try ReleaseDesk.carryOnward(release, to: .deployment, &desk)
    let held = try desk.get(Release.self, release.text).value
    let facts = try ReleaseDesk.facts(held, desk)
    // The rules word the no; what follows needs what they ask for.
    try Refused.unlessEmpty(held.startBlockers(.rollout, facts, desk.now))
    guard let plan = held.plan, let approval = held.approval else {
      throw NotFound(subject: SubjectReference(kind: "plan", reference: release.text))
    }
    let hosts = try Self.hosts(plan, held, facts)
    return try DeploymentDesk.start(
      held, .install, purpose: .production, hosts: hosts, window: plan.window, approval: approval.number, &desk)
  }
}

public struct BackOutRelease: Operation {
  public static let name = "release.back-out"
  public static let about = "Restore the former state on every host that runs the release's package"
  public static let authority = Authority.roles([.releaseManager])
  public var release: ReleaseReference
  public var why: String
  public static let shape = Shape.record(
    BackOutRelease.init(release:why:),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("why", \.why, .text(3...2000, lines: true), "Reason"))
  public static let answer = DeploymentStarted.shape

  public func run(_ desk: inout Desk) throws -> DeploymentStarted {
    let held = try desk.get(Release.self, release.text).value
    let facts = try ReleaseDesk.facts(held, desk)
    try Refused.unlessEmpty(Self.blockers(held, facts))
    let standing = facts.standing
    // What stands on a host is taken back under the approval by which it came, even if that has fallen since
    // (docs/decisions/0003); hosts of different rollouts are therefore different deployments.
    let sources = Set(standing.values.compactMap { $0.last?.deployment }).sorted { $0.number < $1.number }
    let window = Interval(from: desk.now, until: desk.now + .hours(24))
    var started: [DeploymentReference] = []
    for source in sources {
      let rollout = try desk.get(Deployment.self, source.text).value
      let hosts = standing.filter { $0.value.last?.deployment == source }.map(\.key).sorted()
      let release = try desk.get(Release.self, release.text).value
      started.append(
        try DeploymentDesk.start(
          release, .backout, package: ChosenPackage(package: rollout.plan.package, digest: rollout.plan.digest),
          purpose: .production, hosts: hosts, window: window, approval: rollout.plan.approval, &desk, why: why
        ).deployment)
    }
    return DeploymentStarted(deployment: started[0], others: Array(started.dropFirst()))
  }
}

public struct DeploymentStarted: Sendable, Hashable {
  public var deployment: DeploymentReference
  /// Further ones, where hosts had to be taken apart.
  public var others: [DeploymentReference] = []
  public static let shape = Shape.record(
    DeploymentStarted.init(deployment:others:),
    field("deployment", \.deployment, DeploymentReference.shape, "The deployment"),
    field("others", \.others, .list(DeploymentReference.shape), else: [], "Further ones"))
}

public struct HaltDeployment: Operation {
  public static let name = "deployment.halt"
  public static let about = "Halt: nothing new begins, what runs comes to a safe end"
  public static let authority = Authority.roles([
    .releaseManager, .changeManager, .changeOwner, .operationsEngineer, .planOwner,
  ])
  public var deployment: DeploymentReference
  public var why: String
  public static let shape = Shape.record(
    HaltDeployment.init(deployment:why:),
    field("deployment", \.deployment, DeploymentReference.shape, "The deployment"),
    field("why", \.why, .text(3...2000, lines: true), "Reason"))

  public func release(_ books: any Books) throws -> ReleaseReference? {
    try books.load(Deployment.self, deployment.text)?.value.plan.release
  }

  public func run(_ desk: inout Desk) throws -> Done {
    let held = try desk.get(Deployment.self, deployment.text)
    try desk.record(held.value.decide(.halt, at: desk.now), on: held, why: try desk.words(why))
    return Done()
  }
}

public struct ResumeDeployment: Operation {
  public static let name = "deployment.resume"
  public static let about = "Go on after a halt; hosts that have not ended get new orders"
  public static let authority = Authority.roles([.releaseManager])
  public static var looks: (@Sendable (ResumeDeployment, Desk) throws -> FileLook)? {
    { try LibraryFiles.look(for: try $1.find(Deployment.self, $0.deployment.text)?.value.plan.package, $1) }
  }
  public var deployment: DeploymentReference
  public var why: String
  public static let shape = Shape.record(
    ResumeDeployment.init(deployment:why:),
    field("deployment", \.deployment, DeploymentReference.shape, "The deployment"),
    field("why", \.why, .text(3...2000, lines: true), "Cause and what has changed"))

  public func release(_ books: any Books) throws -> ReleaseReference? {
    try books.load(Deployment.self, deployment.text)?.value.plan.release
  }

  public func run(_ desk: inout Desk) throws -> Done {
    let held = try desk.get(Deployment.self, deployment.text)
    try Refused.unlessEmpty(Self.leave(held.value, desk))
    if held.value.plan.action != .backout {
      let version = try desk.get(LibraryVersion.self, held.value.plan.package.text).value
      try Refused.unlessEmpty(LibraryFiles.blockers(of: version, desk))
    }
    let after = try desk.record(
      held.value.decide(.resume, at: desk.now), on: held, why: try desk.words(why)
    ).value
    let open = after.runs.filter { $0.result == nil }.map(\.host)
    try DeploymentDesk.order(open, after, &desk)
    return Done()
  }
}

/// Ends a halted deployment for the hosts that have not begun, so that nothing waits for them any more.
public struct GiveUpDeployment: Operation {
  public static let name = "deployment.give-up"
  public static let about = "End a halted deployment for the hosts that have not begun"
  public static let authority = Authority.roles([.releaseManager])
  public var deployment: DeploymentReference
  public var why: String
  public static let shape = Shape.record(
    GiveUpDeployment.init(deployment:why:),
    field("deployment", \.deployment, DeploymentReference.shape, "The deployment"),
    field("why", \.why, .text(3...2000, lines: true), "Reason"))

  public func release(_ books: any Books) throws -> ReleaseReference? {
    try books.load(Deployment.self, deployment.text)?.value.plan.release
  }

  public func run(_ desk: inout Desk) throws -> Done {
    var held = try desk.get(Deployment.self, deployment.text)
    let open = held.value.runs.filter { $0.result == nil }.map(\.host)
    try Refused.unlessEmpty(Self.blockers(held.value, desk))
    let cause = try desk.words(why)
    for host in open {
      let run = HostRun(host: host, result: .held, before: nil, after: nil, milliseconds: nil, cause: cause)
      held = try desk.record(held.value.decide(.record(run), at: desk.now), on: held, why: cause)
    }
    for order in try desk.books.orders(of: deployment) where !order.ended { try desk.books.endOrder(order.digest) }
    return Done()
  }

  static func blockers(_ deployment: Deployment, _ desk: Desk) throws -> [Refusal] {
    let open = deployment.runs.filter { $0.result == nil }.map(\.host)
    return deployment.blockersOfGivingUp(begun: try open.filter { try hasBegun($0, deployment, desk) })
  }

  /// Whether the host has said that it changed something: then only its own report says how that ended.
  private static func hasBegun(_ host: HostIdentifier, _ deployment: Deployment, _ desk: Desk) throws -> Bool {
    for order in try desk.books.orders(of: deployment.identifier) where order.host == host {
      for report in try desk.books.reports(by: host, about: order.digest) {
        if (try? JSON(parsing: report.body))?["event"]?["began"] != nil { return true }
      }
    }
    return false
  }
}
