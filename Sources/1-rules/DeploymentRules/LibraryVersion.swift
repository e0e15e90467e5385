import Evidence
import Vocabulary

/// A package version in the definitive software library (DSL-1): immutable content, a status that moves.
public struct LibraryVersion: Subject {
  public static let kind = PackageVersionKind.word

  public var identifier: PackageReference
  public var name: PackageName
  public var version: Version
  public var digest: Digest
  /// Length of the description in bytes, as the library's metadata names it.
  public var bytes: Int
  /// Length of all files in bytes.
  public var contentBytes: Int64
  public var serves: [RequestReference]
  public var builtBy: PersonIdentifier
  public var admittedBy: PersonIdentifier
  public var item: ItemReference
  public var status: LibraryStatus
  public var proofs: [BackoutProof]

  public var reference: String { identifier.text }

  public static let shape = Shape.record(
    LibraryVersion.init(
      identifier:name:version:digest:bytes:contentBytes:serves:builtBy:admittedBy:item:status:proofs:),
    field("identifier", \.identifier, PackageReference.shape, "Reference"),
    field("name", \.name, PackageName.shape, "Name"),
    field("version", \.version, Version.shape, "Version"),
    field("digest", \.digest, Digest.shape, "Digest of the description"),
    field("bytes", \.bytes, .whole(1...16_777_216), "Length of the description, bytes"),
    field("contentBytes", \.contentBytes, .whole(0...JSON.largestWhole), "Length of all files, bytes"),
    field("serves", \.serves, .list(RequestReference.shape), "Requests that its components serve"),
    field("builtBy", \.builtBy, PersonIdentifier.shape, "Who built it"),
    field("admittedBy", \.admittedBy, PersonIdentifier.shape, "The librarian"),
    field("item", \.item, ItemReference.shape, "Its configuration item"),
    field("status", \.status, .oneOf, "Status"),
    field("proofs", \.proofs, .list(BackoutProof.shape), "Proofs that its backout works"))

  public static let facetNotes = [
    FacetNote("name", .text, "Name"), FacetNote("status", "Status", of: LibraryStatus.self),
    FacetNote("digest", .text, "Digest"),
  ]

  /// What the gates of a release that brings it rest on.
  public var statements: [Statement] {
    [Statement("status", status.rawValue), Statement("backout-proven", isBackoutProven ? "yes" : "no")]
  }

  public var facets: [Facet] {
    [Facet("name", name.text), Facet("status", status.rawValue), Facet("digest", digest.text)]
  }
}

public enum LibraryStatus: String, Sendable, Hashable, CaseIterable {
  case stored, accepted, released, superseded, withdrawn
}

/// Observed equality before installing and after backing out, for one package digest (ACC-8).
public struct BackoutProof: Sendable, Hashable {
  public var deployment: DeploymentReference
  public var host: HostIdentifier
  public var before: Digest
  public var after: Digest
  /// How long the backout took, milliseconds.
  public var milliseconds: Int64
  /// Facts left out as noise, by count.
  public var noise: Int

  public init(
    deployment: DeploymentReference, host: HostIdentifier, before: Digest, after: Digest, milliseconds: Int64,
    noise: Int
  ) {
    self.deployment = deployment
    self.host = host
    self.before = before
    self.after = after
    self.milliseconds = milliseconds
    self.noise = noise
  }

  public var holds: Bool { before == after }

  public static let shape = Shape.record(
    BackoutProof.init(deployment:host:before:after:milliseconds:noise:),
    field("deployment", \.deployment, DeploymentReference.shape, "The trial"),
    field("host", \.host, HostIdentifier.shape, "Where it was tried"),
    field("before", \.before, Digest.shape, "Fingerprint before"),
    field("after", \.after, Digest.shape, "Fingerprint after backout"),
    field("milliseconds", \.milliseconds, .whole(0...JSON.largestWhole), "Time the backout took, milliseconds"),
    field("noise", \.noise, .whole(0...100_000), "Facts left out as noise"))
}

extension LibraryVersion {
  public static let edgeNames = ["is", "serves"]
  public var edges: [Edge] { [Edge("is", to: item.subject)] + serves.map { Edge("serves", to: $0.subject) } }
}

public enum LibraryEvent: SubjectEvent {
  case admitted(Admitted)
  case proven(BackoutProof)
  case accepted
  case released
  case superseded(PackageReference)
  case withdrawn

  public struct Admitted: Sendable, Hashable {
    public var name: PackageName
    public var version: Version
    public var digest: Digest
    public var bytes: Int
    public var contentBytes: Int64
    public var serves: [RequestReference]
    public var builtBy: PersonIdentifier
    public var admittedBy: PersonIdentifier
    public var item: ItemReference

    public init(
      name: PackageName, version: Version, digest: Digest, bytes: Int, contentBytes: Int64,
      serves: [RequestReference], builtBy: PersonIdentifier, admittedBy: PersonIdentifier, item: ItemReference
    ) {
      self.name = name
      self.version = version
      self.digest = digest
      self.bytes = bytes
      self.contentBytes = contentBytes
      self.serves = serves
      self.builtBy = builtBy
      self.admittedBy = admittedBy
      self.item = item
    }

    static let shape = Shape.record(
      Admitted.init(name:version:digest:bytes:contentBytes:serves:builtBy:admittedBy:item:),
      field("name", \.name, PackageName.shape, "Name"),
      field("version", \.version, Version.shape, "Version"),
      field("digest", \.digest, Digest.shape, "Digest of the description"),
      field("bytes", \.bytes, .whole(1...16_777_216), "Length of the description, bytes"),
      field("contentBytes", \.contentBytes, .whole(0...JSON.largestWhole), "Length of all files, bytes"),
      field("serves", \.serves, .list(RequestReference.shape), "Requests that its components serve"),
      field("builtBy", \.builtBy, PersonIdentifier.shape, "Who built it"),
      field("admittedBy", \.admittedBy, PersonIdentifier.shape, "The librarian"),
      field("item", \.item, ItemReference.shape, "Its configuration item"))
  }

  public static let shape = Shape<LibraryEvent>.choice(
    .when("admitted/1", Admitted.shape, { .admitted($0) }, { if case .admitted(let it) = $0 { it } else { nil } }),
    .when("proven/1", BackoutProof.shape, { .proven($0) }, { if case .proven(let it) = $0 { it } else { nil } }),
    .bare("accepted/1", .accepted),
    .bare("released/1", .released),
    .when(
      "superseded/1", one("by", PackageReference.shape), { .superseded($0) },
      { if case .superseded(let it) = $0 { it } else { nil } }),
    .bare("withdrawn/1", .withdrawn))
}

extension LibraryVersion {
  public static func born(_ reference: String, of event: LibraryEvent, _ stamp: Stamp) -> LibraryVersion? {
    guard case .admitted(let it) = event, let identifier = PackageReference(reference) else { return nil }
    return LibraryVersion(
      identifier: identifier, name: it.name, version: it.version, digest: it.digest, bytes: it.bytes,
      contentBytes: it.contentBytes, serves: it.serves, builtBy: it.builtBy, admittedBy: it.admittedBy,
      item: it.item, status: .stored, proofs: [])
  }

  public func applying(_ event: LibraryEvent, _ stamp: Stamp) -> LibraryVersion {
    var next = self
    switch event {
    case .admitted: break
    case .proven(let proof): next.proofs.append(proof)
    case .accepted: next.status = .accepted
    case .released: next.status = .released
    case .superseded: next.status = .superseded
    case .withdrawn: next.status = .withdrawn
    }
    return next
  }
}
