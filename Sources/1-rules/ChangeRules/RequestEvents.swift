import Evidence
import Vocabulary

public enum RequestEvent: SubjectEvent {
  case raised(RequestContent)
  case edited(RequestContent)
  case submitted
  case voted(Vote)
  case asked(Question)
  case answered(Answered)
  case noted(Words)
  case decided(BoardDecision)
  case approvalWithdrawn
  case joinedRelease(ReleaseReference)
  case leftRelease(ReleaseReference)
  case implemented(Due)
  case backedOut(Due)
  case reviewed(ChangeReview)
  case attached(Attachment)
  case votedAfterwards(Vote)
  case decidedAfterwards(BoardDecision)
  case reviewReminded
  case reviewEscalated
  case erased(RequestErasure)

  public struct Answered: Sendable, Hashable {
    public var number: Int
    public var answer: Words

    static let shape = Shape.record(
      Answered.init(number:answer:),
      field("number", \.number, .whole(1...1000), "Which question"),
      field("answer", \.answer, Words.shape, "The answer"))
  }

  /// What came of it, and the day by which the change review is due.
  public struct Due: Sendable, Hashable {
    public var reviewBy: CivilDate

    public init(reviewBy: CivilDate) { self.reviewBy = reviewBy }

    static let shape = Shape.record(
      Due.init(reviewBy:), field("reviewBy", \.reviewBy, CivilDate.shape, "Last day for the change review"))
  }

  public static let shape = Shape<RequestEvent>.choice(
    .when("raised/1", RequestContent.shape, { .raised($0) }, { if case .raised(let it) = $0 { it } else { nil } }),
    .when("edited/1", RequestContent.shape, { .edited($0) }, { if case .edited(let it) = $0 { it } else { nil } }),
    .bare("submitted/1", .submitted),
    .when("voted/1", Vote.shape, { .voted($0) }, { if case .voted(let it) = $0 { it } else { nil } }),
    .when("asked/1", Question.shape, { .asked($0) }, { if case .asked(let it) = $0 { it } else { nil } }),
    .when("answered/1", Answered.shape, { .answered($0) }, { if case .answered(let it) = $0 { it } else { nil } }),
    .when("noted/1", one("note", Words.shape), { .noted($0) }, { if case .noted(let it) = $0 { it } else { nil } }),
    .when("decided/1", BoardDecision.shape, { .decided($0) }, { if case .decided(let it) = $0 { it } else { nil } }),
    .bare("approval-withdrawn/1", .approvalWithdrawn),
    .when(
      "joined-release/1", one("release", ReleaseReference.shape), { .joinedRelease($0) },
      { if case .joinedRelease(let it) = $0 { it } else { nil } }),
    .when(
      "left-release/1", one("release", ReleaseReference.shape), { .leftRelease($0) },
      { if case .leftRelease(let it) = $0 { it } else { nil } }),
    .when("implemented/1", Due.shape, { .implemented($0) }, { if case .implemented(let it) = $0 { it } else { nil } }),
    .when("backed-out/1", Due.shape, { .backedOut($0) }, { if case .backedOut(let it) = $0 { it } else { nil } }),
    .when("reviewed/1", ChangeReview.shape, { .reviewed($0) }, { if case .reviewed(let it) = $0 { it } else { nil } }),
    .when("attached/1", Attachment.shape, { .attached($0) }, { if case .attached(let it) = $0 { it } else { nil } }),
    .when(
      "voted-afterwards/1", Vote.shape, { .votedAfterwards($0) },
      { if case .votedAfterwards(let it) = $0 { it } else { nil } }),
    .when(
      "decided-afterwards/1", BoardDecision.shape, { .decidedAfterwards($0) },
      { if case .decidedAfterwards(let it) = $0 { it } else { nil } }),
    .bare("review-reminded/1", .reviewReminded),
    .bare("review-escalated/1", .reviewEscalated),
    .when(
      "contents-erased/1", RequestErasure.shape, { .erased($0) }, { if case .erased(let it) = $0 { it } else { nil } }))
}

extension ChangeRequest {
  public static func born(_ reference: String, of event: RequestEvent, _ stamp: Stamp) -> ChangeRequest? {
    guard case .raised(let content) = event, let identifier = RequestReference(reference), let person = stamp.person
    else { return nil }
    return ChangeRequest(
      identifier: identifier, content: content, initiator: person, raisedAt: stamp.at, status: .raised, votes: [],
      questions: [], decision: nil, release: nil, reviewDue: nil, review: nil, attachments: [], votesAfterwards: [],
      decisionAfterwards: nil, reviewReminders: 0, isReviewEscalated: false, authors: [person],
      wasBackedOut: false, erasures: [])
  }

  public func applying(_ event: RequestEvent, _ stamp: Stamp) -> ChangeRequest {
    var next = self
    switch event {
    case .raised, .noted: break
    case .edited(let content):
      // What was voted on is no longer what stands here: the votes fall with it, and so does an approval.
      next.content = content
      next.votes = []
      next.decision = nil
      next.votesAfterwards = []
      next.decisionAfterwards = nil
      next.status = .raised
      if let person = stamp.person, !authors.contains(person) { next.authors.append(person) }
    case .submitted:
      // A new round begins without the votes of the last.
      next.votes = []
      next.votesAfterwards = []
      next.decisionAfterwards = nil
      next.status = .voting
    case .voted(let vote):
      next.votes.removeAll { $0.person == vote.person }
      next.votes.append(vote)
    case .asked(let question): next.questions.append(question)
    case .answered(let given):
      next.questions = questions.map { question in
        guard question.number == given.number else { return question }
        var answered = question
        answered.answer = given.answer
        return answered
      }
    case .decided(let decision):
      next.decision = decision
      next.status = Self.status(after: decision.outcome, in: release)
    case .approvalWithdrawn:
      next.status = .raised
      next.votes = []
      next.decision = nil
      next.votesAfterwards = []
      next.decisionAfterwards = nil
    case .joinedRelease(let release):
      next.release = release
      if status == .approved { next.status = .inRelease }
    case .leftRelease:
      next.release = nil
      if status == .inRelease { next.status = .approved }
    case .implemented(let due):
      next.status = .implemented
      next.reviewDue = due.reviewBy
    case .backedOut(let due):
      next.status = .backedOut
      next.wasBackedOut = true
      next.reviewDue = due.reviewBy
      // A review that was held before says what is no longer true; it is held again.
      next.review = nil
      next.reviewReminders = 0
      next.isReviewEscalated = false
    case .reviewed(let review):
      next.review = review
      next.status = .closed
    case .attached(let attachment): next.attachments.append(attachment)
    case .votedAfterwards(let vote):
      next.votesAfterwards.removeAll { $0.person == vote.person }
      next.votesAfterwards.append(vote)
    case .decidedAfterwards(let decision):
      next.decisionAfterwards = decision
      // What the full board does not carry is approved no longer; what was done already stands for the change review.
      if decision.outcome != .implement, [.approved, .inRelease].contains(status) {
        next.status = .raised
        next.votes = []
        next.decision = nil
      }
    case .reviewReminded: next.reviewReminders += 1
    case .reviewEscalated: next.isReviewEscalated = true
    case .erased(let erasure): next.erasures.append(erasure)
    }
    return next
  }

  private static func status(after outcome: BoardOutcome, in release: ReleaseReference?) -> RequestStatus {
    switch outcome {
    case .implement: release == nil ? .approved : .inRelease
    case .analyse: .analysing
    case .defer: .deferred
    case .reject: .rejected
    case .cancel: .cancelled
    }
  }
}
