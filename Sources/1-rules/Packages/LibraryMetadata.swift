import Vocabulary

/// Where a version in the library stands (docs/decisions/0007).
public enum PackageStatus: String, Sendable, Hashable, CaseIterable {
  case stored, accepted, released, superseded, withdrawn

  public static let shape = Shape<PackageStatus>.oneOf

  /// Whether a package of this status may be installed for that purpose. A superseded one was released once and may
  /// be approved again; a withdrawn one never.
  public func suffices(for purpose: DeploymentPurpose) -> Bool {
    switch (purpose, self) {
    case (_, .withdrawn): false
    case (.laboratory, _): true
    case (.pilot, .stored), (.production, .stored), (.emergency, .stored): false
    case (.production, .accepted): false
    case (.pilot, _), (.emergency, _), (.production, _): true
    }
  }
}

/// One version in the library.
public struct LibraryEntry: Sendable, Hashable {
  /// Length of the package description.
  public var bytes: Int
  /// Digest of the package description.
  public var digest: Digest
  public var name: PackageName
  public var status: PackageStatus
  public var version: Version

  public init(bytes: Int, digest: Digest, name: PackageName, status: PackageStatus, version: Version) {
    self.bytes = bytes
    self.digest = digest
    self.name = name
    self.status = status
    self.version = version
  }

  public static let shape = Shape.record(
    LibraryEntry.init(bytes:digest:name:status:version:),
    field("bytes", \.bytes, .counting(from: 1), "Length of the description"),
    field("digest", \.digest, Digest.shape, "Digest of the description"),
    field("name", \.name, PackageName.shape, "The package's name"),
    field("status", \.status, PackageStatus.shape, "Where it stands"),
    field("version", \.version, Version.shape, "Its version"))
}

/// What the library holds (docs/decisions/0007).
public struct TargetsMetadata: SignedDocument, Hashable {
  public static let payloadType = "application/vnd.slipway.targets+json"
  public static let word = "targets"

  public var expires: Moment
  public var format: Int
  public var origin: String
  public var packages: [LibraryEntry]
  public var version: Int

  public init(expires: Moment, format: Int = 1, origin: String, packages: [LibraryEntry], version: Int) {
    self.expires = expires
    self.format = format
    self.origin = origin
    self.packages = packages
    self.version = version
  }

  public static let shape = Shape.record(
    TargetsMetadata.init(expires:format:origin:packages:version:),
    field("expires", \.expires, Moment.shape, "Not believed from then on"),
    field("format", \.format, .format(1), "This form"),
    field("origin", \.origin, .exactText(1...100), "The log's origin"),
    field("packages", \.packages, .list(LibraryEntry.shape, 0...50_000), "Sorted by digest"),
    field("version", \.version, .counting(from: 1), "From 1"))

  public var disorder: [FieldProblem] {
    packages.ascend(by: { $0.digest < $1.digest })
      ? [] : [FieldProblem(pointer: "/packages", says: "must be sorted by digest, each once")]
  }

  public func entry(_ package: Digest) -> LibraryEntry? { packages.first { $0.digest == package } }
}

/// Which targets are the present ones.
public struct TargetsPointer: Sendable, Hashable {
  public var bytes: Int
  public var digest: Digest
  public var version: Int

  public init(bytes: Int, digest: Digest, version: Int) {
    self.bytes = bytes
    self.digest = digest
    self.version = version
  }

  /// To the payload of these targets.
  public init(to targets: TargetsMetadata) {
    let payload = targets.canonicalBytes
    self.init(bytes: payload.count, digest: .sha256(of: payload), version: targets.version)
  }

  public static let shape = Shape.record(
    TargetsPointer.init(bytes:digest:version:),
    field("bytes", \.bytes, .counting(from: 1), "Length of the targets payload"),
    field("digest", \.digest, Digest.shape, "Its digest"),
    field("version", \.version, .counting(from: 1), "Its version"))
}

/// That the library's metadata is fresh (docs/decisions/0007).
public struct TimestampMetadata: SignedDocument, Hashable {
  public static let payloadType = "application/vnd.slipway.timestamp+json"
  public static let word = "timestamp"

  public var expires: Moment
  public var format: Int
  public var origin: String
  public var targets: TargetsPointer
  public var version: Int

  public init(expires: Moment, format: Int = 1, origin: String, targets: TargetsPointer, version: Int) {
    self.expires = expires
    self.format = format
    self.origin = origin
    self.targets = targets
    self.version = version
  }

  public static let shape = Shape.record(
    TimestampMetadata.init(expires:format:origin:targets:version:),
    field("expires", \.expires, Moment.shape, "Not believed from then on"),
    field("format", \.format, .format(1), "This form"),
    field("origin", \.origin, .exactText(1...100), "The log's origin"),
    field("targets", \.targets, TargetsPointer.shape, "The present targets"),
    field("version", \.version, .counting(from: 1), "From 1"))

  public var disorder: [FieldProblem] { [] }
}

/// The versions of metadata that a host has or has seen; 0 for none.
public struct LibraryVersions: Sendable, Hashable {
  public var root: Int
  public var targets: Int
  public var timestamp: Int

  public init(root: Int, targets: Int, timestamp: Int) {
    self.root = root
    self.targets = targets
    self.timestamp = timestamp
  }

  public static let shape = Shape.record(
    LibraryVersions.init(root:targets:timestamp:),
    field("root", \.root, .counting(from: 0), "Of the root"),
    field("targets", \.targets, .counting(from: 0), "Of the targets"),
    field("timestamp", \.timestamp, .counting(from: 0), "Of the timestamp"))
}
