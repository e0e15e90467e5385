import Evidence
import Vocabulary

/// A release: approved requests carried into production together (LIF-1, CHG-5).
public struct Release: Subject {
  public static let kind = ReleaseKind.word

  public var identifier: ReleaseReference
  public var title: Words
  public var requests: [RequestReference]
  public var openedAt: Moment
  public var phase: Phase
  /// For a suspended release: where it was.
  public var suspendedIn: Phase?
  public var plan: ReleasePlan?
  public var planVersion: Int
  public var package: ChosenPackage?
  public var approval: DeploymentApproval?
  public var deployments: [DeploymentReference]
  /// Rollouts that the release manager signed off as successful and complete (DEP-6).
  public var signedOff: [DeploymentReference]
  public var profile: ProfileChoice
  public var team: ReleaseTeam
  /// Its ways back, oldest first: what was answered before one of them for a later phase counts no more.
  public var returns: [Returned]
  /// For a suspended or cancelled release: why.
  public var stop: Stop?
  /// How many versions of its plan were agreed (PLN-9).
  public var agreedPlans: Int

  public var reference: String { identifier.text }

  public static let shape = Shape.record(
    Release.init(
      identifier:title:requests:openedAt:phase:suspendedIn:plan:planVersion:package:approval:deployments:signedOff:
      profile:team:returns:stop:agreedPlans:),
    field("identifier", \.identifier, ReleaseReference.shape, "Reference"),
    field("title", \.title, Words.shape, "Title"),
    field("requests", \.requests, .list(RequestReference.shape), "Requests it carries"),
    field("openedAt", \.openedAt, Moment.shape, "When it was opened"),
    field("phase", \.phase, .oneOf, "Where it stands"),
    optional("suspendedIn", \.suspendedIn, .oneOf, "Where it was when it was suspended"),
    optional("plan", \.plan, ReleasePlan.shape, "Hosts, window, settings"),
    field("planVersion", \.planVersion, .whole(0...1_000_000), "Version of the plan"),
    optional("package", \.package, ChosenPackage.shape, "Package version"),
    optional("approval", \.approval, DeploymentApproval.shape, "Standing approval of the deployment"),
    field("deployments", \.deployments, .list(DeploymentReference.shape), "Its deployments"),
    field("signedOff", \.signedOff, .list(DeploymentReference.shape), "Rollouts signed off"),
    field("profile", \.profile, ProfileChoice.shape, else: .first, "How much of the practice it takes"),
    field("team", \.team, ReleaseTeam.shape, else: .nobody, "Who takes part, and what they answered"),
    field("returns", \.returns, .list(Returned.shape), else: [], "Its ways back"),
    optional("stop", \.stop, Stop.shape, "Why it was stopped"),
    field("agreedPlans", \.agreedPlans, .whole(0...1_000_000), else: 0, "Versions of its plan that were agreed"))

  public static let facetNotes = [
    FacetNote("phase", "Where it stands", of: Phase.self), FacetNote("openedAt", .number, "When it was opened"),
    FacetNote("profile", "How much of the practice it takes", of: Profile.self),
  ]

  public var facets: [Facet] {
    [
      Facet("phase", phase.rawValue), Facet("openedAt", openedAt.milliseconds),
      Facet("profile", profile.profile.rawValue),
    ]
  }
}

extension Release {
  public static let edgeNames = ["carries", "brings", "goes-to", "deploys", "represented-by"]
  public var edges: [Edge] {
    requests.map { Edge("carries", to: $0.subject) } + (package.map { [Edge("brings", to: $0.package.subject)] } ?? [])
      + (plan?.hosts ?? []).map { Edge("goes-to", to: $0.subject) }
      + deployments.map { Edge("deploys", to: $0.subject) }
      + Set(team.representations.compactMap(\.person)).sorted().map { Edge("represented-by", to: $0.subject) }
  }

  /// What clusters' answers rest on.
  public var statements: [Statement] {
    [
      Statement("requests", requests.map(\.text).joined(separator: " ").nonEmptyPrefix(400)),
      Statement("plan", planVersion == 0 ? nil : String(planVersion)),
      Statement("package", package.map { "\($0.package.text) \($0.digest.hex)" }),
    ]
  }
}

extension String {
  /// At most so many characters; nil for an empty text.
  fileprivate func nonEmptyPrefix(_ most: Int) -> String? { isEmpty ? nil : String(prefix(most)) }
}

/// Where and when a release goes, and with which settings.
public struct ReleasePlan: Sendable, Hashable {
  public var hosts: [HostIdentifier]
  public var window: Interval
  public var parameters: [Setting]
  public var plannedBy: PersonIdentifier

  public init(hosts: [HostIdentifier], window: Interval, parameters: [Setting], plannedBy: PersonIdentifier) {
    self.hosts = hosts.sorted()
    self.window = window
    self.parameters = parameters.sorted { $0.name < $1.name }
    self.plannedBy = plannedBy
  }

  public static let shape = Shape.record(
    ReleasePlan.init(hosts:window:parameters:plannedBy:),
    field("hosts", \.hosts, .list(HostIdentifier.shape, 1...100_000), "Production hosts"),
    field("window", \.window, Interval.shape, "When a host may begin"),
    field("parameters", \.parameters, .list(Setting.shape, 0...200), "Settings of the package"),
    field("plannedBy", \.plannedBy, PersonIdentifier.shape, "Who planned it"))
}

/// A parameter's value as text.
public struct Setting: Sendable, Hashable {
  public var name: String
  public var value: String

  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  public static let shape = Shape.record(
    Setting.init(name:value:),
    field("name", \.name, .text(1...60), "Name of the parameter"),
    field("value", \.value, .text(0...1000), "Value"))
}

public struct ChosenPackage: Sendable, Hashable {
  public var package: PackageReference
  public var digest: Digest

  public init(package: PackageReference, digest: Digest) {
    self.package = package
    self.digest = digest
  }

  public static let shape = Shape.record(
    ChosenPackage.init(package:digest:),
    field("package", \.package, PackageReference.shape, "Package"),
    field("digest", \.digest, Digest.shape, "Its digest"))
}

/// The change manager's approval of exactly one content (docs/decisions/0003). Editing what it is for takes it away.
public struct DeploymentApproval: Sendable, Hashable {
  public var number: Int
  public var plan: Int
  public var digest: Digest
  /// Digest of the approval document's payload.
  public var document: Digest
  public var by: PersonIdentifier

  public init(number: Int, plan: Int, digest: Digest, document: Digest, by: PersonIdentifier) {
    self.number = number
    self.plan = plan
    self.digest = digest
    self.document = document
    self.by = by
  }

  public static let shape = Shape.record(
    DeploymentApproval.init(number:plan:digest:document:by:),
    field("number", \.number, .whole(1...2_000_000_000), "Number"),
    field("plan", \.plan, .whole(1...1_000_000), "Version of the plan"),
    field("digest", \.digest, Digest.shape, "Package digest"),
    field("document", \.document, Digest.shape, "Digest of the signed document"),
    field("by", \.by, PersonIdentifier.shape, "Who approved"))
}
