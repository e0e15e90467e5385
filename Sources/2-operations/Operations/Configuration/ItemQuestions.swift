import ConfigurationRules
import Evidence
import PeopleRules
import Vocabulary

public struct ItemRow: Sendable {
  public var item: ItemReference
  public var itemClass: String
  public var name: String
  public var status: ItemStatus
  public static let shape = Shape.record(
    ItemRow.init(item:itemClass:name:status:),
    field("item", \.item, ItemReference.shape, "Reference"),
    field("class", \.itemClass, .text(0...40), "Class"),
    field("name", \.name, .text(0...200), "Name"),
    field("status", \.status, .oneOf, "Life status"))

  static func made(_ it: ConfigurationItem) -> ItemRow {
    ItemRow(item: it.identifier, itemClass: it.itemClass, name: it.name, status: it.status)
  }
}

public struct ListItems: QuestionAsked {
  public static let name = "item.list"
  public static let about = "Configuration items"
  public var asked: ListAsked<ConfigurationItem>
  public static let shape = ListAsked<ConfigurationItem>.shape.mapped(ListItems.init(asked:), { $0.asked }, else: "")
  public static let answer = Listing.shape(ItemRow.shape)
  public init(asked: ListAsked<ConfigurationItem>) { self.asked = asked }
  public func ask(_ desk: Desk) throws -> Listing<ItemRow> { try desk.listing(asked) { ItemRow.made($0.value) } }
}

public struct LinkRow: Sendable {
  public var type: RelationshipType
  public var to: ItemRow
  static let shape = Shape.record(
    LinkRow.init(type:to:), field("type", \.type, .oneOf, "Type"), field("to", \.to, ItemRow.shape, "Other end"))
}

public struct ItemDetail: Sendable {
  public var version: Int
  public var row: ItemRow
  public var attributes: [ItemAttribute]
  public var links: [LinkRow]
  /// Relationships of other items that end here.
  public var incoming: [LinkRow]
  /// The host or library version that it stands for: its status follows from that.
  public var standsFor: SubjectReference?
  /// What else points here: requests, hosts, packages (CFG-3).
  public var known: [SubjectReference]
  /// Everything that ever changed it, newest first (CFG-9).
  public var history: [EntryRow]
  static let shape = Shape.record(
    ItemDetail.init(version:row:attributes:links:incoming:standsFor:known:history:),
    field("version", \.version, .whole(1...2_000_000_000), "Version, for If-Match"),
    field("row", \.row, ItemRow.shape, "In brief"),
    field("attributes", \.attributes, .list(ItemAttribute.shape), "Attributes"),
    field("links", \.links, .list(LinkRow.shape), "Relationships"),
    field("incoming", \.incoming, .list(LinkRow.shape, 0...5000), "Relationships of others that end here"),
    optional("standsFor", \.standsFor, SubjectReference.shape, "The host or library version that it is"),
    field("known", \.known, .list(SubjectReference.shape, 0...5000), "What else points here"),
    field("history", \.history, .list(EntryRow.shape), "History"))
}

public struct ShowItem: QuestionAsked {
  public static let name = "item.show"
  public static let about = "One item: attributes with sources, relationships, history"
  public var item: ItemReference
  public static let shape = Shape.record(
    ShowItem.init(item:), field("item", \.item, ItemReference.shape, "The item"))
  public static let answer = ItemDetail.shape
  public init(item: ItemReference) { self.item = item }

  public func ask(_ desk: Desk) throws -> ItemDetail {
    let held = try desk.get(ConfigurationItem.self, item.text)
    return ItemDetail(
      version: held.version, row: ItemRow.made(held.value), attributes: held.value.attributes,
      links: try held.value.links.compactMap { link in
        try desk.find(ConfigurationItem.self, link.to.text).map { LinkRow(type: link.type, to: ItemRow.made($0.value)) }
      },
      incoming: try LinkRow.incoming(item, desk), standsFor: try ItemDesk.standsFor(item, desk),
      known: try desk.books.pointing(at: item.subject, limit: 5000).map(\.from).filter {
        $0.kind != ConfigurationItem.kind
      },
      history: try desk.books.entries(about: [item.subject], before: nil, limit: 100).map {
        try EntryRow.made($0, desk)
      })
  }
}
