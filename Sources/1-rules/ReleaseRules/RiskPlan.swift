import Evidence
import Vocabulary

/// What is done about a risk, by whom, and how one would notice it (STR-3).
public struct RiskPlan: Sendable, Hashable {
  /// What makes it less likely or less bad.
  public var mitigation: Words
  /// What is done when it happens all the same.
  public var contingency: Words
  public var owner: PersonIdentifier
  /// What would show it, in words.
  public var trigger: Words
  /// What of that the product sees by itself.
  public var watches: [RiskWatch]
  /// The deployment that is watched; left out, every one of the release in production.
  public var deployment: DeploymentReference?
  /// From how many failed hosts on.
  public var failedHosts: Int?
  public var mitigateBy: CivilDate
  public var reviewBy: CivilDate

  public init(
    mitigation: Words, contingency: Words, owner: PersonIdentifier, trigger: Words, watches: [RiskWatch],
    deployment: DeploymentReference?, failedHosts: Int?, mitigateBy: CivilDate, reviewBy: CivilDate
  ) {
    self.mitigation = mitigation
    self.contingency = contingency
    self.owner = owner
    self.trigger = trigger
    self.watches = watches
    self.deployment = deployment
    self.failedHosts = failedHosts
    self.mitigateBy = mitigateBy
    self.reviewBy = reviewBy
  }

  public static let shape = Shape.record(
    RiskPlan.init(
      mitigation:contingency:owner:trigger:watches:deployment:failedHosts:mitigateBy:reviewBy:),
    field("mitigation", \.mitigation, Words.shape, "What makes it less likely or less bad"),
    field("contingency", \.contingency, Words.shape, "What is done when it happens"),
    field("owner", \.owner, PersonIdentifier.shape, "Who sees to it"),
    field("trigger", \.trigger, Words.shape, "What would show it"),
    field("watches", \.watches, .list(.oneOf, 0...10), "What of that the product sees"),
    optional("deployment", \.deployment, DeploymentReference.shape, "The deployment that is watched"),
    optional("failedHosts", \.failedHosts, .whole(1...100_000), "From how many failed hosts on"),
    field("mitigateBy", \.mitigateBy, CivilDate.shape, "Day by which the mitigation is done"),
    field("reviewBy", \.reviewBy, CivilDate.shape, "Day by which it is looked at again"))
}

/// A trigger that the product observes by itself.
public enum RiskWatch: String, Sendable, Hashable, CaseIterable {
  case deploymentHalted = "deployment-halted"
  case deploymentFailed = "deployment-failed"
  case hostsFailed = "hosts-failed"
  case mitigationLate = "mitigation-late"

  public var label: String {
    switch self {
    case .deploymentHalted: "a deployment is halted"
    case .deploymentFailed: "a deployment fails"
    case .hostsFailed: "hosts fail"
    case .mitigationLate: "the mitigation is late"
    }
  }
}

/// A trigger that was seen, until somebody has answered it.
public struct RiskAlarm: Sendable, Hashable {
  public var seen: RiskSeen
  public var at: Moment
  /// What was found and done about it.
  public var answer: Words?
  public var answeredBy: PersonIdentifier?

  public init(seen: RiskSeen, at: Moment, answer: Words? = nil, answeredBy: PersonIdentifier? = nil) {
    self.seen = seen
    self.at = at
    self.answer = answer
    self.answeredBy = answeredBy
  }

  public static let shape = Shape.record(
    RiskAlarm.init(seen:at:answer:answeredBy:), field("seen", \.seen, RiskSeen.shape, "What was seen"),
    field("at", \.at, Moment.shape, "When"), optional("answer", \.answer, Words.shape, "What was found and done"),
    optional("answeredBy", \.answeredBy, PersonIdentifier.shape, "Who answered"))
}

/// What set a trigger off.
public struct RiskSeen: Sendable, Hashable {
  public var watch: RiskWatch
  /// On what it was seen: the deployment, or the risk itself.
  public var about: SubjectReference
  /// Tells one occasion from the next on the same subject: epoch, count of failed hosts, number of the day.
  public var mark: Int

  public init(watch: RiskWatch, about: SubjectReference, mark: Int) {
    self.watch = watch
    self.about = about
    self.mark = mark
  }

  public static let shape = Shape.record(
    RiskSeen.init(watch:about:mark:), field("watch", \.watch, .oneOf, "Which trigger"),
    field("about", \.about, SubjectReference.shape, "On what"),
    field("mark", \.mark, .whole(0...2_000_000_000), "Which occasion"))
}

/// A deployment as far as triggers go by it.
public struct DeploymentSeen: Sendable, Hashable {
  public var deployment: DeploymentReference
  public var isProduction: Bool
  public var isHalted: Bool
  public var hasFailed: Bool
  public var failedHosts: Int
  public var epoch: Int

  public init(
    deployment: DeploymentReference, isProduction: Bool, isHalted: Bool, hasFailed: Bool, failedHosts: Int, epoch: Int
  ) {
    self.deployment = deployment
    self.isProduction = isProduction
    self.isHalted = isHalted
    self.hasFailed = hasFailed
    self.failedHosts = failedHosts
    self.epoch = epoch
  }
}

extension Risk {
  /// Whether anything the product sees can set it off.
  public var isWatching: Bool { closing == nil && occurrence == nil && !(plan?.watches ?? []).isEmpty }

  /// What of a deployment sets it off now and has not done so before.
  public func alarms(seeing it: DeploymentSeen) -> [RiskEvent] {
    guard isWatching, let plan, plan.deployment.map({ $0 == it.deployment }) ?? it.isProduction else { return [] }
    var seen: [RiskSeen] = []
    func see(_ watch: RiskWatch, _ mark: Int) {
      guard plan.watches.contains(watch) else { return }
      seen.append(RiskSeen(watch: watch, about: it.deployment.subject, mark: mark))
    }
    if it.isHalted { see(.deploymentHalted, it.epoch) }
    if it.hasFailed { see(.deploymentFailed, 0) }
    if let limit = plan.failedHosts, it.failedHosts >= limit { see(.hostsFailed, it.failedHosts) }
    return new(seen)
  }

  /// Whether the day has passed by which the mitigation was to be done.
  public func alarms(at now: Moment) -> [RiskEvent] {
    guard isWatching, let plan, plan.watches.contains(.mitigationLate), mitigation == nil,
      plan.mitigateBy < now.inUTC.date
    else { return [] }
    return new([RiskSeen(watch: .mitigationLate, about: subject, mark: max(0, plan.mitigateBy.dayNumber))])
  }

  /// The moment from which its mitigation is late; nil where nothing waits for it.
  public var lateFrom: Moment? {
    guard isWatching, let plan, plan.watches.contains(.mitigationLate), mitigation == nil else { return nil }
    return Moment(milliseconds: Int64(plan.mitigateBy.dayNumber + 1) * 86_400_000)
  }

  /// One occasion raises one alarm; further hosts on the same deployment add none while the first waits for its answer.
  private func new(_ seen: [RiskSeen]) -> [RiskEvent] {
    seen.filter { one in
      !alarms.contains { known in
        known.seen.watch == one.watch && known.seen.about == one.about
          && (known.seen.mark >= one.mark || known.answer == nil)
      }
    }.map { .triggered($0) }
  }
}
