import Evidence
import Vocabulary

public enum RequestCommand: Sendable {
  case edit(RequestContent)
  case submit
  case vote(Vote)
  case ask(PersonIdentifier, Words)
  case answer(Int, Words)
  case note(Words)
  /// Ends the vote: implemented if the votes say so, else this.
  case closeVote(otherwise: BoardOutcome, until: CivilDate?)
  case withdrawApproval
  case join(ReleaseReference)
  case leave
  case finish(backedOut: Bool)
  case review(ChangeReview)
  case attach(Attachment)
  case remindOfReview
  case erase([RequestErasure], ErasableContent)
}

public struct RequestFacts: Sendable {
  /// Active holders of the CAB's role.
  public var board: [PersonIdentifier]
  public var rule: VotingRule

  public init(board: [PersonIdentifier], rule: VotingRule) {
    self.board = board
    self.rule = rule
  }
}

extension ChangeRequest {
  /// Working days between the end of deployment and the day the change review is due (CHG-6).
  public static let reviewTerm = 10

  public func decide(_ command: RequestCommand, given facts: RequestFacts, at now: Moment) throws(Refused)
    -> [RequestEvent]
  {
    try Refused.unlessEmpty(blockers(of: command, given: facts, at: now))
    switch command {
    case .edit(let content): return [.edited(content)]
    case .submit: return [.submitted]
    case .vote(let vote): return [owesFullReview ? .votedAfterwards(vote) : .voted(vote)]
    case .ask(let person, let text):
      return [.asked(Question(number: questions.count + 1, asker: person, text: text, answer: nil))]
    case .answer(let number, let text): return [.answered(.init(number: number, answer: text))]
    case .note(let words): return [.noted(words)]
    case .closeVote(let otherwise, let until):
      let count = facts.rule.count(ballot, members: facts.board)
      let outcome = count.approves ? .implement : otherwise
      let decision = BoardDecision(
        outcome: outcome, until: outcome == .defer ? until : nil, forIt: count.forIt, against: count.against,
        abstained: count.abstained, members: count.members)
      return [owesFullReview ? .decidedAfterwards(decision) : .decided(decision)]
    case .withdrawApproval: return [.approvalWithdrawn]
    case .join(let release): return [.joinedRelease(release)]
    case .leave: return release.map { [.leftRelease($0)] } ?? []
    case .finish(let backedOut):
      // What was taken back and says so already has nothing new to say.
      if backedOut, wasBackedOut, [.backedOut, .closed].contains(status) { return [] }
      let due = RequestEvent.Due(reviewBy: now.inUTC.date.addingWorkingDays(Self.reviewTerm))
      return [backedOut ? .backedOut(due) : .implemented(due)]
    case .review(let review): return [.reviewed(review)]
    case .attach(let attachment): return [.attached(attachment)]
    case .erase(let erasures, _): return erasures.map { .erased($0) }
    case .remindOfReview:
      let isLate = reviewDue.map { $0 < now.inUTC.date } ?? false
      return isLate && !isReviewEscalated ? [.reviewEscalated] : [.reviewReminded]
    }
  }

  /// An emergency that its committee approved is still owed the full board's review, which cannot be skipped (CHG-2).
  public var owesFullReview: Bool {
    content.category == .emergency && decisionAfterwards == nil && status.isApproved && status != .closed
  }

  /// The votes that are being cast now.
  public var ballot: [Vote] { owesFullReview ? votesAfterwards : votes }

  public func blockers(of command: RequestCommand, given facts: RequestFacts, at now: Moment) -> [Refusal] {
    switch command {
    case .edit:
      return only(
        in: [.raised, .voting, .analysing, .deferred, .approved, .inRelease], "request-editable",
        clears: "Raise a follow-up request.")
    case .submit:
      return only(
        in: [.raised, .analysing, .deferred], "request-submittable", clears: "It is already past this point.")
    case .vote(let vote):
      return mayVote() + (facts.board.contains(vote.person) ? [] : [notEntitled(vote.person)])
    case .ask, .note: return []
    case .answer(let number, _): return answerBlockers(number)
    case .closeVote(let otherwise, let until): return closeBlockers(facts, otherwise: otherwise, until: until, at: now)
    case .withdrawApproval:
      return only(
        in: [.approved, .inRelease], "request-approved", clears: "Only a standing approval can be withdrawn.")
    case .join(let release):
      let held = self.release.map { it in
        Refusal(
          "request-in-one-release", because: "\(identifier) already belongs to \(it).",
          clears: "Take it out of that release first.", by: [.releaseManager])
      }
      return (held.map { release == self.release ? [] : [$0] } ?? []) + mustBeApproved()
    case .leave: return []
    case .finish(let backedOut):
      // What was taken back is not implemented any more, even if a review was held before; and a request whose approval
      // fell on the way must not keep its release from ending.
      return backedOut
        ? [] : only(in: [.inRelease], "request-in-release", clears: "It must be carried by a release.")
    case .review:
      return only(
        in: [.implemented, .backedOut], "request-reviewable",
        clears: "The change review follows when the release that carries it has ended.") + mustBeFullyReviewed()
    case .attach: return blockersOfAttaching()
    case .erase(_, let content): return erasureBlockers(content)
    case .remindOfReview:
      return only(in: [.implemented, .backedOut], "request-reviewable", clears: "Nothing is left to call to mind.")
    }
  }

