import Evidence
import Vocabulary

/// How much of the practice a release takes (LIF-5): what is small goes a short way, what is large a full one.
public enum Profile: String, Sendable, Hashable, CaseIterable {
  case small, emergency, standard, large

  /// Later is fuller: choosing less than what is proposed needs a reason.
  var rank: Int {
    switch self {
    case .small: 0
    case .emergency: 1
    case .standard: 2
    case .large: 3
    }
  }
}

/// What a profile asks for: data, so that an organisation may set its own (OPS-7). These are the defaults.
public struct ProfilePolicy: Sendable, Hashable {
  /// Whether every cluster is represented or recorded as not concerned before planning ends (ROL-2).
  public let needsEveryCluster: Bool
  /// Kinds of duties that refuse a gate while they are open; the others are shown there.
  public let refusing: Set<DutyKind>
  /// Clusters that sign acceptance off (ROL-3).
  public let signers: Set<Cluster>
  /// Whether a process is left only when each of its tasks has ended (PLN-1).
  public let needsTasksEnded: Bool
  /// Whether an act of a later phase carries the release there through the gates between, each passed and recorded.
  public let actsCarryOnward: Bool
  /// Up to which exposure a risk may stand unanswered at a gate; nil where none refuses (STR-3).
  public let bearsExposure: Int?

  public static func of(_ profile: Profile) -> ProfilePolicy {
    switch profile {
    case .small:
      ProfilePolicy(
        needsEveryCluster: false, refusing: [.signOff], signers: [.operations], needsTasksEnded: false,
        actsCarryOnward: true, bearsExposure: nil)
    case .emergency:
      ProfilePolicy(
        needsEveryCluster: false, refusing: [.signOff], signers: [.operations, .security],
        needsTasksEnded: false, actsCarryOnward: true, bearsExposure: nil)
    case .standard:
      ProfilePolicy(
        needsEveryCluster: true, refusing: [.own, .signOff],
        signers: [.operations, .security, .support, .service, .partner], needsTasksEnded: true, actsCarryOnward: false,
        bearsExposure: 9)
    case .large:
      ProfilePolicy(
        needsEveryCluster: true, refusing: [.own, .signOff, .perform],
        signers: [.operations, .security, .support, .service, .partner], needsTasksEnded: true, actsCarryOnward: false,
        bearsExposure: 5)
    }
  }
}

/// Up to which size a profile is proposed.
public struct ProfileLimits: Sendable, Hashable {
  public var hosts: Int
  /// Minor units, in whichever currency the requests state: policy compares amounts of one currency only.
  public var cost: Int64

  public static let small = ProfileLimits(hosts: 10, cost: 2_000_000)
  public static let standard = ProfileLimits(hosts: 500, cost: 50_000_000)
}

/// The profile that fits, and why.
public struct ProfileProposal: Sendable, Hashable {
  public let profile: Profile
  public let because: Sentence
}

/// What was chosen, against which proposal: a later, fuller proposal asks again.
public struct ProfileChoice: Sendable, Hashable {
  public var profile: Profile
  public var proposed: Profile
  public var reason: Words?

  public init(profile: Profile, proposed: Profile, reason: Words?) {
    self.profile = profile
    self.proposed = proposed
    self.reason = reason
  }

  public static let shape = Shape.record(
    ProfileChoice.init(profile:proposed:reason:),
    field("profile", \.profile, .oneOf, "How much of the practice it takes"),
    field("proposed", \.proposed, .oneOf, "What was proposed then"),
    optional("reason", \.reason, Words.shape, "Why less was chosen"))

  static let first = ProfileChoice(profile: .small, proposed: .small, reason: nil)
}

extension Release {
  /// From targets, cost and category of its requests (LIF-5): the fullest that any of them asks for.
  public func proposal(_ facts: ReleaseFacts) -> ProfileProposal {
    let found = [ofRequests(facts), ofHosts(), ofCost(facts)].compactMap { $0 }
    let hosts = plan?.hosts.count ?? 0
    let small = ProfileProposal(
      profile: .small,
      because: """
        It goes to \(hosts) \(hosts == 1 ? "host" : "hosts") and no request of it is significant or costly.
        """)
    return found.reduce(small) { $1.profile.rank > $0.profile.rank ? $1 : $0 }
  }

