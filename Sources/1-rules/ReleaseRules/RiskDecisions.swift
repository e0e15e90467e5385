import Evidence
import Vocabulary

public enum RiskCommand: Sendable, Hashable {
  /// Analyses it again; the day is when it is looked at next.
  case assess(RiskAssessment, reviewBy: CivilDate?)
  case plan(RiskPlan, RiskPlanFacts)
  case takeUp
  case answerAlarm(Words)
  case accept(Role)
  case mitigate(Words)
  case occur(Words)
  case close(lesson: Words?)
}

/// Who does something to a risk.
public struct RiskHand: Sendable, Hashable {
  public var person: PersonIdentifier
  /// Roles held for the release.
  public var roles: Set<Role>

  public init(person: PersonIdentifier, roles: Set<Role>) {
    self.person = person
    self.roles = roles
  }
}

/// What a plan needs to know of whom and what it names.
public struct RiskPlanFacts: Sendable, Hashable {
  public var ownerIsActive: Bool
  /// The release of the deployment that it names.
  public var watchedRelease: ReleaseReference?

  public init(ownerIsActive: Bool, watchedRelease: ReleaseReference?) {
    self.ownerIsActive = ownerIsActive
    self.watchedRelease = watchedRelease
  }
}

extension Risk {
  /// What keeps a risk from being raised for a release in that phase.
  public static func blockersOfRaising(for release: Release) -> [Refusal] {
    switch release.phase {
    case .planning, .building, .acceptance, .preparation, .deployment, .review, .suspended, .backedOut: []
    case .closed, .cancelled:
      [
        Refusal(
          "risk-release-open", because: "\(release.identifier) is \(release.phase.label).",
          clears: "Name a release that is still under way.")
      ]
    }
  }

  public func decide(_ command: RiskCommand, by hand: RiskHand, at now: Moment) throws(Refused) -> [RiskEvent] {
    try Refused.unlessEmpty(blockers(of: command, by: hand, at: now))
    switch command {
    case .assess(let assessment, let day): return [.assessed(.init(assessment: assessment, reviewBy: day))]
    case .plan(let plan, _): return [.planned(plan)]
    case .takeUp: return isTakenUp ? [] : [.takenUp]
    case .answerAlarm(let says): return [.alarmAnswered(says)]
    case .accept(let role): return [.accepted(.init(role: role, exposure: exposure))]
    case .mitigate(let says): return [.mitigated(says)]
    case .occur(let says): return [.occurred(says)]
    case .close(let lesson): return [.closed(.init(lesson: lesson))]
    }
  }

  public func blockers(of command: RiskCommand, by hand: RiskHand, at now: Moment) -> [Refusal] {
    switch command {
    case .assess(_, let day): kept(by: hand) + ahead([day].compactMap { $0 }, now)
    case .plan(let plan, let facts): kept(by: hand) + planBlockers(plan, facts, now)
    case .takeUp: blockersOfTakingUp(by: hand)
    case .answerAlarm: kept(by: hand) + alarmBlockers()
    case .accept: stillOpen()
    case .mitigate: kept(by: hand) + plannedFirst()
    case .occur: kept(by: hand) + notYetOccurred()
    case .close: kept(by: hand) + alarmsAnswered()
    }
  }

  /// What keeps whatever plan or assessment from being made by this person.
  public func kept(by hand: RiskHand) -> [Refusal] {
    let open = stillOpen()
    guard open.isEmpty, hand.person != raisedBy, hand.person != plan?.owner,
      !hand.roles.contains(where: RiskPolicy.keepers.contains)
    else { return open }
    return [
      Refusal(
        "risk-keeper", because: "You neither raised \(identifier) nor own it.",
        clears: "Its owner does this, or somebody who keeps the risks of \(release).", by: RiskPolicy.keepers)
    ]
  }

  public func blockersOfTakingUp(by hand: RiskHand) -> [Refusal] {
    let open = stillOpen()
    guard open.isEmpty, plan?.owner != hand.person else { return open }
    return [
      Refusal(
        "risk-owner-named", because: "You are not named as the owner of \(identifier).",
        clears: "Somebody plans it with you as its owner.", by: RiskPolicy.keepers)
    ]
  }

  private func stillOpen() -> [Refusal] {
    closing == nil
      ? []
      : [
        Refusal(
          "risk-open", because: "\(identifier) is closed.", clears: "Raise a new one: what is closed stays as it was.")
      ]
  }

  private func planBlockers(_ plan: RiskPlan, _ facts: RiskPlanFacts, _ now: Moment) -> [Refusal] {
    var refusals = ahead([plan.mitigateBy, plan.reviewBy], now)
    if !facts.ownerIsActive {
      refusals.append(
        Refusal(
          "risk-owner-active", because: "The account of \(plan.owner) is closed.", clears: "Name somebody else.",
          by: RiskPolicy.keepers))
    }
    if plan.watches.contains(.hostsFailed) != (plan.failedHosts != nil) {
      refusals.append(
        Refusal(
          "risk-watch-count",
          because: plan.failedHosts == nil
            ? "The trigger «hosts fail» does not say from how many on."
            : "A count of failed hosts is given, and «hosts fail» is not watched.",
          clears: "Give both, or neither."))
    }
    guard let deployment = plan.deployment else { return refusals }
    if facts.watchedRelease != release {
      refusals.append(
        Refusal(
          "risk-watch-own", because: "\(deployment) is no deployment of \(release).",
          clears: "Name one of its own, or none: then all of them in production are watched."))
    }
    let own: [RiskWatch] = [.deploymentHalted, .deploymentFailed, .hostsFailed]
    if !plan.watches.contains(where: own.contains) {
      refusals.append(
        Refusal(
          "risk-watch-what", because: "\(deployment) is named, and nothing of it is watched.",
          clears: "Say what would be the trigger: halted, failed, or failed hosts."))
    }
    return refusals
  }

  private func ahead(_ days: [CivilDate], _ now: Moment) -> [Refusal] {
    Set(days.filter { $0 < now.inUTC.date }).sorted().map {
      Refusal("risk-day-ahead", because: "\($0) has passed.", clears: "Choose today or a later day.")
    }
  }

  private func alarmBlockers() -> [Refusal] {
    openAlarms.isEmpty
      ? [
        Refusal(
          "risk-alarm-open", because: "No trigger of \(identifier) waits for an answer.",
          clears: "Nothing is left to do.")
      ] : []
  }

  private func alarmsAnswered() -> [Refusal] {
    openAlarms.isEmpty
      ? []
      : [
        Refusal(
          "risk-alarm-answered", because: "A trigger of \(identifier) was seen, and nobody has said what came of it.",
          clears: "Answer it, or say that the risk has come true.", by: RiskPolicy.keepers)
      ]
  }

  private func plannedFirst() -> [Refusal] {
    plan == nil
      ? [
        Refusal(
          "risk-planned-first", because: "\(identifier) has no plan, so no mitigation either.",
          clears: "Plan it first: mitigation, contingency, owner, trigger.", by: RiskPolicy.keepers)
      ] : []
  }

  private func notYetOccurred() -> [Refusal] {
    occurrence == nil
      ? []
      : [
        Refusal(
          "risk-occurred-once", because: "\(identifier) has come true already.",
          clears: "Close it once its contingency is done, or raise another.")
      ]
  }
}
