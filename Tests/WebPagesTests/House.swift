import ChangeRules
import ConfigurationRules
import DeploymentRules
import Evidence
import Operations
import PeopleRules
import ReleaseRules
import Vocabulary

@testable import WebPages

/// A small installation whose every text tries to become markup.
struct House {
  static let nasty = "<b>&\"'"
  static let now = Moment(milliseconds: 1_795_459_145_000)

  let books = SmallBooks()
  let viewer: PersonIdentifier
  let pages = SlipwayPages()

  init() throws {
    let begun = try Registry.slipway.perform(
      Self.call(
        "person.begin",
        ["name": .string("Ada " + Self.nasty), "signInName": "ada", "password": "correct horse battery"],
        .nobody), books)
    guard let person = begun.document["answer"]?["person"]?.text.flatMap(PersonIdentifier.init) else {
      throw SmallBooks.NotHere()
    }
    viewer = person
  }

  private static func call(_ name: String, _ body: JSON, _ actor: Actor, seen: Int? = nil) -> Call {
    Call(
      operation: name, body: body, actor: actor, seen: seen, key: "k-\(name)", fingerprint: "f",
      act: "a-0000000000000001", at: now)
  }

  func actor(_ roles: [Role] = Role.allCases) -> Actor {
    Actor(
      principal: .person(viewer), from: "page/s-0000000000000001",
      grants: roles.map { RoleGrant(role: $0, release: nil) })
  }

  @discardableResult
  func perform(_ name: String, _ body: JSON, seen: Int? = nil) throws -> JSON {
    try Registry.slipway.perform(Self.call(name, body, actor(), seen: seen), books).document
  }

  func raise() throws {
    let text = JSON.string("Text " + Self.nasty)
    try perform(
      "request.raise",
      [
        "title": text, "description": text, "need": text, "benefit": text, "risk": text, "resources": text,
        "cost": ["minorUnits": 420_000, "currency": "EUR"], "impact": "high",
      ])
  }

  /// A member of the board who has raised nothing.
  func member() throws -> Actor {
    let made = try perform(
      "person.register",
      ["name": "Grace", "signInName": "grace", "password": "correct horse battery", "roles": ["cab-member"]])
    guard let person = made["answer"]?["person"]?.text.flatMap(PersonIdentifier.init) else {
      throw SmallBooks.NotHere()
    }
    return Actor(
      principal: .person(person), from: "page/s-0000000000000002",
      grants: [RoleGrant(role: .advisoryBoardMember, release: nil)])
  }

  func visit(
    _ address: String, query: [(name: String, value: String)] = [], failed: FailedForm? = nil, keys: Int = 8
  ) -> Visit {
    Visit(
      path: address.split(separator: "/").map(String.init), query: query, registry: .slipway,
      formToken: "form-token-of-the-session", freshKeys: (0..<keys).map { "key-\($0)" }, failed: failed)
  }

  func desk(_ actor: Actor) -> Desk {
    Desk(books: books, actor: actor, now: Self.now, operation: "page", act: "a-0000000000000002")
  }

  func answer(_ visit: Visit, as actor: Actor? = nil) throws -> PageAnswer {
    try pages.page(visit, desk(actor ?? self.actor()))
  }

  /// The page's text; empty if it led elsewhere.
  func text(
    _ address: String, query: [(name: String, value: String)] = [], failed: FailedForm? = nil, as actor: Actor? = nil
  ) throws -> String {
    guard case .html(_, let text) = try answer(visit(address, query: query, failed: failed), as: actor) else {
      return ""
    }
    return text
  }

  func scene(_ address: String = "/") -> Scene {
    Scene(visit: visit(address), actor: actor(), viewer: "Ada", now: Self.now)
  }
}
