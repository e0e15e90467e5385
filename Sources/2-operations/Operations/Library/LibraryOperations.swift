import ConfigurationRules
import DeploymentRules
import Evidence
import Packages
import PeopleRules
import ReleaseRules
import Vocabulary

/// Takes a package into the library: its files are there as blobs, its description comes with the call (DSL-2).
public struct AdmitPackage: Operation {
  public static let name = "package.admit"
  public static let about = "Admit a package version to the library; its files have been uploaded before"
  public static let authority = Authority.roles([.librarian])
  public static let scope = TokenScope.build
  public static var looks: (@Sendable (AdmitPackage, Desk) throws -> FileLook)? {
    { admitted, _ in
      FileLook((try? PackageDescription(bytes: Array(admitted.description.utf8)))?.blobs.map(\.digest) ?? [])
    }
  }
  public var description: String
  public var builtBy: PersonIdentifier
  public var why: String
  public static let shape = Shape.record(
    AdmitPackage.init(description:builtBy:why:),
    field("description", \.description, .text(2...1_000_000, lines: true), "The package description, canonical JSON"),
    field("builtBy", \.builtBy, PersonIdentifier.shape, "Who built it"),
    field("why", \.why, .text(3...2000, lines: true), "Reason for admitting it"))
  public static let answer = one("package", PackageReference.shape).mapped(
    PackageAdmitted.init(package:), { $0.package }, else: "")

  public func run(_ desk: inout Desk) throws -> PackageAdmitted {
    let bytes = Array(description.utf8)
    let read: PackageDescription
    do { read = try PackageDescription(bytes: bytes) } catch {
      throw Refused(Refusal(error.rule, because: "\(error.because).", clears: "\(error.clears)."))
    }
    let manifest = read.manifest
    guard let reference = PackageReference(name: manifest.name, version: manifest.version) else {
      throw NotFound(subject: SubjectReference(kind: "package", reference: manifest.name.text))
    }
    _ = try desk.get(Person.self, builtBy.text)
    try Refused.unlessEmpty(problems(read, reference, desk))
    let item = try ItemDesk.record(
      .init(
        itemClass: "package", name: reference.text, status: .pending,
        attributes: [
          ItemAttribute(name: "digest", value: read.digest.text, source: .deployment),
          ItemAttribute(name: "state", value: "pending", source: .deployment),
        ]), &desk)
    let serves = Set(manifest.components.map(\.serves)).sorted()
    try desk.open(
      LibraryVersion.self, reference.text,
      .admitted(
        .init(
          name: manifest.name, version: manifest.version, digest: read.digest, bytes: bytes.count,
          contentBytes: read.blobs.reduce(0) { $0 + $1.bytes }, serves: serves, builtBy: builtBy,
          admittedBy: try desk.person(), item: item)),
      why: try desk.words(why))
    try desk.books.keepDescription(bytes, digest: read.digest)
    try LibraryDesk.publish(&desk)
    return PackageAdmitted(package: reference)
  }

  private func problems(_ read: PackageDescription, _ reference: PackageReference, _ desk: Desk) throws -> [Refusal] {
    var refusals: [Refusal] = []
    if try desk.find(LibraryVersion.self, reference.text) != nil {
      refusals.append(
        Refusal(
          "version-immutable", because: "\(reference) is in the library and never changes.",
          clears: "Give the changed package a new version.", by: [.developer]))
    }
    let digests = read.blobs.map(\.digest)
    for digest in digests where try !desk.books.hasBlob(digest) {
      refusals.append(
        Refusal(
          "file-uploaded", because: "The library has no file with digest \(digest.short)….",
          clears: "Upload it first: PUT /api/v1/blobs/\(digest.hex)."))
    }
    guard refusals.isEmpty else { return refusals }
    return LibraryContent.blockers(
      of: reference, needing: try digests.map { ($0, try desk.books.looked($0)) },
      known: try desk.find(LibraryContent.self, LibraryContent.reference)?.value)
  }
}

public struct PackageAdmitted: Sendable, Hashable {
  public var package: PackageReference
}

