import DeploymentRules
import Evidence
import PeopleRules
import ReleaseRules
import Vocabulary

/// What keeps an act from being done to a deployment or a version, whatever is typed: the same rules that refuse the deed.
extension HaltDeployment {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try desk.get(Deployment.self, reference).value.blockers(of: .halt, at: desk.now)
  }
}

extension ResumeDeployment {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    let it = try desk.get(Deployment.self, reference).value
    return try leave(it, desk) + it.blockers(of: .resume, at: desk.now)
  }

  /// A rollout goes on only while its release may be deployed, within the approval that stands today: one that was given
  /// for another plan is no leave for this.
  static func leave(_ deployment: Deployment, _ desk: Desk) throws -> [Refusal] {
    guard deployment.plan.action == .install else { return [] }
    let release = try desk.get(Release.self, deployment.plan.release.text).value
    let start = release.startBlockers(.rollout, try ReleaseDesk.facts(release, desk), desk.now)
    guard deployment.plan.approval != release.approval?.number || deployment.plan.digest != release.package?.digest
    else {
      return start
    }
    return start + [
      Refusal(
        "approval-current",
        because:
          "\(deployment.identifier) was started under approval \(deployment.plan.approval), which stands no longer.",
        clears: "Give up its hosts that have not begun, and deploy anew within the standing approval.",
        by: [.releaseManager])
    ]
  }
}

extension GiveUpDeployment {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try blockers(try desk.get(Deployment.self, reference).value, desk)
  }
}

extension AcceptPackage {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try LibraryDesk.blockers(reference, .accept, desk)
  }
}

extension ReleasePackage {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try LibraryDesk.blockers(reference, .release, desk)
  }
}

extension WithdrawPackage {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try LibraryDesk.blockers(reference, .withdraw, desk)
  }
}

extension RevokeInvitation {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try desk.get(HostInvitation.self, reference).value.blockersOfRevoking()
  }
}
