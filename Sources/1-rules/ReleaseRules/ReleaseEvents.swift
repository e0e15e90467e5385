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
  case passed(Passed)
  case returned(Returned)
  case suspended(Stopped)
  case cancelled(Stopped)
  case resumed(Resumed)
  case profileChosen(ProfileChoice)
  case represented(Representation)
  case partAccepted(Cluster)
  case dutyAnswered(DutyAnswer)
  case memberJoined(TeamMember)
  case memberLeft(PersonIdentifier)
  case planAgreed(Int)
  case noted
  case requestTakenIn(RequestReference)
  case requestTakenOut(RequestReference)

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

  /// A step forward, with what its gate rested on.
  public struct Passed: Sendable, Hashable {
    public var from: Phase
    public var to: Phase
    public var grounds: [Ground]

    static let shape = Shape.record(
      Passed.init(from:to:grounds:), field("from", \.from, .oneOf, "From"), field("to", \.to, .oneOf, "To"),
      field("grounds", \.grounds, .list(Ground.shape), "What the gate rested on"))
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
    .when("moved/1", Moved.shape, { .moved($0) }, { if case .moved(let it) = $0 { it } else { nil } }),
    .when("passed/1", Passed.shape, { .passed($0) }, { if case .passed(let it) = $0 { it } else { nil } }),
    .when("returned/1", Returned.shape, { .returned($0) }, { if case .returned(let it) = $0 { it } else { nil } }),
    .when("suspended/1", Stopped.shape, { .suspended($0) }, { if case .suspended(let it) = $0 { it } else { nil } }),
    .when("cancelled/1", Stopped.shape, { .cancelled($0) }, { if case .cancelled(let it) = $0 { it } else { nil } }),
    .when("resumed/1", Resumed.shape, { .resumed($0) }, { if case .resumed(let it) = $0 { it } else { nil } }),
    .when(
      "profile-chosen/1", ProfileChoice.shape, { .profileChosen($0) },
      { if case .profileChosen(let it) = $0 { it } else { nil } }),
    .when(
      "represented/1", Representation.shape, { .represented($0) },
      { if case .represented(let it) = $0 { it } else { nil } }),
    .when(
      "part-accepted/1", one("cluster", .oneOf), { .partAccepted($0) },
      { if case .partAccepted(let it) = $0 { it } else { nil } }),
    .when(
      "duty-answered/1", DutyAnswer.shape, { .dutyAnswered($0) },
      { if case .dutyAnswered(let it) = $0 { it } else { nil } }),
    .when(
      "member-joined/1", TeamMember.shape, { .memberJoined($0) },
      { if case .memberJoined(let it) = $0 { it } else { nil } }),
    .when(
      "member-left/1", one("person", PersonIdentifier.shape), { .memberLeft($0) },
      { if case .memberLeft(let it) = $0 { it } else { nil } }),
    .when(
      "plan-agreed/1", one("number", .whole(1...1_000_000)), { .planAgreed($0) },
      { if case .planAgreed(let it) = $0 { it } else { nil } }),
    .bare("noted/1", .noted),
    .when(
      "request-taken-in/1", one("request", RequestReference.shape), { .requestTakenIn($0) },
      { if case .requestTakenIn(let it) = $0 { it } else { nil } }),
    .when(
      "request-taken-out/1", one("request", RequestReference.shape), { .requestTakenOut($0) },
      { if case .requestTakenOut(let it) = $0 { it } else { nil } }))
}

extension Release {
  public static func born(_ reference: String, of event: ReleaseEvent, _ stamp: Stamp) -> Release? {
    guard case .opened(let it) = event, let identifier = ReleaseReference(reference) else { return nil }
    return Release(
      identifier: identifier, title: it.title, requests: it.requests, openedAt: stamp.at, phase: .planning,
      suspendedIn: nil, plan: nil, planVersion: 0, package: nil, approval: nil, deployments: [], signedOff: [],
      profile: .first, team: .nobody, returns: [], stop: nil, agreedPlans: 0)
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
    case .passed(let step): next.phase = step.to
    case .returned(let back):
      next.phase = back.to
      next.returns.append(back)
      if [.planning, .building].contains(back.to) { next.approval = nil }
    case .suspended(let it): next.stopped(.suspended, it)
    case .cancelled(let it): next.stopped(.cancelled, it)
    case .resumed(let it):
      next.phase = it.to
      next.suspendedIn = nil
      next.stop = nil
      if [.planning, .building].contains(it.to) { next.approval = nil }
    case .profileChosen, .represented, .partAccepted, .dutyAnswered, .memberJoined, .memberLeft: next.staff(event)
    case .planAgreed(let number): next.agreedPlans = number
    case .noted: break
    case .requestTakenIn(let request):
      next.requests.append(request)
      next.approval = nil
    case .requestTakenOut(let request):
      next.requests.removeAll { $0 == request }
      next.approval = nil
    }
    return next
  }

  private mutating func stopped(_ to: Phase, _ it: Stopped) {
    suspendedIn = to == .suspended ? it.from : nil
    phase = to
    stop = it.stop
  }

  private mutating func staff(_ event: ReleaseEvent) {
    switch event {
    case .profileChosen(let choice): profile = choice
    case .represented(let it):
      team.representations.removeAll { $0.cluster == it.cluster }
      team.representations.append(it)
      forgetRefusedOwnership(of: it.cluster)
    case .partAccepted(let cluster):
      if let place = team.representations.firstIndex(where: { $0.cluster == cluster }) {
        team.representations[place].accepted = true
      }
      forgetRefusedOwnership(of: cluster)
    case .dutyAnswered(let answer):
      team.answers.removeAll { $0.duty == answer.duty }
      team.answers.append(answer)
    case .memberJoined(let member):
      team.members.removeAll { $0.person == member.person }
      team.members.append(member)
    case .memberLeft(let person): team.members.removeAll { $0.person == person }
    default: break
    }
  }

  /// Whoever takes a part on takes back that it was refused.
  private mutating func forgetRefusedOwnership(of cluster: Cluster) {
    let owned = Duty.table.filter { $0.cluster == cluster && $0.kind == .own }.map(\.name)
    team.answers.removeAll { owned.contains($0.duty) }
  }
}
