import Evidence
import PeopleRules
import ReleaseRules
import Vocabulary

/// The first account of an installation, with the administrator's role.
public struct BeginInstallation: Operation {
  public static let name = "person.begin"
  public static let about = "Make the first account of this installation; it is its administrator"
  public static let authority = Authority.firstRun
  public var fullName: String
  public var signInName: String
  public var password: Secret

  public static let shape = Shape.record(
    BeginInstallation.init(fullName:signInName:password:),
    field("name", \.fullName, .text(1...100), "Full name"),
    field("signInName", \.signInName, PersonNames.signIn, "Name to sign in with"),
    field("password", \.password, Secret.shape(12...200), "At least 12 characters"))
  public static let answer = PersonMade.shape

  public func run(_ desk: inout Desk) throws -> PersonMade {
    let made = NewPerson(
      name: fullName, signInName: signInName, mail: nil, grants: [RoleGrant(role: .administrator, release: nil)])
    return PersonMade(person: try made.register(&desk, verifier: desk.verifiers["password"]))
  }
}

public struct RegisterPerson: Operation {
  public static let name = "person.register"
  public static let about = "Give a person an account and roles"
  public static let authority = Authority.roles([.administrator])
  public var fullName: String
  public var signInName: String
  public var mail: String?
  public var password: Secret
  public var roles: [Role]

  public static let shape = Shape.record(
    RegisterPerson.init(fullName:signInName:mail:password:roles:),
    field("name", \.fullName, .text(1...100), "Full name"),
    field("signInName", \.signInName, PersonNames.signIn, "Name to sign in with"),
    optional("mail", \.mail, PersonNames.mail, "Mail address"),
    field("password", \.password, Secret.shape(12...200), "At least 12 characters; the person changes it"),
    field("roles", \.roles, .list(.oneOf, 0...26), else: [], "Roles held for everything"))
  public static let answer = PersonMade.shape

  public func run(_ desk: inout Desk) throws -> PersonMade {
    let made = NewPerson(
      name: fullName, signInName: signInName, mail: mail, grants: roles.map { RoleGrant(role: $0, release: nil) })
    return PersonMade(person: try made.register(&desk, verifier: desk.verifiers["password"]))
  }
}

enum PersonNames {
  static let signIn = Shape<String>.text(2...40).mapped(
    { name in
      name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || [0x2D, 0x2E].contains($0) }
        ? name : nil
    }, { $0 }, else: "lower-case letters, digits, hyphens and dots are needed")
  static let mail = Shape<String>.text(3...200).mapped(
    { $0.split(separator: "@", omittingEmptySubsequences: false).count == 2 ? $0 : nil }, { $0 },
    else: "a mail address is needed")
}

public struct PersonMade: Sendable, Hashable {
  public var person: PersonIdentifier
  public static let shape = Shape.record(
    PersonMade.init(person:), field("person", \.person, PersonIdentifier.shape, "The new person"))
}

private struct NewPerson {
  var name: String
  var signInName: String
  var mail: String?
  var grants: [RoleGrant]

  func register(_ desk: inout Desk, verifier: String?) throws -> PersonIdentifier {
    if try desk.books.account(signInName: signInName) != nil {
      throw Refused(
        Refusal("sign-in-name-free", because: "The sign-in name \(signInName) is taken.", clears: "Choose another one.")
      )
    }
    guard let person = PersonIdentifier(chance: desk.books.chance(8)) else {
      throw Fault("no-chance", says: "No identifier could be made.", remedy: "Try again.", passes: true)
    }
    var held = try desk.open(
      Person.self, person.text,
      .registered(.init(name: desk.words(name), signInName: desk.words(signInName), mail: desk.words(mail))))
    held = try desk.record([.passwordSet] + grants.map { .roleGranted($0) }, on: held)
    try desk.books.setAccount(person, signInName: signInName, verifier: verifier)
    return person
  }
}

public struct GrantRole: Operation {
  public static let name = "person.grant"
  public static let about = "Give a person a role, for everything or for one release"
  public static let authority = Authority.roles([.administrator])
  public var person: PersonIdentifier
  public var role: Role
  public var release: ReleaseReference?
  public static let shape = Shape.record(
    GrantRole.init(person:role:release:),
    field("person", \.person, PersonIdentifier.shape, "The person"),
    field("role", \.role, .oneOf, "The role"),
    optional("release", \.release, ReleaseReference.shape, "Only for this release"))

