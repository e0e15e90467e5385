import ConfigurationRules
import Evidence
import PeopleRules
import Vocabulary

/// One item that feels a change.
public struct ImpactRow: Sendable {
  public var item: ItemRow
  /// Items on the way, the changed one first.
  public var path: [ItemReference]
  /// «CI-1 carries CI-4 supports service CI-9»
  public var says: String
  static let shape = Shape.record(
    ImpactRow.init(item:path:says:),
    field("item", \.item, ItemRow.shape, "What feels it"),
    field("path", \.path, .list(ItemReference.shape), "The way there, the changed item first"),
    field("says", \.says, .text(1...4000), "The way in words"))
}

public struct ImpactAnswer: Sendable {
  public var rows: [ImpactRow]
  /// Whether more items feel it than are listed.
  public var isCutOff: Bool
  public static let shape = Shape.record(
    ImpactAnswer.init(rows:isCutOff:),
    field("rows", \.rows, .list(ImpactRow.shape, 0...10_000), "Items that feel it, nearest first"),
    field("isCutOff", \.isCutOff, .yesOrNo, "Whether there are more than listed"))
}

/// What depends on some items, and by which path (CFG-6).
public struct ShowImpact: QuestionAsked {
  public static let name = "item.impact"
  public static let about = "What feels a change of these items, and by which path"
  public var items: [ItemReference]
  public static let shape = Shape.record(
    ShowImpact.init(items:), field("items", \.items, .list(ItemReference.shape, 1...1000), "Items that change"))
  public static let answer = ImpactAnswer.shape
  public init(items: [ItemReference]) { self.items = items }

  public func ask(_ desk: Desk) throws -> ImpactAnswer { try ImpactDesk.rows(items, desk) }
}

enum ImpactDesk {
  static let most = 500

  static func impact(of items: [ItemReference], _ desk: Desk) throws -> Impact {
    try Impact(of: items, most: most) { try neighbours($0, desk) }
  }

  static func rows(_ items: [ItemReference], _ desk: Desk) throws -> ImpactAnswer {
    let impact = try impact(of: items, desk)
    let rows = try impact.felt.compactMap { felt -> ImpactRow? in
      guard let item = try desk.find(ConfigurationItem.self, felt.item.text)?.value else { return nil }
      let says = felt.path.map { ($0.by.isEmpty ? "" : " \($0.by) ") + $0.item.text }.joined()
      return ImpactRow(item: ItemRow.made(item), path: felt.path.map(\.item), says: says)
    }
    return ImpactAnswer(rows: rows, isCutOff: impact.isCutOff)
  }

  /// Relationships in both directions.
  static func neighbours(_ item: ItemReference, _ desk: Desk) throws -> [Neighbour] {
    let outgoing = try desk.find(ConfigurationItem.self, item.text)?.value.links ?? []
    return outgoing.map { Neighbour(type: $0.type, item: $0.to, isIncoming: false) }
      + (try incoming(item, desk)).map { Neighbour(type: $0.type, item: $0.item, isIncoming: true) }
  }

  static func incoming(
    _ item: ItemReference, _ desk: Desk
  ) throws -> [(type: RelationshipType, item: ItemReference)] {
    try desk.books.pointing(at: item.subject, limit: 5000).compactMap { edge in
      guard edge.from.kind == ConfigurationItem.kind, let type = RelationshipType(rawValue: edge.name),
        let from = ItemReference(edge.from.reference)
      else { return nil }
      return (type, from)
    }
  }
}
