/// A kind of thing that has references of its own: `RFC-1042`, `h-5c1e0f9a7b2d4683`.
public protocol IdentifierKind: Sendable {
  /// The kind's word in entries, routes and commands: `request`.
  static var word: String { get }
  static var example: String { get }
  static func accepts(_ text: String) -> Bool
}

/// A typed reference. What a person says aloud never changes and is never reused (formats, «Identifiers»).
public struct Identifier<Kind: IdentifierKind>: Sendable, Hashable, Comparable {
  public let text: String

  public init?(_ text: String) {
    guard Kind.accepts(text) else { return nil }
    self.text = text
  }

  public var subject: SubjectReference { SubjectReference(kind: Kind.word, reference: text) }

  public static func < (left: Self, right: Self) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  public static var shape: Shape<Self> {
    Shape<String>.text(1...80).spelled(.reference(kind: Kind.word, example: Kind.example)).mapped(
      { Self($0) }, { $0.text }, else: "a reference like \(Kind.example) is needed")
  }
}

/// A reference whose kind is only known at run time: what log entries and sentences point at.
public struct SubjectReference: Sendable, Hashable, Comparable {
  public let kind: String
  public let reference: String

  public init(kind: String, reference: String) {
    self.kind = kind
    self.reference = reference
  }

  /// From `request:RFC-1042`.
  public init?(text: String) {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    self.init(kind: String(text[..<colon]), reference: String(text[text.index(after: colon)...]))
  }

  public var text: String { "\(kind):\(reference)" }

  public static func < (left: Self, right: Self) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  public static let shape = Shape<String>.text(3...200).mapped(
    { SubjectReference(text: $0) }, { $0.text }, else: "a subject looks like request:RFC-1042")
}

/// References with a running number: a prefix and digits without a leading zero.
public protocol NumberedKind: IdentifierKind {
  static var prefix: String { get }
}

extension NumberedKind {
  public static var example: String { prefix + "1042" }
  public static func accepts(_ text: String) -> Bool {
    guard text.hasPrefix(prefix) else { return false }
    let digits = text.dropFirst(prefix.count)
    return isNumber(digits)
  }
}

extension Identifier where Kind: NumberedKind {
  public init?(number: Int) { self.init(Kind.prefix + String(number)) }
  public var number: Int { Int(text.dropFirst(Kind.prefix.count)) ?? 0 }
}

/// Opaque references: a letter, a hyphen, and 16 hexadecimal digits that say nothing.
public protocol OpaqueKind: IdentifierKind {
  static var prefix: String { get }
}

extension OpaqueKind {
  public static var example: String { prefix + "5c1e0f9a7b2d4683" }
  public static func accepts(_ text: String) -> Bool {
    text.hasPrefix(prefix) && text.utf8.count == prefix.utf8.count + 16
      && Hex.bytes(String(text.dropFirst(prefix.count))) != nil
  }
}

extension Identifier where Kind: OpaqueKind {
  /// From eight bytes of chance that somebody handed in.
  public init?(chance: [UInt8]) { self.init(Kind.prefix + Hex.text(chance)) }
}

func isNumber(_ digits: some StringProtocol) -> Bool {
  (1...9).contains(digits.utf8.count) && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    && digits.utf8.first != 0x30
}

public enum RequestKind: NumberedKind {
  public static let word = "request"
  public static let prefix = "RFC-"
}
public enum DeploymentKind: NumberedKind {
  public static let word = "deployment"
  public static let prefix = "DEP-"
}
public enum TaskKind: NumberedKind {
  public static let word = "task"
  public static let prefix = "TASK-"
}
public enum PersonKind: OpaqueKind {
  public static let word = "person"
  public static let prefix = "p-"
}
public enum HostKind: OpaqueKind {
  public static let word = "host"
  public static let prefix = "h-"
}
public enum SessionKind: OpaqueKind {
  public static let word = "session"
  public static let prefix = "s-"
}
public enum TokenKind: OpaqueKind {
  public static let word = "token"
  public static let prefix = "t-"
}
public enum InvitationKind: OpaqueKind {
  public static let word = "invitation"
  public static let prefix = "i-"
}
public enum ItemKind: NumberedKind {
  public static let word = "item"
  public static let prefix = "CI-"
}

/// `REL-1042.1`: the number of the RFC that came first in the release, and which release of it (CHG-5).
public enum ReleaseKind: IdentifierKind {
  public static let word = "release"
  public static let example = "REL-1042.1"
  public static func accepts(_ text: String) -> Bool {
    guard text.hasPrefix("REL-") else { return false }
    let parts = text.dropFirst(4).split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { isNumber($0) }
  }
}

/// `REL-1042.1-P2`: the second version of that release's plan as it was agreed (PLN-9).
public enum PlanKind: IdentifierKind {
  public static let word = "plan"
  public static let example = "REL-1042.1-P2"
  public static func accepts(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 3 && ReleaseKind.accepts("\(parts[0])-\(parts[1])") && parts[2].hasPrefix("P")
      && isNumber(parts[2].dropFirst())
  }
}

/// `greeter@1.4.0`: a version in the library (DSL-1).
public enum PackageVersionKind: IdentifierKind {
  public static let word = "package"
  public static let example = "greeter@1.4.0"
  public static func accepts(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && PackageName(String(parts[0])) != nil && Version(String(parts[1])) != nil
  }
}

public typealias RequestReference = Identifier<RequestKind>
public typealias ReleaseReference = Identifier<ReleaseKind>
public typealias DeploymentReference = Identifier<DeploymentKind>
public typealias TaskReference = Identifier<TaskKind>
public typealias PlanReference = Identifier<PlanKind>
public typealias PersonIdentifier = Identifier<PersonKind>
public typealias HostIdentifier = Identifier<HostKind>
public typealias SessionIdentifier = Identifier<SessionKind>
public typealias TokenIdentifier = Identifier<TokenKind>
public typealias InvitationIdentifier = Identifier<InvitationKind>
public typealias ItemReference = Identifier<ItemKind>
public typealias PackageReference = Identifier<PackageVersionKind>

extension Identifier where Kind == ReleaseKind {
  public init?(request: RequestReference, count: Int) { self.init("REL-\(request.number).\(count)") }
}

extension Identifier where Kind == PlanKind {
  public init?(release: ReleaseReference, version: Int) { self.init("\(release.text)-P\(version)") }
}

extension Identifier where Kind == PackageVersionKind {
  public init?(name: PackageName, version: Version) { self.init("\(name.text)@\(version.text)") }
}
