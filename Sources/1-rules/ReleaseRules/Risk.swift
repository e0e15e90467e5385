import Evidence
import Vocabulary

public enum RiskKind: NumberedKind {
  public static let word = "risk"
  public static let prefix = "RISK-"
}

public typealias RiskReference = Identifier<RiskKind>

/// Something that may happen to a release and would hurt (STR-3): identified, analysed, planned for, watched, and
/// closed with what was learned.
public struct Risk: Subject {
  public static let kind = RiskKind.word

  public var identifier: RiskReference
  public var release: ReleaseReference
  /// What it is about, where it is about one thing.
  public var item: ItemReference?
  public var title: Words
  public var description: Words
  public var raisedBy: PersonIdentifier?
  public var raisedAt: Moment
  public var assessment: RiskAssessment
  public var plan: RiskPlan?
  /// Whether the owner has taken it up: an owner is one who accepted.
  public var isTakenUp: Bool
  public var reviewBy: CivilDate?
  public var alarms: [RiskAlarm]
  public var acceptance: RiskAcceptance?
  /// What was done so that it is less likely or less bad.
  public var mitigation: Words?
  /// How it came true.
  public var occurrence: Words?
  public var closing: RiskClosing?

  public var reference: String { identifier.text }
  public var exposure: Int { assessment.exposure }

  public static let shape = Shape.record(
    Risk.init(
      identifier:release:item:title:description:raisedBy:raisedAt:assessment:plan:isTakenUp:reviewBy:alarms:
      acceptance:mitigation:occurrence:closing:),
    field("identifier", \.identifier, RiskReference.shape, "Reference"),
    field("release", \.release, ReleaseReference.shape, "Release that it threatens"),
    optional("item", \.item, ItemReference.shape, "What it is about"),
    field("title", \.title, Words.shape, "Title"),
    field("description", \.description, Words.shape, "What may happen, and what then"),
    optional("raisedBy", \.raisedBy, PersonIdentifier.shape, "Who raised it"),
    field("raisedAt", \.raisedAt, Moment.shape, "When"),
    field("assessment", \.assessment, RiskAssessment.shape, "How likely and how bad"),
    optional("plan", \.plan, RiskPlan.shape, "What is done about it"),
    field("isTakenUp", \.isTakenUp, .yesOrNo, "Whether its owner has taken it up"),
    optional("reviewBy", \.reviewBy, CivilDate.shape, "Day by which it is looked at again"),
    field("alarms", \.alarms, .list(RiskAlarm.shape), "Triggers that were seen"),
    optional("acceptance", \.acceptance, RiskAcceptance.shape, "Who accepted it as it stands"),
    optional("mitigation", \.mitigation, Words.shape, "What was done against it"),
    optional("occurrence", \.occurrence, Words.shape, "How it came true"),
    optional("closing", \.closing, RiskClosing.shape, "How it ended"))

  public static let facetNotes = [
    FacetNote("release", .text, "Release that it threatens", .subject(ReleaseKind.word)),
    FacetNote("state", "Where it stands", of: RiskState.self),
    FacetNote("owner", .text, "Who sees to it", .subject(PersonKind.word)),
    FacetNote("band", "How much attention its exposure asks for", of: ExposureBand.self),
    FacetNote("exposure", .number, "Probability times impact", .range(1...25)),
    .yesOrNo("open", "Whether it has not been closed"),
    .yesOrNo("watching", "Whether the product watches for its trigger"),
    FacetNote("item", .text, "What it is about", .subject(ItemKind.word)),
    FacetNote("number", .number, "Running number"),
  ]

  public var facets: [Facet] {
    [
      Facet("release", release.text), Facet("state", state.rawValue), Facet("owner", plan?.owner.text),
      Facet("band", assessment.band.rawValue), Facet("exposure", Int64(exposure)),
      Facet("open", closing == nil ? "yes" : "no"), Facet("watching", isWatching ? "yes" : "no"),
      Facet("item", item?.text), Facet("number", Int64(identifier.number)),
    ]
  }

  public static let edgeNames = ["threatens", "concerns"]
  public var edges: [Edge] {
    [Edge("threatens", to: release.subject)] + (item.map { [Edge("concerns", to: $0.subject)] } ?? [])
  }

  /// What gates of its release rest on.
  public var statements: [Statement] { [Statement("standing", standing.word)] }
}

/// Where a risk stands: worked out from what happened to it.
public enum RiskState: String, Sendable, Hashable, CaseIterable {
  case identified, planned, tracked, accepted, mitigated, triggered, occurred, closed
}

/// That somebody bears a risk as it stands, by name (STR-3, RRR-5).
public struct RiskAcceptance: Sendable, Hashable {
  public var by: PersonIdentifier
  public var role: Role
  public var exposure: Int
  public var at: Moment

  public init(by: PersonIdentifier, role: Role, exposure: Int, at: Moment) {
    self.by = by
    self.role = role
    self.exposure = exposure
    self.at = at
  }

  public static let shape = Shape.record(
    RiskAcceptance.init(by:role:exposure:at:), field("by", \.by, PersonIdentifier.shape, "Who"),
    field("role", \.role, .oneOf, "As what"), field("exposure", \.exposure, .whole(1...25), "Which exposure"),
    field("at", \.at, Moment.shape, "When"))
}

/// The end of a risk, with what was learned from it.
public struct RiskClosing: Sendable, Hashable {
  public var at: Moment
  public var lesson: Words?

  public init(at: Moment, lesson: Words?) {
    self.at = at
    self.lesson = lesson
  }

  public static let shape = Shape.record(
    RiskClosing.init(at:lesson:), field("at", \.at, Moment.shape, "When"),
    optional("lesson", \.lesson, Words.shape, "What was learned"))
}

extension Risk {
  /// Triggers that wait for an answer; that a risk has come true answers all of them.
  public var openAlarms: [RiskAlarm] { occurrence == nil ? alarms.filter { $0.answer == nil } : [] }

  /// Never set by hand: a deed changes it, and each deed is in the log.
  public var state: RiskState {
    if closing != nil { return .closed }
    if occurrence != nil { return .occurred }
    if !openAlarms.isEmpty { return .triggered }
    if mitigation != nil { return .mitigated }
    if acceptance != nil { return .accepted }
    return plan == nil ? .identified : isTakenUp ? .tracked : .planned
  }
}
