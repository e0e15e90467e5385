import DeploymentRules
import Evidence
import PeopleRules
import ReleaseRules
import Vocabulary

public struct RaiseRisk: Operation {
  public static let name = "risk.raise"
  public static let about = "Say what may happen to a release, how likely it is and how bad it would be"
  public static let authority = Authority.signedIn
  public var release: ReleaseReference
  public var title: String
  public var description: String
  public var probability: Int
  public var impact: Int?
  public var loss: Money?
  public var item: ItemReference?
  public static let shape = Shape.record(
    RaiseRisk.init(release:title:description:probability:impact:loss:item:),
    field("release", \.release, ReleaseReference.shape, "The release that it threatens"),
    field("title", \.title, .text(3...120), "What may happen, in one line"),
    field("description", \.description, .text(3...5000, lines: true), "Cause, what may happen, and what then"),
    field("probability", \.probability, .whole(1...5), "1 hardly, 2 unlikely, 3 even, 4 likely, 5 almost certain"),
    optional("impact", \.impact, .whole(1...5), "1 hardly felt, 3 a service suffers, 5 the organisation stands still"),
    optional("loss", \.loss, Money.shape, "Or what it would cost: then the impact is worked out"),
    optional("item", \.item, ItemReference.shape, "What it is about, if it is about one thing"))
  public static let answer = RiskRaised.shape

  public func run(_ desk: inout Desk) throws -> RiskRaised {
    try Refused.unlessEmpty(Risk.blockersOfRaising(for: try desk.get(Release.self, release.text).value))
    if let item, try desk.books.version(of: item.subject) == nil { throw NotFound(subject: item.subject) }
    let assessment = try RiskAssessment.stated(probability: probability, impact: impact, loss: loss)
    guard let risk = RiskReference(number: try desk.books.nextNumber(RiskKind.prefix)) else {
      throw Fault("number-series", says: "The series RISK- has run out.", remedy: "This is a defect: please report it.")
    }
    try desk.open(
      Risk.self, risk.text,
      .raised(
        .init(
          release: release, item: item, title: desk.words(title), description: desk.words(description),
          assessment: assessment)))
    return RiskRaised(risk: risk)
  }
}

public struct RiskRaised: Sendable, Hashable {
  public var risk: RiskReference
  public static let shape = Shape.record(
    RiskRaised.init(risk:), field("risk", \.risk, RiskReference.shape, "The new risk"))
}

public struct AssessRisk: Operation {
  public static let name = "risk.assess"
  public static let about = "Analyse a risk again; what was accepted or dealt with falls if it has become graver"
  public static let authority = Authority.signedIn
  public var risk: RiskReference
  public var probability: Int
  public var impact: Int?
  public var loss: Money?
  public var reviewBy: CivilDate?
  public var why: String
  public static let shape = Shape.record(
    AssessRisk.init(risk:probability:impact:loss:reviewBy:why:),
    field("risk", \.risk, RiskReference.shape, "The risk"),
    field("probability", \.probability, .whole(1...5), "1 hardly, 2 unlikely, 3 even, 4 likely, 5 almost certain"),
    optional("impact", \.impact, .whole(1...5), "1 hardly felt, 3 a service suffers, 5 the organisation stands still"),
    optional("loss", \.loss, Money.shape, "Or what it would cost: then the impact is worked out"),
    optional("reviewBy", \.reviewBy, CivilDate.shape, "Day by which it is looked at again"),
    field("why", \.why, .text(3...2000, lines: true), "What has changed, or why nothing has"))

  public func release(_ books: any Books) throws -> ReleaseReference? { try RiskDesk.release(of: risk, books) }
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try RiskDesk.blockers(reference, desk) { $0.kept(by: $1) }
  }

  public func run(_ desk: inout Desk) throws -> Done {
    let assessment = try RiskAssessment.stated(probability: probability, impact: impact, loss: loss)
    return try RiskDesk.decide(risk, &desk, why: why) { _ in .assess(assessment, reviewBy: reviewBy) }
  }
}

