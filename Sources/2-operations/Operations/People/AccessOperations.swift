import Evidence
import PeopleRules
import Vocabulary

/// A session or a token that lets somebody in (OPS-3, ROL-9).
public struct AccessRow: Sendable {
  public enum Kind: String, Sendable, Hashable, CaseIterable { case session, token }

  public var named: String
  public var kind: Kind
  /// What a token is for.
  public var label: String?
  public var reach: TokenScope
  public var expires: Moment
  /// Where a session was opened from.
  public var address: String?
  /// Whether the question itself came this way.
  public var isThisOne: Bool
  public static let shape = Shape.record(
    AccessRow.init(named:kind:label:reach:expires:address:isThisOne:),
    field("named", \.named, .text(1...80), "Public name"),
    field("kind", \.kind, .oneOf, "Session or token"),
    optional("label", \.label, .text(0...200), "What a token is for"),
    field("scope", \.reach, .oneOf, "What it may do"),
    field("expires", \.expires, Moment.shape, "Last moment it is good"),
    optional("address", \.address, .text(0...100), "Where a session was opened from"),
    field("isThisOne", \.isThisOne, .yesOrNo, "Whether this question came by it"))
}

public struct ListAccess: QuestionAsked {
  public static let name = "access.list"
  public static let about = "Sessions and tokens that are good now: your own, or anybody's for an administrator"
  public var person: PersonIdentifier?
  public static let shape = Shape.record(
    ListAccess.init(person:), optional("person", \.person, PersonIdentifier.shape, "Whose; left out: your own"))
  public static let answer = one("items", Shape<[AccessRow]>.list(AccessRow.shape))
  public init(person: PersonIdentifier?) { self.person = person }

  public func ask(_ desk: Desk) throws -> [AccessRow] {
    let person = try AccessDesk.whose(person, desk)
    let tokens = try desk.get(Person.self, person.text).value.tokens
    return try desk.books.keys(of: person).filter { $0.expires > desk.now }.map { key in
      let token = tokens.first { $0.token.text == key.name }
      return AccessRow(
        named: key.name, kind: token == nil ? .session : .token, label: try token.map { try desk.text($0.label) },
        reach: key.scope, expires: key.expires, address: key.address.isEmpty ? nil : key.address,
        isThisOne: desk.actor.from.hasSuffix("/" + key.name))
    }
  }
}

public struct RevokeAccess: Operation {
  public static let name = "access.revoke"
  public static let about = "End a session or take back a token, at once"
  public static let authority = Authority.signedIn
  public var named: String
  public var person: PersonIdentifier?
  public static let shape = Shape.record(
    RevokeAccess.init(named:person:),
    field("named", \.named, .text(3...80), "Public name of the session or token"),
    optional("person", \.person, PersonIdentifier.shape, "Whose; left out: your own"))

  public func run(_ desk: inout Desk) throws -> Done {
    let person = try AccessDesk.whose(person, desk)
    guard try desk.books.keys(of: person).contains(where: { $0.name == named }) else {
      throw Refused(
        Refusal(
          "access-known", because: "\(person) has no session or token \(named) that is good now.",
          clears: "Name one from the person's list."))
    }
    if let token = TokenIdentifier(named) {
      _ = try PersonDesk.decide(person, .revokeToken(token), &desk)
    } else if let session = SessionIdentifier(named) {
      try desk.record([.signedOut(session)], on: try desk.get(Person.self, person.text))
    }
    try desk.books.removeKey(named: named)
    return Done()
  }
}

enum AccessDesk {
  /// Everybody sees and ends their own; an administrator anybody's.
  static func whose(_ person: PersonIdentifier?, _ desk: Desk) throws -> PersonIdentifier {
    let own = try desk.person()
    guard let person, person != own else { return own }
    guard desk.actor.holds(.administrator) else { throw NotAllowed.roleNeeded([.administrator]) }
    return person
  }

  /// What has ended by itself lets nobody in; its row need not stay.
  static func dropEnded(of person: PersonIdentifier, _ desk: Desk) throws {
    for key in try desk.books.keys(of: person) where key.expires <= desk.now {
      try desk.books.removeKey(named: key.name)
    }
  }
}
