import Evidence
import Vocabulary

public enum ReleaseCommand: Sendable {
  case plan(ReleasePlan)
  case choose(ChosenPackage)
  case approveDeployment(DeploymentApproval)
  case voidApproval
  case start(DeploymentReference, DeploymentStanding.Kind)
  case signOff(DeploymentReference)
  case move(Phase)
  case resume
}

extension Release {
  public func decide(_ command: ReleaseCommand, given facts: ReleaseFacts, at now: Moment) throws(Refused)
    -> [ReleaseEvent]
  {
    try Refused.unlessEmpty(blockers(of: command, given: facts, at: now))
    switch command {
    case .plan(let plan): return [.planned(plan)]
    case .choose(let package): return [.packageChosen(package)]
    case .approveDeployment(let approval): return [.deploymentApproved(approval)]
    case .voidApproval: return approval == nil ? [] : [.approvalVoided]
    case .start(let deployment, _): return [.deploymentStarted(deployment)]
    case .signOff(let deployment): return [.signedOff(deployment)]
    case .move(let to): return [.moved(.init(from: phase, to: to))]
    case .resume: return [.moved(.init(from: phase, to: resumesIn(facts, at: now)))]
    }
  }

  public func blockers(of command: ReleaseCommand, given facts: ReleaseFacts, at now: Moment) -> [Refusal] {
    switch command {
    case .plan(let plan): blockersOfPlanning() + planProblems(plan, facts, now)
    case .choose: blockersOfChoosing()
    case .approveDeployment: blockersOfApproving(facts, now)
    case .voidApproval: []
    case .start(_, let kind): startBlockers(kind, facts, now)
    case .signOff(let deployment): signOffBlockers(deployment, facts)
    case .move(let to): moveBlockers(to, facts, now)
    case .resume:
      phase == .suspended
        ? []
        : [
          Refusal(
            "release-suspended", because: "\(identifier) is in \(phase.label).",
            clears: "Only what is suspended can be resumed.")
        ]
    }
  }

  /// What keeps any plan from being made.
  public func blockersOfPlanning() -> [Refusal] { only(in: [.planning, .building, .acceptance, .preparation]) }

  /// What keeps any package from being chosen.
  public func blockersOfChoosing() -> [Refusal] { only(in: [.building]) }

  public func blockersOfApproving(_ facts: ReleaseFacts, _ now: Moment) -> [Refusal] {
    only(in: [.preparation])
      + failing([.requestsApproved, .planComplete, .packageReleased, .backoutProven, .settingsFit], facts, now)
  }

  /// What keeps it from moving anywhere.
  public func blockersOfMoving(_ facts: ReleaseFacts, _ now: Moment) -> [Refusal] {
    Transition.table.contains { $0.from == phase } ? [] : moveBlockers(phase, facts, now)
  }

  /// What keeps each of its rollouts from being signed off.
  public func blockersOfSigningOff(_ facts: ReleaseFacts) -> [Refusal] {
    let each = facts.deployments.filter { $0.kind == .rollout }.map { signOffBlockers($0.deployment, facts) }
    guard let last = each.last else {
      return [
        Refusal(
          "rollout-of-release", because: "\(identifier) has no rollout.", clears: "Deploy it first.",
          by: [.releaseManager])
      ]
    }
    return each.contains(where: \.isEmpty) ? [] : last
  }

  /// The first phase whose gate onward is not met, at most where it was (LIF-3).
  func resumesIn(_ facts: ReleaseFacts, at now: Moment) -> Phase {
    guard let last = suspendedIn, let end = Phase.spine.firstIndex(of: last) else { return .planning }
    for phase in Phase.spine[..<end] {
      if let onward = Transition.onward(from: phase), !failing(onward.gate, facts, now).isEmpty { return phase }
    }
    return last
  }

  /// What keeps a deployment of that kind from starting.
  public func startBlockers(_ kind: DeploymentStanding.Kind, _ facts: ReleaseFacts, _ now: Moment) -> [Refusal] {
    switch kind {
    case .trial:
      only(in: [.building, .acceptance, .preparation])
        + failing([.requestsApproved, .packageInLibrary, .settingsFit], facts, now)
    case .rollout:
      only(in: [.deployment])
        + failing([.requestsApproved, .deploymentApproved, .backoutProven, .packageReleased, .settingsFit], facts, now)
    // Backing out is never held up by an approval that fell: that may be the reason for it.
    case .backout: only(in: [.planning, .building, .acceptance, .preparation, .deployment, .review, .suspended])
    }
  }

  private func signOffBlockers(_ deployment: DeploymentReference, _ facts: ReleaseFacts) -> [Refusal] {
    guard let standing = facts.deployments.first(where: { $0.deployment == deployment && $0.kind == .rollout }) else {
      return [
        Refusal(
          "rollout-of-release", because: "\(deployment) is no rollout of \(identifier).",
          clears: "Name one from its page.")
      ]
    }
    let isReplaced = standing.hosts.allSatisfy {
      facts.running(package?.digest).contains($0) || !(plan?.hosts ?? []).contains($0)
    }
    // What failed on a host at first and was made good by a later rollout is complete too.
    if standing.hasSucceeded || (!standing.isRunning && !standing.isHalted && isReplaced) { return [] }
    return [
      Refusal(
        "group-successful",
        because: standing.isRunning
          ? "\(deployment) is still running." : "\(deployment) did not succeed on every host.",
        clears: standing.isRunning
          ? "Wait until every host has ended." : "Deploy again to the hosts that failed, or back out.",
        by: [.releaseManager])
    ]
  }

  private func moveBlockers(_ to: Phase, _ facts: ReleaseFacts, _ now: Moment) -> [Refusal] {
    guard let transition = Transition.find(phase, to) else {
      let allowed = Transition.table.filter { $0.from == phase }.map(\.to.label).joined(separator: ", ")
      return [
        Refusal(
          "transition-published", because: "There is no way from \(phase.label) to \(to.label).",
          clears: "From \(phase.label) it goes to: \(allowed.isEmpty ? "nowhere" : allowed).")
      ]
    }
    return failing(transition.gate, facts, now)
  }

  func only(in allowed: [Phase]) -> [Refusal] {
    allowed.contains(phase)
      ? []
      : [
        Refusal(
          "release-phase", because: "\(identifier) is in \(phase.label).",
          clears: "This belongs to \(allowed.map(\.label).joined(separator: ", ")).", by: [.releaseManager])
      ]
  }
}
