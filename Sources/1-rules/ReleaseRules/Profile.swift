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
  /// Whether an act of a later phase carries the release there through the gates between, each passed and recorded.
  public let actsCarryOnward: Bool
  /// Up to which exposure a risk may stand unanswered at a gate; nil where none refuses (STR-3).
  public let bearsExposure: Int?

  public static func of(_ profile: Profile) -> ProfilePolicy {
    switch profile {
    case .small:
      ProfilePolicy(
        needsEveryCluster: false, refusing: [.signOff], signers: [.operations], actsCarryOnward: true,
        bearsExposure: nil)
    case .emergency:
      ProfilePolicy(
        needsEveryCluster: false, refusing: [.signOff], signers: [.operations, .security], actsCarryOnward: true,
        bearsExposure: nil)
    case .standard:
      ProfilePolicy(
        needsEveryCluster: true, refusing: [.own, .signOff],
        signers: [.operations, .security, .support, .service, .partner], actsCarryOnward: false, bearsExposure: 9)
    case .large:
      ProfilePolicy(
        needsEveryCluster: true, refusing: [.own, .signOff, .perform],
        signers: [.operations, .security, .support, .service, .partner], actsCarryOnward: false, bearsExposure: 5)
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
  /// From targets, cost and category of its requests (LIF-5). The fullest that any of them asks for.
  public func proposal(_ facts: ReleaseFacts) -> ProfileProposal {
    if let urgent = facts.requests.first(where: \.isEmergency) {
      return ProfileProposal(profile: .emergency, because: "\(urgent.request) is an emergency.")
    }
    if let major = facts.requests.first(where: { $0.weight == .large }) {
      return ProfileProposal(profile: .large, because: "\(major.request) is a major change.")
    }
    let hosts = plan?.hosts.count ?? 0
    let costs = Dictionary(grouping: facts.requests.compactMap(\.cost), by: \.currency)
      .map { (currency: $0.key, sum: $0.value.reduce(into: Int64(0)) { $0 += $1.minorUnits }) }
      .max { ($0.sum, $0.currency) < ($1.sum, $1.currency) }
    let sum = costs?.sum ?? 0
    let standing: [(limit: ProfileLimits, above: Profile)] = [(.standard, .large), (.small, .standard)]
    for (limit, above) in standing {
      if hosts > limit.hosts {
        return ProfileProposal(
          profile: above, because: "It goes to \(hosts) hosts; the next smaller profile ends at \(limit.hosts).")
      }
      if sum > limit.cost {
        return ProfileProposal(
          profile: above,
          because: """
            Its requests cost \(amount(sum, costs?.currency)); the next smaller profile ends at \
            \(amount(limit.cost, costs?.currency)).
            """)
      }
    }
    if let significant = facts.requests.first(where: { $0.weight == .standard }) {
      return ProfileProposal(profile: .standard, because: "\(significant.request) is a significant change.")
    }
    return ProfileProposal(
      profile: .small, because: "It goes to \(hosts) hosts and no request of it is significant or costly.")
  }

  private func amount(_ units: Int64, _ currency: String?) -> String {
    let currency = currency ?? ""
    return "\(Money(minorUnits: units, currency: currency).plainAmount) \(currency)"
  }

  /// Choosing less than proposed needs a reason, and the emergency way an emergency.
  func profileProblems(_ choice: ProfileChoice, _ facts: ReleaseFacts) -> [Refusal] {
    let proposal = proposal(facts)
    if choice.profile == .emergency, proposal.profile != .emergency {
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
}
