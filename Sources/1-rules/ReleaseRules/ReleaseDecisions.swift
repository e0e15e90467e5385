import Evidence
import Vocabulary

public enum ReleaseCommand: Sendable {
  case plan(ReleasePlan)
  case choose(ChosenPackage)
  case approveDeployment(DeploymentApproval)
  case voidApproval
  case start(DeploymentReference, DeploymentStanding.Kind)
  case signOff(DeploymentReference)
  /// A step forward or a way back.
  case move(Phase)
  /// Suspends or cancels.
  case stop(Phase, Stop)
  case resume
  case chooseProfile(ProfileChoice)
  case represent(Representation)
  case acceptPart(Cluster, PersonIdentifier, speaksFor: Set<Cluster>)
  case answer(DutyAnswer, speaksFor: Set<Cluster>)
  case join(TeamMember)
  case leave(PersonIdentifier)
  /// The plan as it stands, with the dates by which its requests are needed.
  case agreePlan(PlanStanding)
  case note
  case takeIn(RequestReference)
  case takeOut(RequestReference)
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
    case .move(let to): return [moving(to, facts, now)]
    case .stop(let to, let stop):
      let stopped = Stopped(from: phase, stop: stop)
      return [to == .suspended ? .suspended(stopped) : .cancelled(stopped)]
    case .resume: return [.resumed(resuming(facts, at: now))]
    case .chooseProfile(let choice): return choice == profile ? [] : [.profileChosen(choice)]
    case .represent(let it): return [.represented(it)]
    case .acceptPart(let cluster, _, _):
      return representation(of: cluster)?.accepted == true ? [] : [.partAccepted(cluster)]
    case .answer(let answer, _): return [.dutyAnswered(answer)]
    case .join(let member): return [.memberJoined(member)]
    case .leave(let person): return [.memberLeft(person)]
    case .agreePlan: return [.planAgreed(agreedPlans + 1)]
    case .note: return [.noted]
    case .takeIn(let request): return [.requestTakenIn(request)]
    case .takeOut(let request): return [.requestTakenOut(request)]
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
    case .move(let to): ownActBlockers(to) ?? moveBlockers(to, facts, now)
    case .stop(let to, let stop): stopBlockers(stop, to, facts, now)
    case .chooseProfile(let choice):
      only(in: [.planning, .building, .acceptance, .preparation]) + loweringProblems(choice)
        + profileProblems(choice, facts)
    case .represent(let it): representBlockers(it)
    case .acceptPart(let cluster, let person, let speaks): acceptBlockers(cluster, by: person, speaksFor: speaks)
    case .answer(let answer, let clusters): answerBlockers(answer, speaksFor: clusters, facts)
    case .join: only(in: Phase.spine + [.suspended, .backedOut])
    case .leave(let person): memberBlockers(person)
    case .agreePlan(let standing): agreeBlockers(standing)
    case .note: []
    case .takeIn(let request):
      only(in: [.planning, .building, .acceptance, .preparation]) + takeInBlockers(request)
    case .takeOut(let request):
      only(in: [.planning, .building, .acceptance, .preparation, .suspended]) + takeOutBlockers(request)
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

  /// Where it goes on: the first phase whose gate onward is not met, at most where it was; and which checks fell (LIF-3).
  func resuming(_ facts: ReleaseFacts, at now: Moment) -> Resumed {
    guard let last = suspendedIn, let end = Phase.spine.firstIndex(of: last) else {
      return Resumed(to: .planning, fell: [])
    }
    let passed = Phase.spine[..<end].map { phase in
      (phase, (Transition.onward(from: phase)?.gate ?? []).filter { !failing($0, facts, now).isEmpty })
    }
    let fell = passed.flatMap { $0.1.map(\.rawValue) }
    let names = fell.enumerated().filter { !fell[..<$0.offset].contains($0.element) }.map(\.element)
    return Resumed(to: passed.first { !$0.1.isEmpty }?.0 ?? last, fell: names)
  }

  private func moving(_ to: Phase, _ facts: ReleaseFacts, _ now: Moment) -> ReleaseEvent {
    let transition = Transition.find(phase, to)
    if let back = transition?.returnsTo {
      return .returned(Returned(from: phase, to: to, at: now, workBackTo: back, fell: falls(goingBackTo: to)))
    }
    return .passed(.init(from: phase, to: to, grounds: (transition?.gate ?? []).flatMap { grounds(of: $0, facts) }))
  }

  /// Stops have an act of their own, which asks for their kind.
  private func ownActBlockers(_ to: Phase) -> [Refusal]? {
    guard to == .suspended || to == .cancelled, Transition.find(phase, to) != nil else { return nil }
    return [
      Refusal(
        "stop-says-why", because: "A stop says of which kind it is.",
        clears: to == .suspended ? "Use «Suspend»." : "Use «Cancel».", by: [.changeManager, .releaseManager])
    ]
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
    let running = Set(facts.running(package?.digest))
    let planned = Set(plan?.hosts ?? [])
    let isReplaced = standing.hosts.allSatisfy {
      running.contains($0) || !planned.contains($0)
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

  public func moveBlockers(_ to: Phase, _ facts: ReleaseFacts, _ now: Moment) -> [Refusal] {
    guard let transition = Transition.find(phase, to) else {
      let allowed = Transition.table.filter { $0.from == phase }.map(\.to.label).joined(separator: ", ")
      return [
        Refusal(
          "transition-published", because: "There is no way from \(phase.label) to \(to.label).",
          clears: phase == .suspended
            ? "Resume it, or cancel it." : "From \(phase.label) it goes to: \(allowed.isEmpty ? "nowhere" : allowed).")
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