  static let mostAttachments = 50

  public func blockersOfAttaching() -> [Refusal] {
    attachments.count < Self.mostAttachments
      ? []
      : [
        Refusal(
          "attachments-bounded", because: "\(identifier) has \(attachments.count) attachments.",
          clears: "Put several files into one archive.")
      ]
  }

  /// What keeps every question from being answered: there is none, or all have their answer.
  public func blockersOfAnswering() -> [Refusal] {
    questions.contains { $0.answer == nil } ? [] : answerBlockers(questions.last?.number ?? 1)
  }

  private func mustBeFullyReviewed() -> [Refusal] {
    guard owesFullReview else { return [] }
    return [
      Refusal(
        "emergency-full-review", because: "The full board has not reviewed the emergency \(identifier).",
        clears: "Its members vote on it afterwards, and the change manager closes that vote.",
        by: [.advisoryBoardMember, .changeManager])
    ]
  }

  private func mayVote() -> [Refusal] { owesFullReview ? [] : onlyVoting() }

  private func onlyVoting() -> [Refusal] {
    only(in: [.voting], "request-in-vote", clears: "The change manager submits it to the board first.")
  }

  private func notEntitled(_ person: PersonIdentifier) -> Refusal {
    Refusal(
      "board-member", because: "\(person) is not a member of the advisory board.",
      clears: "An administrator gives the role of CAB member.", by: [.administrator])
  }

  private func answerBlockers(_ number: Int) -> [Refusal] {
    guard let question = questions.first(where: { $0.number == number }) else {
      return [
        Refusal(
          "question-exists", because: "\(identifier) has no question \(number).", clears: "Name one from its list.")
      ]
    }
    guard question.answer != nil else { return [] }
    return [Refusal("question-open", because: "Question \(number) is answered.", clears: "Ask a further question.")]
  }

  private func closeBlockers(
    _ facts: RequestFacts, otherwise: BoardOutcome, until: CivilDate?, at now: Moment
  ) -> [Refusal] {
    var refusals = mayVote()
    let count = facts.rule.count(ballot, members: facts.board)
    let present = count.forIt + count.against + count.abstained
    if otherwise == .implement {
      refusals.append(
        Refusal(
          "outcome-by-vote", because: "Only the votes can decide for implementing.",
          clears: "Name what follows if the votes do not carry it: analyse, defer, reject or cancel."))
    }
    if otherwise == .defer, until == nil {
      refusals.append(
        Refusal("deferral-date", because: "A deferral needs the day it comes back.", clears: "Give a date."))
    }
    if let until, until <= now.inUTC.date {
      refusals.append(
        Refusal("deferral-ahead", because: "\(until) has come already.", clears: "Give a day that is still to come."))
    }
    // A request may be cancelled before it is voted on; the review of an emergency cannot be skipped like that.
    if otherwise == .cancel, !owesFullReview { return refusals }
    if present < max(1, count.neededToTakePart) {
      refusals.append(
        Refusal(
          "cab-quorum",
          because: "\(present) of \(count.members) members have voted; \(max(1, count.neededToTakePart)) are needed.",
          clears: "Further members vote.", by: [.advisoryBoardMember]))
    }
    if !count.missing.isEmpty {
      let names = count.missing.map(\.label).joined(separator: ", ")
      refusals.append(
        Refusal(
          "cab-mandatory-cluster", because: "No vote, abstentions apart, has been cast for \(names).",
          clears: "A board member who stands for that cluster votes.", by: [.advisoryBoardMember]))
    }
    return refusals
  }

  public func mustBeApproved() -> [Refusal] {
    status.isApproved
      ? []
      : [
        Refusal(
          "request-approved", because: "\(identifier) is not approved: it is \(status.label).",
          clears: "The advisory board approves it.", by: [.advisoryBoardMember, .changeManager])
      ]
  }

  private func only(in allowed: [RequestStatus], _ rule: String, clears: Sentence) -> [Refusal] {
    allowed.contains(status)
      ? [] : [Refusal(rule, because: "\(identifier) is \(status.label).", clears: clears, by: [.changeManager])]
  }
}