public struct AcceptPackage: Operation {
  public static let name = "package.accept"
  public static let about = "Accept a version after its tests: the pilot and production may be planned with it"
  public static let authority = Authority.roles([.testingCoordinator])
  public var package: PackageReference
  public static let shape = Shape.record(
    AcceptPackage.init(package:), field("package", \.package, PackageReference.shape, "The version"))
  public func run(_ desk: inout Desk) throws -> Done { try LibraryDesk.raise(package, .accept, &desk) }
}

public struct ReleasePackage: Operation {
  public static let name = "package.release"
  public static let about = "Release a version for production"
  public static let authority = Authority.roles([.librarian])
  public var package: PackageReference
  public static let shape = Shape.record(
    ReleasePackage.init(package:), field("package", \.package, PackageReference.shape, "The version"))
  public func run(_ desk: inout Desk) throws -> Done { try LibraryDesk.raise(package, .release, &desk) }
}

public struct WithdrawPackage: Operation {
  public static let name = "package.withdraw"
  public static let about = "Withdraw a version: no host installs it any more"
  public static let authority = Authority.roles([.librarian])
  public var package: PackageReference
  public var why: String
  public static let shape = Shape.record(
    WithdrawPackage.init(package:why:),
    field("package", \.package, PackageReference.shape, "The version"),
    field("why", \.why, .text(3...2000, lines: true), "Reason"))
  public func run(_ desk: inout Desk) throws -> Done { try LibraryDesk.raise(package, .withdraw, &desk, why: why) }
}

/// The library's first signed metadata. The root comes from the key folder, which alone can make it.
public struct BeginLibrary: Operation {
  public static let name = "library.begin"
  public static let about = "Begin the library with its root metadata"
  public static let authority = Authority.inside
  public var root: String
  public static let shape = Shape.record(
    BeginLibrary.init(root:), field("root", \.root, .text(2...100_000), "The signed root, canonical JSON"))

  public func run(_ desk: inout Desk) throws -> Done {
    guard try desk.books.metadata("root", version: nil) == nil else { return Done() }
    let envelope = try Envelope(bytes: Array(root.utf8))
    let metadata = try RootMetadata(payload: envelope.payload)
    try desk.books.keepMetadata(
      KeptMetadata(kind: "root", version: metadata.version, expires: metadata.expires, envelope: root))
    try LibraryDesk.publish(&desk)
    return Done()
  }
}

/// Keeps the timestamp fresh: a clock does it at half its life.
public struct RefreshTimestamp: Operation {
  public static let name = "library.refresh"
  public static let about = "Sign a fresh timestamp for the library"
  public static let authority = Authority.inside
  public static let shape = Shape<RefreshTimestamp>.nothing(RefreshTimestamp())

  public func run(_ desk: inout Desk) throws -> Done {
    guard let kept = try desk.books.metadata("timestamp", version: nil),
      kept.expires < desk.now + Span(milliseconds: LibraryDesk.timestampTerm.milliseconds / 2)
    else { return Done() }
    try LibraryDesk.publish(&desk)
    return Done()
  }
}

enum LibraryDesk {
  static let targetsTerm = Span.days(90)
  static let timestampTerm = Span.days(1)

  static func raise(_ package: PackageReference, _ command: LibraryCommand, _ desk: inout Desk, why: String? = nil)
    throws -> Done
  {
    let held = try desk.get(LibraryVersion.self, package.text)
    let others = try separation(held.value, command, &desk)
    try Refused.unlessEmpty(others + held.value.blockers(of: command, at: desk.now))
    try desk.record(held.value.decide(command, at: desk.now), on: held, why: try desk.words(why))
    try publish(&desk)
    return Done()
  }

  /// Once a rollout is signed off, released versions of the same package that are older and stand on no host any more are
  /// superseded (DSL-1).
  static func supersedeOlder(_ release: Release, _ desk: inout Desk) throws {
    guard let chosen = release.package, let newest = try desk.find(LibraryVersion.self, chosen.package.text)?.value
    else { return }
    let others = try desk.all(LibraryVersion.self, where: [Facet("name", newest.name.text)])
    var changed = false
    for held in others where held.value.status == .released && held.value.version < newest.version {
      let links = try desk.find(ConfigurationItem.self, held.value.item.text)?.value.links ?? []
      guard !links.contains(where: { $0.type == .installedOn }) else { continue }
      try desk.record(held.value.decide(.supersede(chosen.package), at: desk.now), on: held)
      changed = true
    }
    if changed { try publish(&desk) }
  }

