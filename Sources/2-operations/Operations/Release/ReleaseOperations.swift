import ChangeRules
import DeploymentRules
import Evidence
import Packages
import PeopleRules
import ReleaseRules
import Vocabulary

public struct OpenRelease: Operation {
  public static let name = "release.open"
  public static let about = "Make a release of one or more approved requests"
  public static let authority = Authority.roles([.releaseManager])
  public var title: String
  public var requests: [RequestReference]
  public var profile: Profile?
  public var reason: String?
  public var hosts: [HostIdentifier]
  public var from: Moment?
  public var until: Moment?
  public var parameters: [Setting]
  public static let shape = Shape.record(
    OpenRelease.init(title:requests:profile:reason:hosts:from:until:parameters:),
    field("title", \.title, .text(3...120), "What, in one line"),
    field(
      "requests", \.requests, .list(RequestReference.shape, 1...200), "Approved requests; the first gives the reference"
    ),
    optional("profile", \.profile, .oneOf, "How much of the practice it takes; left out: what is proposed"),
    optional("reason", \.reason, .text(3...2000, lines: true), "Why less than proposed is enough"),
    field(
      "hosts", \.hosts, .list(HostIdentifier.shape, 0...100_000), else: [], "Production hosts, where known already"),
    optional("from", \.from, Moment.shape, "No host begins before"),
    optional("until", \.until, Moment.shape, "No host begins at or after"),
    field("parameters", \.parameters, .list(Setting.shape, 0...200), else: [], "Settings of the package"))
  public static let answer = ReleaseOpened.shape

  public func run(_ desk: inout Desk) throws -> ReleaseOpened {
    let first = requests[0]
    if let twice = requests.first(where: { request in requests.count { $0 == request } > 1 }) {
      throw Refused(
        Refusal(
          "request-named-once", because: "\(twice) is named more than once.", clears: "Name each request once.",
          by: [.releaseManager]))
    }
    var count = 1
    while let taken = ReleaseReference(request: first, count: count), try desk.find(Release.self, taken.text) != nil {
      count += 1
    }
    guard let release = ReleaseReference(request: first, count: count) else {
      throw NotFound(subject: first.subject)
    }
    for request in requests { try RequestDesk.decide(request, .join(release), &desk) }
    try desk.open(Release.self, release.text, .opened(.init(title: desk.words(title), requests: requests)))
    try checkPlan()
    // The plan first: the profile is proposed from what it goes to.
    if let from, let until {
      let plan = ReleasePlan(
        hosts: hosts, window: Interval(from: from, until: until), parameters: parameters, plannedBy: try desk.person())
      try ReleaseDesk.decide(release, .plan(plan), &desk, alsoHosts: hosts)
    }
    try chooseProfile(release, &desk)
    return ReleaseOpened(release: release)
  }

  /// Half a plan is a mistake and not no plan.
  private func checkPlan() throws(BadFields) {
    let isAsked = !hosts.isEmpty || !parameters.isEmpty || from != nil || until != nil
    guard isAsked else { return }
    var problems: [FieldProblem] = []
    if hosts.isEmpty { problems.append(FieldProblem(pointer: "/hosts", says: "a plan names its hosts")) }
    if from == nil { problems.append(FieldProblem(pointer: "/from", says: "a plan says when its window begins")) }
    if until == nil { problems.append(FieldProblem(pointer: "/until", says: "a plan says when its window ends")) }
    if !problems.isEmpty { throw BadFields(problems: problems) }
  }

  private func chooseProfile(_ release: ReleaseReference, _ desk: inout Desk) throws {
    let held = try desk.get(Release.self, release.text).value
    let proposed = held.proposal(try ReleaseDesk.facts(held, desk)).profile
    let choice = ProfileChoice(profile: profile ?? proposed, proposed: proposed, reason: try desk.words(reason))
    try ReleaseDesk.decide(release, .chooseProfile(choice), &desk)
  }
}

public struct ReleaseOpened: Sendable, Hashable {
  public var release: ReleaseReference
  public static let shape = Shape.record(
    ReleaseOpened.init(release:), field("release", \.release, ReleaseReference.shape, "The new release"))
}

public struct PlanRelease: Operation {
  public static let name = "release.plan"
  public static let about = "Say which hosts, when, with which settings; a new plan voids an approval"
  public static let authority = Authority.roles([.releaseManager, .planOwner])
  public var release: ReleaseReference
  public var hosts: [HostIdentifier]
  public var from: Moment
  public var until: Moment
  public var parameters: [Setting]
  public static let shape = Shape.record(
    PlanRelease.init(release:hosts:from:until:parameters:),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("hosts", \.hosts, .list(HostIdentifier.shape, 1...100_000), "Production hosts"),
    field("from", \.from, Moment.shape, "No host begins before"),
    field("until", \.until, Moment.shape, "No host begins at or after"),
    field("parameters", \.parameters, .list(Setting.shape, 0...200), else: [], "Settings of the package"))

  public func run(_ desk: inout Desk) throws -> Done {
    try checkSettings(desk)
    let plan = ReleasePlan(
      hosts: hosts, window: Interval(from: from, until: until), parameters: parameters, plannedBy: try desk.person())
    return try ReleaseDesk.decide(release, .plan(plan), &desk, alsoHosts: hosts)
  }

  /// Settings are typed here, so what is wrong with one is said at its field. While no package is chosen nobody knows
  /// what they may be; then the gates ask.
  private func checkSettings(_ desk: Desk) throws {
    guard let package = try desk.get(Release.self, release.text).value.package else { return }
    let known = try ParameterDesk.parameters(package.digest, desk)
    let problems = SettingProblem.all(in: parameters, for: known)
    guard problems.isEmpty else {
      throw BadFields(problems: problems.map { $0.field(in: "/parameters", knowing: known) })
    }
  }
}