  private func ofRequests(_ facts: ReleaseFacts) -> ProfileProposal? {
    guard let fullest = facts.requests.max(by: { $0.weight.rank < $1.weight.rank }) else { return nil }
    let request = fullest.request
    switch fullest.weight {
    case .small: return nil
    case .emergency: return ProfileProposal(profile: .emergency, because: "\(request) is an emergency.")
    case .standard: return ProfileProposal(profile: .standard, because: "\(request) is a significant change.")
    case .large: return ProfileProposal(profile: .large, because: "\(request) is a major change.")
    }
  }

  private func ofHosts() -> ProfileProposal? {
    let hosts = plan?.hosts.count ?? 0
    return Self.sizes.first { hosts > $0.limit.hosts }.map { limit, above in
      ProfileProposal(
        profile: above, because: "It goes to \(hosts) hosts; the next smaller profile ends at \(limit.hosts).")
    }
  }

  private func ofCost(_ facts: ReleaseFacts) -> ProfileProposal? {
    let costs = Dictionary(grouping: facts.requests.compactMap(\.cost), by: \.currency)
      .map { (currency: $0.key, sum: $0.value.reduce(into: Int64(0)) { $0 += $1.minorUnits }) }
    guard let most = costs.max(by: { ($0.sum, $0.currency) < ($1.sum, $1.currency) }) else { return nil }
    return Self.sizes.first { most.sum > $0.limit.cost }.map { limit, above in
      ProfileProposal(
        profile: above,
        because: """
          Its requests cost \(amount(most.sum, most.currency)); the next smaller profile ends at \
          \(amount(limit.cost, most.currency)).
          """)
    }
  }

  private static let sizes: [(limit: ProfileLimits, above: Profile)] = [(.standard, .large), (.small, .standard)]

  private func amount(_ units: Int64, _ currency: String) -> String {
    "\(Money(minorUnits: units, currency: currency).plainAmount) \(currency)"
  }

  /// Choosing less than proposed needs a reason, and the emergency way an emergency.
  func profileProblems(_ choice: ProfileChoice, _ facts: ReleaseFacts) -> [Refusal] {
    let proposal = proposal(facts)
    if choice.profile == .emergency, !facts.requests.contains(where: \.isEmergency) {
      return [
        Refusal(
          "profile-emergency", because: "No request of \(identifier) is an emergency.",
          clears: "Choose \(proposal.profile.rawValue). \(proposal.because)", by: [.releaseManager])
      ]
    }
    let isReasoned = choice.reason != nil && choice.proposed.rank >= proposal.profile.rank
    guard choice.profile.rank < proposal.profile.rank, !isReasoned else { return [] }
    return [
      Refusal(
        "profile-fits",
        because: """
          \(identifier) takes the profile \(choice.profile.rawValue); proposed is \(proposal.profile.rawValue). \
          \(proposal.because)
          """,
        clears: "Choose \(proposal.profile.rawValue), or say why less is enough.", by: [.releaseManager])
    ]
  }

  /// Less than what was agreed is chosen while it is planned, and with a reason: later somebody has answered on it.
  func loweringProblems(_ choice: ProfileChoice) -> [Refusal] {
    guard choice.profile.rank < profile.profile.rank else { return [] }
    if phase != .planning {
      return [
        Refusal(
          "profile-lowered-late",
          because: "\(identifier) is in \(phase.label) and takes the profile \(profile.profile.rawValue).",
          clears: "Keep it, or send the release back to planning and choose there.", by: [.releaseManager])
      ]
    }
    guard choice.reason == nil else { return [] }
    return [
      Refusal(
        "profile-lowered",
        because: "\(choice.profile.rawValue) is less than \(profile.profile.rawValue), which stands.",
        clears: "Say why less is enough.", by: [.releaseManager])
    ]
  }
}
