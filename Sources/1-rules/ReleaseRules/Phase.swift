import Vocabulary

/// Where a release stands (LIF-1).
public enum Phase: String, Sendable, Hashable, CaseIterable {
  case planning, building, acceptance, preparation, deployment, review, closed, suspended, cancelled
  case
    backedOut = "backed-out"

  /// The spine of a release's page.
  public static let spine: [Phase] = [.planning, .building, .acceptance, .preparation, .deployment, .review]

  /// Whether it stands before another on the spine.
  public func isBefore(_ other: Phase) -> Bool { other.isAt(self) && self != other }

  /// Whether it stands at or after another on the spine.
  func isAt(_ other: Phase) -> Bool {
    guard let own = Phase.spine.firstIndex(of: self), let from = Phase.spine.firstIndex(of: other) else { return false }
    return own >= from
  }

  public var label: String {
    switch self {
    case .backedOut: "backed out"
    default: rawValue
    }
  }

  public var isActive: Bool {
    switch self {
    case .planning, .building, .acceptance, .preparation, .deployment, .review, .backedOut: true
    case .closed, .suspended, .cancelled: false
    }
  }
}

/// One row of the published table of transitions (LIF-1).
public struct Transition: Sendable, Hashable {
  public let from: Phase
  public let to: Phase
  public let decidedBy: [Role]
  /// What has to hold; worked out from facts, never ticked off.
  public let gate: [GateCheck]
  /// Who gets the work back, for a return.
  public let returnsTo: Role?

  init(_ from: Phase, _ to: Phase, by roles: [Role], _ gate: [GateCheck], returnsTo: Role? = nil) {
    self.from = from
    self.to = to
    decidedBy = roles
    self.gate = gate
    self.returnsTo = returnsTo
  }

  public static let table: [Transition] = forward + returns + stops

  static let forward = [
    Transition(
      .planning, .building, by: [.releaseManager],
      [
        .requestsApproved, .profileFits, .planComplete, .risksAnswered, .clustersRepresented, .representativesStand,
        .dutiesOfPlanning,
        .tasksOfPlanning,
      ]),
    Transition(
      .building, .acceptance, by: [.releaseManager],
      [
        .requestsApproved, .packageInLibrary, .packageServes, .settingsFit, .representativesStand, .dutiesOfBuilding,
        .tasksOfBuilding,
      ]),
    Transition(
      .acceptance, .preparation, by: [.releaseManager],
      [
        .requestsApproved, .packageAccepted, .backoutProven, .settingsFit, .representativesStand, .dutiesOfAcceptance,
        .tasksOfAcceptance,
      ]),
    // What acceptance was signed off on falls with the package, so it is asked again here (ROL-3); so are risks, which
    // may have been found since planning (RRR-5).
    Transition(
      .preparation, .deployment, by: [.releaseManager],
      [
        .requestsApproved, .profileFits, .packageReleased, .backoutProven, .settingsFit, .risksAnswered,
        .representativesStand,
        .dutiesOfAcceptance,
        .dutiesOfPreparation, .tasksOfPreparation, .deploymentApproved,
      ]),
    Transition(
      .deployment, .review, by: [.releaseManager],
      [.groupsSignedOff, .representativesStand, .dutiesOfDeployment, .tasksOfDeployment]),
    Transition(.deployment, .backedOut, by: [.releaseManager], [.everyHostBackedOut]),
    Transition(.backedOut, .review, by: [.releaseManager], []),
    Transition(
      .review, .closed, by: [.releaseManager, .changeManager],
      [.requestsReviewed, .outcomeTrue, .nothingRuns, .tasksOfReview]),
  ]

  static let returns = [
    Transition(.building, .planning, by: [.releaseManager], [], returnsTo: .releaseManager),
    Transition(.acceptance, .building, by: [.releaseManager], [], returnsTo: .developer),
    Transition(.acceptance, .planning, by: [.releaseManager], [], returnsTo: .releaseManager),
    Transition(.preparation, .planning, by: [.releaseManager], [], returnsTo: .releaseManager),
    Transition(.preparation, .building, by: [.releaseManager], [], returnsTo: .developer),
    Transition(.deployment, .preparation, by: [.releaseManager], [.nothingRuns], returnsTo: .releaseManager),
    Transition(.review, .backedOut, by: [.releaseManager], [.everyHostBackedOut]),
  ]

  static let stops =
    [Phase.planning, .building, .acceptance, .preparation].flatMap { phase in
      [
        Transition(phase, .suspended, by: [.changeManager], []),
        Transition(phase, .cancelled, by: [.changeManager], [.nothingRuns, .nothingInProduction]),
      ]
    } + [
      Transition(.deployment, .suspended, by: [.changeManager, .releaseManager], [.nothingRuns]),
      Transition(.suspended, .cancelled, by: [.changeManager], [.nothingRuns, .nothingInProduction]),
    ]

  public static func find(_ from: Phase, _ to: Phase) -> Transition? { table.first { $0.from == from && $0.to == to } }

  /// The step forward from a phase, as the spine shows it.
  public static func onward(from phase: Phase) -> Transition? { forward.first { $0.from == phase } }
}

/// A question that a gate asks of the facts.
public enum GateCheck: String, Sendable, Hashable, CaseIterable {
  case requestsApproved = "requests-approved"
  case planComplete = "plan-complete"
  case packageInLibrary = "package-in-library"
  case packageServes = "package-serves-requests"
  case settingsFit = "settings-fit"
  case packageAccepted = "package-accepted"
  case packageReleased = "package-released"
  case backoutProven = "backout-proven"
  case deploymentApproved = "deployment-approved"
  case groupsSignedOff = "groups-signed-off"
  case everyHostBackedOut = "every-host-backed-out"
  case nothingRuns = "nothing-runs"
  case nothingInProduction = "nothing-in-production"
  case requestsReviewed = "requests-reviewed"
  case outcomeTrue = "outcome-true"
  case profileFits = "profile-fits"
  case risksAnswered = "risks-answered"
  case clustersRepresented = "clusters-represented"
  case representativesStand = "representatives-stand"
  case dutiesOfPlanning = "duties-of-planning"
  case dutiesOfBuilding = "duties-of-building"
  case dutiesOfAcceptance = "duties-of-acceptance"
  case dutiesOfPreparation = "duties-of-preparation"
  case dutiesOfDeployment = "duties-of-deployment"
  case tasksOfPlanning = "tasks-of-planning"
  case tasksOfBuilding = "tasks-of-building"
  case tasksOfAcceptance = "tasks-of-acceptance"
  case tasksOfPreparation = "tasks-of-preparation"
  case tasksOfDeployment = "tasks-of-deployment"
  case tasksOfReview = "tasks-of-review"

  /// The process whose duties it asks about.
  var process: Phase? {
    switch self {
    case .dutiesOfPlanning: .planning
    case .dutiesOfBuilding: .building
    case .dutiesOfAcceptance: .acceptance
    case .dutiesOfPreparation: .preparation
    case .dutiesOfDeployment: .deployment
    case .requestsApproved, .planComplete, .packageInLibrary, .packageServes, .packageAccepted, .packageReleased,
      .backoutProven, .deploymentApproved, .groupsSignedOff, .everyHostBackedOut, .nothingRuns, .nothingInProduction,
      .requestsReviewed, .outcomeTrue, .profileFits, .risksAnswered, .clustersRepresented, .representativesStand,
      .settingsFit,
      .tasksOfPlanning,
      .tasksOfBuilding, .tasksOfAcceptance, .tasksOfPreparation, .tasksOfDeployment, .tasksOfReview:
      nil
    }
  }
}
