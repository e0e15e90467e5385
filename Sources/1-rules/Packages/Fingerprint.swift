import Vocabulary

/// The observed state of a host within a scope (docs/decisions/0004, «Fingerprint»): facts sorted by key, never times,
/// inodes or process numbers. Equal states have equal bytes.
public struct Fingerprint: Sendable, Hashable {
  public struct Fact: Sendable, Hashable {
    /// `file:/etc/greeter.conf`, `service:greeter.greeter`, `port:8081`.
    public let key: String
    public let stands: JSON

    public init(key: String, stands: JSON) {
      self.key = key
      self.stands = stands.inOrder
    }
  }

  /// Sorted by the bytes of their keys, each key once.
  public let facts: [Fact]

  /// A key that comes twice counts once; the first one stands.
  public init(facts: [Fact]) {
    var sorted = facts.enumerated().sorted { left, right in
      let (one, two) = (left.element.key.utf8, right.element.key.utf8)
      return one.elementsEqual(two) ? left.offset < right.offset : one.lexicographicallyPrecedes(two)
    }.map(\.element)
    var index = 1
    while index < sorted.count {
      if sorted[index].key == sorted[index - 1].key { sorted.remove(at: index) } else { index += 1 }
    }
    self.facts = sorted
  }

  /// From a stored document, or nil if it is none.
  public init?(json: JSON) {
    guard let items = json["facts"]?.items else { return nil }
    var facts: [Fact] = []
    for item in items {
      guard let key = item["key"]?.text, let stands = item["is"] else { return nil }
      facts.append(Fact(key: key, stands: stands))
    }
    self.init(facts: facts)
  }

  public var json: JSON {
    ["facts": .array(facts.map { ["is": $0.stands, "key": .string($0.key)] }), "format": 1]
  }

  /// SHA-256 of the canonical document.
  public var digest: Digest { .sha256(of: json.canonicalBytes) }

  /// Without the facts of these keys: what is noise says nothing about the state.
  public func without(_ keys: [String]) -> Fingerprint {
    let left = Set(keys)
    return Fingerprint(facts: facts.filter { !left.contains($0.key) })
  }

  /// The keys whose facts differ, or that only one of the two has, in order.
  public func differences(from other: Fingerprint) -> [String] {
    var differing: [String] = []
    var (one, two) = (facts[...], other.facts[...])
    while let left = one.first, let right = two.first {
      if left.key == right.key {
        if left.stands != right.stands { differing.append(left.key) }
        one = one.dropFirst()
        two = two.dropFirst()
      } else if left.key.utf8.lexicographicallyPrecedes(right.key.utf8) {
        differing.append(left.key)
        one = one.dropFirst()
      } else {
        differing.append(right.key)
        two = two.dropFirst()
      }
    }
    return differing + one.map(\.key) + two.map(\.key)
  }
}

extension JSON {
  /// With members sorted by name at every depth, so that equal documents are equal values.
  fileprivate var inOrder: JSON {
    switch self {
    case .object(let members):
      .object(
        members.map { .init($0.name, $0.value.inOrder) }.sorted {
          $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        })
    case .array(let items): .array(items.map(\.inOrder))
    case .null, .bool, .int, .string: self
    }
  }
}
