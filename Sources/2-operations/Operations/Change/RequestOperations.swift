import ChangeRules
import ConfigurationRules
import Evidence
import PeopleRules
import Vocabulary

/// What a person writes into a request; the texts become words.
public struct RequestText: Sendable {
  public var title: String
  public var description: String
  public var need: String
  public var benefit: String
  public var risk: String
  public var resources: String
  public var cost: Money?
  public var category: RequestCategory
  public var impact: Grade
  public var urgency: Grade
  public var requiredBy: CivilDate?
  public var items: [ItemReference]
  public var follows: RequestReference?

  func content(_ desk: Desk) throws -> RequestContent {
    for item in items { _ = try desk.get(ConfigurationItem.self, item.text) }
    if let follows { _ = try desk.get(ChangeRequest.self, follows.text) }
    return RequestContent(
      title: try desk.words(title), description: try desk.words(description), need: try desk.words(need),
      benefit: try desk.words(benefit), risk: try desk.words(risk), resources: try desk.words(resources), cost: cost,
      category: category, impact: impact, urgency: urgency, requiredBy: requiredBy, items: items, follows: follows)
  }
}

public struct RaiseRequest: Operation {
  public static let name = "request.raise"
  public static let about = "Raise a request for change"
  public static let authority = Authority.roles([.changeInitiator, .changeOwner, .changeManager, .releaseManager])
  public var text: RequestText

  public static let shape = RequestFields.shape { text in
    RaiseRequest(text: text)
  } text: {
    $0.text
  }
  public static let answer = one("request", RequestReference.shape).mapped(
    RequestRaised.init(request:), { $0.request }, else: "")

  public func run(_ desk: inout Desk) throws -> RequestRaised {
    guard let request = RequestReference(number: try desk.books.nextNumber("RFC-")) else {
      throw Fault("number-series", says: "The series RFC- has run out.", remedy: "This is a defect: please report it.")
    }
    try desk.open(ChangeRequest.self, request.text, .raised(text.content(desk)))
    return RequestRaised(request: request)
  }
}

public struct RequestRaised: Sendable, Hashable {
  public var request: RequestReference
}

enum RequestFields {
  static func shape<O>(
    _ make: @escaping @Sendable (RequestText) -> O, text: @escaping @Sendable (O) -> RequestText
  ) -> Shape<O> {
    record.mapped({ make($0) }, { text($0) }, else: "")
  }

  static let record = Shape.record(
    RequestText.init(
      title:description:need:benefit:risk:resources:cost:category:impact:urgency:requiredBy:items:follows:),
    field("title", \RequestText.title, .text(3...120), "What, in one line"),
    field("description", \RequestText.description, .text(1...10_000, lines: true), "What shall be done"),
    field("need", \RequestText.need, .text(1...5000, lines: true), "Why the business needs it"),
    field("benefit", \RequestText.benefit, .text(1...5000, lines: true), "What it brings"),
    field("risk", \RequestText.risk, .text(1...5000, lines: true), "What can go wrong"),
    field("resources", \RequestText.resources, .text(1...5000, lines: true), "Who and what it takes"),
    optional("cost", \RequestText.cost, Money.shape, "Estimate"),
    field("category", \RequestText.category, .oneOf, else: .minor, "Category"),
    field("impact", \RequestText.impact, .oneOf, else: .medium, "How much is affected"),
    field("urgency", \RequestText.urgency, .oneOf, else: .medium, "How soon it is needed"),
    optional("requiredBy", \RequestText.requiredBy, CivilDate.shape, "Day by which it is needed"),
    field("items", \RequestText.items, .list(ItemReference.shape), else: [], "Configuration items affected"),
    optional("follows", \RequestText.follows, RequestReference.shape, "The request that this one follows up"))
}

public struct EditRequest: Operation {
  public static let name = "request.edit"
  public static let about = "Change what a request says; votes and an approval fall with it"
  public static let authority = Authority.roles([.changeInitiator, .changeOwner, .changeManager])
  public var request: RequestReference
  public var text: RequestText
  public static let shape = Shape.record(
    EditRequest.init(request:text:),
    field("request", \.request, RequestReference.shape, "The request"),
    field("text", \.text, RequestFields.record, "What it says now"))