public struct ChoosePackage: Operation {
  public static let name = "release.choose-package"
  public static let about = "Name the library version that this release brings"
  public static let authority = Authority.roles([.releaseManager])
  public var release: ReleaseReference
  public var package: PackageReference
  public static let shape = Shape.record(
    ChoosePackage.init(release:package:),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("package", \.package, PackageReference.shape, "The version"))

  public func run(_ desk: inout Desk) throws -> Done {
    let version = try desk.get(LibraryVersion.self, package.text).value
    try ReleaseDesk.carryOnward(release, to: .building, &desk)
    return try ReleaseDesk.decide(release, .choose(ChosenPackage(package: package, digest: version.digest)), &desk)
  }
}

public struct ApproveDeployment: Operation {
  public static let name = "release.approve-deployment"
  public static let about = "Approve deploying exactly this package to exactly these hosts in this window"
  public static let authority = Authority.roles([.changeManager])
  public var release: ReleaseReference
  public static let shape = Shape.record(
    ApproveDeployment.init(release:), field("release", \.release, ReleaseReference.shape, "The release"))

  public func run(_ desk: inout Desk) throws -> Done {
    try ReleaseDesk.carryOnward(release, to: .preparation, &desk)
    let held = try desk.get(Release.self, release.text).value
    guard let plan = held.plan, let package = held.package else {
      throw Refused(
        Refusal(
          "plan-complete", because: "\(release) has no plan or no package.",
          clears: "Name hosts, window and package first.",
          by: [.releaseManager]))
    }
    let person = try desk.person()
    try Refused.unlessEmpty(
      WaiverDesk.separation(Segregation.deployAndApprove, on: release.subject, didFirst: plan.plannedBy, &desk))
    let document = try ApprovalDesk.sign(
      for: held, actions: [.backout, .install], purpose: .production, hosts: plan.hosts, window: plan.window,
      by: person,
      desk)
    return try ReleaseDesk.decide(
      release,
      .approveDeployment(
        DeploymentApproval(
          number: document.number, plan: held.planVersion, digest: package.digest, document: document.digest, by: person
        )),
      &desk)
  }
}

public struct TakeRequestIn: Operation {
  public static let name = "release.take-in"
  public static let about = "Take one more approved request into a release; an approval of the deployment is void then"
  public static let authority = Authority.roles([.releaseManager])
  public var release: ReleaseReference
  public var request: RequestReference
  public static let shape = Shape.record(
    TakeRequestIn.init(release:request:),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("request", \.request, RequestReference.shape, "The request"))

  public func run(_ desk: inout Desk) throws -> Done {
    try RequestDesk.decide(request, .join(release), &desk)
    return try ReleaseDesk.decide(release, .takeIn(request), &desk)
  }
}

public struct TakeRequestOut: Operation {
  public static let name = "release.take-out"
  public static let about =
    "Take a request out of a release; it is free again, and an approval of the deployment is void"
  public static let authority = Authority.roles([.releaseManager])
  public var release: ReleaseReference
  public var request: RequestReference
  public var why: String
  public static let shape = Shape.record(
    TakeRequestOut.init(release:request:why:),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("request", \.request, RequestReference.shape, "The request"),
    field("why", \.why, .text(3...2000, lines: true), "Reason"))

  public func run(_ desk: inout Desk) throws -> Done {
    try ReleaseDesk.decide(release, .takeOut(request), &desk, why: why)
    return try RequestDesk.decide(request, .leave, &desk)
  }
}

public struct MoveRelease: Operation {
  public static let name = "release.move"
  public static let about = "Move a release forward, or back with the reason, along the published table of transitions"
  public static let authority = Authority.roles([.releaseManager, .changeManager])
  public var release: ReleaseReference
  public var to: Phase
  public var why: String?
  public static let shape = Shape.record(
    MoveRelease.init(release:to:why:),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("to", \.to, .oneOf, "The next phase"),
    optional("why", \.why, .text(1...2000, lines: true), "Reason; a way back needs one"))

  public func run(_ desk: inout Desk) throws -> Done {
    let held = try desk.get(Release.self, release.text).value
    // Stops have acts of their own; the rules say so, whoever asks.
    if let transition = Transition.find(held.phase, to), to != .suspended, to != .cancelled {
      try ReleaseDesk.mayDecide(transition, release, desk)
      if transition.returnsTo != nil, why == nil {
        throw Refused(
          Refusal(
            "return-says-why", because: "\(release) would go back from \(held.phase.label) to \(to.label).",
            clears: "Say why: who gets the work back reads it.", by: transition.decidedBy))
      }
    }
    return try ReleaseDesk.decide(release, .move(to), &desk, why: why)
  }
}

public struct SignOffRollout: Operation {
  public static let name = "release.sign-off"
  public static let about = "Sign a rollout off as successful and complete"
  public static let authority = Authority.roles([.releaseManager])
  public var release: ReleaseReference
  public var deployment: DeploymentReference
  public static let shape = Shape.record(
    SignOffRollout.init(release:deployment:),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("deployment", \.deployment, DeploymentReference.shape, "The rollout"))
  public func run(_ desk: inout Desk) throws -> Done {
    try ReleaseDesk.decide(release, .signOff(deployment), &desk)
    try ReleaseDesk.goOnIfDone(release, from: .deployment, &desk)
    return Done()
  }
}
