import ChangeRules
import Evidence
import PeopleRules
import Vocabulary

/// A member's vote as it stands.
public struct VoteRow: Sendable {
  public var person: String
  public var choice: VoteChoice
  public var reason: String?
  /// False where impact or conflicts have changed since the vote.
  public var sawThis: Bool
  static let shape = Shape.record(
    VoteRow.init(person:choice:reason:sawThis:),
    field("person", \.person, .text(0...200), "Who"), field("choice", \.choice, .oneOf, "For, against, neither"),
    optional("reason", \.reason, .text(0...2000, lines: true), "Reason"),
    field("sawThis", \.sawThis, .yesOrNo, "Whether what was shown is still what stands here"))

  /// - Parameter standing: Digest of what a voter would be shown now.
  static func made(_ vote: Vote, standing: Digest, _ desk: Desk) throws -> VoteRow {
    VoteRow(
      person: try desk.name(of: vote.person), choice: vote.choice, reason: try desk.text(vote.reason),
      sawThis: vote.seen == standing)
  }
}

/// How a vote ended (CHG-2), with the day and the person that closed it, which the log knows.
public struct DecisionRow: Sendable {
  public var outcome: BoardOutcome
  /// For a deferral: the day it comes back.
  public var until: CivilDate?
  public var forIt: Int
  public var against: Int
  public var abstained: Int
  public var members: Int
  public var at: Moment?
  public var by: String?
  static let shape = Shape.record(
    DecisionRow.init(outcome:until:forIt:against:abstained:members:at:by:),
    field("outcome", \.outcome, .oneOf, "What was decided"),
    optional("until", \.until, CivilDate.shape, "Deferred until"),
    field("forIt", \.forIt, .whole(0...10_000), "Votes for, count"),
    field("against", \.against, .whole(0...10_000), "Votes against, count"),
    field("abstained", \.abstained, .whole(0...10_000), "Abstentions, count"),
    field("members", \.members, .whole(0...10_000), "Members of the board then, count"),
    optional("at", \.at, Moment.shape, "When the vote was closed"),
    optional("by", \.by, .text(0...200), "Who closed it"))

  static func made(
    _ decision: BoardDecision?, of request: ChangeRequest, _ kind: String, _ desk: Desk
  ) throws -> DecisionRow? {
    guard let decision else { return nil }
    let entry = try RequestOutcome.last(kind, of: request, desk)
    return DecisionRow(
      outcome: decision.outcome, until: decision.until, forIt: decision.forIt, against: decision.against,
      abstained: decision.abstained, members: decision.members, at: entry?.at, by: entry?.actor)
  }
}

/// What the change review found (CHG-6).
public struct ReviewRow: Sendable {
  public var objectivesMet: Bool
  public var usersContent: Bool
  public var costAsPlanned: Bool
  public var sideEffects: String?
  public var reviewer: String
  public var at: Moment?
  static let shape = Shape.record(
    ReviewRow.init(objectivesMet:usersContent:costAsPlanned:sideEffects:reviewer:at:),
    field("objectivesMet", \.objectivesMet, .yesOrNo, "Were the objectives met?"),
    field("usersContent", \.usersContent, .yesOrNo, "Are users content?"),
    field("costAsPlanned", \.costAsPlanned, .yesOrNo, "Resources and cost as planned?"),
    optional("sideEffects", \.sideEffects, .text(0...5000, lines: true), "What else it did"),
    field("reviewer", \.reviewer, .text(0...200), "Who reviewed"),
    optional("at", \.at, Moment.shape, "When"))

  static func made(_ request: ChangeRequest, _ desk: Desk) throws -> ReviewRow? {
    guard let it = request.review else { return nil }
    return ReviewRow(
      objectivesMet: it.objectivesMet, usersContent: it.usersContent, costAsPlanned: it.costAsPlanned,
      sideEffects: try desk.text(it.sideEffects), reviewer: try desk.name(of: it.reviewer),
      at: try RequestOutcome.last("request.reviewed", of: request, desk)?.at)
  }
}

enum RequestOutcome {
  /// The last entry of that kind about a request: state keeps what was decided, the log when and by whom.
  static func last(_ kind: String, of request: ChangeRequest, _ desk: Desk) throws -> EntryRow? {
    try desk.books.entries(EntryFilter(about: [request.subject], kinds: [kind]), before: nil, limit: 1).first
      .map { try EntryRow.made($0, desk) }
  }
}
