import DeploymentRules
import Evidence
import PeopleRules
import ReleaseRules
import Vocabulary

/// What keeps an act from being done to a release, whatever is typed: the same rules that refuse the deed.
extension PlanRelease {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try desk.get(Release.self, reference).value.blockersOfPlanning()
  }
}

extension ChoosePackage {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    let it = try desk.get(Release.self, reference).value
    return try it.carried(to: .building, given: ReleaseDesk.facts(it, desk), at: desk.now) { $0.blockersOfChoosing() }
  }
}

extension ApproveDeployment {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    let it = try desk.get(Release.self, reference).value
    return try WaiverDesk.standing(
      Segregation.deployAndApprove, on: it.subject, didFirst: it.plan?.plannedBy, desk)
      + approving(it, desk)
  }
}

extension ApproveDeployment {
  private static func approving(_ it: Release, _ desk: Desk) throws -> [Refusal] {
    let facts = try ReleaseDesk.facts(it, desk)
    return it.carried(to: .preparation, given: facts, at: desk.now) { $0.blockersOfApproving(facts, desk.now) }
  }
}

extension MoveRelease {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    let it = try desk.get(Release.self, reference).value
    return it.blockersOfMoving(try ReleaseDesk.facts(it, desk), desk.now)
  }
}

extension ResumeRelease {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    let it = try desk.get(Release.self, reference).value
    return it.blockers(of: .resume, given: try ReleaseDesk.facts(it, desk), at: desk.now)
  }
}

extension SignOffRollout {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    let it = try desk.get(Release.self, reference).value
    return it.blockersOfSigningOff(try ReleaseDesk.facts(it, desk))
  }
}

extension TryRelease {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    let it = try desk.get(Release.self, reference).value
    return it.startBlockers(.trial, try ReleaseDesk.facts(it, desk), desk.now)
  }
}

extension DeployRelease {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    let it = try desk.get(Release.self, reference).value
    let facts = try ReleaseDesk.facts(it, desk)
    let first = it.carried(to: .deployment, given: facts, at: desk.now) { $0.startBlockers(.rollout, facts, desk.now) }
    guard first.isEmpty, let plan = it.plan, let package = it.package, let approval = it.approval else { return first }
    let hosts: [HostIdentifier]
    do { hosts = try Self.hosts(plan, it, facts) } catch { return error.all }
    return try DeploymentDesk.blockersOfStarting(
      DeploymentPlan(
        release: it.identifier, action: .install, purpose: .production, package: package.package,
        digest: package.digest, approval: approval.number, window: plan.window, hosts: hosts), desk)
  }

  /// Hosts of the plan that do not have it yet.
  static func hosts(_ plan: ReleasePlan, _ release: Release, _ facts: ReleaseFacts) throws(Refused) -> [HostIdentifier]
  {
    let running = facts.running(release.package?.digest)
    let hosts = plan.hosts.filter { !running.contains($0) }
    guard hosts.isEmpty else { return hosts }
    throw Refused(
      Refusal(
        "host-left", because: "Every host of the plan runs the package already.", clears: "Sign the rollout off.",
        by: [.releaseManager]))
  }
}

extension BackOutRelease {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    let it = try desk.get(Release.self, reference).value
    let facts = try ReleaseDesk.facts(it, desk)
    return it.startBlockers(.backout, facts, desk.now) + blockers(it, facts)
  }

  static func blockers(_ release: Release, _ facts: ReleaseFacts) -> [Refusal] {
    facts.standing.isEmpty
      ? [
        Refusal(
          "something-to-back-out", because: "No host runs the package of \(release.identifier).",
          clears: "Nothing is left to do.")
      ] : []
  }
}

extension SuspendRelease {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    let it = try desk.get(Release.self, reference).value
    return it.moveBlockers(.suspended, try ReleaseDesk.facts(it, desk), desk.now)
  }
}

extension CancelRelease {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    let it = try desk.get(Release.self, reference).value
    return it.moveBlockers(.cancelled, try ReleaseDesk.facts(it, desk), desk.now)
  }
}