  public func run(_ desk: inout Desk) throws -> Done {
    if let release { _ = try desk.get(Release.self, release.text) }
    return try PersonDesk.decide(person, .grant(RoleGrant(role: role, release: release)), &desk)
  }
}

public struct RevokeRole: Operation {
  public static let name = "person.revoke"
  public static let about = "Take a role from a person"
  public static let authority = Authority.roles([.administrator])
  public var person: PersonIdentifier
  public var role: Role
  public var release: ReleaseReference?
  public static let shape = Shape.record(
    RevokeRole.init(person:role:release:),
    field("person", \.person, PersonIdentifier.shape, "The person"),
    field("role", \.role, .oneOf, "The role"),
    optional("release", \.release, ReleaseReference.shape, "Only for this release"))

  public func run(_ desk: inout Desk) throws -> Done {
    try PersonDesk.decide(person, .revoke(RoleGrant(role: role, release: release)), &desk)
  }
}

public struct DeactivatePerson: Operation {
  public static let name = "person.deactivate"
  public static let about = "Close a person's account; sessions and tokens end at once"
  public static let authority = Authority.roles([.administrator])
  public var person: PersonIdentifier
  public static let shape = Shape.record(
    DeactivatePerson.init(person:), field("person", \.person, PersonIdentifier.shape, "The person"))

  public func run(_ desk: inout Desk) throws -> Done {
    let keys = try desk.books.keys(of: person)
    let done = try PersonDesk.decide(person, .deactivate, &desk)
    for key in keys { try desk.books.removeKey(named: key.name) }
    return done
  }
}

public struct ReactivatePerson: Operation {
  public static let name = "person.reactivate"
  public static let about = "Open a closed account again; the person keeps the roles they had"
  public static let authority = Authority.roles([.administrator])
  public var person: PersonIdentifier
  public static let shape = Shape.record(
    ReactivatePerson.init(person:), field("person", \.person, PersonIdentifier.shape, "The person"))

  public func run(_ desk: inout Desk) throws -> Done { try PersonDesk.decide(person, .reactivate, &desk) }
}

/// A person's own password; the door has checked that whoever asks holds a session of theirs.
public struct ChangePassword: Operation {
  public static let name = "person.change-password"
  public static let about = "Change your own password; your other sessions end"
  public static let authority = Authority.signedIn
  public var signInName: String
  public var password: Secret
  public static let shape = Shape.record(
    ChangePassword.init(signInName:password:),
    field("signInName", \.signInName, PersonNames.signIn, "Your name to sign in with"),
    field("password", \.password, Secret.shape(12...200), "The new one, at least 12 characters"))

  public func run(_ desk: inout Desk) throws -> Done {
    let person = try desk.person()
    guard desk.actor.scope == .everything, desk.actor.from.split(separator: "/").last?.hasPrefix("s-") == true else {
      throw Refused(
        Refusal(
          "password-by-session", because: "A password is changed by its owner, and a token is not its owner.",
          clears: "Sign in with name and password first."))
    }
    guard try desk.books.account(signInName: signInName)?.person == person, let verifier = desk.verifiers["password"]
    else {
      throw Refused(
        Refusal(
          "sign-in-name-own", because: "\(signInName) is not your name to sign in with.", clears: "Give your own."))
    }
    let own = desk.actor.from.split(separator: "/").last.map(String.init)
    for key in try desk.books.keys(of: person) where key.name != own && SessionIdentifier(key.name) != nil {
      try desk.books.removeKey(named: key.name)
    }
    try desk.books.setAccount(person, signInName: signInName, verifier: verifier)
    try desk.record([.passwordSet], on: try desk.get(Person.self, person.text))
    return Done()
  }
}

enum PersonDesk {
  static func decide(_ person: PersonIdentifier, _ command: PersonCommand, _ desk: inout Desk) throws -> Done {
    let held = try desk.get(Person.self, person.text)
    let events = try held.value.decide(command, given: try facts(person, desk), at: desk.now)
    try desk.record(events, on: held)
    return Done()
  }

  static func facts(_ person: PersonIdentifier, _ desk: Desk) throws -> PersonFacts {
    let administrators = try desk.all(Person.self, where: [Facet("active", "yes"), .holds(.administrator)])
      .filter { $0.value.holds(.administrator) && $0.value.identifier != person }
    return PersonFacts(otherAdministrators: administrators.count)
  }
}

