import Evidence
import Operations
import PeopleRules
import SQL
import Vocabulary

extension SQLBooks {
  public func setAccount(_ person: PersonIdentifier, signInName: String, verifier: String?) throws {
    let other = try connection.first(
      "SELECT person FROM account WHERE sign_in_name = ?1 AND person <> ?2", [.text(signInName), .text(person.text)])
    guard other == nil else { throw Repeats.signInNameTaken }
    try connection.execute(
      """
      INSERT INTO account (person, sign_in_name, verifier) VALUES (?1, ?2, ?3) ON CONFLICT (person) \
      DO UPDATE SET sign_in_name = excluded.sign_in_name, verifier = excluded.verifier
      """, [.text(person.text), .text(signInName), SQLValue(verifier)])
  }

  public func account(signInName: String) throws -> (person: PersonIdentifier, verifier: String?)? {
    let row = try connection.first("SELECT person, verifier FROM account WHERE sign_in_name = ?1", [.text(signInName)])
    guard let row else { return nil }
    return (try Self.known(PersonIdentifier(try row.text(0)), "person"), try row.optionalText(1))
  }

  public func addKey(_ key: AccessKey) throws {
    try connection.execute(
      "INSERT INTO access_key (name, person, secret, scope, expires, address) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      [
        .text(key.name), .text(key.person.text), .text(key.secret.hex), .text(key.scope.rawValue),
        .int(key.expires.milliseconds), .text(key.address),
      ])
  }

  public func key(secret: Digest) throws -> AccessKey? {
    try connection.first("\(Self.keyColumns) WHERE secret = ?1", [.text(secret.hex)]).map(Self.key)
  }

  public func removeKey(named name: String) throws {
    try connection.execute("DELETE FROM access_key WHERE name = ?1", [.text(name)])
  }

  public func keys(of person: PersonIdentifier) throws -> [AccessKey] {
    try connection.query("\(Self.keyColumns) WHERE person = ?1 ORDER BY name", [.text(person.text)]).map(Self.key)
  }

  public func hasPeople() throws -> Bool { try connection.first("SELECT person FROM account LIMIT 1") != nil }

  private static let keyColumns = "SELECT name, person, secret, scope, expires, address FROM access_key"

  private static func key(_ row: SQLRow) throws -> AccessKey {
    AccessKey(
      name: try row.text(0), person: try known(PersonIdentifier(try row.text(1)), "person"),
      secret: try known(Digest(hex: try row.text(2)), "digest"),
      scope: try known(TokenScope(rawValue: try row.text(3)), "scope"),
      expires: Moment(milliseconds: try row.whole(4)), address: try row.text(5))
  }

  /// A column read into its type, or the fault that the database is damaged.
  static func known<Value>(_ value: Value?, _ what: String) throws -> Value {
    guard let value else { throw Faults.damaged("A column that should hold a \(what) holds something else.") }
    return value
  }

  public func remembered(_ key: String, of principal: String) throws -> RememberedAnswer? {
    let row = try connection.first(
      "SELECT request, answer FROM remembered_answer WHERE principal = ?1 AND call_key = ?2",
      [.text(principal), .text(key)])
    guard let row else { return nil }
    return RememberedAnswer(request: try row.text(0), answer: try row.text(1))
  }

  /// The first answer to a key stays (OPS-2).
  public func remember(_ answer: RememberedAnswer, key: String, of principal: String, at: Moment) throws {
    try connection.execute(
      """
      INSERT INTO remembered_answer (principal, call_key, request, answer, at) VALUES (?1, ?2, ?3, ?4, ?5) \
      ON CONFLICT (principal, call_key) DO NOTHING
      """,
      [.text(principal), .text(key), .text(answer.request), .text(answer.answer), .int(at.milliseconds)])
  }
}

/// What both books say when something comes a second time and is not the same.
enum Repeats {
  static var signInNameTaken: Refused {
    Refused(
      Refusal(
        "sign-in-name-taken", because: "Somebody else signs in with that name.",
        clears: "Choose another sign-in name."))
  }

  static func report(_ report: KeptReport) -> Refused {
    Refused(
      Refusal(
        "report-repeated-differently",
        because: "Report \(report.number) of order \(report.order.short) is kept already and says something else.",
        clears: "A host must repeat a report byte for byte. Look at the host."))
  }

  static func order(_ order: KeptOrder) -> Fault {
    Faults.defect("order-number-taken", "Order \(order.number) for \(order.host.text) is kept already and is another.")
  }

  static func metadata(_ metadata: KeptMetadata) -> Fault {
    Faults.defect(
      "metadata-version-taken",
      "Version \(metadata.version) of \(metadata.kind) is kept already and says something else.")
  }
}
