import Evidence
import Vocabulary

/// A one-time enrolment token as the log knows it (OPS-3, LOG-1): who may bring which host, until when, and what came of
/// it. Its secret stands in the host's books only.
public struct HostInvitation: Subject {
  public static let kind = InvitationKind.word

  public var identifier: InvitationIdentifier
  public var hostName: String
  public var purpose: HostPurpose
  public var expires: Moment
  public var state: InvitationState
  /// The host that used it.
  public var host: HostIdentifier?
  /// The host whose place the machine takes; nil for one that is new.
  public var replacement: Replacement?

  public var reference: String { identifier.text }

  public static let shape = Shape.record(
    HostInvitation.init(identifier:hostName:purpose:expires:state:host:replacement:),
    field("identifier", \.identifier, InvitationIdentifier.shape, "Public name of the token"),
    field("hostName", \.hostName, .text(1...200), "The host's name"),
    field("purpose", \.purpose, .oneOf, "Laboratory or production"),
    field("expires", \.expires, Moment.shape, "Last moment it is good"),
    field("state", \.state, .oneOf, "What came of it"),
    optional("host", \.host, HostIdentifier.shape, "The host that used it"),
    optional("replacement", \.replacement, Replacement.shape, "Whose place the machine takes"))

  public static let facetNotes = [
    FacetNote("state", "What came of it", of: InvitationState.self), FacetNote("name", .text, "The host's name"),
    FacetNote("expires", .number, "Last moment it is good"),
  ]

  public var facets: [Facet] {
    [Facet("state", state.rawValue), Facet("name", hostName), Facet("expires", expires.milliseconds)]
  }

  /// What keeps a host from using it now.
  public func blockersOfUse(at now: Moment) -> [Refusal] {
    switch state {
    case .used: [refusal("token-once", "has been used")]
    case .revoked: [refusal("token-revoked", "was taken back")]
    case .open: expires > now ? [] : [refusal("token-fresh", "ended at \(expires)")]
    }
  }

  /// What keeps somebody from taking it back.
  public func blockersOfRevoking() -> [Refusal] {
    state == .open
      ? []
      : [
        Refusal(
          "token-open", because: "The enrolment token \(reference) is \(state.rawValue).",
          clears: "Only a token that nobody has used can be taken back; a host that came with it can be retired.",
          by: [.operationsEngineer])
      ]
  }

  private func refusal(_ rule: String, _ what: Sentence) -> Refusal {
    Refusal(
      rule, because: "The enrolment token \(reference) \(what).", clears: "Make a new one.", by: [.operationsEngineer])
  }
}

public enum InvitationState: String, Sendable, Hashable, CaseIterable {
  case open, used, revoked
}

/// That the machine takes another's place (CFG-14): whose, by whose decision, and why.
public struct Replacement: Sendable, Hashable {
  public var of: HostIdentifier
  public var decidedBy: PersonIdentifier
  public var why: Words

  public init(of: HostIdentifier, decidedBy: PersonIdentifier, why: Words) {
    self.of = of
    self.decidedBy = decidedBy
    self.why = why
  }

  public static let shape = Shape.record(
    Replacement.init(of:decidedBy:why:),
    field("of", \.of, HostIdentifier.shape, "The host whose place the machine takes"),
    field("decidedBy", \.decidedBy, PersonIdentifier.shape, "Who decided it"),
    field("why", \.why, Words.shape, "Reason"))
}

public enum InvitationEvent: SubjectEvent {
  case made(Made)
  case used(HostIdentifier)
  case revoked

  public struct Made: Sendable, Hashable {
    public var hostName: String
    public var purpose: HostPurpose
    public var expires: Moment
    public var replacement: Replacement?

    public init(hostName: String, purpose: HostPurpose, expires: Moment, replacement: Replacement? = nil) {
      self.replacement = replacement
      self.hostName = hostName
      self.purpose = purpose
      self.expires = expires
    }

    static let shape = Shape.record(
      Made.init(hostName:purpose:expires:replacement:),
      field("hostName", \.hostName, .text(1...200), "The host's name"),
      field("purpose", \.purpose, .oneOf, "Laboratory or production"),
      field("expires", \.expires, Moment.shape, "Last moment it is good"),
      optional("replacement", \.replacement, Replacement.shape, "Whose place the machine takes"))
  }

  public static let shape = Shape<InvitationEvent>.choice(
    .when("made/1", Made.shape, { .made($0) }, { if case .made(let it) = $0 { it } else { nil } }),
    .when(
      "used/1", one("host", HostIdentifier.shape), { .used($0) }, { if case .used(let it) = $0 { it } else { nil } }),
    .bare("revoked/1", .revoked))
}

extension HostInvitation {
  public static func born(_ reference: String, of event: InvitationEvent, _ stamp: Stamp) -> HostInvitation? {
    guard case .made(let it) = event, let identifier = InvitationIdentifier(reference) else { return nil }
    return HostInvitation(
      identifier: identifier, hostName: it.hostName, purpose: it.purpose, expires: it.expires, state: .open, host: nil,
      replacement: it.replacement)
  }

  public func applying(_ event: InvitationEvent, _ stamp: Stamp) -> HostInvitation {
    var next = self
    switch event {
    case .made: break
    case .used(let host):
      next.state = .used
      next.host = host
    case .revoked: next.state = .revoked
    }
    return next
  }
}
