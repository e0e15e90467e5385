import DeploymentRules
import Evidence
import Packages
import PeopleRules
import ReleaseRules
import Vocabulary

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
