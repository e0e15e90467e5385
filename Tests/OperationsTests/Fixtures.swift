import DeploymentRules
import Evidence
import Ledger
import Operations
import Packages
import PeopleRules
import Synchronization
import Vocabulary

@testable import Records

struct NotHere: Error {}

/// The thing itself, or the test ends with an error.
func needed<Value>(_ value: Value?) throws -> Value {
  guard let value else { throw NotHere() }
  return value
}

let began = Moment(milliseconds: 1_795_460_400_000)

/// Ports whose chance counts up, so that a run is the same each time.
func fixedPorts(looked: @escaping @Sendable (Digest) -> FileState? = { _ in .whole }) throws -> OfficePorts {
  let counter = Counter()
  return OfficePorts(
    chance: { counter.bytes($0) }, hasBlob: { _ in true }, looked: looked, stands: { _ in false },
    sign: { payload, type, _ in Envelope(payload: payload, payloadType: type, signatures: []) },
    clock: { began },
    checkpointKey: try CheckpointKey(
      origin: "slipway/3fe1c07b9a5d2264", rawPrivateKey: Array(repeating: 7, count: 32)),
    publish: { _ in })
}

/// An organisation in memory: people with roles, acts as they come through the door, a clock that somebody sets.
final class Organisation {
  let books: MemoryBooks
  var now = began
  private var acts = 0
  private var people: [String: PersonIdentifier] = [:]

  init(looked: @escaping @Sendable (Digest) -> FileState? = { _ in .whole }) throws {
    books = MemoryBooks(ports: try fixedPorts(looked: looked))
    try perform(
      "person.begin", ["name": "Administrator", "signInName": "admin", "password": "a long password"], .nobody)
    people["admin"] = try books.account(signInName: "admin")?.person
  }

  /// Registers a person with these roles and lets them act under that name.
  func hire(_ name: String, _ roles: Role...) throws {
    try act(
      "admin", "person.register",
      [
        "name": .string(name), "signInName": .string(name), "password": "a long password",
        "roles": .array(roles.map { .string($0.rawValue) }),
      ])
    people[name] = try books.account(signInName: name)?.person
  }

  /// An organisation with an initiator, a change manager and three members of the board who stand for operations,
  /// security and service.
  static func withBoard() throws -> Organisation {
    let it = try Organisation()
    try it.hire("initiator", .changeInitiator)
    try it.hire("change", .changeManager)
    try it.hire("operations", .advisoryBoardMember, .operationsEngineer)
    try it.hire("security", .advisoryBoardMember, .auditor)
    try it.hire("service", .advisoryBoardMember, .serviceLevelManager)
    return it
  }

  func person(_ name: String) throws -> PersonIdentifier { try needed(people[name]) }

  func actor(_ name: String) throws -> Actor {
    let person = try person(name)
    let grants = try needed(try books.load(Person.self, person.text)).value.grants
    return Actor(principal: .person(person), from: "api/t-0000000000000001", grants: grants)
  }

  /// Does an act as that person, with the present version of the subject it names.
  @discardableResult
  func act(_ name: String, _ operation: String, _ body: JSON) throws -> JSON {
    try perform(operation, body, try actor(name))
  }

  @discardableResult
  func perform(_ operation: String, _ body: JSON, _ actor: Actor) throws -> JSON {
    acts += 1
    let noun = RegisteredName(operation).noun
    let version = try body[noun]?.text.flatMap { try books.version(of: SubjectReference(kind: noun, reference: $0)) }
    var call = Call(
      operation: operation, body: body, actor: actor, seen: version, key: "key-\(acts)", fingerprint: "print-\(acts)",
      act: "a-" + Hex.text([0, 0, 0, 0, 0, 0, UInt8(acts / 256), UInt8(acts % 256)]), at: now)
    call.verifiers = ["password": "verifier"]
    let ready = call
    let answer = try books.transact { try Registry.slipway.perform(ready, $0) }
    return answer.document["answer"] ?? .null
  }

  func ask(_ name: String, _ question: String, _ body: JSON) throws -> JSON {
    let desk = Desk(books: books, actor: try actor(name), now: now, operation: question, act: "")
    return try Registry.slipway.ask(question, body, desk)
  }

  /// Names of the rules that refuse an act; empty if it goes through.
  func refusals(_ act: () throws -> Void) throws -> [String] {
    do {
      try act()
      return []
    } catch let refused as Refused { return refused.all.map(\.rule) }
  }

  /// A request raised by that person; gives its reference.
  func raise(_ name: String, _ title: String = "Greet visitors", more: [JSON.Member] = []) throws -> String {
    let body: [JSON.Member] = [
      .init("title", .string(title)), .init("description", "x"), .init("need", "x"), .init("benefit", "x"),
      .init("risk", "x"), .init("resources", "x"),
    ]
    return try needed(try act(name, "request.raise", .object(body + more))["request"]?.text)
  }
}

private final class Counter: Sendable {
  private let value = Mutex<UInt64>(0)

  func bytes(_ count: Int) -> [UInt8] {
    value.withLock { value in
      (0..<count).map { _ in
        value &+= 1
        return UInt8(truncatingIfNeeded: (value &* 0x9E37_79B9_7F4A_7C15) >> 56)
      }
    }
  }
}
