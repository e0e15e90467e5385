import ChangeRules
import DeploymentRules
import Evidence
import Packages
import PeopleRules
import ReleaseRules
import Vocabulary

/// What the operations on releases share.
enum ReleaseDesk {
  @discardableResult
  static func decide(
    _ release: ReleaseReference, _ command: ReleaseCommand, _ desk: inout Desk, why: String? = nil,
    alsoHosts: [HostIdentifier] = []
  ) throws -> Done {
    let held = try desk.get(Release.self, release.text)
    let facts = try facts(held.value, desk, alsoHosts: alsoHosts)
    let events = try held.value.decide(command, given: facts, at: desk.now)
    let after = try desk.record(events, on: held, why: try desk.words(why))
    try passOn(events, after.value, facts, &desk)
    return Done()
  }

  /// What follows for requests when a release moves: they are implemented or backed out when it enters its review, and
  /// free again when it is cancelled (CHG-6).
  private static func passOn(
    _ events: [ReleaseEvent], _ release: Release, _ facts: ReleaseFacts, _ desk: inout Desk
  ) throws {
    for event in events {
      if case .signedOff = event { try LibraryDesk.supersedeOlder(release, &desk) }
    }
    for case .moved(let move) in events {
      switch move.to {
      case .review:
        for request in release.requests {
          try RequestDesk.decide(request, .finish(backedOut: move.from == .backedOut), &desk)
          let after = try desk.get(ChangeRequest.self, request.text).value
          if let due = after.reviewDue, !after.hasEnded { try ReviewReminders.set(request, due: due, desk) }
        }
      case .cancelled:
        for request in release.requests { try RequestDesk.decide(request, .leave, &desk) }
      case .planning, .building, .acceptance, .preparation, .deployment, .closed, .suspended, .backedOut: break
      }
    }
  }

  static func facts(_ release: Release, _ desk: Desk, alsoHosts: [HostIdentifier] = []) throws -> ReleaseFacts {
    let hosts = Set((release.plan?.hosts ?? []) + alsoHosts).sorted()
    let gone =
      release.deployments.isEmpty
      ? [] : Set(try desk.all(Host.self, where: [Facet("retired", "yes")]).map(\.value.identifier))
    return ReleaseFacts(
      requests: try release.requests.map { try standing($0, desk) },
      package: try release.package.flatMap { try standing($0, release.phase, desk) },
      hosts: try hosts.compactMap { try standing($0, desk) },
      deployments: try release.deployments.compactMap { try standing($0, without: gone, desk) })
  }

  private static func standing(_ request: RequestReference, _ desk: Desk) throws -> RequestStanding {
    let held = try desk.get(ChangeRequest.self, request.text).value
    return RequestStanding(
      request: request, isApproved: held.status.isApproved, isReviewed: held.status == .closed,
      isImplemented: held.status == .implemented || (held.status == .closed && !held.wasBackedOut),
      status: held.status.label)
  }

  private static func standing(
    _ package: ChosenPackage, _ phase: Phase, _ desk: Desk
  ) throws -> PackageStanding? {
    guard let held = try desk.find(LibraryVersion.self, package.package.text)?.value else { return nil }
    // No gate asks for settings once everything is deployed, and boards show many such releases.
    let isBehind = [.review, .closed, .cancelled, .backedOut].contains(phase)
    return PackageStanding(
      package: held.identifier, digest: held.digest, status: held.status.rawValue,
      isUsable: [.stored, .accepted, .released].contains(held.status), isAccepted: held.status == .accepted,
      isReleased: held.status == .released, isProven: held.isBackoutProven, serves: held.serves,
      parameters: isBehind ? [] : try ParameterDesk.parameters(held.digest, desk))
  }

  private static func standing(_ host: HostIdentifier, _ desk: Desk) throws -> HostStanding? {
    guard let held = try desk.find(Host.self, host.text)?.value else { return nil }
    return HostStanding(
      host: host, name: held.name, isProduction: held.purpose == .production, isRetired: held.retired,
      replacedBy: held.replacedBy)
  }

