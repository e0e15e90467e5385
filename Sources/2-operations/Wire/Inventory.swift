import Packages
import Vocabulary

/// What part of a machine a fact is about.
public enum InventoryGroup: String, Sendable, Hashable, CaseIterable {
  case hardware, system, package, service, user, network, disk, agent

  public static let shape = Shape<InventoryGroup>.oneOf
}

/// One observed fact with where it was seen.
public struct InventoryFact: Sendable, Hashable {
  public var group: InventoryGroup
  public var key: String
  /// The file or command that says so: `/proc/meminfo`.
  public var source: String
  public var value: String

  public init(group: InventoryGroup, key: String, source: String, value: String) {
    self.group = group
    self.key = key
    self.source = source
    self.value = value
  }

  public static let shape = Shape.record(
    InventoryFact.init(group:key:source:value:),
    field("group", \.group, InventoryGroup.shape, "What part of the machine"),
    field("key", \.key, .text(1...400), "What is observed"),
    field("source", \.source, .text(1...400), "Where it was seen"),
    field("value", \.value, .text(0...4000, lines: true), "What was seen"))
}

/// What a host is made of, as it sees itself (CFG-5).
public struct Inventory: WireMessage, Hashable {
  public var at: Moment
  public var facts: [InventoryFact]
  public var protocolNumber: Int
  /// Groups that a confined agent has from the machine and not from its folder.
  public var shared: [InventoryGroup]

  public init(
    at: Moment, facts: [InventoryFact], protocolNumber: Int = WireProtocol.number, shared: [InventoryGroup]
  ) {
    self.at = at
    self.facts = facts
    self.protocolNumber = protocolNumber
    self.shared = shared
  }

  public static let shape = Shape.record(
    Inventory.init(at:facts:protocolNumber:shared:),
    field("at", \.at, Moment.shape, "The host's clock"),
    field("facts", \.facts, .list(InventoryFact.shape, 0...50_000), "What was seen"),
    field("protocol", \.protocolNumber, WireProtocol.shape, "Number of the protocol"),
    field("shared", \.shared, .list(InventoryGroup.shape, 0...8), else: [], "Groups seen outside the confinement"))

  /// Digest of the facts without the moment: what a poll says, so that an unchanged machine sends nothing.
  public var factsDigest: Digest {
    let sorted = facts.sorted { $0.sortKey.utf8.lexicographicallyPrecedes($1.sortKey.utf8) }
    return .sha256(of: JSON.array(sorted.map(InventoryFact.shape.write)).canonicalBytes)
  }
}

extension InventoryFact {
  fileprivate var sortKey: String { "\(group.rawValue)\n\(key)\n\(source)\n\(value)" }
}
