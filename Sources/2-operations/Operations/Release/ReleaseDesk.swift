import ChangeRules
import DeploymentRules
import Evidence
import Packages
import PeopleRules
import ReleaseRules
import Vocabulary

/// What the operations on releases share.
enum ReleaseDesk {
  @discardableResult
  static func decide(
    _ release: ReleaseReference, _ command: ReleaseCommand, _ desk: inout Desk, why: String? = nil,
    alsoHosts: [HostIdentifier] = []
  ) throws -> Done {
    let held = try desk.get(Release.self, release.text)
    let facts = try facts(held.value, desk, alsoHosts: alsoHosts)
    let events = try held.value.decide(command, given: facts, at: desk.now)
    let after = try desk.record(events, on: held, why: try desk.words(why))
    try passOn(events, after.value, facts, &desk)
    return Done()
  }

  /// What follows for requests when a release moves: they are implemented or backed out when it enters its review, and
  /// free again when it is cancelled (CHG-6).
  private static func passOn(
    _ events: [ReleaseEvent], _ release: Release, _ facts: ReleaseFacts, _ desk: inout Desk
  ) throws {
    for event in events {
      switch event {
      case .signedOff: try LibraryDesk.supersedeOlder(release, &desk)
      case .cancelled:
        for request in release.requests { try RequestDesk.decide(request, .leave, &desk) }
      case .passed(let step) where step.to == .review: try handBack(release, from: step.from, &desk)
      default: break
      }
    }
  }

  private static func handBack(_ release: Release, from: Phase, _ desk: inout Desk) throws {
    for request in release.requests {
      try RequestDesk.decide(request, .finish(backedOut: from == .backedOut), &desk)
      let after = try desk.get(ChangeRequest.self, request.text).value
      if let due = after.reviewDue, !after.hasEnded { try ReviewReminders.set(request, due: due, desk) }
    }
  }

  /// Refuses who does not decide on that transition.
  static func mayDecide(_ transition: Transition, _ release: ReleaseReference, _ desk: Desk) throws {
    guard transition.decidedBy.contains(where: { desk.actor.holds($0, for: release) }) else {
      throw NotAllowed.roleNeeded(transition.decidedBy)
    }
  }

  /// Where the profile says so, an act of a later phase carries the release there: every gate between is passed and
  /// recorded, or refuses (LIF-5).
  static func carryOnward(_ release: ReleaseReference, to phase: Phase, _ desk: inout Desk) throws {
    var at = try desk.get(Release.self, release.text).value
    guard ProfilePolicy.of(at.profile.profile).actsCarryOnward else { return }
    while at.phase.isBefore(phase), let onward = Transition.onward(from: at.phase) {
      try decide(release, .move(onward.to), &desk)
      at = try desk.get(Release.self, release.text).value
    }
  }

  /// Goes on from that phase if nothing keeps it there and the profile carries it.
  static func goOnIfDone(_ release: ReleaseReference, from phase: Phase, _ desk: inout Desk) throws {
    let at = try desk.get(Release.self, release.text).value
    guard at.phase == phase, ProfilePolicy.of(at.profile.profile).actsCarryOnward,
      let onward = Transition.onward(from: phase),
      at.blockersOnward(given: try facts(at, desk), at: desk.now).isEmpty
    else { return }
    try decide(release, .move(onward.to), &desk)
  }

  static func facts(_ release: Release, _ desk: Desk, alsoHosts: [HostIdentifier] = []) throws -> ReleaseFacts {
    let hosts = Set((release.plan?.hosts ?? []) + alsoHosts).sorted()
    let gone =
      release.deployments.isEmpty
      ? [] : Set(try desk.all(Host.self, where: [Facet("retired", "yes")]).map(\.value.identifier))
    var facts = ReleaseFacts(
      version: try desk.books.version(of: release.subject) ?? 1,
      requests: try release.requests.map { try standing($0, desk) },
      package: try release.package.flatMap { try standing($0, release.phase, desk) },
      hosts: try standings(hosts, desk),
      deployments: try release.deployments.compactMap { try standing($0, without: gone, desk) },
      tasks: ProfilePolicy.of(release.profile.profile).needsTasksEnded
        ? try TaskDesk.standings(release.identifier, desk) : [],
      risks: try RiskDesk.standing(of: release.identifier, desk))
    facts.unable = try TeamDesk.unable(release, desk)
    return facts
  }

