import Evidence
import Vocabulary

public enum ReleaseEvent: SubjectEvent {
  case opened(Opened)
  case planned(ReleasePlan)
  case packageChosen(ChosenPackage)
  case deploymentApproved(DeploymentApproval)
  case approvalVoided
  case deploymentStarted(DeploymentReference)
  case signedOff(DeploymentReference)
  case moved(Moved)

  public struct Opened: Sendable, Hashable {
    public var title: Words
    public var requests: [RequestReference]

    public init(title: Words, requests: [RequestReference]) {
      self.title = title
      self.requests = requests
    }

    static let shape = Shape.record(
      Opened.init(title:requests:),
      field("title", \.title, Words.shape, "Title"),
      field("requests", \.requests, .list(RequestReference.shape, 1...200), "Requests it carries"))
  }

  public struct Moved: Sendable, Hashable {
    public var from: Phase
    public var to: Phase

    static let shape = Shape.record(
      Moved.init(from:to:), field("from", \.from, .oneOf, "From"), field("to", \.to, .oneOf, "To"))
  }

  public static let shape = Shape<ReleaseEvent>.choice(
    .when("opened/1", Opened.shape, { .opened($0) }, { if case .opened(let it) = $0 { it } else { nil } }),
    .when("planned/1", ReleasePlan.shape, { .planned($0) }, { if case .planned(let it) = $0 { it } else { nil } }),
    .when(
      "package-chosen/1", ChosenPackage.shape, { .packageChosen($0) },
      { if case .packageChosen(let it) = $0 { it } else { nil } }),
    .when(
      "deployment-approved/1", DeploymentApproval.shape, { .deploymentApproved($0) },
      { if case .deploymentApproved(let it) = $0 { it } else { nil } }),
    .bare("approval-voided/1", .approvalVoided),
    .when(
      "deployment-started/1", one("deployment", DeploymentReference.shape), { .deploymentStarted($0) },
      { if case .deploymentStarted(let it) = $0 { it } else { nil } }),
    .when(
      "signed-off/1", one("deployment", DeploymentReference.shape), { .signedOff($0) },
      { if case .signedOff(let it) = $0 { it } else { nil } }),
    .when("moved/1", Moved.shape, { .moved($0) }, { if case .moved(let it) = $0 { it } else { nil } }))
}

extension Release {
  public static func born(_ reference: String, of event: ReleaseEvent, _ stamp: Stamp) -> Release? {
    guard case .opened(let it) = event, let identifier = ReleaseReference(reference) else { return nil }
    return Release(
      identifier: identifier, title: it.title, requests: it.requests, openedAt: stamp.at, phase: .planning,
      suspendedIn: nil, plan: nil, planVersion: 0, package: nil, approval: nil, deployments: [], signedOff: [])
  }

  public func applying(_ event: ReleaseEvent, _ stamp: Stamp) -> Release {
    var next = self
    switch event {
    case .opened: break
    case .planned(let plan):
      next.plan = plan
      next.planVersion += 1
      next.approval = nil
    case .packageChosen(let package):
      next.package = package
      if package.digest != self.package?.digest { next.approval = nil }
    case .deploymentApproved(let approval): next.approval = approval
    case .approvalVoided: next.approval = nil
    case .deploymentStarted(let deployment): next.deployments.append(deployment)
    case .signedOff(let deployment): next.signedOff.append(deployment)
    case .moved(let move):
      next.phase = move.to
      next.suspendedIn = move.to == .suspended ? move.from : nil
      // A return to an earlier phase takes the approval away: what it was given for will be made anew.
      if [.planning, .building].contains(move.to) { next.approval = nil }
    }
    return next
  }
}