  public func run(_ desk: inout Desk) throws -> Done {
    let had = try desk.get(ChangeRequest.self, request.text).value
    try Refused.unlessEmpty(RequestDesk.ownBlockers(had, desk))
    try RequestDesk.decide(request, .edit(text.content(desk)), &desk)
    if had.status.isApproved { try RequestDesk.stopReleases(of: had, &desk) }
    return Done()
  }
}

public struct SubmitRequest: Operation {
  public static let name = "request.submit"
  public static let about = "Put a request before the advisory board"
  public static let authority = Authority.roles([.changeManager])
  public var request: RequestReference
  public static let shape = Shape.record(
    SubmitRequest.init(request:), field("request", \.request, RequestReference.shape, "The request"))

  public func run(_ desk: inout Desk) throws -> Done { try RequestDesk.decide(request, .submit, &desk) }
}

public struct VoteOnRequest: Operation {
  public static let name = "request.vote"
  public static let about = "Vote on a request; a later vote takes its place until the vote is closed"
  public static let authority = Authority.roles([.advisoryBoardMember])
  public var request: RequestReference
  public var choice: VoteChoice
  public var why: String?
  public static let shape = Shape.record(
    VoteOnRequest.init(request:choice:why:),
    field("request", \.request, RequestReference.shape, "The request"),
    field("choice", \.choice, .oneOf, "For, against, or neither"),
    optional("why", \.why, .text(1...2000, lines: true), "Reason"))

  public func run(_ desk: inout Desk) throws -> Done {
    let person = try desk.person()
    let voter = try desk.get(Person.self, person.text).value
    // A role held for one release stands for its cluster in that release only.
    let held = try desk.get(ChangeRequest.self, request.text)
    let grants = voter.grants.filter { $0.release == nil || $0.release == held.value.release }
    let clusters = Set(grants.map(\.role.cluster)).sorted { $0.rawValue < $1.rawValue }
    let vote = Vote(
      person: person, choice: choice, clusters: clusters, seen: try BoardPaper(held.value, desk).digest(of: held.value),
      reason: try desk.words(why))
    let separation = try WaiverDesk.separation(
      Segregation.requestAndApprove, on: request.subject, didFirst: RequestDesk.author(held.value, desk), &desk)
    return try RequestDesk.decide(request, .vote(vote), &desk, also: separation)
  }
}

public struct CloseVote: Operation {
  public static let name = "request.close-vote"
  public static let about = "Close the vote: the votes decide; say what follows if they do not carry it"
  public static let authority = Authority.roles([.changeManager])
  public var request: RequestReference
  public var otherwise: BoardOutcome
  public var until: CivilDate?
  public var why: String?
  public static let shape = Shape.record(
    CloseVote.init(request:otherwise:until:why:),
    field("request", \.request, RequestReference.shape, "The request"),
    field("otherwise", \.otherwise, .oneOf, else: .reject, "What follows if the votes do not carry it"),
    optional("until", \.until, CivilDate.shape, "For a deferral: the day it comes back"),
    optional("why", \.why, .text(1...2000, lines: true), "Reason"))

  public func run(_ desk: inout Desk) throws -> Done {
    let held = try desk.get(ChangeRequest.self, request.text)
    let separation = try WaiverDesk.separation(
      Segregation.requestAndApprove, on: request.subject, didFirst: RequestDesk.author(held.value, desk), &desk)
    try RequestDesk.decide(
      request, .closeVote(otherwise: otherwise, until: until), &desk, why: why, also: separation)
    let after = try desk.get(ChangeRequest.self, request.text).value
    // An emergency that the full board does not carry stops like one whose approval was withdrawn (CHG-3).
    if held.value.status.isApproved, !after.status.isApproved { try RequestDesk.stopReleases(of: after, &desk) }
    return Done()
  }
}

