import Vocabulary

/// A class of configuration items with typed attributes (CFG-1). Standard ones come with the product; others are data.
public struct ItemClass: Sendable, Hashable {
  public var name: String
  public var about: String
  public var attributes: [AttributeNote]

  public struct AttributeNote: Sendable, Hashable {
    public var name: String
    public var type: AttributeType

    public init(_ name: String, _ type: AttributeType) {
      self.name = name
      self.type = type
    }
  }

  public init(_ name: String, _ about: String, _ attributes: [AttributeNote]) {
    self.name = name
    self.about = about
    // Somebody answers for every item; where it is, is a relationship to a site.
    self.attributes = attributes.contains { $0.name == "owner" } ? attributes : attributes + [.init("owner", .text)]
  }

  public static let standard: [ItemClass] = [
    ItemClass(
      "host", "A machine that software runs on",
      [
        .init("host", .text), .init("environment", .text), .init("operating-system", .text),
        .init("memory-mib", .whole),
        .init("processors", .whole), .init("serial-number", .text),
      ]),
    ItemClass(
      "virtual-host", "A machine that runs on another one",
      [.init("hypervisor", .text), .init("memory-mib", .whole), .init("processors", .whole)]),
    ItemClass("operating-system", "What a machine runs", [.init("version", .text), .init("support-until", .date)]),
    ItemClass(
      "package", "A version in the software library",
      [
        .init("digest", .text), .init("state", .text), .init("release", .text),
      ]),
    ItemClass("service", "What users get", [.init("hours", .text), .init("criticality", .text)]),
    ItemClass("software", "A program that is not ours", [.init("version", .text), .init("vendor", .text)]),
    ItemClass("hardware", "A part or an appliance", [.init("serial-number", .text), .init("model", .text)]),
    ItemClass("document", "A manual, a procedure, a contract", [.init("revision", .text), .init("place", .text)]),
    ItemClass("site", "A place", [.init("zone", .text), .init("address", .text)]),
    ItemClass("process", "How something is done", [.init("owner", .text)]),
    ItemClass("group", "Persons who belong together", [.init("size", .whole)]),
    ItemClass("network-device", "A switch, a router, a firewall", [.init("firmware", .text), .init("ports", .whole)]),
  ]
}

public enum AttributeType: String, Sendable, Hashable, CaseIterable {
  case text, whole, date

  /// What is wrong with a value of this type, or nil.
  func problem(with value: String) -> String? {
    switch self {
    case .text: nil
    case .whole: Int64(value) == nil ? "a whole number is needed" : nil
    case .date: CivilDate(text: value) == nil ? "a date like 2026-12-12 is needed" : nil
    }
  }
}

/// How one item stands to another (CFG-2).
public enum RelationshipType: String, Sendable, Hashable, CaseIterable {
  case runsOn = "runs-on"
  case partOf = "part-of"
  case dependsOn = "depends-on"
  case connectsTo = "connects-to"
  case installedOn = "installed-on"
  case locatedAt = "located-at"
  case supportsService = "supports-service"
  case copyOf = "copy-of"

  public var label: String { rawValue.split(separator: "-").joined(separator: " ") }

  /// The word from the other end: «carries» for «runs on».
  public var reversed: String {
    switch self {
    case .runsOn: "carries"
    case .partOf: "consists of"
    case .dependsOn: "is needed by"
    case .connectsTo: "connects to"
    case .installedOn: "has installed"
    case .locatedAt: "houses"
    case .supportsService: "is supported by"
    case .copyOf: "has the copy"
    }
  }

  /// Things depend on one another and are wired in rings; nothing is part of itself.
  public var allowsCycles: Bool {
    switch self {
    case .dependsOn, .connectsTo: true
    case .runsOn, .partOf, .installedOn, .locatedAt, .supportsService, .copyOf: false
    }
  }

  /// How many of this type an item may have going out; nil for any number.
  public var most: Int? {
    switch self {
    case .locatedAt, .copyOf: 1
    case .runsOn, .partOf, .dependsOn, .connectsTo, .installedOn, .supportsService: nil
    }
  }
}
