import ChangeRules
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

public struct VoteRow: Sendable {
  public var person: String
  public var choice: VoteChoice
  public var reason: String?
  static let shape = Shape.record(
    VoteRow.init(person:choice:reason:),
    field("person", \.person, .text(0...200), "Who"), field("choice", \.choice, .oneOf, "For, against, neither"),
    optional("reason", \.reason, .text(0...2000, lines: true), "Reason"))
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
  public var items: [ItemReference]
  public var votes: [VoteRow]
  /// «2 for, 1 against, 0 abstained of 3 members; 2 needed to take part»
  public var tally: String
  public var questions: [QuestionRow]
  /// What keeps the vote from being closed, or the review from being held.
  public var blockers: [JSON]
  public var reviewDue: CivilDate?

  static let shape = Shape.record(
    RequestDetail.init(
      version:row:description:need:benefit:risk:resources:cost:items:votes:tally:questions:blockers:reviewDue:),
    field("version", \.version, .whole(1...2_000_000_000), "Version, for If-Match"),
    field("row", \.row, RequestRow.shape, "In brief"),
    field("description", \.description, .text(0...10_000, lines: true), "What shall be done"),
    field("need", \.need, .text(0...5000, lines: true), "Need"),
    field("benefit", \.benefit, .text(0...5000, lines: true), "Benefit"),
    field("risk", \.risk, .text(0...5000, lines: true), "Risk"),
    field("resources", \.resources, .text(0...5000, lines: true), "Resources"),
    optional("cost", \.cost, Money.shape, "Cost"),
    field("items", \.items, .list(ItemReference.shape), "Items affected"),
    field("votes", \.votes, .list(VoteRow.shape), "Votes"),
    field("tally", \.tally, .text(0...400), "Count of votes"),
    field("questions", \.questions, .list(QuestionRow.shape), "Questions"),
    field("blockers", \.blockers, .list(.anything), "What blocks the next step"),
    optional("reviewDue", \.reviewDue, CivilDate.shape, "Change review due"))
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
    let count = facts.rule.count(it.votes, members: facts.board)
    let blockers =
      it.status == .voting
      ? it.blockers(of: .closeVote(otherwise: .reject, until: nil), given: facts, at: desk.now) : []
    return RequestDetail(
      version: held.version, row: try RequestRow.made(held, desk), description: try desk.text(it.content.description),
      need: try desk.text(it.content.need), benefit: try desk.text(it.content.benefit),
      risk: try desk.text(it.content.risk), resources: try desk.text(it.content.resources), cost: it.content.cost,
      items: it.content.items,
      votes: try it.votes.map {
        VoteRow(person: try desk.name(of: $0.person), choice: $0.choice, reason: try desk.text($0.reason))
      },
      tally:
        "\(count.forIt) for, \(count.against) against, \(count.abstained) abstained of \(count.members) members; \(max(1, count.neededToTakePart)) must take part",
      questions: try it.questions.map {
        QuestionRow(
          number: $0.number, asker: try desk.name(of: $0.asker), text: try desk.text($0.text),
          answer: try desk.text($0.answer))
      }, blockers: blockers.map(\.json), reviewDue: it.reviewDue)
  }
}
