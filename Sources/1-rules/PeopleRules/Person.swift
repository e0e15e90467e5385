import Evidence
import Vocabulary

/// Somebody who uses Slipway. Names and addresses are words, so that they can be erased (LOG-3); passwords, cookies
/// and tokens are not here at all.
public struct Person: Subject {
  public static let kind = PersonKind.word

  public var identifier: PersonIdentifier
  public var name: Words
  public var signInName: Words
  public var mail: Words?
  public var grants: [RoleGrant]
  public var active: Bool
  public var sessions: [SessionIdentifier]
  public var tokens: [TokenGrant]

  public var reference: String { identifier.text }

  static let mostSessions = 20

  public func holds(_ role: Role, for release: ReleaseReference? = nil) -> Bool {
    active && grants.contains { $0.role == role && ($0.release == nil || $0.release == release) }
  }

  public static let shape = Shape.record(
    Person.init(identifier:name:signInName:mail:grants:active:sessions:tokens:),
    field("identifier", \.identifier, PersonIdentifier.shape, "Opaque identifier"),
    field("name", \.name, Words.shape, "Name"),
    field("signInName", \.signInName, Words.shape, "Sign-in name"),
    optional("mail", \.mail, Words.shape, "Mail address"),
    field("grants", \.grants, .list(RoleGrant.shape), "Roles held"),
    field("active", \.active, .yesOrNo, "May sign in"),
    field("sessions", \.sessions, .list(SessionIdentifier.shape), "The newest sessions that were not signed out"),
    field("tokens", \.tokens, .list(TokenGrant.shape), "API tokens that are not revoked"))

  public static let facetNotes = [
    FacetNote.yesOrNo("active", "Whether the account is open"),
    FacetNote(
      "role", "A role that is held, for everything or for a release", of: Role.self, .many(edge: "holds", kind: "role")),
  ]

  /// What the parts rest on that this person was named for.
  public var statements: [Statement] {
    let roles = grants.map { "\($0.role.rawValue) \($0.release?.text ?? "everywhere")" }.sorted()
    return [Statement("active", active ? "yes" : "no"), Statement("roles", roles.joined(separator: ", "))]
  }

  public var facets: [Facet] {
    [
      Facet("active", active ? "yes" : "no")
    ] + roles.map { .holds($0) }
  }

  /// Each role once, whatever number of releases it is held for.
  private var roles: [Role] { Role.allCases.filter { role in grants.contains { $0.role == role } } }

  public static let edgeNames = ["holds"]
  public var edges: [Edge] {
    roles.map { Edge("holds", to: SubjectReference(kind: "role", reference: $0.rawValue)) }
  }
}

extension Facet {
  /// That somebody holds the role, for everything or for a release.
  public static func holds(_ role: Role) -> Facet { Facet("role", role.rawValue) }
}

/// An API token as the log knows it: what it may do and until when, never the token (OPS-3).
public struct TokenGrant: Sendable, Hashable {
  public var token: TokenIdentifier
  public var label: Words
  public var scope: TokenScope
  public var expires: Moment

  public init(token: TokenIdentifier, label: Words, scope: TokenScope, expires: Moment) {
    self.token = token
    self.label = label
    self.scope = scope
    self.expires = expires
  }

  public static let shape = Shape.record(
    TokenGrant.init(token:label:scope:expires:),
    field("token", \.token, TokenIdentifier.shape, "Public name of the token"),
    field("label", \.label, Words.shape, "What it is for"),
    field("scope", \.scope, .oneOf, "What it may do"),
    field("expires", \.expires, Moment.shape, "Last moment it is good"))
}

/// How far a token reaches; never further than the person's own roles.
public enum TokenScope: String, Sendable, Hashable, CaseIterable {
  /// Questions only.
  case read
  /// Building and admitting packages, and questions: what a pipeline needs.
  case build
  /// Everything the person may do.
  case everything
}

public enum PersonEvent: SubjectEvent {
  case registered(Registered)
  case roleGranted(RoleGrant)
  case roleRevoked(RoleGrant)
  case passwordSet
  case deactivated
  case reactivated
  case signedIn(SessionIdentifier)
  case signedOut(SessionIdentifier)
  case tokenIssued(TokenGrant)
  case tokenRevoked(TokenIdentifier)

  public struct Registered: Sendable, Hashable {
    public var name: Words
    public var signInName: Words
    public var mail: Words?

    public init(name: Words, signInName: Words, mail: Words?) {
      self.name = name
      self.signInName = signInName
      self.mail = mail
    }

    static let shape = Shape.record(
      Registered.init(name:signInName:mail:),
      field("name", \.name, Words.shape, "Name"),
      field("signInName", \.signInName, Words.shape, "Sign-in name"),
      optional("mail", \.mail, Words.shape, "Mail address"))
  }

  public static let shape = Shape<PersonEvent>.choice(
    .when(
      "registered/1", Registered.shape, { .registered($0) }, { if case .registered(let it) = $0 { it } else { nil } }),
    .when(
      "role-granted/1", RoleGrant.shape, { .roleGranted($0) }, { if case .roleGranted(let it) = $0 { it } else { nil } }
    ),
    .when(
      "role-revoked/1", RoleGrant.shape, { .roleRevoked($0) }, { if case .roleRevoked(let it) = $0 { it } else { nil } }
    ),
    .bare("password-set/1", .passwordSet),
    .bare("deactivated/1", .deactivated),
    .bare("reactivated/1", .reactivated),
    .when(
      "signed-in/1", one("session", SessionIdentifier.shape), { .signedIn($0) },
      { if case .signedIn(let it) = $0 { it } else { nil } }),
    .when(
      "signed-out/1", one("session", SessionIdentifier.shape), { .signedOut($0) },
      { if case .signedOut(let it) = $0 { it } else { nil } }),
    .when(
      "token-issued/1", TokenGrant.shape, { .tokenIssued($0) },
      { if case .tokenIssued(let it) = $0 { it } else { nil } }),
    .when(
      "token-revoked/1", one("token", TokenIdentifier.shape), { .tokenRevoked($0) },
      { if case .tokenRevoked(let it) = $0 { it } else { nil } }))
}

extension Person {
  public static func born(_ reference: String, of event: PersonEvent, _ stamp: Stamp) -> Person? {
    guard case .registered(let made) = event, let identifier = PersonIdentifier(reference) else { return nil }
    return Person(
      identifier: identifier, name: made.name, signInName: made.signInName, mail: made.mail, grants: [], active: true,
      sessions: [], tokens: [])
  }

  public func applying(_ event: PersonEvent, _ stamp: Stamp) -> Person {
    var next = self
    switch event {
    case .registered, .passwordSet: break
    case .roleGranted(let grant): if !grants.contains(grant) { next.grants.append(grant) }
    case .roleRevoked(let grant): next.grants.removeAll { $0 == grant }
    case .deactivated:
      next.active = false
      next.sessions = []
      next.tokens = []
    case .reactivated: next.active = true
    // Sessions end by themselves without an entry, so only the newest are kept in mind.
    case .signedIn(let session): next.sessions = (sessions + [session]).suffix(Self.mostSessions)
    case .signedOut(let session): next.sessions.removeAll { $0 == session }
    case .tokenIssued(let token): next.tokens.append(token)
    case .tokenRevoked(let token): next.tokens.removeAll { $0.token == token }
    }
    return next
  }
}