public struct PlanRisk: Operation {
  public static let name = "risk.plan"
  public static let about = "Say what is done about a risk, by whom, and what would show that it comes true"
  public static let authority = Authority.signedIn
  public var risk: RiskReference
  public var mitigation: String
  public var contingency: String
  public var owner: PersonIdentifier
  public var mitigateBy: CivilDate
  public var reviewBy: CivilDate
  public var trigger: String
  public var watches: [RiskWatch]
  public var deployment: DeploymentReference?
  public var failedHosts: Int?
  public static let shape = Shape.record(
    PlanRisk.init(
      risk:mitigation:contingency:owner:mitigateBy:reviewBy:trigger:watches:deployment:failedHosts:),
    field("risk", \.risk, RiskReference.shape, "The risk"),
    field("mitigation", \.mitigation, .text(3...5000, lines: true), "What makes it less likely or less bad"),
    field("contingency", \.contingency, .text(3...5000, lines: true), "What is done when it happens all the same"),
    field("owner", \.owner, PersonIdentifier.shape, "Who sees to it; takes it up with one press"),
    field("mitigateBy", \.mitigateBy, CivilDate.shape, "Day by which the mitigation is done"),
    field("reviewBy", \.reviewBy, CivilDate.shape, "Day by which it is looked at again"),
    field("trigger", \.trigger, .text(3...2000, lines: true), "What would show that it comes true"),
    field("watches", \.watches, .list(.oneOf, 0...10), else: [], "What of that Slipway sees, and raises by itself"),
    optional(
      "deployment", \.deployment, DeploymentReference.shape,
      "The deployment that is watched; left out: every one of the release in production"),
    optional("failedHosts", \.failedHosts, .whole(1...100_000), "For hosts that fail: from how many on"))

  public func release(_ books: any Books) throws -> ReleaseReference? { try RiskDesk.release(of: risk, books) }
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try RiskDesk.blockers(reference, desk) { $0.kept(by: $1) }
  }

  public func run(_ desk: inout Desk) throws -> Done {
    let person = try desk.get(Person.self, owner.text).value
    let watched = try deployment.map { try desk.get(Deployment.self, $0.text).value.plan.release }
    let plan = RiskPlan(
      mitigation: try desk.words(mitigation), contingency: try desk.words(contingency), owner: owner,
      trigger: try desk.words(trigger), watches: RiskWatch.allCases.filter { watches.contains($0) },
      deployment: deployment, failedHosts: failedHosts, mitigateBy: mitigateBy, reviewBy: reviewBy)
    let facts = RiskPlanFacts(ownerIsActive: person.active, watchedRelease: watched)
    return try RiskDesk.decide(risk, &desk) { _ in .plan(plan, facts) }
  }
}

public struct TakeUpRisk: Operation {
  public static let name = "risk.take-up"
  public static let about = "Take up the risk that you were named for: from now on you own it"
  public static let authority = Authority.signedIn
  public var risk: RiskReference
  public static let shape = Shape.record(
    TakeUpRisk.init(risk:), field("risk", \.risk, RiskReference.shape, "The risk"))

  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try RiskDesk.blockers(reference, desk) { $0.blockersOfTakingUp(by: $1) }
  }
  public func run(_ desk: inout Desk) throws -> Done { try RiskDesk.decide(risk, &desk) { _ in .takeUp } }
}

/// Looks whether the day has passed by which a mitigation was to be done.
public struct WatchRisk: Operation {
  public static let name = "risk.watch"
  public static let about = "Raise the trigger of a risk that the server or its clock has seen"
  public static let authority = Authority.inside
  public var risk: RiskReference
  public static let shape = Shape.record(
    WatchRisk.init(risk:), field("risk", \.risk, RiskReference.shape, "The risk"))

  public func run(_ desk: inout Desk) throws -> Done {
    let held = try desk.get(Risk.self, risk.text)
    try desk.record(held.value.alarms(at: desk.now), on: held)
    return Done()
  }
}