  private static func standing(_ request: RequestReference, _ desk: Desk) throws -> RequestStanding {
    let kept = try desk.get(ChangeRequest.self, request.text)
    let held = kept.value
    return RequestStanding(
      request: request, isApproved: held.status.isApproved, isReviewed: held.status == .closed,
      isImplemented: held.status == .implemented || (held.status == .closed && !held.wasBackedOut),
      status: held.status.label, version: kept.version, isEmergency: held.content.category == .emergency,
      weight: weight(held.content.category), cost: held.content.cost)
  }

  /// The profile that a category asks for.
  private static func weight(_ category: RequestCategory) -> Profile {
    switch category {
    case .standard, .minor: .small
    case .emergency: .emergency
    case .significant: .standard
    case .major: .large
    }
  }

  private static func standing(
    _ package: ChosenPackage, _ phase: Phase, _ desk: Desk
  ) throws -> PackageStanding? {
    guard let kept = try desk.find(LibraryVersion.self, package.package.text) else { return nil }
    let held = kept.value
    // No gate asks for settings once everything is deployed, and boards show many such releases.
    let isBehind = [.review, .closed, .cancelled, .backedOut].contains(phase)
    return PackageStanding(
      package: held.identifier, digest: held.digest, status: held.status.rawValue,
      isUsable: [.stored, .accepted, .released].contains(held.status), isAccepted: held.status == .accepted,
      isReleased: held.status == .released, isProven: held.isBackoutProven, serves: held.serves,
      parameters: isBehind ? [] : try ParameterDesk.parameters(held.digest, desk), version: kept.version)
  }

  /// Of each host only what its row says: a plan may go to ten thousand of them. Who took the place of a retired one is
  /// asked of the few that are.
  private static func standings(_ hosts: [HostIdentifier], _ desk: Desk) throws -> [HostStanding] {
    let rows = hosts.isEmpty ? [:] : try desk.books.facets(Host.self, of: hosts.map(\.text))
    return try hosts.compactMap { host in
      guard let facets = rows[host.text] else { return nil }
      func text(_ name: String) -> String? {
        if case .text(let text) = facets.first(where: { $0.name == name })?.value { text } else { nil }
      }
      let isRetired = text("retired") == "yes"
      return HostStanding(
        host: host, name: text("name") ?? host.text, isProduction: text("purpose") == HostPurpose.production.rawValue,
        isRetired: isRetired, replacedBy: isRetired ? try desk.find(Host.self, host.text)?.value.replacedBy : nil)
    }
  }

  /// What stood on a machine that is retired stands nowhere any more: nobody can back it out, and nobody has to.
  private static func standing(
    _ deployment: DeploymentReference, without gone: Set<HostIdentifier>, _ desk: Desk
  ) throws -> DeploymentStanding? {
    guard let kept = try desk.find(Deployment.self, deployment.text) else { return nil }
    let held = kept.value
    let kind: DeploymentStanding.Kind =
      switch held.plan.action {
      case .install: .rollout
      case .backout: .backout
      case .trial: .trial
      }
    return DeploymentStanding(
      deployment: deployment, kind: kind, isRunning: held.state == .running, hasSucceeded: held.state == .succeeded,
      isHalted: held.state == .halted, digest: held.plan.digest, hosts: held.plan.hosts,
      done: held.runs.filter { $0.result?.succeeds(for: held.plan.action) ?? false }.map(\.host).filter {
        !gone.contains($0)
      }, version: kept.version)
  }
}
