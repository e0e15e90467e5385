import ChangeRules
import ConfigurationRules
import Evidence
import PeopleRules
import Vocabulary

public struct RequestRow: Sendable {
  public var request: RequestReference
  public var title: String
  public var status: RequestStatus
  public var category: RequestCategory
  public var priority: Int
  public var initiator: String
  public var requiredBy: CivilDate?
  public var release: ReleaseReference?
  public var raisedAt: Moment

  public static let shape = Shape.record(
    RequestRow.init(request:title:status:category:priority:initiator:requiredBy:release:raisedAt:),
    field("request", \.request, RequestReference.shape, "Reference"),
    field("title", \.title, .text(0...200), "Title"),
    field("status", \.status, .oneOf, "Where it stands"),
    field("category", \.category, .oneOf, "Category"),
    field("priority", \.priority, .whole(1...5), "1 is most pressing"),
    field("initiator", \.initiator, .text(0...200), "Who raised it"),
    optional("requiredBy", \.requiredBy, CivilDate.shape, "Needed by"),
    optional("release", \.release, ReleaseReference.shape, "Carried by"),
    field("raisedAt", \.raisedAt, Moment.shape, "Raised"))

  static func made(_ held: Held<ChangeRequest>, _ desk: Desk) throws -> RequestRow {
    let it = held.value
    return RequestRow(
      request: it.identifier, title: try desk.text(it.content.title), status: it.status, category: it.content.category,
      priority: it.content.priority, initiator: try desk.name(of: it.initiator), requiredBy: it.content.requiredBy,
      release: it.release, raisedAt: it.raisedAt)
  }
}

public struct ListRequests: QuestionAsked {
  public static let name = "request.list"
  public static let about = "Requests for change"
  public var asked: ListAsked<ChangeRequest>
  public static let shape = ListAsked<ChangeRequest>.shape.mapped(ListRequests.init(asked:), { $0.asked }, else: "")
  public static let answer = Listing.shape(RequestRow.shape)
  public init(asked: ListAsked<ChangeRequest>) { self.asked = asked }
  public func ask(_ desk: Desk) throws -> Listing<RequestRow> {
    try desk.listing(asked) { try RequestRow.made($0, desk) }
  }
}

public struct QuestionRow: Sendable {
  public var number: Int
  public var asker: String
  public var text: String
  public var answer: String?
  static let shape = Shape.record(
    QuestionRow.init(number:asker:text:answer:),
    field("number", \.number, .whole(1...1000), "Number"), field("asker", \.asker, .text(0...200), "Who asks"),
    field("text", \.text, .text(0...5000, lines: true), "Question"),
    optional("answer", \.answer, .text(0...5000, lines: true), "Answer"))
}

public struct RequestDetail: Sendable {
  public var version: Int
  public var row: RequestRow
  public var description: String
  public var need: String
  public var benefit: String
  public var risk: String
  public var resources: String
  public var cost: Money?
  public var items: [ItemRow]
  public var votes: [VoteRow]
  /// «2 for, 1 against, 0 abstained of 3 members; 2 needed to take part»
  public var tally: String
  public var questions: [QuestionRow]
  /// What keeps the vote from being closed, or the review from being held.
  public var blockers: [JSON]
  /// What keeps the release that carries it: why nothing has come of it yet.
  public var releaseBlockers: [JSON]
  public var reviewDue: CivilDate?
  public var impact: ImpactAnswer
  public var conflicts: [ConflictRow]
  /// Whether votes are being cast now.
  public var isVoting: Bool
  /// Whether it is an emergency that the full board still has to review.
  public var owesFullReview: Bool
  public var attachments: [AttachmentRow]
  public var follows: RequestReference?
  public var followedBy: [RequestReference]
  /// How the vote ended, and when it was closed by whom.
  public var decision: DecisionRow?
  /// Votes of the full board on an emergency that its committee has approved.
  public var votesAfterwards: [VoteRow]
  public var decisionAfterwards: DecisionRow?
  /// Whether what was done for it was taken back, as its deployments say.
  public var wasBackedOut: Bool
  /// What the change review found.
  public var review: ReviewRow?
  public var erasures: [ErasureRow]

