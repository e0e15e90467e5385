import Packages
import Testing
import Vocabulary

/// The same sample world for every test of this room: keys, three hosts, an approval, an order, a library.
enum Sample {
  static let origin = "slipway/3fe1c07b9a5d2264"
  static let parameters = [ParameterValue(name: "port", value: "8081")]
  static let now = Moment(milliseconds: 1_795_460_500_000)
  static let window = Interval(
    from: Moment(milliseconds: 1_795_460_400_000), until: Moment(milliseconds: 1_795_474_800_000))

  static func key(_ number: UInt8) throws -> SigningKey {
    try #require(SigningKey(rawBytes: [UInt8](repeating: number, count: 32)))
  }

  static func host(_ number: Int) throws -> HostIdentifier {
    try #require(HostIdentifier("h-" + padded(number, 16)))
  }

  static func package(_ pair: String = "ab") throws -> Digest {
    try #require(Digest(hex: String(repeating: pair, count: 32)))
  }

  static func hosts() throws -> ApprovedHosts {
    try #require(ApprovedHosts([3, 1, 2].map { ApprovedHost(host: try host($0), values: parameters) }))
  }

  static func approval(_ change: (inout Approval) throws -> Void = { _ in }) throws -> Approval {
    var approval = Approval(
      actions: [.backout, .install], approval: 17, approvedAt: Moment(milliseconds: 1_795_456_800_000),
      approvedBy: [try #require(PersonIdentifier("p-7f3a9c2e51d04b68"))],
      backoutUntil: Moment(milliseconds: 1_798_052_400_000), hosts: try hosts().root, packages: [try package()],
      plan: 1, purpose: .production, release: try #require(ReleaseReference("REL-1042.1")), window: window)
    try change(&approval)
    return approval
  }

  static func order(
    approvals: [Envelope], _ change: (inout Order) throws -> Void = { _ in }
  ) throws -> Order {
    let proof = try #require(try hosts().proof(of: try host(2)))
    var order = Order(
      action: .install, allowed: [window],
      approvals: approvals.map { EnclosedApproval(envelope: $0, hostProof: proof) },
      deployment: try #require(DeploymentReference("DEP-17")), epoch: 3, era: 1, expected: nil, host: try host(2),
      notAfter: window.until, number: 12, package: try package(), parameters: parameters, plan: 1,
      release: try #require(ReleaseReference("REL-1042.1")), step: "pilot/1")
    try change(&order)
    return order
  }

  /// An order contained in the sample approval.
  static func order(_ change: (inout Order) throws -> Void = { _ in }) throws -> Order {
    try order(approvals: [try approval().signed(by: [try key(11)])], change)
  }

  /// Keys 10 to 15 are answers, approvals, orders, root, targets, timestamp.
  static func root(_ change: (inout RootMetadata) throws -> Void = { _ in }) throws -> RootMetadata {
    let keys = try (10...15).map { try key($0).verifying }
    func role(_ index: Int) -> RoleKeys { RoleKeys(keyIdentifiers: [keys[index].identifier], threshold: 1) }
    var root = RootMetadata(
      expires: Moment(milliseconds: 1_826_996_400_000),
      keys: keys.map { ListedKey($0) }.sorted { $0.identifier < $1.identifier }, origin: origin,
      roles: KeyRoles(
        answers: role(0), approvals: role(1), orders: role(2), root: role(3), targets: role(4), timestamp: role(5)),
      version: 1)
    try change(&root)
    return root
  }

  static func targets(_ change: (inout TargetsMetadata) throws -> Void = { _ in }) throws -> TargetsMetadata {
    let entry = LibraryEntry(
      bytes: 1000, digest: try package(), name: try #require(PackageName("greeter")), status: .released,
      version: try #require(Version("1.4.0")))
    var targets = TargetsMetadata(
      expires: Moment(milliseconds: 1_803_236_400_000), origin: origin, packages: [entry], version: 1)
    try change(&targets)
    return targets
  }

  static func timestamp(
    to targets: TargetsMetadata, _ change: (inout TimestampMetadata) throws -> Void = { _ in }
  ) throws -> TimestampMetadata {
    var timestamp = TimestampMetadata(
      expires: Moment(milliseconds: 1_795_546_800_000), origin: origin, targets: TargetsPointer(to: targets), version: 1
    )
    try change(&timestamp)
    return timestamp
  }

  /// A library whose metadata was accepted whole.
  static func library(_ targets: TargetsMetadata) throws -> TrustedLibrary {
    let root = try root().signed(by: [try key(13)])
    return try TrustedLibrary.pinned(root, digest: root.payloadDigest)
      .accepting(timestamp: try timestamp(to: targets).signed(by: [try key(15)]), at: now)
      .accepting(targets: targets.signed(by: [try key(14)]), at: now)
  }

  static func facts(_ change: (inout GateFacts) throws -> Void = { _ in }) throws -> GateFacts {
    var facts = GateFacts(
      host: try host(2), environment: .production, library: try library(try targets()), floors: SeenFloors(),
      installedUnder: [], now: now, answer: AnswerTimes(at: now, receivedAt: now), highestAnswer: now)
    try change(&facts)
    return facts
  }

  /// The rule that a call is refused by, or nil.
  static func refusal(_ act: () throws -> Void) -> String? {
    do {
      try act()
      return nil
    } catch let objection as Objection {
      return objection.rule
    } catch let objections as Objections {
      return objections.all.map(\.rule).joined(separator: " ")
    } catch {
      return "\(error)"
    }
  }
}
