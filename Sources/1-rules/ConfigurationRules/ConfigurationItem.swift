import Evidence
import Vocabulary

/// A configuration item (CFG-1, CFG-2).
public struct ConfigurationItem: Subject {
  public static let kind = ItemKind.word

  public var identifier: ItemReference
  public var itemClass: String
  public var name: String
  public var status: ItemStatus
  public var attributes: [ItemAttribute]
  /// Relationships that start here, in the order they were made.
  public var links: [ItemLink]

  public var reference: String { identifier.text }

  public func attribute(_ name: String) -> String? { attributes.first { $0.name == name }?.value }

  public static let shape = Shape.record(
    ConfigurationItem.init(identifier:itemClass:name:status:attributes:links:),
    field("identifier", \.identifier, ItemReference.shape, "Reference"),
    field("class", \.itemClass, .text(1...40), "Class"),
    field("name", \.name, .text(1...200), "Name, unique within the class"),
    field("status", \.status, .oneOf, "Where it stands in its life"),
    field("attributes", \.attributes, .list(ItemAttribute.shape), "Attributes with their sources"),
    field("links", \.links, .list(ItemLink.shape), "Relationships that start here"))

  public static let facetNotes = [
    FacetNote("class", .text, "Class", .words(ItemClass.standard.map(\.name))), FacetNote("name", .text, "Name"),
    FacetNote("status", "Life status", of: ItemStatus.self),
    FacetNote("host", .text, "The host it stands for", .subject(HostKind.word)),
    FacetNote("number", .number, "Running number"),
  ]

  public var facets: [Facet] {
    [
      Facet("class", itemClass), Facet("name", name), Facet("status", status.rawValue),
      Facet("host", attribute("host")), Facet("number", Int64(identifier.number)),
    ]
  }
}

extension ConfigurationItem {
  public static var edgeNames: [String] { RelationshipType.allCases.map(\.rawValue) }
  public var edges: [Edge] { links.map { Edge($0.type.rawValue, to: $0.to.subject) } }
}

public enum ItemStatus: String, Sendable, Hashable, CaseIterable {
  case planned, pending, live, retired

  /// What a person may turn it to. Pending is what deployments say; nobody sets it.
  public var next: [ItemStatus] {
    switch self {
    case .planned: [.live, .retired]
    case .pending: [.live, .retired]
    case .live: [.planned, .retired]
    case .retired: [.planned, .live]
    }
  }
}

/// An attribute's value and who says so.
public struct ItemAttribute: Sendable, Hashable {
  public var name: String
  public var value: String
  /// `person`, `inventory` or `deployment`.
  public var source: FactSource

  public init(name: String, value: String, source: FactSource) {
    self.name = name
    self.value = value
    self.source = source
  }

  public static let shape = Shape.record(
    ItemAttribute.init(name:value:source:),
    field("name", \.name, .text(1...60), "Name"),
    field("value", \.value, .text(0...500), "Value"),
    field("source", \.source, .oneOf, else: .person, "Who says so"))
}

public enum FactSource: String, Sendable, Hashable, CaseIterable {
  case person, inventory, deployment
}

public struct ItemLink: Sendable, Hashable {
  public var type: RelationshipType
  public var to: ItemReference

  public init(type: RelationshipType, to: ItemReference) {
    self.type = type
    self.to = to
  }

  public static let shape = Shape.record(
    ItemLink.init(type:to:),
    field("type", \.type, .oneOf, "Type"),
    field("to", \.to, ItemReference.shape, "The other end"))
}

public enum ItemEvent: SubjectEvent {
  case recorded(Recorded)
  case attributesSet([ItemAttribute])
  case statusChanged(ItemStatus)
  case linked(ItemLink)
  case unlinked(ItemLink)

  public struct Recorded: Sendable, Hashable {
    public var itemClass: String
    public var name: String
    public var status: ItemStatus
    public var attributes: [ItemAttribute]

    public init(itemClass: String, name: String, status: ItemStatus, attributes: [ItemAttribute]) {
      self.itemClass = itemClass
      self.name = name
      self.status = status
      self.attributes = attributes
    }

    static let shape = Shape.record(
      Recorded.init(itemClass:name:status:attributes:),
      field("class", \.itemClass, .text(1...40), "Class"),
      field("name", \.name, .text(1...200), "Name"),
      field("status", \.status, .oneOf, "Life status"),
      field("attributes", \.attributes, .list(ItemAttribute.shape), "Attributes"))
  }

  public static let shape = Shape<ItemEvent>.choice(
    .when("recorded/1", Recorded.shape, { .recorded($0) }, { if case .recorded(let it) = $0 { it } else { nil } }),
    .when(
      "attributes-set/1", one("attributes", .list(ItemAttribute.shape)), { .attributesSet($0) },
      { if case .attributesSet(let it) = $0 { it } else { nil } }),
    .when(
      "status-changed/1", one("status", .oneOf), { .statusChanged($0) },
      { if case .statusChanged(let it) = $0 { it } else { nil } }),
    .when("linked/1", ItemLink.shape, { .linked($0) }, { if case .linked(let it) = $0 { it } else { nil } }),
    .when("unlinked/1", ItemLink.shape, { .unlinked($0) }, { if case .unlinked(let it) = $0 { it } else { nil } }))
}

extension ConfigurationItem {
  public static func born(_ reference: String, of event: ItemEvent, _ stamp: Stamp) -> ConfigurationItem? {
    guard case .recorded(let made) = event, let identifier = ItemReference(reference) else { return nil }
    return ConfigurationItem(
      identifier: identifier, itemClass: made.itemClass, name: made.name, status: made.status,
      attributes: made.attributes, links: [])
  }

  public func applying(_ event: ItemEvent, _ stamp: Stamp) -> ConfigurationItem {
    var next = self
    switch event {
    case .recorded: break
    case .attributesSet(let values):
      let names = values.map(\.name)
      // An empty value takes the attribute away.
      next.attributes.removeAll { names.contains($0.name) }
      next.attributes += values.filter { !$0.value.isEmpty }
      next.attributes.sort { $0.name < $1.name }
    case .statusChanged(let status): next.status = status
    case .linked(let link): if !links.contains(link) { next.links.append(link) }
    case .unlinked(let link): next.links.removeAll { $0 == link }
    }
    return next
  }
}
