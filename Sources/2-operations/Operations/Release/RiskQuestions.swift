import Evidence
import PeopleRules
import ReleaseRules
import Vocabulary

public struct RiskRow: Sendable {
  public var risk: RiskReference
  public var release: ReleaseReference
  public var title: String
  public var state: RiskState
  public var probability: Int
  public var impact: Int
  public var exposure: Int
  public var band: ExposureBand
  public var loss: Money?
  public var expectedLoss: Money?
  public var item: ItemReference?
  public var owner: PersonIdentifier?
  public var ownerName: String?
  public var isTakenUp: Bool
  public var reviewBy: CivilDate?
  /// Triggers that were seen and wait for an answer.
  public var alarms: Int

  public static let shape = Shape.record(
    RiskRow.init(
      risk:release:title:state:probability:impact:exposure:band:loss:expectedLoss:item:owner:ownerName:isTakenUp:
      reviewBy:alarms:),
    field("risk", \.risk, RiskReference.shape, "Reference"),
    field("release", \.release, ReleaseReference.shape, "Release that it threatens"),
    field("title", \.title, .text(0...200), "Title"),
    field("state", \.state, .oneOf, "Where it stands"),
    field("probability", \.probability, .whole(1...5), "How likely"),
    field("impact", \.impact, .whole(1...5), "How bad"),
    field("exposure", \.exposure, .whole(1...25), "Probability times impact"),
    field("band", \.band, .oneOf, "How much attention it asks for"),
    optional("loss", \.loss, Money.shape, "What it would cost"),
    optional("expectedLoss", \.expectedLoss, Money.shape, "What it costs on average"),
    optional("item", \.item, ItemReference.shape, "What it is about"),
    optional("owner", \.owner, PersonIdentifier.shape, "Who sees to it"),
    optional("ownerName", \.ownerName, .text(0...200), "The owner's name"),
    field("takenUp", \.isTakenUp, .yesOrNo, "Whether the owner has taken it up"),
    optional("reviewBy", \.reviewBy, CivilDate.shape, "Day by which it is looked at again"),
    field("alarms", \.alarms, .whole(0...1000), "Triggers that wait for an answer"))

  static func made(_ it: Risk, _ desk: Desk) throws -> RiskRow {
    RiskRow(
      risk: it.identifier, release: it.release, title: try desk.text(it.title), state: it.state,
      probability: it.assessment.probability, impact: it.assessment.impact, exposure: it.exposure,
      band: it.assessment.band, loss: it.assessment.loss, expectedLoss: it.assessment.expectedLoss, item: it.item,
      owner: it.plan?.owner, ownerName: try it.plan.map { try desk.name(of: $0.owner) }, isTakenUp: it.isTakenUp,
      reviewBy: it.closing == nil ? it.reviewBy : nil, alarms: it.openAlarms.count)
  }
}

public struct ListRisks: QuestionAsked {
  public static let name = "risk.list"
  public static let about = "What may happen to releases"
  public var asked: ListAsked<Risk>
  public static let shape = ListAsked<Risk>.shape.mapped(ListRisks.init(asked:), { $0.asked }, else: "")
  public static let answer = Listing.shape(RiskRow.shape)
  public init(asked: ListAsked<Risk>) { self.asked = asked }
  public func ask(_ desk: Desk) throws -> Listing<RiskRow> {
    try desk.listing(asked) { try RiskRow.made($0.value, desk) }
  }
}

public struct RiskAlarmRow: Sendable {
  public var watch: RiskWatch
  public var about: SubjectReference
  /// On how many hosts, where hosts failed.
  public var hosts: Int?
  public var at: Moment
  public var answer: String?
  public var answeredBy: String?

  static let shape = Shape.record(
    RiskAlarmRow.init(watch:about:hosts:at:answer:answeredBy:), field("watch", \.watch, .oneOf, "Which trigger"),
    field("about", \.about, SubjectReference.shape, "On what"),
    optional("hosts", \.hosts, .whole(0...100_000), "On how many hosts"),
    field("at", \.at, Moment.shape, "When"),
    optional("answer", \.answer, .text(0...5000, lines: true), "What came of it"),
    optional("answeredBy", \.answeredBy, .text(0...200), "Who answered"))

