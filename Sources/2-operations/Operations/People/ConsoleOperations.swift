import Evidence
import PeopleRules
import Vocabulary

/// For the locked-out (OPS-11): only on the server's own machine, and in the log like everything else.
public struct ResetPassword: Operation {
  public static let name = "person.reset-password"
  public static let about = "Set a person's password from the server's own machine"
  public static let authority = Authority.inside
  public var signInName: String
  public var password: Secret
  public static let shape = Shape.record(
    ResetPassword.init(signInName:password:),
    field("signInName", \.signInName, PersonNames.signIn, "Name to sign in with"),
    field("password", \.password, Secret.shape(12...200), "At least 12 characters"))

  public func run(_ desk: inout Desk) throws -> Done {
    let held = try ConsoleDesk.person(signInName, desk)
    guard let verifier = desk.verifiers["password"] else {
      throw Fault("no-verifier", says: "The password was not prepared.", remedy: "This is a defect: please report it.")
    }
    for key in try desk.books.keys(of: held.value.identifier) { try desk.books.removeKey(named: key.name) }
    try desk.books.setAccount(held.value.identifier, signInName: signInName, verifier: verifier)
    try desk.record([.passwordSet], on: held)
    return Done()
  }
}

public struct GrantFromConsole: Operation {
  public static let name = "person.grant-from-console"
  public static let about = "Give a person a role from the server's own machine"
  public static let authority = Authority.inside
  public var signInName: String
  public var role: Role
  public static let shape = Shape.record(
    GrantFromConsole.init(signInName:role:),
    field("signInName", \.signInName, PersonNames.signIn, "Name to sign in with"),
    field("role", \.role, .oneOf, "The role"))

  public func run(_ desk: inout Desk) throws -> Done {
    let held = try ConsoleDesk.person(signInName, desk)
    return try PersonDesk.decide(held.value.identifier, .grant(RoleGrant(role: role, release: nil)), &desk)
  }
}

private enum ConsoleDesk {
  static func person(_ signInName: String, _ desk: Desk) throws -> Held<Person> {
    guard let account = try desk.books.account(signInName: signInName) else {
      throw NotFound(subject: SubjectReference(kind: "account", reference: signInName))
    }
    return try desk.get(Person.self, account.person.text)
  }
}