  static let shape = Shape.record(
    RequestDetail.init(
      version:row:description:need:benefit:risk:resources:cost:items:votes:tally:questions:blockers:releaseBlockers:
      reviewDue:impact:
      conflicts:isVoting:owesFullReview:attachments:follows:followedBy:decision:votesAfterwards:decisionAfterwards:
      wasBackedOut:review:erasures:),
    field("version", \.version, .whole(1...2_000_000_000), "Version, for If-Match"),
    field("row", \.row, RequestRow.shape, "In brief"),
    field("description", \.description, .text(0...10_000, lines: true), "What shall be done"),
    field("need", \.need, .text(0...5000, lines: true), "Need"),
    field("benefit", \.benefit, .text(0...5000, lines: true), "Benefit"),
    field("risk", \.risk, .text(0...5000, lines: true), "Risk"),
    field("resources", \.resources, .text(0...5000, lines: true), "Resources"),
    optional("cost", \.cost, Money.shape, "Cost"),
    field("items", \.items, .list(ItemRow.shape), "Items affected"),
    field("votes", \.votes, .list(VoteRow.shape), "Votes on what it says now"),
    field("tally", \.tally, .text(0...400), "Count of votes"),
    field("questions", \.questions, .list(QuestionRow.shape), "Questions"),
    field("blockers", \.blockers, .list(.anything), "What blocks the next step"),
    field(
      "releaseBlockers", \.releaseBlockers, .list(.anything, 0...200_000), "What keeps the release that carries it"),
    optional("reviewDue", \.reviewDue, CivilDate.shape, "Change review due"),
    field("impact", \.impact, ImpactAnswer.shape, "What feels the change, by which path"),
    field("conflicts", \.conflicts, .list(ConflictRow.shape, 0...100_000), "Other requests on the same ground"),
    field("isVoting", \.isVoting, .yesOrNo, "Whether votes are being cast now"),
    field("owesFullReview", \.owesFullReview, .yesOrNo, "Whether the full board still has to review an emergency"),
    field("attachments", \.attachments, .list(AttachmentRow.shape), "Files"),
    optional("follows", \.follows, RequestReference.shape, "The request that it follows up"),
    field("followedBy", \.followedBy, .list(RequestReference.shape), "Requests that follow it up"),
    optional("decision", \.decision, DecisionRow.shape, "How the vote ended"),
    field("votesAfterwards", \.votesAfterwards, .list(VoteRow.shape), "Votes of the full board on an emergency"),
    optional("decisionAfterwards", \.decisionAfterwards, DecisionRow.shape, "How the full board's vote ended"),
    field("wasBackedOut", \.wasBackedOut, .yesOrNo, "Whether what was done for it was taken back"),
    optional("review", \.review, ReviewRow.shape, "What the change review found"),
    field("erasures", \.erasures, .list(ErasureRow.shape), "What was erased of it"))
}

public struct AttachmentRow: Sendable {
  public var number: Int
  public var name: String
  public var type: String
  public var bytes: Int
  public var by: String
  public var isErased: Bool
  static let shape = Shape.record(
    AttachmentRow.init(number:name:type:bytes:by:isErased:),
    field("number", \.number, .whole(1...1000), "Number"), field("name", \.name, .text(0...200), "Name"),
    field("type", \.type, .text(1...100), "Media type"),
    field("bytes", \.bytes, .whole(1...16_777_216), "Length, bytes"), field("by", \.by, .text(0...200), "Who"),
    field("isErased", \.isErased, .yesOrNo, "Whether its content was erased"))
}

public struct ShowRequest: QuestionAsked {
  public static let name = "request.show"
  public static let about = "One request with its votes and questions"
  public var request: RequestReference
  public static let shape = Shape.record(
    ShowRequest.init(request:), field("request", \.request, RequestReference.shape, "The request"))
  public static let answer = RequestDetail.shape
  public init(request: RequestReference) { self.request = request }

  public func ask(_ desk: Desk) throws -> RequestDetail {
    let held = try desk.get(ChangeRequest.self, request.text)
    let it = held.value
    let facts = try RequestDesk.facts(it, desk)
    let count = facts.rule.count(it.ballot, members: facts.board)
    let paper = try BoardPaper(it, desk)
    let digest = paper.digest(of: it)
    let isVoting = it.status == .voting || it.owesFullReview
    let blockers =
      isVoting ? it.blockers(of: .closeVote(otherwise: .reject, until: nil), given: facts, at: desk.now) : []
    return RequestDetail(
      version: held.version, row: try RequestRow.made(held, desk), description: try desk.text(it.content.description),
      need: try desk.text(it.content.need), benefit: try desk.text(it.content.benefit),
      risk: try desk.text(it.content.risk), resources: try desk.text(it.content.resources), cost: it.content.cost,
      items: try it.content.items.compactMap {
        try desk.find(ConfigurationItem.self, $0.text).map { ItemRow.made($0.value) }
      },
      votes: try it.votes.map { try VoteRow.made($0, standing: digest, desk) },
      tally:
        "\(count.forIt) for, \(count.against) against, \(count.abstained) abstained of \(count.members) members; \(max(1, count.neededToTakePart)) must take part",
      questions: try it.questions.map {
        QuestionRow(
          number: $0.number, asker: try desk.name(of: $0.asker), text: try desk.text($0.text),
          answer: try desk.text($0.answer))
      }, blockers: try desk.said(blockers), releaseBlockers: try releaseBlockers(it, desk),
      reviewDue: it.reviewDue, impact: paper.impact, conflicts: paper.conflicts,
      isVoting: isVoting, owesFullReview: it.owesFullReview,
      attachments: try it.attachments.map {
        AttachmentRow(
          number: $0.number, name: try desk.text($0.name), type: $0.type, bytes: $0.bytes,
          by: try desk.name(of: $0.by), isErased: it.isErased(attachment: $0.number))
      }, follows: it.content.follows,
      followedBy: try desk.books.pointing(at: request.subject, limit: 100).filter { $0.name == "follows" }
        .compactMap { RequestReference($0.from.reference) },
      decision: try DecisionRow.made(it.decision, of: it, "request.decided", desk),
      votesAfterwards: try it.votesAfterwards.map { try VoteRow.made($0, standing: digest, desk) },
      decisionAfterwards: try DecisionRow.made(it.decisionAfterwards, of: it, "request.decided-afterwards", desk),
      wasBackedOut: it.wasBackedOut, review: try ReviewRow.made(it, desk),
      erasures: try it.erasures.compactMap { try ErasureRow.made($0, desk) })
  }

  private func releaseBlockers(_ it: ChangeRequest, _ desk: Desk) throws -> [JSON] {
    guard it.status == .inRelease, let release = it.release else { return [] }
    return try (desk.books.verdicts(of: release.subject)?.refusals ?? []).map { try desk.said(kept: $0) }
  }
}
