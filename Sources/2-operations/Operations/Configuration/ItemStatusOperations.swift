import ConfigurationRules
import DeploymentRules
import Evidence
import PeopleRules
import Vocabulary

/// Turns an item's status by hand (CFG-1). What stands for a host or a library version follows from that instead.
public struct ChangeItemStatus: Operation {
  public static let name = "item.change-status"
  public static let about = "Say where an item stands in its life: planned, live, retired"
  public static let authority = Authority.roles([.configurationManager])
  public var item: ItemReference
  public var to: ItemStatus
  public var why: String
  public static let shape = Shape.record(
    ChangeItemStatus.init(item:to:why:),
    field("item", \.item, ItemReference.shape, "The item"),
    field("to", \.to, .oneOf, "What it becomes"),
    field("why", \.why, .text(3...2000, lines: true), "Reason"))

  public func run(_ desk: inout Desk) throws -> Done {
    let held = try desk.get(ConfigurationItem.self, item.text)
    let events = try held.value.decide(.turn(to), given: ItemDesk.facts(of: held.value, desk), at: desk.now)
    try desk.record(events, on: held, why: events.isEmpty ? nil : try desk.words(why))
    return Done()
  }
}

/// An item that is not retired and points at another.
struct PointingItem {
  var neighbour: Neighbour
  var isPackage: Bool
}

extension ItemDesk {
  static func standing(pointingAt item: ItemReference, _ desk: Desk) throws -> [PointingItem] {
    try ImpactDesk.incoming(item, desk).compactMap { one in
      guard let from = try desk.find(ConfigurationItem.self, one.item.text)?.value, from.status != .retired else {
        return nil
      }
      return PointingItem(
        neighbour: Neighbour(type: one.type, item: one.item, isIncoming: true), isPackage: from.itemClass == "package")
    }
  }

  /// What a change of its status by hand has to be measured against.
  static func facts(of item: ConfigurationItem, _ desk: Desk) throws -> ItemFacts {
    ItemFacts(
      classes: ItemClass.standard, incoming: try standing(pointingAt: item.identifier, desk).map(\.neighbour),
      retiredEnds: try item.links.map(\.to).filter {
        try desk.find(ConfigurationItem.self, $0.text)?.value.status == .retired
      }, standsFor: try standsFor(item.identifier, desk))
  }

  /// The host or the library version that the item is: of several machines the one that serves.
  static func standsFor(_ item: ItemReference, _ desk: Desk) throws -> SubjectReference? {
    let those = try desk.books.pointing(at: item.subject, limit: 5000).filter { $0.name == "is" }.map(\.from)
    let serving = try those.first { subject in
      try subject.kind == Host.kind && desk.find(Host.self, subject.reference)?.value.retired == false
    }
    return serving ?? those.first
  }

  /// A process says where the item stands now.
  static func change(_ item: ItemReference, _ status: ItemStatus, _ desk: inout Desk, why: Words? = nil) throws {
    let held = try desk.get(ConfigurationItem.self, item.text)
    let facts = ItemFacts(classes: ItemClass.standard)
    try desk.record(held.value.decide(.change(status), given: facts, at: desk.now), on: held, why: why)
  }
}

extension LinkRow {
  /// Relationships of other items that end here.
  static func incoming(_ item: ItemReference, _ desk: Desk) throws -> [LinkRow] {
    try ImpactDesk.incoming(item, desk).compactMap { one in
      try desk.find(ConfigurationItem.self, one.item.text).map { LinkRow(type: one.type, to: ItemRow.made($0.value)) }
    }
  }
}
