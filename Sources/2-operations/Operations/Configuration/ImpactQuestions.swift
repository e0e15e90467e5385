import ConfigurationRules
import Evidence
import PeopleRules
import Vocabulary

/// One item that feels a change.
public struct ImpactRow: Sendable {
  public var item: ItemRow
  /// The way there, the changed item first.
  public var path: [ImpactStep]
  /// «web-1 carries Web shop supports service Sales»
  public var says: String
  static let shape = Shape.record(
    ImpactRow.init(item:path:says:),
    field("item", \.item, ItemRow.shape, "What feels it"),
    field("path", \.path, .list(ImpactStep.shape), "The way there, the changed item first"),
    field("says", \.says, .text(1...20_000), "The way in words"))
}

public struct ImpactStep: Sendable {
  public var item: ItemReference
  public var name: String
  /// How the step leads here from the one before; empty for the first.
  public var by: String
  static let shape = Shape.record(
    ImpactStep.init(item:name:by:), field("item", \.item, ItemReference.shape, "The item"),
    field("name", \.name, .text(0...200), "Its name"), field("by", \.by, .text(0...60), "How the step leads here"))
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

  static func rows(
    _ items: [ItemReference], way: ImpactWay = .from, _ desk: Desk
  ) throws -> ImpactAnswer {
    let impact = try Impact(of: items, way: way, most: most) { try neighbours($0, desk) }
    let rows = try impact.felt.compactMap { felt -> ImpactRow? in
      guard let item = try desk.find(ConfigurationItem.self, felt.item.text)?.value else { return nil }
      let path = try felt.path.map { step in
        ImpactStep(
          item: step.item, name: try desk.find(ConfigurationItem.self, step.item.text)?.value.name ?? step.item.text,
          by: step.by)
      }
      let says = path.map { ($0.by.isEmpty ? "" : " \($0.by) ") + $0.name }.joined()
      return ImpactRow(item: ItemRow.made(item), path: path, says: says)
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
