import Evidence
import PeopleRules
import Vocabulary

public struct PersonRow: Sendable {
  public var person: PersonIdentifier
  public var name: String
  public var roles: [RoleGrant]
  public var active: Bool
  public var version: Int
  public static let shape = Shape.record(
    PersonRow.init(person:name:roles:active:version:),
    field("person", \.person, PersonIdentifier.shape, "Identifier"),
    field("name", \.name, .text(0...200), "Name"),
    field("roles", \.roles, .list(RoleGrant.shape), "Roles"),
    field("active", \.active, .yesOrNo, "May sign in"),
    field("version", \.version, .whole(1...2_000_000_000), "Version, for If-Match"))

  static func made(_ held: Held<Person>, _ desk: Desk) throws -> PersonRow {
    PersonRow(
      person: held.value.identifier, name: try desk.text(held.value.name), roles: held.value.grants,
      active: held.value.active, version: held.version)
  }
}

public struct ListPeople: QuestionAsked {
  public static let name = "person.list"
  public static let about = "People and their roles"
  public var asked: ListAsked<Person>
  public static let shape = ListAsked<Person>.shape.mapped(ListPeople.init(asked:), { $0.asked }, else: "")
  public static let answer = Listing.shape(PersonRow.shape)
  public init(asked: ListAsked<Person>) { self.asked = asked }
  public func ask(_ desk: Desk) throws -> Listing<PersonRow> {
    try desk.listing(asked) { try PersonRow.made($0, desk) }
  }
}

public struct ShowPerson: QuestionAsked {
  public static let name = "person.show"
  public static let about = "One person"
  public var person: PersonIdentifier
  public static let shape = Shape.record(
    ShowPerson.init(person:), field("person", \.person, PersonIdentifier.shape, "The person"))
  public static let answer = PersonRow.shape
  public init(person: PersonIdentifier) { self.person = person }
  public func ask(_ desk: Desk) throws -> PersonRow { try PersonRow.made(try desk.get(Person.self, person.text), desk) }
}

/// Who I am, for the command line.
public struct WhoAmI: QuestionAsked {
  public static let name = "person.me"
  public static let about = "Who this session or token stands for"
  public static let shape = Shape<WhoAmI>.nothing(WhoAmI())
  public static let answer = PersonRow.shape
  public func ask(_ desk: Desk) throws -> PersonRow {
    try PersonRow.made(try desk.get(Person.self, try desk.person().text), desk)
  }
}

public struct WorkRow: Sendable {
  /// What is to be done, in a few words.
  public var act: String
  public var subject: SubjectReference
  public var title: String
  /// The page that opens the act itself.
  public var path: String
  public var due: CivilDate?
  public static let shape = Shape.record(
    WorkRow.init(act:subject:title:path:due:),
    field("act", \.act, .text(0...200), "What is to be done"),
    field("subject", \.subject, SubjectReference.shape, "On what"),
    field("title", \.title, .text(0...200), "Its title"),
    field("path", \.path, .text(0...400), "Page that opens the act"),
    optional("due", \.due, CivilDate.shape, "Due"))
}