  static func made(_ it: RiskAlarm, _ desk: Desk) throws -> RiskAlarmRow {
    RiskAlarmRow(
      watch: it.seen.watch, about: it.seen.about, hosts: it.seen.watch == .hostsFailed ? it.seen.mark : nil, at: it.at,
      answer: try desk.text(it.answer), answeredBy: try it.answeredBy.map { try desk.name(of: $0) })
  }
}

/// The plan of a risk in words.
public struct RiskPlanRow: Sendable {
  public var mitigation: String
  public var contingency: String
  public var trigger: String
  public var watches: [RiskWatch]
  public var deployment: DeploymentReference?
  public var failedHosts: Int?
  public var mitigateBy: CivilDate

  static let shape = Shape.record(
    RiskPlanRow.init(mitigation:contingency:trigger:watches:deployment:failedHosts:mitigateBy:),
    field("mitigation", \.mitigation, .text(0...5000, lines: true), "What makes it less likely or less bad"),
    field("contingency", \.contingency, .text(0...5000, lines: true), "What is done when it happens"),
    field("trigger", \.trigger, .text(0...2000, lines: true), "What would show it"),
    field("watches", \.watches, .list(.oneOf), "What of that Slipway sees"),
    optional("deployment", \.deployment, DeploymentReference.shape, "The deployment that is watched"),
    optional("failedHosts", \.failedHosts, .whole(1...100_000), "From how many failed hosts on"),
    field("mitigateBy", \.mitigateBy, CivilDate.shape, "Day by which the mitigation is done"))

  static func made(_ it: RiskPlan, _ desk: Desk) throws -> RiskPlanRow {
    RiskPlanRow(
      mitigation: try desk.text(it.mitigation), contingency: try desk.text(it.contingency),
      trigger: try desk.text(it.trigger), watches: it.watches, deployment: it.deployment, failedHosts: it.failedHosts,
      mitigateBy: it.mitigateBy)
  }
}

public struct RiskDetail: Sendable {
  public var version: Int
  public var row: RiskRow
  public var description: String
  public var raisedBy: String
  public var raisedAt: Moment
  public var plan: RiskPlanRow?
  public var acceptedBy: String?
  public var acceptance: RiskAcceptance?
  public var mitigation: String?
  public var occurrence: String?
  public var alarms: [RiskAlarmRow]
  public var closedAt: Moment?
  public var lesson: String?

  static let shape = Shape.record(
    RiskDetail.init(
      version:row:description:raisedBy:raisedAt:plan:acceptedBy:acceptance:mitigation:occurrence:alarms:closedAt:
      lesson:),
    field("version", \.version, .whole(1...2_000_000_000), "Version, for If-Match"),
    field("row", \.row, RiskRow.shape, "In brief"),
    field("description", \.description, .text(0...5000, lines: true), "What may happen, and what then"),
    field("raisedBy", \.raisedBy, .text(0...200), "Who raised it"),
    field("raisedAt", \.raisedAt, Moment.shape, "When"),
    optional("plan", \.plan, RiskPlanRow.shape, "What is done about it"),
    optional("acceptedBy", \.acceptedBy, .text(0...200), "Who bears it as it stands"),
    optional("acceptance", \.acceptance, RiskAcceptance.shape, "Which exposure was accepted, as what, when"),
    optional("mitigation", \.mitigation, .text(0...5000, lines: true), "What was done against it"),
    optional("occurrence", \.occurrence, .text(0...5000, lines: true), "How it came true"),
    field("alarms", \.alarms, .list(RiskAlarmRow.shape), "Triggers that were seen"),
    optional("closedAt", \.closedAt, Moment.shape, "When it was closed"),
    optional("lesson", \.lesson, .text(0...5000, lines: true), "What was learned"))
}

public struct ShowRisk: QuestionAsked {
  public static let name = "risk.show"
  public static let about = "One risk: how likely, how bad, what is done about it, what set it off"
  public var risk: RiskReference
  public static let shape = Shape.record(
    ShowRisk.init(risk:), field("risk", \.risk, RiskReference.shape, "The risk"))
  public static let answer = RiskDetail.shape
  public init(risk: RiskReference) { self.risk = risk }

