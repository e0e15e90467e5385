import Packages
import Testing
import Vocabulary

@Suite("The library's metadata")
struct TrustedLibraryTests {
  private let now = Sample.now

  private func pinned(seen: LibraryVersions = LibraryVersions(root: 0, targets: 0, timestamp: 0)) throws
    -> TrustedLibrary
  {
    let root = try Sample.root().signed(by: [try Sample.key(13)])
    return try TrustedLibrary.pinned(root, digest: root.payloadDigest, seen: seen)
  }

  private func signed(_ timestamp: TimestampMetadata, by key: UInt8 = 15) throws -> Envelope {
    timestamp.signed(by: [try Sample.key(key)])
  }

  private func signed(_ targets: TargetsMetadata, by key: UInt8 = 14) throws -> Envelope {
    targets.signed(by: [try Sample.key(key)])
  }

  @Test("DSL-4: the bytes of root, targets and timestamp are those that another program worked out")
  func golden() throws {
    #expect(
      try Sample.root().digest.hex == "ccd9c419ed271e80a6f46db75c672ef7f78ec798f22519941bb2cacad529546d")
    let targets = try Sample.targets()
    #expect(targets.digest.hex == "160ea8e0a35e560727e108aa4260a0934380988cee8f01dcd9a5505c5ba1748d")
    let timestamp = try Sample.timestamp(to: targets)
    #expect(timestamp.digest.hex == "7c79b553830c911ce87a88d62f5028ef3de7247b5f49bc3ca38d77add3bfb048")
    #expect(try RootMetadata(payload: try Sample.root().canonicalBytes) == Sample.root())
    #expect(try TargetsMetadata(payload: targets.canonicalBytes) == targets)
    #expect(try TimestampMetadata(payload: timestamp.canonicalBytes) == timestamp)
  }

  @Test("DSL-4: the first root is believed by the digest in the token alone")
  func pin() throws {
    let root = try Sample.root().signed(by: [try Sample.key(13)])
    #expect(
      Sample.refusal { _ = try TrustedLibrary.pinned(root, digest: try Sample.package()) } == "root-not-pinned")
    let unsigned = try Sample.root().signed(by: [try Sample.key(12)])
    #expect(
      Sample.refusal { _ = try TrustedLibrary.pinned(unsigned, digest: unsigned.payloadDigest) } == "root-signature")
    let second = try Sample.root { $0.version = 2 }.signed(by: [try Sample.key(13)])
    #expect(
      Sample.refusal { _ = try TrustedLibrary.pinned(second, digest: second.payloadDigest) } == "root-version")
  }

  @Test("DSL-4: a new root needs the keys of the old one and its own, one version at a time")
  func walk() throws {
    let newKey = try Sample.key(33)
    let second = try Sample.root { root in
      root.version = 2
      root.keys.removeAll { $0.identifier == root.roles.root.keyIdentifiers[0] }
      root.keys = (root.keys + [ListedKey(newKey.verifying)]).sorted { $0.identifier < $1.identifier }
      root.roles.root = RoleKeys(keyIdentifiers: [newKey.identifier], threshold: 1)
    }
    let library = try pinned()
    let both = second.signed(by: [try Sample.key(13), newKey])
    let walked = try library.walking([both])
    #expect(walked.root == second)
    #expect(walked.seen.root == 2)
    #expect(Sample.refusal { _ = try library.walking([second.signed(by: [newKey])]) } == "root-signature")
    #expect(
      Sample.refusal { _ = try library.walking([second.signed(by: [try Sample.key(13)])]) } == "root-signature")
    let third = try Sample.root { $0.version = 3 }.signed(by: [try Sample.key(13)])
    #expect(Sample.refusal { _ = try library.walking([third]) } == "root-version")
    #expect(Sample.refusal { _ = try walked.walking([both]) } == "root-version")
    let foreign = try Sample.root { ($0.version, $0.origin) = (2, "slipway/0000000000000000") }
    #expect(Sample.refusal { _ = try library.walking([foreign.signed(by: [try Sample.key(13)])]) } == "root-origin")
  }

  @Test("DSL-4: a root that was rotated away takes what its keys signed with it")
  func rotation() throws {
    let library = try Sample.library(try Sample.targets())
    let newKey = try Sample.key(34)
    let second = try Sample.root { root in
      root.version = 2
      root.keys.removeAll { $0.identifier == root.roles.timestamp.keyIdentifiers[0] }
      root.keys = (root.keys + [ListedKey(newKey.verifying)]).sorted { $0.identifier < $1.identifier }
      root.roles.timestamp = RoleKeys(keyIdentifiers: [newKey.identifier], threshold: 1)
    }
    let walked = try library.walking([second.signed(by: [try Sample.key(13)])])
    #expect(walked.timestamp == nil)
    #expect(walked.targets != nil)
    #expect(walked.seen.timestamp == 1)
    #expect(Sample.refusal { _ = try walked.entry(try Sample.package(), at: now) } == "library-incomplete")
  }

  @Test("DSL-4: a host refuses metadata older than what it has seen")
  func rollback() throws {
    let targets = try Sample.targets { $0.version = 5 }
    let library = try pinned(seen: LibraryVersions(root: 1, targets: 5, timestamp: 9))
    let old = try Sample.timestamp(to: targets) { $0.version = 8 }
    #expect(
      Sample.refusal { _ = try library.accepting(timestamp: try signed(old), at: now) } == "timestamp-rollback")
    let same = try Sample.timestamp(to: targets) { $0.version = 9 }
    #expect(try library.accepting(timestamp: try signed(same), at: now).seen.timestamp == 9)
    let oldTargets = try Sample.timestamp(to: try Sample.targets { $0.version = 4 }) { $0.version = 10 }
    #expect(
      Sample.refusal { _ = try library.accepting(timestamp: try signed(oldTargets), at: now) } == "targets-rollback")
    let behind = try pinned(seen: LibraryVersions(root: 2, targets: 0, timestamp: 0))
    #expect(Sample.refusal { _ = try behind.accepting(timestamp: try signed(same), at: now) } == "root-rollback")
  }

  @Test("DSL-4: expired metadata is refused, to the millisecond, when it comes and when it is used")
  func expiry() throws {
    let targets = try Sample.targets()
    let timestamp = try Sample.timestamp(to: targets)
    let library = try pinned()
    #expect(
      Sample.refusal { _ = try library.accepting(timestamp: try signed(timestamp), at: timestamp.expires) }
        == "timestamp-expired")
    let last = timestamp.expires + Span(milliseconds: -1)
    let whole = try library.accepting(timestamp: try signed(timestamp), at: last)
      .accepting(targets: try signed(targets), at: last)
    #expect(try whole.entry(try Sample.package(), at: last).name.text == "greeter")
    #expect(Sample.refusal { _ = try whole.entry(try Sample.package(), at: timestamp.expires) } == "timestamp-expired")
    let stale = try Sample.targets { $0.expires = now }
    let fresh = try library.accepting(timestamp: try signed(try Sample.timestamp(to: stale)), at: now)
    #expect(Sample.refusal { _ = try fresh.accepting(targets: try signed(stale), at: now) } == "targets-expired")
    let rootEnd = try Sample.root().expires
    let long = try Sample.timestamp(to: targets) { $0.expires = rootEnd + .days(9) }
    #expect(Sample.refusal { _ = try library.accepting(timestamp: try signed(long), at: rootEnd) } == "root-expired")
  }

  @Test("DSL-4: only the targets that the timestamp names, signed by the role targets, are taken")
  func targets() throws {
    let targets = try Sample.targets()
    let library = try pinned().accepting(timestamp: try signed(try Sample.timestamp(to: targets)), at: now)
    let others = try Sample.targets { $0.packages = [] }
    #expect(Sample.refusal { _ = try library.accepting(targets: try signed(others), at: now) } == "targets-not-named")
    #expect(
      Sample.refusal { _ = try library.accepting(targets: try signed(targets, by: 15), at: now) }
        == "targets-signature")
    #expect(
      Sample.refusal { _ = try pinned().accepting(targets: try signed(targets), at: now) } == "library-incomplete")
    let wrong = try Sample.timestamp(to: targets) { $0.targets.version = 2 }
    let misled = try pinned().accepting(timestamp: try signed(wrong), at: now)
    #expect(Sample.refusal { _ = try misled.accepting(targets: try signed(targets), at: now) } == "targets-version")
  }

  @Test("DSL-4: metadata of another installation or signed by another role is refused")
  func foreign() throws {
    let targets = try Sample.targets()
    let foreign = try Sample.timestamp(to: targets) { $0.origin = "slipway/0000000000000000" }
    let library = try pinned()
    #expect(Sample.refusal { _ = try library.accepting(timestamp: try signed(foreign), at: now) } == "timestamp-origin")
    let own = try Sample.timestamp(to: targets)
    #expect(
      Sample.refusal { _ = try library.accepting(timestamp: try signed(own, by: 14), at: now) }
        == "timestamp-signature")
  }

  @Test("DSL-4: a newer timestamp without its targets leaves the library unusable, not on the old ones")
  func heldBack() throws {
    let library = try Sample.library(try Sample.targets())
    let next = try Sample.timestamp(to: try Sample.targets { $0.version = 2 }) { $0.version = 2 }
    let waiting = try library.accepting(timestamp: try signed(next), at: now)
    #expect(Sample.refusal { _ = try waiting.entry(try Sample.package(), at: now) } == "library-incomplete")
  }

  @Test("DSL-4: a root with a key in two roles, a wrong keyid or a threshold beyond its keys is refused")
  func badRoots() throws {
    func rule(_ change: (inout RootMetadata) throws -> Void) throws -> String? {
      let bytes = try Sample.root(change).canonicalBytes
      return Sample.refusal { _ = try RootMetadata(payload: bytes) }
    }
    #expect(try rule { _ in } == nil)
    #expect(try rule { $0.roles.orders = $0.roles.approvals } == "root-malformed")
    #expect(try rule { $0.roles.orders.threshold = 2 } == "root-malformed")
    #expect(try rule { $0.keys.swapAt(0, 1) } == "root-malformed")
    #expect(try rule { $0.keys.removeLast() } == "root-malformed")
    let text = String(decoding: try Sample.root().canonicalBytes, as: UTF8.self)
    let (one, two) = (try Sample.key(10).verifying.hex, try Sample.key(11).verifying.hex)
    #expect(
      Sample.refusal { _ = try RootMetadata(payload: Array(text.replacing(one, with: two).utf8)) } == "root-malformed")
    #expect(
      Sample.refusal {
        _ = try RootMetadata(payload: Array(text.replacing("\"scheme\":\"ed25519\"", with: "\"scheme\":\"rsa\"").utf8))
      } == "root-malformed")
  }
}