  private static func separation(
    _ version: LibraryVersion, _ command: LibraryCommand, _ desk: inout Desk
  ) throws -> [Refusal] {
    var refusals: [Refusal] = []
    for (pair, first) in try duties(version, command, desk) {
      refusals += try WaiverDesk.separation(pair, on: version.subject, didFirst: first, &desk)
    }
    return refusals
  }

  /// What keeps a version from that, whatever is typed; no waiver is used up.
  static func blockers(_ reference: String, _ command: LibraryCommand, _ desk: Desk) throws -> [Refusal] {
    let version = try desk.get(LibraryVersion.self, reference).value
    return try duties(version, command, desk).flatMap { pair, first in
      try WaiverDesk.standing(pair, on: version.subject, didFirst: first, desk)
    } + version.blockers(of: command, at: desk.now)
  }

  /// Who built it approves it not; who had it tried does not accept the result (ROL-6).
  private static func duties(
    _ version: LibraryVersion, _ command: LibraryCommand, _ desk: Desk
  ) throws -> [(pair: Segregation.Pair, didFirst: PersonIdentifier?)] {
    switch command {
    case .prove, .supersede, .withdraw: return []
    case .release: return [(Segregation.buildAndApprove, version.builtBy)]
    case .accept: break
    }
    var duties: [(pair: Segregation.Pair, didFirst: PersonIdentifier?)] = [
      (Segregation.buildAndApprove, version.builtBy)
    ]
    // The librarian who admits it says who built it; accepting it on their own word would be one person's act.
    if version.admittedBy != version.builtBy { duties.append((Segregation.buildAndApprove, version.admittedBy)) }
    if let proof = version.proofs.last(where: \.holds) {
      let tester = try desk.find(Deployment.self, proof.deployment.text)?.value.startedBy
      duties.append((Segregation.testAndSignOff, tester))
    }
    return duties
  }

  /// Signs new targets from what the library holds, and a timestamp that names them.
  static func publish(_ desk: inout Desk) throws {
    guard let root = try desk.books.metadata("root", version: nil) else { return }
    let origin = try RootMetadata(payload: Envelope(bytes: Array(root.envelope.utf8)).payload).origin
    var entries: [LibraryEntry] = []
    var request = ListRequest(limit: 200)
    repeat {
      let page = try desk.books.list(LibraryVersion.self, request)
      entries += page.rows.compactMap { row in
        PackageStatus(rawValue: row.value.status.rawValue).map {
          LibraryEntry(
            bytes: row.value.bytes, digest: row.value.digest, name: row.value.name, status: $0,
            version: row.value.version)
        }
      }
      request.after = page.next
    } while request.after != nil
    let targets = TargetsMetadata(
      expires: desk.now + targetsTerm, origin: origin, packages: entries.sorted { $0.digest < $1.digest },
      version: (try desk.books.metadata("targets", version: nil)?.version ?? 0) + 1)
    try sign(targets, "targets", targets.version, targets.expires, desk)
    let timestamp = TimestampMetadata(
      expires: desk.now + timestampTerm, origin: origin, targets: TargetsPointer(to: targets),
      version: (try desk.books.metadata("timestamp", version: nil)?.version ?? 0) + 1)
    try sign(timestamp, "timestamp", timestamp.version, timestamp.expires, desk)
  }

  private static func sign<D: SignedDocument>(
    _ document: D, _ kind: String, _ version: Int, _ expires: Moment, _ desk: Desk
  ) throws {
    let envelope = try desk.books.sign(document.canonicalBytes, type: D.payloadType, role: kind)
    let text = String(decoding: envelope.canonicalBytes, as: UTF8.self)
    try desk.books.keepMetadata(KeptMetadata(kind: kind, version: version, expires: expires, envelope: text))
  }
}