  public func ask(_ desk: Desk) throws -> RiskDetail {
    let held = try desk.get(Risk.self, risk.text)
    let it = held.value
    return RiskDetail(
      version: held.version, row: try RiskRow.made(it, desk), description: try desk.text(it.description),
      raisedBy: try it.raisedBy.map { try desk.name(of: $0) } ?? "Slipway", raisedAt: it.raisedAt,
      plan: try it.plan.map { try RiskPlanRow.made($0, desk) },
      acceptedBy: try it.acceptance.map { try desk.name(of: $0.by) }, acceptance: it.acceptance,
      mitigation: try desk.text(it.mitigation), occurrence: try desk.text(it.occurrence),
      alarms: try it.alarms.map { try RiskAlarmRow.made($0, desk) }, closedAt: it.closing?.at,
      lesson: try desk.text(it.closing?.lesson))
  }
}

/// What threatens one release, the gravest first.
public struct ReleaseRiskDetail: Sendable {
  public var version: Int
  public var release: ReleaseReference
  public var title: String
  public var phase: Phase
  /// Above which exposure an unanswered risk refuses its gate; absent where none does.
  public var bearsExposure: Int?
  /// The sum over all open risks.
  public var exposure: Int
  /// What of it was accepted by name (RRR-5).
  public var accepted: Int
  /// Expected losses, a sum for each currency.
  public var losses: [Money]
  public var open: [RiskRow]
  public var closed: Int

  static let shape = Shape.record(
    ReleaseRiskDetail.init(
      version:release:title:phase:bearsExposure:exposure:accepted:losses:open:closed:),
    field("version", \.version, .whole(1...2_000_000_000), "Version of the release"),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("title", \.title, .text(0...200), "Title"),
    field("phase", \.phase, .oneOf, "Where it stands"),
    optional("bearsExposure", \.bearsExposure, .whole(1...25), "Above which exposure an unanswered risk refuses"),
    field("exposure", \.exposure, .whole(0...1_000_000), "Sum of exposure over all open risks"),
    field("accepted", \.accepted, .whole(0...1_000_000), "What of it was accepted by name"),
    field("losses", \.losses, .list(Money.shape), "What they cost on average, by currency"),
    field("open", \.open, .list(RiskRow.shape, 0...100_000), "Open risks, the gravest first"),
    field("closed", \.closed, .whole(0...1_000_000), "How many are closed"))
}

public struct ReleaseRisks: QuestionAsked {
  public static let name = "release.risks"
  public static let about = "What threatens a release, the gravest first, and how much of it was accepted"
  public var release: ReleaseReference
  public static let shape = Shape.record(
    ReleaseRisks.init(release:), field("release", \.release, ReleaseReference.shape, "The release"))
  public static let answer = ReleaseRiskDetail.shape
  public init(release: ReleaseReference) { self.release = release }

  public func ask(_ desk: Desk) throws -> ReleaseRiskDetail {
    let held = try desk.get(Release.self, release.text)
    let risks = try RiskDesk.open(release, desk).map(\.value).sorted {
      ($1.exposure, $0.identifier.number) < ($0.exposure, $1.identifier.number)
    }
    let losses = Dictionary(grouping: risks.compactMap(\.assessment.expectedLoss), by: \.currency).map {
      Money(minorUnits: $0.value.reduce(into: Int64(0)) { $0 += $1.minorUnits }, currency: $0.key)
    }
    return ReleaseRiskDetail(
      version: held.version, release: release, title: try desk.text(held.value.title), phase: held.value.phase,
      bearsExposure: ProfilePolicy.of(held.value.profile.profile).bearsExposure,
      exposure: risks.reduce(into: 0) { $0 += $1.exposure },
      accepted: risks.filter { $0.acceptance != nil }.reduce(into: 0) { $0 += $1.exposure },
      losses: losses.sorted { $0.currency < $1.currency }, open: try risks.map { try RiskRow.made($0, desk) },
      closed: try desk.books.count(Risk.self, [Facet("release", release.text), Facet("open", "no")]))
  }
}