  /// What stood on a machine that is retired stands nowhere any more: nobody can back it out, and nobody has to.
  private static func standing(
    _ deployment: DeploymentReference, without gone: Set<HostIdentifier>, _ desk: Desk
  ) throws -> DeploymentStanding? {
    guard let held = try desk.find(Deployment.self, deployment.text)?.value else { return nil }
    let kind: DeploymentStanding.Kind =
      switch held.plan.action {
      case .install: .rollout
      case .backout: .backout
      case .trial: .trial
      }
    return DeploymentStanding(
      deployment: deployment, kind: kind, isRunning: held.state == .running, hasSucceeded: held.state == .succeeded,
      isHalted: held.state == .halted, digest: held.plan.digest, hosts: held.plan.hosts,
      done: held.runs.filter { $0.result?.succeeds(for: held.plan.action) ?? false }.map(\.host).filter {
        !gone.contains($0)
      })
  }
}

/// Approval documents (docs/decisions/0003).
enum ApprovalDesk {
  /// How long after the window a backout may still be ordered.
  static let backoutTerm = Span.days(30)

  static func sign(
    for release: Release, actions: [OrderAction], purpose: DeploymentPurpose, hosts: [HostIdentifier],
    window: Interval, by person: PersonIdentifier, _ desk: Desk
  ) throws -> (number: Int, digest: Digest) {
    let values = settings(release)
    guard let package = release.package,
      let approved = ApprovedHosts(hosts.map { ApprovedHost(host: $0, values: values) })
    else {
      throw Refused(
        Refusal(
          "package-chosen", because: "\(release.identifier) has no package or no hosts.", clears: "Choose them first.",
          by: [.releaseManager]))
    }
    let number = try desk.books.nextNumber("approval:")
    let document = Approval(
      actions: actions.sorted { $0.rawValue < $1.rawValue }, approval: number, approvedAt: desk.now,
      approvedBy: [person], backoutUntil: window.until + backoutTerm, hosts: approved.root,
      packages: [package.digest], plan: max(1, release.planVersion), purpose: purpose, release: release.identifier,
      window: window)
    let envelope = try desk.books.sign(document.canonicalBytes, type: Approval.payloadType, role: "approvals")
    try desk.books.keepMetadata(
      KeptMetadata(
        kind: "approval/\(number)", version: 1, expires: document.backoutUntil,
        envelope: String(decoding: envelope.canonicalBytes, as: UTF8.self)))
    let scope: JSON = [
      "hosts": .array(approved.hosts.map { .string($0.host.text) }),
      "parameters": .array(values.map(ParameterValue.shape.write)),
    ]
    try desk.books.keepMetadata(
      KeptMetadata(
        kind: "approval-scope/\(number)", version: 1, expires: document.backoutUntil, envelope: scope.canonicalText))
    return (number, document.digest)
  }

  static func envelope(_ number: Int, _ desk: Desk) throws -> Envelope {
    guard let kept = try desk.books.metadata("approval/\(number)", version: nil) else {
      throw NotFound(subject: SubjectReference(kind: "approval", reference: String(number)))
    }
    return try Envelope(bytes: Array(kept.envelope.utf8))
  }

  /// The hosts and settings that an approval was signed for: a later plan does not change what it contains, and a backout
  /// is ordered with the settings of the installation.
  static func scope(_ number: Int, _ desk: Desk) throws -> (hosts: [HostIdentifier], values: [ParameterValue]) {
    guard let kept = try desk.books.metadata("approval-scope/\(number)", version: nil) else {
      throw NotFound(subject: SubjectReference(kind: "approval", reference: String(number)))
    }
    let json = try JSON(parsing: kept.envelope)
    return (
      (json["hosts"]?.items ?? []).compactMap { $0.text.flatMap { HostIdentifier($0) } },
      try (json["parameters"]?.items ?? []).map { try ParameterValue.shape.read($0) }
    )
  }

  static func settings(_ release: Release) -> [ParameterValue] {
    (release.plan?.parameters ?? []).map { ParameterValue(name: $0.name, value: $0.value) }.sorted { $0.name < $1.name }
  }
}
