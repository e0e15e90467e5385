import DeploymentRules
import Evidence
import Ledger
import Packages
import PeopleRules
import Vocabulary

/// Makes a one-time enrolment token for a new host (OPS-3).
public struct InviteHost: Operation {
  public static let name = "host.invite"
  public static let about = "Make a one-time enrolment token for a new host; it is shown once"
  public static let authority = Authority.roles([.operationsEngineer, .administrator])
  public static let shownOnce = ["token"]
  public var hostName: String
  public var purpose: HostPurpose
  public static let shape = Shape.record(
    InviteHost.init(hostName:purpose:),
    field("name", \.hostName, .text(1...200), "The host's name"),
    field("purpose", \.purpose, .oneOf, "Laboratory or production; it never changes"))
  public static let answer = HostInvited.shape

  /// How long a token is good.
  static let term = Span.hours(24)

  public func run(_ desk: inout Desk) throws -> HostInvited {
    let same = try desk.books.list(
      Host.self, ListRequest(filters: [Facet("name", hostName)], sort: "retired", limit: 1))
    if let taken = same.rows.first?.value {
      throw Refused(
        Refusal(
          "host-name-free", because: "\(taken.identifier) has the name \(hostName).",
          clears: "Choose another name; if the machine takes that host's place, replace the host.",
          by: [.operationsEngineer]))
    }
    return try InvitationDesk.make(
      .init(hostName: hostName, purpose: purpose, expires: desk.now + Self.term), &desk)
  }
}

enum InvitationDesk {
  /// Makes a token; its secret stands in the host's books and in this answer only.
  static func make(_ made: InvitationEvent.Made, _ desk: inout Desk, why: Words? = nil) throws -> HostInvited {
    guard let root = try desk.books.metadata("root", version: 1) else {
      throw Fault(
        "library-not-begun", says: "The library has no root metadata yet.", remedy: "Try again in a moment.",
        passes: true)
    }
    guard let identifier = InvitationIdentifier(chance: desk.books.chance(8)) else {
      throw Fault("no-chance", says: "No identifier could be made.", remedy: "Try again.", passes: true)
    }
    let payload = try Envelope(bytes: Array(root.envelope.utf8)).payload
    let secret = Hex.text(desk.books.chance(32))
    try desk.open(HostInvitation.self, identifier.text, .made(made), why: why)
    try desk.books.keepInvitation(
      Invitation(
        name: identifier.text, secret: secret, hostName: made.hostName, purpose: made.purpose.rawValue,
        expires: made.expires, usedBy: nil, host: nil))
    return HostInvited(
      invitation: identifier, token: "\(identifier.text).\(secret).\(Digest.of(payload).hex)",
      expires: made.expires)
  }
}

public struct HostInvited: Sendable, Hashable {
  public var invitation: InvitationIdentifier
  public var token: String
  public var expires: Moment
  public static let shape = Shape.record(
    HostInvited.init(invitation:token:expires:),
    field("invitation", \.invitation, InvitationIdentifier.shape, "Public name of the token"),
    field("token", \.token, .text(1...400), "The token; shown once"),
    field("expires", \.expires, Moment.shape, "Last moment it is good"))
}

public struct RevokeInvitation: Operation {
  public static let name = "invitation.revoke"
  public static let about = "Take back an enrolment token that nobody has used"
  public static let authority = Authority.roles([.operationsEngineer, .administrator])
  public var invitation: InvitationIdentifier
  public static let shape = Shape.record(
    RevokeInvitation.init(invitation:),
    field("invitation", \.invitation, InvitationIdentifier.shape, "Public name of the token"))

  public func run(_ desk: inout Desk) throws -> Done {
    let held = try desk.get(HostInvitation.self, invitation.text)
    try Refused.unlessEmpty(held.value.blockersOfRevoking())
    try desk.record([.revoked], on: held)
    // Without its secret no proof can be made with it any more.
    if var kept = try desk.books.invitation(invitation.text) {
      kept.secret = ""
      try desk.books.keepInvitation(kept)
    }
    return Done()
  }
}

public struct InvitationRow: Sendable {
  public var invitation: InvitationIdentifier
  public var hostName: String
  public var purpose: HostPurpose
  public var expires: Moment
  public var state: InvitationState
  public var host: HostIdentifier?
  /// The host whose place the machine takes.
  public var replaces: HostIdentifier?
  public var version: Int
  public static let shape = Shape.record(
    InvitationRow.init(invitation:hostName:purpose:expires:state:host:replaces:version:),
    field("invitation", \.invitation, InvitationIdentifier.shape, "Public name of the token"),
    field("hostName", \.hostName, .text(0...200), "The host's name"),
    field("purpose", \.purpose, .oneOf, "Laboratory or production"),
    field("expires", \.expires, Moment.shape, "Last moment it is good"),
    field("state", \.state, .oneOf, "What came of it"),
    optional("host", \.host, HostIdentifier.shape, "The host that used it"),
    optional("replaces", \.replaces, HostIdentifier.shape, "The host whose place the machine takes"),
    field("version", \.version, .whole(1...2_000_000_000), "Version, for If-Match"))

  static func made(_ held: Held<HostInvitation>) -> InvitationRow {
    let it = held.value
    return InvitationRow(
      invitation: it.identifier, hostName: it.hostName, purpose: it.purpose, expires: it.expires, state: it.state,
      host: it.host, replaces: it.replacement?.of, version: held.version)
  }
}

public struct ListInvitations: QuestionAsked {
  public static let name = "invitation.list"
  public static let about = "Enrolment tokens for hosts: open, used, taken back"
  public var asked: ListAsked<HostInvitation>
  public static let shape = ListAsked<HostInvitation>.shape.mapped(
    ListInvitations.init(asked:), { $0.asked }, else: "")
  public static let answer = Listing.shape(InvitationRow.shape)
  public init(asked: ListAsked<HostInvitation>) { self.asked = asked }
  public func ask(_ desk: Desk) throws -> Listing<InvitationRow> { try desk.listing(asked) { InvitationRow.made($0) } }
}

public struct ShowInvitation: QuestionAsked {
  public static let name = "invitation.show"
  public static let about = "One enrolment token, without its secret"
  public var invitation: InvitationIdentifier
  public static let shape = Shape.record(
    ShowInvitation.init(invitation:),
    field("invitation", \.invitation, InvitationIdentifier.shape, "Public name of the token"))
  public static let answer = InvitationRow.shape
  public init(invitation: InvitationIdentifier) { self.invitation = invitation }
  public func ask(_ desk: Desk) throws -> InvitationRow {
    InvitationRow.made(try desk.get(HostInvitation.self, invitation.text))
  }
}
