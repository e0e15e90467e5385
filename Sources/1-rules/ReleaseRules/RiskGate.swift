import Evidence
import Vocabulary

/// An open risk as the gates of its release see it.
public struct RiskStanding: Sendable, Hashable {
  public var risk: RiskReference
  public var exposure: Int
  public var state: RiskState
  /// Whether there is a mitigation with an owner, taken up or not.
  public var isPlanned: Bool
  /// Nil until the owner has taken it up.
  public var owner: PersonIdentifier?
  public var isTakenUp: Bool
  public var isAccepted: Bool
  public var isMitigated: Bool
  public var alarms: Int
  public var version: Int

  public init(
    risk: RiskReference, exposure: Int, state: RiskState, isPlanned: Bool = false, owner: PersonIdentifier? = nil,
    isTakenUp: Bool = false, isAccepted: Bool = false, isMitigated: Bool = false, alarms: Int = 0, version: Int = 1
  ) {
    self.risk = risk
    self.exposure = exposure
    self.state = state
    self.isPlanned = isPlanned
    self.owner = owner
    self.isTakenUp = isTakenUp
    self.isAccepted = isAccepted
    self.isMitigated = isMitigated
    self.alarms = alarms
    self.version = version
  }

  /// What a verdict rests on: the exposure, and who bears it or sees to it.
  public var word: String {
    let answer =
      isAccepted ? "accepted" : isMitigated ? "mitigated" : isTakenUp ? "owned" : isPlanned ? "planned" : "unanswered"
    return "\(exposure) \(answer) \(state.rawValue)"
  }

  /// Whether somebody bears it or sees to it.
  public var isAnswered: Bool { isAccepted || isMitigated || isTakenUp }
}

extension Risk {
  public var standing: RiskStanding { standing(version: 1) }

  public func standing(version: Int) -> RiskStanding {
    RiskStanding(
      risk: identifier, exposure: exposure, state: state, isPlanned: plan != nil, owner: plan?.owner,
      isTakenUp: isTakenUp, isAccepted: acceptance != nil, isMitigated: mitigation != nil, alarms: openAlarms.count,
      version: version)
  }
}

extension Release {
  /// Open risks of this release: above what its profile bears they refuse, below they ought to be seen (STR-3).
  func riskProblems(_ facts: ReleaseFacts) -> (refusals: [Refusal], warnings: [Refusal]) {
    let limit = ProfilePolicy.of(profile.profile).bearsExposure
    let worst = facts.risks.sorted { ($1.exposure, $0.risk.number) < ($0.exposure, $1.risk.number) }
    let open = worst.filter { !$0.isAnswered }
    let refusing = open.filter { standing in limit.map { standing.exposure > $0 } ?? false }
    let rest = open.filter { !refusing.contains($0) }
    return (refusing.map(unanswered), rest.map(unanswered) + worst.filter { $0.alarms > 0 }.map(alarmed))
  }

  private func unanswered(_ it: RiskStanding) -> Refusal {
    if let owner = it.owner, it.isPlanned {
      return Refusal(
        "risk-taken-up", because: "\(owner) is named for \(it.risk) (exposure \(it.exposure)) and has not taken it up.",
        clears: "That person takes it up, another is named, or the sponsor or change owner accepts it.",
        by: RiskPolicy.keepers + [.sponsor])
    }
    return Refusal(
      "risk-answered",
      because: "\(it.risk) (exposure \(it.exposure)) has neither a mitigation with an owner nor been accepted.",
      clears: "Plan it with an owner who takes it up, or the sponsor or change owner accepts it.",
      by: RiskPolicy.keepers + [.sponsor])
  }

  private func alarmed(_ it: RiskStanding) -> Refusal {
    Refusal(
      "risk-alarm-answered", because: "A trigger of \(it.risk) was seen, and nobody has said what came of it.",
      clears: "Its owner answers it, or says that the risk has come true.", by: RiskPolicy.keepers)
  }
}
