import Vocabulary

/// What a host believes of the library: the root it walked to, the newest timestamp and targets, and the versions it has
/// seen, below which it never goes back (docs/decisions/0007). Values: the old one stays until the new one is stored.
public struct TrustedLibrary: Sendable, Hashable {
  public private(set) var root: RootMetadata
  public private(set) var timestamp: TimestampMetadata?
  public private(set) var targets: TargetsMetadata?
  /// The highest versions ever accepted. To be stored (fsync) before what was accepted is used.
  public private(set) var seen: LibraryVersions
  private var timestampEnvelope: Envelope?
  private var targetsEnvelope: Envelope?

  private init(root: RootMetadata, seen: LibraryVersions) {
    self.root = root
    self.seen = seen
    self.seen.root = max(seen.root, root.version)
  }

  /// Version 1 of the root, believed by the digest in the enrolment token. `seen` are the versions that were stored.
  public static func pinned(
    _ envelope: Envelope, digest: Digest, seen: LibraryVersions = LibraryVersions(root: 0, targets: 0, timestamp: 0)
  ) throws(Objection) -> TrustedLibrary {
    guard envelope.payloadDigest == digest else {
      throw Objection(
        "root-not-pinned", because: "the first root is not the one that the enrolment token names",
        clears: "ask for a new token and enrol again, and find out who answered in the server's place")
    }
    guard envelope.payloadType == RootMetadata.payloadType else {
      throw Objection(
        "root-payload-type", because: "the envelope holds \(envelope.payloadType)", clears: "send the root metadata")
    }
    let root = try RootMetadata(payload: envelope.payload)
    guard root.version == 1 else {
      throw Objection(
        "root-version", because: "the pinned root has version \(root.version), not 1", clears: "send version 1 first")
    }
    return TrustedLibrary(root: try RootMetadata.verified(envelope, by: root.ring(of: .root)), seen: seen)
  }

  /// With these roots, one version after the other, beginning with the one after the present; each is signed by the
  /// thresholds of the one before and its own. After enrolment: `pinned(roots[0], …).walking(roots.dropFirst())`.
  public func walking(_ roots: some Sequence<Envelope>) throws(Objection) -> TrustedLibrary {
    var library = self
    for envelope in roots {
      let next = try RootMetadata.verified(envelope, by: library.root.ring(of: .root))
      guard next.version == library.root.version + 1 else {
        throw Objection(
          "root-version", because: "root \(next.version) does not follow root \(library.root.version)",
          clears: "send every version in order")
      }
      _ = try RootMetadata.verified(envelope, by: next.ring(of: .root))
      guard next.origin == library.root.origin else { throw Self.foreign("root") }
      library.root = next
      library.seen.root = max(library.seen.root, next.version)
    }
    library.forgetUnsigned()
    return library
  }

  /// What was signed by keys that a new root no longer names is forgotten; the versions seen are not.
  private mutating func forgetUnsigned() {
    if let envelope = timestampEnvelope,
      (try? TimestampMetadata.verified(envelope, by: root.ring(of: .timestamp))) == nil
    {
      (timestamp, timestampEnvelope) = (nil, nil)
    }
    if let envelope = targetsEnvelope, (try? TargetsMetadata.verified(envelope, by: root.ring(of: .targets))) == nil {
      (targets, targetsEnvelope) = (nil, nil)
    }
  }

  /// With a newer timestamp: signed, of this library, not older than seen, not expired.
  public func accepting(timestamp envelope: Envelope, at now: Moment) throws(Objection) -> TrustedLibrary {
    try checkRoot(at: now)
    let next = try TimestampMetadata.verified(envelope, by: root.ring(of: .timestamp))
    guard next.origin == root.origin else { throw Self.foreign("timestamp") }
    guard next.version >= seen.timestamp else {
      throw Self.rolledBack("timestamp", next.version, seen.timestamp)
    }
    guard next.targets.version >= seen.targets else {
      throw Self.rolledBack("targets", next.targets.version, seen.targets)
    }
    guard now < next.expires else { throw Self.expired("timestamp", next.expires) }
    var library = self
    (library.timestamp, library.timestampEnvelope) = (next, envelope)
    library.seen.timestamp = next.version
    return library
  }

  /// With newer targets: those that the timestamp names, signed, not older than seen, not expired.
  public func accepting(targets envelope: Envelope, at now: Moment) throws(Objection) -> TrustedLibrary {
    let pointer = try freshTimestamp(at: now).targets
    guard envelope.payload.count == pointer.bytes, envelope.payloadDigest == pointer.digest else {
      throw Objection(
        "targets-not-named", because: "the targets are not those that the timestamp names",
        clears: "fetch targets \(pointer.version) again, from the server itself")
    }
    let next = try TargetsMetadata.verified(envelope, by: root.ring(of: .targets))
    guard next.origin == root.origin else { throw Self.foreign("targets") }
    guard next.version == pointer.version else {
      throw Objection(
        "targets-version", because: "the targets have version \(next.version), the timestamp says \(pointer.version)",
        clears: "have the timestamp made anew")
    }
    guard next.version >= seen.targets else { throw Self.rolledBack("targets", next.version, seen.targets) }
    guard now < next.expires else { throw Self.expired("targets", next.expires) }
    var library = self
    (library.targets, library.targetsEnvelope) = (next, envelope)
    library.seen.targets = next.version
    return library
  }

  /// What the library says of a package, if everything it rests on is fresh.
  public func entry(_ package: Digest, at now: Moment) throws(Objection) -> LibraryEntry {
    let pointer = try freshTimestamp(at: now).targets
    guard let targets, targetsEnvelope?.payloadDigest == pointer.digest else {
      throw Objection(
        "library-incomplete", because: "the targets that the timestamp names are not here yet",
        clears: "wait for the next poll, which brings them")
    }
    guard now < targets.expires else { throw Self.expired("targets", targets.expires) }
    guard let entry = targets.entry(package) else {
      throw Objection(
        "package-not-in-library", because: "the library does not hold \(package.text)",
        clears: "have the package admitted to the library")
    }
    return entry
  }

  /// What a poll says the host has: nothing that would have to be fetched again counts.
  public var versions: LibraryVersions {
    LibraryVersions(root: root.version, targets: targets?.version ?? 0, timestamp: timestamp?.version ?? 0)
  }

  private func freshTimestamp(at now: Moment) throws(Objection) -> TimestampMetadata {
    try checkRoot(at: now)
    guard let timestamp else {
      throw Objection(
        "library-incomplete", because: "there is no timestamp of the library here",
        clears: "wait for the next poll, which brings it")
    }
    guard now < timestamp.expires else { throw Self.expired("timestamp", timestamp.expires) }
    return timestamp
  }

  private func checkRoot(at now: Moment) throws(Objection) {
    guard root.version >= seen.root else { throw Self.rolledBack("root", root.version, seen.root) }
    guard now < root.expires else { throw Self.expired("root", root.expires) }
  }

  private static func rolledBack(_ word: String, _ version: Int, _ seen: Int) -> Objection {
    Objection(
      "\(word)-rollback", because: "\(word) \(version) is older than \(seen), which was seen before",
      clears: "send the present metadata; somebody may be serving old metadata on purpose")
  }

  private static func expired(_ word: String, _ moment: Moment) -> Objection {
    Objection(
      "\(word)-expired", because: "the library's \(word) expired at \(moment.text)",
      clears: "have it signed anew; if the server does, something between holds it back")
  }

  private static func foreign(_ word: String) -> Objection {
    Objection(
      "\(word)-origin", because: "the \(word) belongs to another installation", clears: "send this installation's own")
  }
}