/// Signing in: the door has checked the password.
public struct OpenSession: Operation {
  public static let name = "session.open"
  public static let about = "Sign in"
  public static let authority = Authority.inside
  public var person: PersonIdentifier
  public var secret: Digest
  public var address: String
  public static let shape = Shape.record(
    OpenSession.init(person:secret:address:),
    field("person", \.person, PersonIdentifier.shape, "Who signs in"),
    field("secret", \.secret, Digest.shape, "Digest of the cookie"),
    field("address", \.address, .text(0...100), "Network address"))
  public static let answer = one("session", SessionIdentifier.shape)

  /// How long a session lasts.
  public static let term = Span.hours(12)

  public func run(_ desk: inout Desk) throws -> SessionIdentifier {
    let held = try desk.get(Person.self, person.text)
    guard held.value.active, let session = SessionIdentifier(chance: desk.books.chance(8)) else {
      throw Refused(
        Refusal(
          "person-active", because: "This account is closed.", clears: "An administrator opens it.",
          by: [.administrator]))
    }
    try AccessDesk.dropEnded(of: person, desk)
    try desk.books.addKey(
      AccessKey(
        name: session.text, person: person, secret: secret, scope: .everything, expires: desk.now + Self.term,
        address: address))
    try desk.record([.signedIn(session)], on: held)
    return session
  }
}

public struct CloseSession: Operation {
  public static let name = "session.close"
  public static let about = "Sign out"
  public static let authority = Authority.signedIn
  public static let shape = Shape<CloseSession>.nothing(CloseSession())

  public func run(_ desk: inout Desk) throws -> Done {
    let person = try desk.person()
    guard let name = desk.actor.from.split(separator: "/").last.map(String.init) else { return Done() }
    if let token = TokenIdentifier(name) {
      // Whoever signs a program out takes its token back.
      _ = try PersonDesk.decide(person, .revokeToken(token), &desk)
    } else if let session = SessionIdentifier(name) {
      try desk.record([.signedOut(session)], on: try desk.get(Person.self, person.text))
    }
    try desk.books.removeKey(named: name)
    return Done()
  }
}

public struct IssueToken: Operation {
  public static let name = "token.issue"
  public static let about = "Make an API token for yourself; it is shown once"
  public static let authority = Authority.signedIn
  public static let shownOnce = ["secret"]
  public var label: String
  public var reach: TokenScope
  public var days: Int
  public static let shape = Shape.record(
    IssueToken.init(label:reach:days:),
    field("label", \.label, .text(1...100), "What it is for"),
    field("scope", \.reach, .oneOf, "What it may do; never more than you may"),
    field("days", \.days, .whole(1...366), else: 90, "Days it is good"))
  public static let answer = IssuedToken.shape

  public func run(_ desk: inout Desk) throws -> IssuedToken {
    let person = try desk.person()
    guard let token = TokenIdentifier(chance: desk.books.chance(8)) else {
      throw Fault("no-chance", says: "No identifier could be made.", remedy: "Try again.", passes: true)
    }
    let secret = "slp_" + Hex.text(desk.books.chance(32))
    // A token cannot prolong itself: what it makes ends no later than it does.
    let own = try desk.books.keys(of: person).first { desk.actor.from.hasSuffix("/" + $0.name) }
    let most = own.flatMap { TokenIdentifier($0.name) == nil ? nil : $0.expires }
    let wanted = desk.now + .days(Int64(days))
    let expires = most.map { min($0, wanted) } ?? wanted
    let grant = TokenGrant(token: token, label: try desk.words(label), scope: reach, expires: expires)
    _ = try PersonDesk.decide(person, .issueToken(grant), &desk)
    try desk.books.addKey(
      AccessKey(
        name: token.text, person: person, secret: AccessSecret.digest(secret), scope: reach, expires: expires,
        address: ""))
    return IssuedToken(token: token, secret: secret, expires: expires)
  }
}

public struct IssuedToken: Sendable, Hashable {
  public var token: TokenIdentifier
  public var secret: String
  public var expires: Moment
  public static let shape = Shape.record(
    IssuedToken.init(token:secret:expires:),
    field("token", \.token, TokenIdentifier.shape, "Its public name"),
    field("secret", \.secret, .text(1...200), "The token itself; shown once"),
    field("expires", \.expires, Moment.shape, "Last moment it is good"))
}
