import Evidence
import Vocabulary

public enum RiskEvent: SubjectEvent {
  case raised(Raised)
  case assessed(Assessed)
  case planned(RiskPlan)
  case takenUp
  /// By the product itself, in the transaction of the fact that it saw.
  case triggered(RiskSeen)
  case alarmAnswered(Words)
  case accepted(Accepted)
  case mitigated(Words)
  case occurred(Words)
  case closed(Closed)

  public struct Raised: Sendable, Hashable {
    public var release: ReleaseReference
    public var item: ItemReference?
    public var title: Words
    public var description: Words
    public var assessment: RiskAssessment

    public init(
      release: ReleaseReference, item: ItemReference?, title: Words, description: Words, assessment: RiskAssessment
    ) {
      self.release = release
      self.item = item
      self.title = title
      self.description = description
      self.assessment = assessment
    }

    static let shape = Shape.record(
      Raised.init(release:item:title:description:assessment:),
      field("release", \.release, ReleaseReference.shape, "Release"),
      optional("item", \.item, ItemReference.shape, "What it is about"),
      field("title", \.title, Words.shape, "Title"),
      field("description", \.description, Words.shape, "What may happen"),
      field("assessment", \.assessment, RiskAssessment.shape, "How likely and how bad"))
  }

  public struct Assessed: Sendable, Hashable {
    public var assessment: RiskAssessment
    public var reviewBy: CivilDate?

    static let shape = Shape.record(
      Assessed.init(assessment:reviewBy:),
      field("assessment", \.assessment, RiskAssessment.shape, "How likely and how bad"),
      optional("reviewBy", \.reviewBy, CivilDate.shape, "Day by which it is looked at again"))
  }

  public struct Accepted: Sendable, Hashable {
    public var role: Role
    public var exposure: Int

    static let shape = Shape.record(
      Accepted.init(role:exposure:), field("role", \.role, .oneOf, "As what"),
      field("exposure", \.exposure, .whole(1...25), "Which exposure"))
  }

  public struct Closed: Sendable, Hashable {
    public var lesson: Words?

    static let shape = Shape.record(
      Closed.init(lesson:), optional("lesson", \.lesson, Words.shape, "What was learned"))
  }

  public static let shape = Shape<RiskEvent>.choice(
    .when("raised/1", Raised.shape, { .raised($0) }, { if case .raised(let it) = $0 { it } else { nil } }),
    .when("assessed/1", Assessed.shape, { .assessed($0) }, { if case .assessed(let it) = $0 { it } else { nil } }),
    .when("planned/1", RiskPlan.shape, { .planned($0) }, { if case .planned(let it) = $0 { it } else { nil } }),
    .bare("taken-up/1", .takenUp),
    .when("triggered/1", RiskSeen.shape, { .triggered($0) }, { if case .triggered(let it) = $0 { it } else { nil } }),
    .when(
      "alarm-answered/1", one("says", Words.shape), { .alarmAnswered($0) },
      { if case .alarmAnswered(let it) = $0 { it } else { nil } }),
    .when("accepted/1", Accepted.shape, { .accepted($0) }, { if case .accepted(let it) = $0 { it } else { nil } }),
    .when(
      "mitigated/1", one("says", Words.shape), { .mitigated($0) },
      { if case .mitigated(let it) = $0 { it } else { nil } }),
    .when(
      "occurred/1", one("says", Words.shape), { .occurred($0) },
      { if case .occurred(let it) = $0 { it } else { nil } }),
    .when("closed/1", Closed.shape, { .closed($0) }, { if case .closed(let it) = $0 { it } else { nil } }))
}

extension Risk {
  public static func born(_ reference: String, of event: RiskEvent, _ stamp: Stamp) -> Risk? {
    guard case .raised(let it) = event, let identifier = RiskReference(reference) else { return nil }
    return Risk(
      identifier: identifier, release: it.release, item: it.item, title: it.title, description: it.description,
      raisedBy: stamp.person, raisedAt: stamp.at, assessment: it.assessment, plan: nil, isTakenUp: false,
      reviewBy: nil, alarms: [], acceptance: nil, mitigation: nil, occurrence: nil, closing: nil)
  }

  public func applying(_ event: RiskEvent, _ stamp: Stamp) -> Risk {
    var next = self
    switch event {
    case .raised: break
    case .assessed(let it):
      next.assessment = it.assessment
      if let day = it.reviewBy { next.reviewBy = day }
      // What was accepted, or held for dealt with, was less than this.
      if it.assessment.isGraver(than: assessment) {
        next.acceptance = nil
        next.mitigation = nil
      }
    case .planned(let plan):
      next.plan = plan
      next.reviewBy = plan.reviewBy
      next.isTakenUp = plan.owner == stamp.person || (isTakenUp && plan.owner == self.plan?.owner)
      next.mitigation = nil
    case .takenUp: next.isTakenUp = true
    case .triggered(let seen): next.alarms.append(RiskAlarm(seen: seen, at: stamp.at))
    case .alarmAnswered(let says):
      next.alarms = alarms.map { alarm in
        guard alarm.answer == nil else { return alarm }
        return RiskAlarm(seen: alarm.seen, at: alarm.at, answer: says, answeredBy: stamp.person)
      }
    case .accepted(let it):
      next.acceptance = stamp.person.map {
        RiskAcceptance(by: $0, role: it.role, exposure: it.exposure, at: stamp.at)
      }
    case .mitigated(let says): next.mitigation = says
    case .occurred(let says): next.occurrence = says
    case .closed(let it): next.closing = RiskClosing(at: stamp.at, lesson: it.lesson)
    }
    return next
  }
}
