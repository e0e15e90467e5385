import Evidence
import Vocabulary

public enum PersonCommand: Sendable {
  case grant(RoleGrant)
  case revoke(RoleGrant)
  case deactivate
  case reactivate
  case issueToken(TokenGrant)
  case revokeToken(TokenIdentifier)
}

/// What decisions about a person need to know beside the person.
public struct PersonFacts: Sendable {
  /// How many other active people hold the administrator's role for everything.
  public var otherAdministrators: Int

  public init(otherAdministrators: Int) { self.otherAdministrators = otherAdministrators }
}

extension Person {
  public func decide(_ command: PersonCommand, given facts: PersonFacts, at now: Moment) throws(Refused)
    -> [PersonEvent]
  {
    try Refused.unlessEmpty(blockers(of: command, given: facts, at: now))
    switch command {
    case .grant(let grant): return [.roleGranted(grant)]
    case .revoke(let grant): return [.roleRevoked(grant)]
    case .deactivate: return [.deactivated]
    case .reactivate: return [.reactivated]
    case .issueToken(let token): return [.tokenIssued(token)]
    case .revokeToken(let token): return [.tokenRevoked(token)]
    }
  }

  public func blockers(of command: PersonCommand, given facts: PersonFacts, at now: Moment) -> [Refusal] {
    switch command {
    case .grant(let grant):
      grants.contains(grant)
        ? [
          Refusal(
            "role-already-held", because: "\(identifier) already holds the role \(grant.role.label).",
            clears: "Nothing is left to do.")
        ]
        : []
    case .revoke(let grant):
      !grants.contains(grant)
        ? [
          Refusal(
            "role-not-held", because: "\(identifier) does not hold the role \(grant.role.label).",
            clears: "Name a role from the person's list.")
        ]
        : grant == RoleGrant(role: .administrator, release: nil) ? lastAdministrator(facts) : []
    case .deactivate:
      !active
        ? [Refusal("person-inactive", because: "\(identifier) is already inactive.", clears: "Nothing is left to do.")]
        : holds(.administrator) ? lastAdministrator(facts) : []
    case .reactivate:
      active ? [Refusal("person-active", because: "\(identifier) is active.", clears: "Nothing is left to do.")] : []
    case .issueToken(let token):
      token.expires <= now || token.expires > now + .days(366)
        ? [
          Refusal(
            "token-lifetime", because: "A token must end in the future and within 366 days.",
            clears: "Choose a date within a year.")
        ]
        : !active
          ? [
            Refusal(
              "person-inactive", because: "\(identifier) is inactive.", clears: "Reactivate the person first.",
              by: [.administrator])
          ] : []
    case .revokeToken(let token):
      tokens.contains { $0.token == token }
        ? []
        : [
          Refusal(
            "token-unknown", because: "\(identifier) has no such token.", clears: "Name a token from the person's list."
          )
        ]
    }
  }

  private func lastAdministrator(_ facts: PersonFacts) -> [Refusal] {
    facts.otherAdministrators > 0
      ? []
      : [
        Refusal(
          "last-administrator", because: "\(identifier) is the last active administrator.",
          clears: "Give another person the role of administrator first.", by: [.administrator])
      ]
  }
}
