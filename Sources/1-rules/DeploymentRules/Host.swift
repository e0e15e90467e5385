import Evidence
import Vocabulary

/// What a host is for. Fixed by its enrolment token, and part of what an approval may reach (docs/decisions/0003).
public enum HostPurpose: String, Sendable, Hashable, CaseIterable {
  case laboratory, production
}

/// An enrolled host: its keys, its item, and the last order it was given.
public struct Host: Subject {
  public static let kind = HostKind.word

  public var identifier: HostIdentifier
  public var name: String
  public var purpose: HostPurpose
  /// Ed25519 public key, 64 hexadecimal digits.
  public var signingKey: String
  /// X25519 public key, 64 hexadecimal digits.
  public var agreementKey: String
  public var item: ItemReference
  /// Number of the last order given; orders rise by one (docs/decisions/0002).
  public var lastOrder: Int
  public var retired: Bool
  public var retiredAt: Moment?
  /// The host whose place it took: the same item, another machine (CFG-14).
  public var replaces: HostIdentifier?
  /// The host that took its place.
  public var replacedBy: HostIdentifier?

  public var reference: String { identifier.text }

  public static let shape = Shape.record(
    Host.init(
      identifier:name:purpose:signingKey:agreementKey:item:lastOrder:retired:retiredAt:replaces:replacedBy:),
    field("identifier", \.identifier, HostIdentifier.shape, "Identifier"),
    field("name", \.name, .text(1...200), "Name"),
    field("purpose", \.purpose, .oneOf, "Laboratory or production"),
    field("signingKey", \.signingKey, .text(64...64), "Ed25519 public key"),
    field("agreementKey", \.agreementKey, .text(64...64), "X25519 public key"),
    field("item", \.item, ItemReference.shape, "Its configuration item"),
    field("lastOrder", \.lastOrder, .whole(0...2_000_000_000), "Number of the last order"),
    field("retired", \.retired, .yesOrNo, "No longer served"),
    optional("retiredAt", \.retiredAt, Moment.shape, "Since when it is no longer served"),
    optional("replaces", \.replaces, HostIdentifier.shape, "The host whose place it took"),
    optional("replacedBy", \.replacedBy, HostIdentifier.shape, "The host that took its place"))

  public static let facetNotes = [
    FacetNote("name", .text, "Name"), FacetNote("purpose", "Laboratory or production", of: HostPurpose.self),
    FacetNote("retired", .text, "Whether it is retired: no (unless said), yes, or all", .words(["no", "yes", "all"])),
  ]

  public var facets: [Facet] {
    [Facet("name", name), Facet("purpose", purpose.rawValue), Facet("retired", retired ? "yes" : "no")]
  }
}

extension Host {
  /// What the plans that go to it rest on.
  public var statements: [Statement] {
    [Statement("purpose", purpose.rawValue), Statement("retired", retired ? "yes" : "no"), Statement("name", name)]
  }

  public static let edgeNames = ["is", "replaces"]
  public var edges: [Edge] {
    [Edge("is", to: item.subject)] + (replaces.map { [Edge("replaces", to: $0.subject)] } ?? [])
  }
}

public enum HostEvent: SubjectEvent {
  case enrolled(Enrolled)
  case ordered(Ordered)
  case retired
  case replaced(Replaced)

  public struct Enrolled: Sendable, Hashable {
    public var name: String
    public var purpose: HostPurpose
    public var signingKey: String
    public var agreementKey: String
    public var item: ItemReference
    public var invitation: String
    public var replaces: HostIdentifier?

    public init(
      name: String, purpose: HostPurpose, signingKey: String, agreementKey: String, item: ItemReference,
      invitation: String, replaces: HostIdentifier? = nil
    ) {
      self.replaces = replaces
      self.name = name
      self.purpose = purpose
      self.signingKey = signingKey
      self.agreementKey = agreementKey
      self.item = item
      self.invitation = invitation
    }

    static let shape = Shape.record(
      Enrolled.init(name:purpose:signingKey:agreementKey:item:invitation:replaces:),
      field("name", \.name, .text(1...200), "Name"),
      field("purpose", \.purpose, .oneOf, "Laboratory or production"),
      field("signingKey", \.signingKey, .text(64...64), "Ed25519 public key"),
      field("agreementKey", \.agreementKey, .text(64...64), "X25519 public key"),
      field("item", \.item, ItemReference.shape, "Its configuration item"),
      field("invitation", \.invitation, .text(1...80), "Public name of the enrolment token"),
      optional("replaces", \.replaces, HostIdentifier.shape, "The host whose place it takes"))
  }

  /// Another machine has its place. The machine enrols by itself; who decided it and why stands here.
  public struct Replaced: Sendable, Hashable {
    public var by: HostIdentifier
    public var decidedBy: PersonIdentifier

    public init(by: HostIdentifier, decidedBy: PersonIdentifier) {
      self.by = by
      self.decidedBy = decidedBy
    }

    static let shape = Shape.record(
      Replaced.init(by:decidedBy:),
      field("by", \.by, HostIdentifier.shape, "The host that takes its place"),
      field("decidedBy", \.decidedBy, PersonIdentifier.shape, "Who decided it"))
  }

  public struct Ordered: Sendable, Hashable {
    public var number: Int
    public var order: Digest
    public var deployment: DeploymentReference

    public init(number: Int, order: Digest, deployment: DeploymentReference) {
      self.number = number
      self.order = order
      self.deployment = deployment
    }

    static let shape = Shape.record(
      Ordered.init(number:order:deployment:),
      field("number", \.number, .whole(1...2_000_000_000), "Number of the order for this host"),
      field("order", \.order, Digest.shape, "Digest of the order's payload"),
      field("deployment", \.deployment, DeploymentReference.shape, "Deployment it belongs to"))
  }

  public static let shape = Shape<HostEvent>.choice(
    .when("enrolled/1", Enrolled.shape, { .enrolled($0) }, { if case .enrolled(let it) = $0 { it } else { nil } }),
    .when("ordered/1", Ordered.shape, { .ordered($0) }, { if case .ordered(let it) = $0 { it } else { nil } }),
    .bare("retired/1", .retired),
    .when("replaced/1", Replaced.shape, { .replaced($0) }, { if case .replaced(let it) = $0 { it } else { nil } }))
}

extension Host {
  public static func born(_ reference: String, of event: HostEvent, _ stamp: Stamp) -> Host? {
    guard case .enrolled(let it) = event, let identifier = HostIdentifier(reference) else { return nil }
    return Host(
      identifier: identifier, name: it.name, purpose: it.purpose, signingKey: it.signingKey,
      agreementKey: it.agreementKey, item: it.item, lastOrder: 0, retired: false, retiredAt: nil, replaces: it.replaces,
      replacedBy: nil)
  }

  public func applying(_ event: HostEvent, _ stamp: Stamp) -> Host {
    var next = self
    switch event {
    case .enrolled: break
    case .ordered(let order): next.lastOrder = max(lastOrder, order.number)
    case .retired:
      next.retired = true
      next.retiredAt = stamp.at
    case .replaced(let it): next.replacedBy = it.by
    }
    return next
  }
}
