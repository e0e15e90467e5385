import Evidence
import Vocabulary

/// A request for change (CHG-1).
public struct ChangeRequest: Subject {
  public static let kind = RequestKind.word

  public var identifier: RequestReference
  public var content: RequestContent
  public var initiator: PersonIdentifier
  public var raisedAt: Moment
  public var status: RequestStatus
  /// Votes on the content as it stands; an edit empties this (CHG-2).
  public var votes: [Vote]
  public var questions: [Question]
  public var decision: BoardDecision?
  public var release: ReleaseReference?
  /// When the change review is due (CHG-6), set when the last group is done.
  public var reviewDue: CivilDate?
  public var review: ChangeReview?
  public var attachments: [Attachment]
  /// Votes of the full board on an emergency that its committee has approved (CHG-2).
  public var votesAfterwards: [Vote]
  /// What the full board said afterwards.
  public var decisionAfterwards: BoardDecision?
  /// How often the change review has been called to mind.
  public var reviewReminders: Int
  /// Whether its lateness has been reported to the sponsor.
  public var isReviewEscalated: Bool
  /// Everybody who wrote what stands here, the initiator first: none of them may vote on it (ROL-6).
  public var authors: [PersonIdentifier]
  /// Whether what was done for it was taken back.
  public var wasBackedOut: Bool
  /// What was erased of it (LOG-3).
  public var erasures: [RequestErasure]

  public var reference: String { identifier.text }

  public static let shape = Shape.record(
    ChangeRequest.init(
      identifier:content:initiator:raisedAt:status:votes:questions:decision:release:reviewDue:review:attachments:
      votesAfterwards:decisionAfterwards:reviewReminders:isReviewEscalated:authors:wasBackedOut:erasures:),
    field("identifier", \.identifier, RequestReference.shape, "Reference"),
    field("content", \.content, RequestContent.shape, "What is asked for"),
    field("initiator", \.initiator, PersonIdentifier.shape, "Who raised it"),
    field("raisedAt", \.raisedAt, Moment.shape, "When"),
    field("status", \.status, .oneOf, "Where it stands"),
    field("votes", \.votes, .list(Vote.shape), "Votes on the present content"),
    field("questions", \.questions, .list(Question.shape), "Questions to the initiator and answers"),
    optional("decision", \.decision, BoardDecision.shape, "What was decided"),
    optional("release", \.release, ReleaseReference.shape, "The release that carries it"),
    optional("reviewDue", \.reviewDue, CivilDate.shape, "Day by which it must be reviewed"),
    optional("review", \.review, ChangeReview.shape, "The change review"),
    field("attachments", \.attachments, .list(Attachment.shape), else: [], "Files that stay with it"),
    field("votesAfterwards", \.votesAfterwards, .list(Vote.shape), else: [], "Votes on an emergency, afterwards"),
    optional("decisionAfterwards", \.decisionAfterwards, BoardDecision.shape, "What the full board said afterwards"),
    field("reviewReminders", \.reviewReminders, .whole(0...1000), else: 0, "Reminders of the change review"),
    field("isReviewEscalated", \.isReviewEscalated, .yesOrNo, else: false, "Whether its lateness was reported"),
    field("authors", \.authors, .list(PersonIdentifier.shape), else: [], "Who wrote what stands here"),
    field("wasBackedOut", \.wasBackedOut, .yesOrNo, else: false, "Whether what was done was taken back"),
    field("erasures", \.erasures, .list(RequestErasure.shape), else: [], "What was erased of it"))

  public static let facetNotes = [
    FacetNote("status", "Where it stands", of: RequestStatus.self),
    FacetNote("category", "Category", of: RequestCategory.self),
    FacetNote("priority", .number, "1 is most pressing", .range(1...5)),
    FacetNote("requiredBy", .text, "Day by which it is needed", .date),
    FacetNote("release", .text, "The release that carries it", .subject(ReleaseKind.word)),
    FacetNote("initiator", .text, "Who raised it", .subject(PersonKind.word)),
    FacetNote("number", .number, "Running number"),
  ]

  public var facets: [Facet] {
    [
      Facet("status", status.rawValue), Facet("category", content.category.rawValue),
      Facet("priority", Int64(content.priority)), Facet("requiredBy", content.requiredBy?.text),
      Facet("release", release?.text), Facet("initiator", initiator.text), Facet("number", Int64(identifier.number)),
    ]
  }
}

extension ChangeRequest {
  /// What the gates of its release rest on.
  public var statements: [Statement] {
    [
      Statement("status", status.label), Statement("category", content.category.rawValue),
      Statement("cost", content.cost.map { "\($0.minorUnits) \($0.currency)" }),
      Statement("backed-out", wasBackedOut ? "yes" : "no"),
    ]
  }

  public static let edgeNames = ["affects", "follows"]
  public var edges: [Edge] {
    content.items.map { Edge("affects", to: $0.subject) }
      + (content.follows.map { [Edge("follows", to: $0.subject)] } ?? [])
  }
}

/// Where a request stands. Worked out by events, never typed in.
public enum RequestStatus: String, Sendable, Hashable, CaseIterable {
  case raised, voting, analysing, deferred, approved, rejected, cancelled
  case inRelease = "in-release"
  case implemented
  case
    backedOut = "backed-out"
  case closed

  /// Approved, and still so (CHG-3).
  public var isApproved: Bool {
    switch self {
    case .approved, .inRelease, .implemented, .backedOut, .closed: true
    case .raised, .voting, .analysing, .deferred, .rejected, .cancelled: false
    }
  }

