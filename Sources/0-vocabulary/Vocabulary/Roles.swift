/// What a person does in release management (ROL-1). Each role belongs to one cluster (ROL-2).
public enum Role: String, Sendable, Hashable, CaseIterable {
  case releaseManager = "release-manager"
  case changeManager = "change-manager"
  case changeInitiator = "change-initiator"
  case changeOwner = "change-owner"
  case communicationsCoordinator = "communications-coordinator"
  case documentationCoordinator = "documentation-coordinator"
  case testingCoordinator = "testing-coordinator"
  case testManager = "test-manager"
  case planOwner = "plan-owner"
  case advisoryBoardMember = "cab-member"
  case configurationManager = "configuration-manager"
  case librarian = "librarian"
  case problemManager = "problem-manager"
  case serviceDesk = "service-desk"
  case operationsEngineer = "operations-engineer"
  case developer = "developer"
  case tester = "tester"
  case rolloutTeamMember = "rollout-team-member"
  case trainingManager = "training-manager"
  case userRepresentative = "user-representative"
  case supplierRepresentative = "supplier-representative"
  case serviceLevelManager = "service-level-manager"
  case lineManager = "line-manager"
  case securityRepresentative = "security-representative"
  case sponsor = "sponsor"
  case auditor = "auditor"
  case administrator = "administrator"

  /// The role as people say it: «release manager».
  public var label: String {
    switch self {
    case .advisoryBoardMember: "CAB member"
    case .librarian: "DSL librarian"
    default: rawValue.split(separator: "-").joined(separator: " ")
    }
  }

  /// Whether its holder may stand for the cluster. An auditor reads everything and changes nothing, and an administrator
  /// looks after the installation.
  public var speaksForCluster: Bool {
    switch self {
    case .auditor, .administrator: false
    default: true
    }
  }

  public var cluster: Cluster {
    switch self {
    case .releaseManager, .changeManager, .changeInitiator, .changeOwner, .advisoryBoardMember, .planOwner,
      .testingCoordinator, .communicationsCoordinator, .documentationCoordinator, .sponsor, .lineManager:
      .release
    case .developer, .librarian, .configurationManager, .testManager: .infrastructure
    case .operationsEngineer, .rolloutTeamMember: .operations
    case .supplierRepresentative: .partner
    case .securityRepresentative, .auditor, .administrator: .security
    case .serviceDesk, .problemManager, .trainingManager, .tester: .support
    case .serviceLevelManager, .userRepresentative: .service
    }
  }
}

/// The seven role clusters (ROL-2).
public enum Cluster: String, Sendable, Hashable, CaseIterable {
  case infrastructure, operations, partner, release, security, support, service

  public var label: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

/// A role held for everything, or for one release only.
public struct RoleGrant: Sendable, Hashable {
  public var role: Role
  public var release: ReleaseReference?

  public init(role: Role, release: ReleaseReference?) {
    self.role = role
    self.release = release
  }

  public static let shape = Shape.record(
    RoleGrant.init(role:release:),
    field("role", \.role, .oneOf, "The role"),
    optional("release", \.release, ReleaseReference.shape, "Only for this release; left out: for everything"))
}
