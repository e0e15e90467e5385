import ConfigurationRules
import Evidence
import PeopleRules
import Vocabulary

public struct RecordItem: Operation {
  public static let name = "item.record"
  public static let about = "Record a configuration item"
  public static let authority = Authority.roles([.configurationManager])
  public var itemClass: String
  public var itemName: String
  public var status: ItemStatus
  public var attributes: [ItemAttribute]
  public static let shape = Shape.record(
    RecordItem.init(itemClass:itemName:status:attributes:),
    field("class", \.itemClass, .text(1...40), "Class: host, service, software, site …"),
    field("name", \.itemName, .text(1...200), "Name, unique within the class"),
    field("status", \.status, .oneOf, else: .live, "Where it stands in its life"),
    field("attributes", \.attributes, .list(ItemAttribute.shape, 0...200), else: [], "Attributes of its class"))
  public static let answer = ItemMade.shape

  public func run(_ desk: inout Desk) throws -> ItemMade {
    ItemMade(
      item: try ItemDesk.record(
        .init(itemClass: itemClass, name: itemName, status: status, attributes: attributes.map(\.saidByPerson)), &desk))
  }
}

public struct ItemMade: Sendable, Hashable {
  public var item: ItemReference
  public static let shape = Shape.record(
    ItemMade.init(item:), field("item", \.item, ItemReference.shape, "The new item"))
}

public struct SetItemAttributes: Operation {
  public static let name = "item.set"
  public static let about = "Set attributes of an item; an empty value takes one away"
  public static let authority = Authority.roles([.configurationManager])
  public var item: ItemReference
  public var attributes: [ItemAttribute]
  public static let shape = Shape.record(
    SetItemAttributes.init(item:attributes:),
    field("item", \.item, ItemReference.shape, "The item"),
    field("attributes", \.attributes, .list(ItemAttribute.shape, 1...200), "Attributes of its class"))

  public func run(_ desk: inout Desk) throws -> Done {
    let facts = ItemFacts(classes: ItemClass.standard)
    let held = try desk.get(ConfigurationItem.self, item.text)
    try desk.record(held.value.decide(.set(attributes.map(\.saidByPerson)), given: facts, at: desk.now), on: held)
    return Done()
  }
}

public struct LinkItem: Operation {
  public static let name = "item.link"
  public static let about = "Relate an item to another"
  public static let authority = Authority.roles([.configurationManager])
  public var item: ItemReference
  public var type: RelationshipType
  public var to: ItemReference
  public static let shape = Shape.record(
    LinkItem.init(item:type:to:),
    field("item", \.item, ItemReference.shape, "Where the relationship starts"),
    field("type", \.type, .oneOf, "Type"),
    field("to", \.to, ItemReference.shape, "The other end"))

  public func run(_ desk: inout Desk) throws -> Done {
    try ItemDesk.link(item, ItemLink(type: type, to: to), &desk)
    return Done()
  }
}

public struct UnlinkItem: Operation {
  public static let name = "item.unlink"
  public static let about = "Take a relationship away"
  public static let authority = Authority.roles([.configurationManager])
  public var item: ItemReference
  public var type: RelationshipType
  public var to: ItemReference
  public static let shape = Shape.record(
    UnlinkItem.init(item:type:to:),
    field("item", \.item, ItemReference.shape, "Where the relationship starts"),
    field("type", \.type, .oneOf, "Type"),
    field("to", \.to, ItemReference.shape, "The other end"))

  public func run(_ desk: inout Desk) throws -> Done {
    let held = try desk.get(ConfigurationItem.self, item.text)
    let facts = ItemFacts(classes: ItemClass.standard)
    try desk.record(
      held.value.decide(.unlink(ItemLink(type: type, to: to)), given: facts, at: desk.now), on: held)
    return Done()
  }
}

extension ItemAttribute {
  /// Whoever types a value says it themselves, whatever source the call names.
  fileprivate var saidByPerson: ItemAttribute { ItemAttribute(name: name, value: value, source: .person) }
}

/// What operations on items share; deployment uses it too, so that the CMDB changes in the transaction of the report.
enum ItemDesk {
  static func record(_ made: ItemEvent.Recorded, _ desk: inout Desk) throws -> ItemReference {
    let same = try desk.books.list(
      ConfigurationItem.self,
      ListRequest(filters: [Facet("class", made.itemClass), Facet("name", made.name)], limit: 1))
    try Refused.unlessEmpty(
      ConfigurationItem.blockersOfRecording(
        made, nameTakenBy: same.rows.first?.value.identifier, classes: ItemClass.standard))
    guard let item = ItemReference(number: try desk.books.nextNumber("CI-")) else {
      throw Fault("number-series", says: "The series CI- has run out.", remedy: "This is a defect: please report it.")
    }
    try desk.open(ConfigurationItem.self, item.text, .recorded(made))
    return item
  }

  static func set(_ item: ItemReference, _ values: [ItemAttribute], _ desk: inout Desk) throws {
    let held = try desk.get(ConfigurationItem.self, item.text)
    try desk.record(
      held.value.decide(.set(values), given: ItemFacts(classes: ItemClass.standard), at: desk.now), on: held)
  }

  static func link(_ item: ItemReference, _ link: ItemLink, _ desk: inout Desk) throws {
    let held = try desk.get(ConfigurationItem.self, item.text)
    let other = try desk.find(ConfigurationItem.self, link.to.text)
    let facts = ItemFacts(
      classes: ItemClass.standard, otherEndStands: other.map { $0.value.status != .retired } ?? false,
      pathBack: link.type.allowsCycles ? [] : try path(from: link.to, to: item, along: link.type, desk))
    try desk.record(held.value.decide(.link(link), given: facts, at: desk.now), on: held)
  }

  static func unlinkIfThere(
    _ item: ItemReference, _ link: ItemLink, _ desk: inout Desk, why: Words? = nil
  ) throws {
    let held = try desk.get(ConfigurationItem.self, item.text)
    guard held.value.links.contains(link) else { return }
    try desk.record(
      held.value.decide(.unlink(link), given: ItemFacts(classes: ItemClass.standard), at: desk.now), on: held,
      why: why)
  }

  /// References on the way from one item to another along links of one type, the goal last; empty if there is none.
  private static func path(
    from start: ItemReference, to goal: ItemReference, along type: RelationshipType, _ desk: Desk
  ) throws -> [ItemReference] {
    var seen: Set<ItemReference> = [start]
    var queue: [(ItemReference, [ItemReference])] = [(start, [])]
    while !queue.isEmpty {
      let (here, way) = queue.removeFirst()
      for link in try desk.find(ConfigurationItem.self, here.text)?.value.links ?? [] where link.type == type {
        if link.to == goal { return way + [goal] }
        if seen.insert(link.to).inserted { queue.append((link.to, way + [link.to])) }
      }
    }
    return []
  }
}
