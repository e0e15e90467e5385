import Vocabulary

/// What keys are for. No key stands in two roles (docs/decisions/0007).
public enum KeyRole: String, Sendable, Hashable, CaseIterable {
  case answers, approvals, orders, root, targets, timestamp
}

/// The keys of a role and how many of them must sign.
public struct RoleKeys: Sendable, Hashable {
  public var keyIdentifiers: [KeyIdentifier]
  public var threshold: Int

  public init(keyIdentifiers: [KeyIdentifier], threshold: Int) {
    self.keyIdentifiers = keyIdentifiers
    self.threshold = threshold
  }

  public static let shape = Shape.record(
    RoleKeys.init(keyIdentifiers:threshold:),
    field("keyids", \.keyIdentifiers, .list(KeyIdentifier.shape, 1...32), "Sorted"),
    field("threshold", \.threshold, .whole(1...32), "How many distinct keys must sign"))
}

/// The keys of every role.
public struct KeyRoles: Sendable, Hashable {
  public var answers: RoleKeys
  public var approvals: RoleKeys
  public var orders: RoleKeys
  public var root: RoleKeys
  public var targets: RoleKeys
  public var timestamp: RoleKeys

  public init(
    answers: RoleKeys, approvals: RoleKeys, orders: RoleKeys, root: RoleKeys, targets: RoleKeys, timestamp: RoleKeys
  ) {
    self.answers = answers
    self.approvals = approvals
    self.orders = orders
    self.root = root
    self.targets = targets
    self.timestamp = timestamp
  }

  public subscript(_ role: KeyRole) -> RoleKeys {
    switch role {
    case .answers: answers
    case .approvals: approvals
    case .orders: orders
    case .root: root
    case .targets: targets
    case .timestamp: timestamp
    }
  }

  public static let shape = Shape.record(
    KeyRoles.init(answers:approvals:orders:root:targets:timestamp:),
    field("answers", \.answers, RoleKeys.shape, "Sign answers to hosts"),
    field("approvals", \.approvals, RoleKeys.shape, "Sign approvals"),
    field("orders", \.orders, RoleKeys.shape, "Sign orders"),
    field("root", \.root, RoleKeys.shape, "Sign the next root"),
    field("targets", \.targets, RoleKeys.shape, "Sign what the library holds"),
    field("timestamp", \.timestamp, RoleKeys.shape, "Sign that it is fresh"))
}

/// A public key as root metadata lists it.
public struct ListedKey: Sendable, Hashable {
  public var identifier: KeyIdentifier
  public var key: VerifyingKey
  public var scheme: String

  public init(_ key: VerifyingKey) { self.init(identifier: key.identifier, key: key, scheme: "ed25519") }

  init(identifier: KeyIdentifier, key: VerifyingKey, scheme: String) {
    self.identifier = identifier
    self.key = key
    self.scheme = scheme
  }

  public static let shape = Shape.record(
    ListedKey.init(identifier:key:scheme:),
    field("keyid", \.identifier, KeyIdentifier.shape, "SHA-256 of the public key"),
    field("public", \.key, VerifyingKey.shape, "32 bytes"),
    field(
      "scheme", \.scheme,
      Shape<String>.exactText(1...20).mapped({ $0 == "ed25519" ? $0 : nil }, { $0 }, else: "ed25519"),
      "Always ed25519"))
}

/// Who may sign what: the anchor of everything a host believes (docs/decisions/0007).
public struct RootMetadata: SignedDocument, Hashable {
  public static let payloadType = "application/vnd.slipway.root+json"
  public static let word = "root"

  public var expires: Moment
  public var format: Int
  public var keys: [ListedKey]
  public var origin: String
  public var roles: KeyRoles
  public var version: Int

  public init(
    expires: Moment, format: Int = 1, keys: [ListedKey], origin: String, roles: KeyRoles, version: Int
  ) {
    self.expires = expires
    self.format = format
    self.keys = keys
    self.origin = origin
    self.roles = roles
    self.version = version
  }

  public static let shape = Shape.record(
    RootMetadata.init(expires:format:keys:origin:roles:version:),
    field("expires", \.expires, Moment.shape, "Not believed from then on"),
    field("format", \.format, .format(1), "This form"),
    field("keys", \.keys, .list(ListedKey.shape, 1...200), "Sorted by identifier"),
    field("origin", \.origin, .exactText(1...100), "The log's origin"),
    field("roles", \.roles, KeyRoles.shape, "Which keys sign what"),
    field("version", \.version, .counting(from: 1), "From 1"))

  /// The keys of a role with its threshold.
  public func ring(of role: KeyRole) -> KeyRing {
    let named = roles[role]
    return KeyRing(
      keys: keys.map(\.key).filter { named.keyIdentifiers.contains($0.identifier) }, threshold: named.threshold)
  }

  public var disorder: [FieldProblem] {
    var found: [FieldProblem] = []
    if !keys.ascend(by: { $0.identifier < $1.identifier }) {
      found.append(FieldProblem(pointer: "/keys", says: "must be sorted by keyid, each once"))
    }
    for (index, listed) in keys.enumerated() where listed.identifier != listed.key.identifier {
      found.append(FieldProblem(pointer: "/keys/\(index)/keyid", says: "must be SHA-256 of the public key"))
    }
    var used: Set<KeyIdentifier> = []
    for role in KeyRole.allCases {
      let (place, named) = ("/roles/\(role.rawValue)", roles[role])
      if !named.keyIdentifiers.ascend(by: <) {
        found.append(FieldProblem(pointer: place + "/keyids", says: "must be sorted, each once"))
      }
      if named.threshold > named.keyIdentifiers.count {
        found.append(FieldProblem(pointer: place + "/threshold", says: "more than there are keys"))
      }
      for identifier in named.keyIdentifiers {
        if !keys.contains(where: { $0.identifier == identifier }) {
          found.append(FieldProblem(pointer: place + "/keyids", says: "\(identifier.hex) is not among the keys"))
        }
        if !used.insert(identifier).inserted {
          found.append(FieldProblem(pointer: place + "/keyids", says: "\(identifier.hex) stands twice"))
        }
      }
    }
    return found
  }
}
