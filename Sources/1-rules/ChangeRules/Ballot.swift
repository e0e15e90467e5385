import Evidence
import Vocabulary

public enum VoteChoice: String, Sendable, Hashable, CaseIterable {
  case implement, reject, abstain
}

/// One member's vote; a later one by the same person takes its place until the vote is closed (CHG-2).
public struct Vote: Sendable, Hashable {
  public var person: PersonIdentifier
  public var choice: VoteChoice
  /// The clusters of all roles the person holds, when voting.
  public var clusters: [Cluster]
  /// Digest of what the voter was shown: content, impact, conflicts.
  public var seen: Digest
  public var reason: Words?

  public init(person: PersonIdentifier, choice: VoteChoice, clusters: [Cluster], seen: Digest, reason: Words?) {
    self.person = person
    self.choice = choice
    self.clusters = clusters
    self.seen = seen
    self.reason = reason
  }

  public static let shape = Shape.record(
    Vote.init(person:choice:clusters:seen:reason:),
    field("person", \.person, PersonIdentifier.shape, "Who votes"),
    field("choice", \.choice, .oneOf, "For, against, or neither"),
    field("clusters", \.clusters, .list(.oneOf), "Clusters the voter stands for"),
    field("seen", \.seen, Digest.shape, "Digest of what was shown"),
    optional("reason", \.reason, Words.shape, "Reason"))
}

/// How the advisory board decides. Policy (OPS-7); the default is CHG-2's.
public struct VotingRule: Sendable, Hashable {
  /// Quorum: this share of the members takes part; an abstention is taking part.
  public var quorum: Share
  /// This share of votes cast is for it; abstentions are not votes cast.
  public var majority: Share
  /// Each of these cast a vote that is not an abstention.
  public var mandatory: [Cluster]

  public init(quorum: Share, majority: Share, mandatory: [Cluster]) {
    self.quorum = quorum
    self.majority = majority
    self.mandatory = mandatory
  }

  public static let standard = VotingRule(
    quorum: Share(1, of: 2), majority: Share(3, of: 4), mandatory: [.operations, .security])
  /// The emergency committee: fewer, but the full review afterwards cannot be skipped.
  public static let emergency = VotingRule(quorum: Share(1, of: 4), majority: Share(3, of: 4), mandatory: [])
}

/// An exact share, without floating point.
public struct Share: Sendable, Hashable {
  public let part: Int
  public let whole: Int

  public init(_ part: Int, of whole: Int) {
    self.part = part
    self.whole = whole
  }

  func isReached(_ count: Int, of total: Int) -> Bool { count * whole >= part * total }
  func needed(of total: Int) -> Int { (part * total + whole - 1) / whole }
}

/// What the votes give.
public struct BallotCount: Sendable, Hashable {
  public var forIt: Int
  public var against: Int
  public var abstained: Int
  public var members: Int
  /// Mandatory clusters without a vote.
  public var missing: [Cluster]
  public var neededToTakePart: Int
  public var neededFor: Int
  /// Quorum reached and every mandatory cluster voted: the vote may be closed.
  public var mayClose: Bool
  /// The result if it were closed now. A tie is no.
  public var approves: Bool
}

extension VotingRule {
  /// Counts each person once, whatever number of roles they hold; their vote speaks for all their clusters.
  public func count(_ votes: [Vote], members: [PersonIdentifier]) -> BallotCount {
    let entitled = votes.filter { members.contains($0.person) }
    let cast = entitled.filter { $0.choice != .abstain }
    let forIt = cast.count { $0.choice == .implement }
    let heard = cast.flatMap(\.clusters)
    let missing = mandatory.filter { !heard.contains($0) }
    let quorate = !members.isEmpty && quorum.isReached(entitled.count, of: members.count)
    return BallotCount(
      forIt: forIt, against: cast.count - forIt, abstained: entitled.count - cast.count, members: members.count,
      missing: missing, neededToTakePart: quorum.needed(of: members.count), neededFor: majority.needed(of: cast.count),
      mayClose: quorate && missing.isEmpty,
      approves: quorate && missing.isEmpty && !cast.isEmpty && majority.isReached(forIt, of: cast.count)
        && forIt * 2 > cast.count)
  }
}

/// How a vote ended (CHG-2).
public enum BoardOutcome: String, Sendable, Hashable, CaseIterable {
  case implement, analyse, `defer`, reject, cancel
}

public struct BoardDecision: Sendable, Hashable {
  public var outcome: BoardOutcome
  /// For a deferral: the day it comes back.
  public var until: CivilDate?
  public var forIt: Int
  public var against: Int
  public var abstained: Int
  public var members: Int

  public static let shape = Shape.record(
    BoardDecision.init(outcome:until:forIt:against:abstained:members:),
    field("outcome", \.outcome, .oneOf, "Outcome"),
    optional("until", \.until, CivilDate.shape, "Deferred until"),
    field("forIt", \.forIt, .whole(0...10_000), "Votes for"),
    field("against", \.against, .whole(0...10_000), "Votes against"),
    field("abstained", \.abstained, .whole(0...10_000), "Abstentions"),
    field("members", \.members, .whole(0...10_000), "Members of the board then"))
}