  public var label: String {
    switch self {
    case .inRelease: "in a release"
    case .backedOut: "backed out"
    default: rawValue
    }
  }
}

public enum RequestCategory: String, Sendable, Hashable, CaseIterable {
  case standard, minor, significant, major, emergency
}

/// High, medium, low: for impact and urgency.
public enum Grade: String, Sendable, Hashable, CaseIterable {
  case high, medium, low

  var rank: Int {
    switch self {
    case .high: 0
    case .medium: 1
    case .low: 2
    }
  }
}

/// What a request says: everything that a vote is about.
public struct RequestContent: Sendable, Hashable {
  public var title: Words
  public var description: Words
  public var need: Words
  public var benefit: Words
  public var risk: Words
  public var resources: Words
  public var cost: Money?
  public var category: RequestCategory
  public var impact: Grade
  public var urgency: Grade
  public var requiredBy: CivilDate?
  public var items: [ItemReference]
  /// The request that this one follows up (CHG-6).
  public var follows: RequestReference?

  public init(
    title: Words, description: Words, need: Words, benefit: Words, risk: Words, resources: Words, cost: Money?,
    category: RequestCategory, impact: Grade, urgency: Grade, requiredBy: CivilDate?, items: [ItemReference],
    follows: RequestReference? = nil
  ) {
    self.title = title
    self.description = description
    self.need = need
    self.benefit = benefit
    self.risk = risk
    self.resources = resources
    self.cost = cost
    self.category = category
    self.impact = impact
    self.urgency = urgency
    self.requiredBy = requiredBy
    self.items = items
    self.follows = follows
  }

  /// 1 (most pressing) to 5, from impact × urgency (CHG-1); an emergency is always 1.
  public var priority: Int { category == .emergency ? 1 : 1 + impact.rank + urgency.rank }

  public static let shape = Shape.record(
    RequestContent.init(
      title:description:need:benefit:risk:resources:cost:category:impact:urgency:requiredBy:items:follows:),
    field("title", \.title, Words.shape, "Title"),
    field("description", \.description, Words.shape, "What shall be done"),
    field("need", \.need, Words.shape, "Why the business needs it"),
    field("benefit", \.benefit, Words.shape, "What it brings"),
    field("risk", \.risk, Words.shape, "What can go wrong"),
    field("resources", \.resources, Words.shape, "Who and what it takes"),
    optional("cost", \.cost, Money.shape, "Estimate"),
    field("category", \.category, .oneOf, "Category"),
    field("impact", \.impact, .oneOf, "How much is affected"),
    field("urgency", \.urgency, .oneOf, "How soon it is needed"),
    optional("requiredBy", \.requiredBy, CivilDate.shape, "Day by which it is needed"),
    field("items", \.items, .list(ItemReference.shape), "Configuration items affected"),
    optional("follows", \.follows, RequestReference.shape, "The request that it follows up"))
}

/// A question to the initiator; it stays with the request, answered or not.
public struct Question: Sendable, Hashable {
  public var number: Int
  public var asker: PersonIdentifier
  public var text: Words
  public var answer: Words?

  public static let shape = Shape.record(
    Question.init(number:asker:text:answer:),
    field("number", \.number, .whole(1...1000), "Running number"),
    field("asker", \.asker, PersonIdentifier.shape, "Who asks"),
    field("text", \.text, Words.shape, "The question"),
    optional("answer", \.answer, Words.shape, "The answer"))
}

/// A file that stays with a request (CHG-1).
public struct Attachment: Sendable, Hashable {
  public var number: Int
  public var name: Words
  /// Media type, as who attached it said.
  public var type: String
  public var bytes: Int
  public var document: DocumentName
  public var by: PersonIdentifier

  public init(number: Int, name: Words, type: String, bytes: Int, document: DocumentName, by: PersonIdentifier) {
    self.number = number
    self.name = name
    self.type = type
    self.bytes = bytes
    self.document = document
    self.by = by
  }

  public static let shape = Shape.record(
    Attachment.init(number:name:type:bytes:document:by:),
    field("number", \.number, .whole(1...1000), "Running number"),
    field("name", \.name, Words.shape, "Name of the file"),
    field("type", \.type, .text(1...100), "Media type"),
    field("bytes", \.bytes, .whole(1...16_777_216), "Length, bytes"),
    field("content", \.document, DocumentName.shape, "The file"),
    field("by", \.by, PersonIdentifier.shape, "Who attached it"))
}

/// The review that ends a request (CHG-6).
public struct ChangeReview: Sendable, Hashable {
  public var objectivesMet: Bool
  public var usersContent: Bool
  public var costAsPlanned: Bool
  public var sideEffects: Words?
  public var reviewer: PersonIdentifier

  public init(
    objectivesMet: Bool, usersContent: Bool, costAsPlanned: Bool, sideEffects: Words?, reviewer: PersonIdentifier
  ) {
    self.objectivesMet = objectivesMet
    self.usersContent = usersContent
    self.costAsPlanned = costAsPlanned
    self.sideEffects = sideEffects
    self.reviewer = reviewer
  }

  public static let shape = Shape.record(
    ChangeReview.init(objectivesMet:usersContent:costAsPlanned:sideEffects:reviewer:),
    field("objectivesMet", \.objectivesMet, .yesOrNo, "Were the objectives met?"),
    field("usersContent", \.usersContent, .yesOrNo, "Are users content?"),
    field("costAsPlanned", \.costAsPlanned, .yesOrNo, "Resources and cost as planned?"),
    optional("sideEffects", \.sideEffects, Words.shape, "What else it did"),
    field("reviewer", \.reviewer, PersonIdentifier.shape, "Who reviewed"))
}