public struct WithdrawApproval: Operation {
  public static let name = "request.withdraw-approval"
  public static let about = "Take back an approval; what runs because of it comes to a safe end"
  public static let authority = Authority.roles([.changeManager])
  public var request: RequestReference
  public var why: String
  public static let shape = Shape.record(
    WithdrawApproval.init(request:why:),
    field("request", \.request, RequestReference.shape, "The request"),
    field("why", \.why, .text(3...2000, lines: true), "Reason"))

  public func run(_ desk: inout Desk) throws -> Done {
    let had = try desk.get(ChangeRequest.self, request.text).value
    try RequestDesk.decide(request, .withdrawApproval, &desk, why: why)
    try RequestDesk.stopReleases(of: had, &desk)
    return Done()
  }
}

public struct AskInitiator: Operation {
  public static let name = "request.ask"
  public static let about = "Ask the initiator a question; it stays with the request"
  public static let authority = Authority.signedIn
  public var request: RequestReference
  public var question: String
  public static let shape = Shape.record(
    AskInitiator.init(request:question:),
    field("request", \.request, RequestReference.shape, "The request"),
    field("question", \.question, .text(3...2000, lines: true), "The question"))

  public func run(_ desk: inout Desk) throws -> Done {
    try RequestDesk.decide(request, .ask(try desk.person(), try desk.words(question)), &desk)
  }
}

public struct AnswerQuestion: Operation {
  public static let name = "request.answer"
  public static let about = "Answer a question about a request"
  public static let authority = Authority.roles([.changeInitiator, .changeOwner, .changeManager])
  public var request: RequestReference
  public var number: Int
  public var text: String
  public static let shape = Shape.record(
    AnswerQuestion.init(request:number:text:),
    field("request", \.request, RequestReference.shape, "The request"),
    field("number", \.number, .whole(1...1000), "Which question"),
    field("text", \.text, .text(1...5000, lines: true), "The answer"))

  public func run(_ desk: inout Desk) throws -> Done {
    try Refused.unlessEmpty(RequestDesk.ownBlockers(try desk.get(ChangeRequest.self, request.text).value, desk))
    return try RequestDesk.decide(request, .answer(number, try desk.words(text)), &desk)
  }
}

public struct NoteOnRequest: Operation {
  public static let name = "request.note"
  public static let about = "Add an entry to a request's change log; nobody can edit or remove it"
  public static let authority = Authority.signedIn
  public var request: RequestReference
  public var note: String
  public static let shape = Shape.record(
    NoteOnRequest.init(request:note:),
    field("request", \.request, RequestReference.shape, "The request"),
    field("note", \.note, .text(1...5000, lines: true), "What is to be remembered"))

  public func run(_ desk: inout Desk) throws -> Done {
    try RequestDesk.decide(request, .note(try desk.words(note)), &desk)
  }
}

public struct ReviewRequest: Operation {
  public static let name = "request.review"
  public static let about = "Hold the change review; it closes the request"
  public static let authority = Authority.roles([.changeManager, .changeOwner])
  public var request: RequestReference
  public var objectivesMet: Bool
  public var usersContent: Bool
  public var costAsPlanned: Bool
  public var sideEffects: String?
  public static let shape = Shape.record(
    ReviewRequest.init(request:objectivesMet:usersContent:costAsPlanned:sideEffects:),
    field("request", \.request, RequestReference.shape, "The request"),
    field("objectivesMet", \.objectivesMet, .yesOrNo, "Were the objectives met?"),
    field("usersContent", \.usersContent, .yesOrNo, "Are users content?"),
    field("costAsPlanned", \.costAsPlanned, .yesOrNo, "Resources and cost as planned?"),
    optional("sideEffects", \.sideEffects, .text(1...5000, lines: true), "What else it did"))

  public func run(_ desk: inout Desk) throws -> Done {
    let review = ChangeReview(
      objectivesMet: objectivesMet, usersContent: usersContent, costAsPlanned: costAsPlanned,
      sideEffects: try desk.words(sideEffects), reviewer: try desk.person())
    try RequestDesk.decide(request, .review(review), &desk)
    try ReviewReminders.drop(request, desk)
    if let release = try desk.get(ChangeRequest.self, request.text).value.release {
      try ReleaseDesk.goOnIfDone(release, from: .review, &desk)
    }
    return Done()
  }
}
