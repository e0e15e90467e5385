import Vocabulary

/// In which direction a change is felt along a relationship (CFG-6).
public enum ImpactDirection: Sendable, Hashable {
  /// From the end to where the relationship starts: what runs on a changed machine feels it.
  case backwards
  /// From where it starts to its end: a service feels a change of what supports it.
  case forwards
  case none
}

extension RelationshipType {
  public var impact: ImpactDirection {
    switch self {
    case .runsOn, .dependsOn, .installedOn, .locatedAt: .backwards
    case .partOf, .supportsService: .forwards
    // A wire says that two things meet, not that one needs the other; a copy stands by itself.
    case .connectsTo, .copyOf: .none
    }
  }
}

/// One relationship that ends at, or starts from, an item.
public struct Neighbour: Sendable, Hashable {
  public var type: RelationshipType
  public var item: ItemReference
  /// Whether the relationship starts at the other item.
  public var isIncoming: Bool

  public init(type: RelationshipType, item: ItemReference, isIncoming: Bool) {
    self.type = type
    self.item = item
    self.isIncoming = isIncoming
  }

  /// Whether a change here is felt there; the other way round, whether a change there is felt here.
  func carries(_ way: ImpactWay) -> Bool {
    switch type.impact {
    case .backwards: isIncoming == (way == .from)
    case .forwards: isIncoming == (way == .onto)
    case .none: false
    }
  }

  /// The relationship read from the changed item on: «carries», «supports service».
  public var label: String { isIncoming ? type.reversed : type.label }
}

/// An item that feels a change, and the shortest way by which it does.
public struct Felt: Sendable, Hashable {
  public var item: ItemReference
  /// The changed item, then each step; never empty.
  public var path: [Step]

  public struct Step: Sendable, Hashable {
    public var item: ItemReference
    /// How the step leads here from the one before; empty for the first.
    public var by: String
  }
}

/// Whether one asks what feels these items, or what these items feel.
public enum ImpactWay: Sendable, Hashable { case from, onto }

/// What feels a change of some items: breadth first, so that each path is a shortest one.
public struct Impact: Sendable, Hashable {
  public var felt: [Felt]
  /// Whether more would have been found: never cut off silently.
  public var isCutOff: Bool

  /// - Parameters:
  ///   - neighbours: The relationships of one item.
  ///   - most: How many items at the most.
  public init(
    of changed: [ItemReference], way: ImpactWay = .from, most: Int, neighbours: (ItemReference) throws -> [Neighbour]
  ) rethrows {
    var seen = Set(changed)
    var felt: [Felt] = []
    var front = Set(changed).sorted().map { Felt(item: $0, path: [.init(item: $0, by: "")]) }
    while !front.isEmpty {
      var next: [Felt] = []
      for here in front {
        for neighbour in try neighbours(here.item) where neighbour.carries(way) {
          guard seen.insert(neighbour.item).inserted else { continue }
          guard felt.count < most else {
            (self.felt, isCutOff) = (felt, true)
            return
          }
          let step = Felt.Step(item: neighbour.item, by: neighbour.label)
          let found = Felt(item: neighbour.item, path: here.path + [step])
          felt.append(found)
          next.append(found)
        }
      }
      front = next
    }
    (self.felt, isCutOff) = (felt, false)
  }
}
