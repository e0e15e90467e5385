import Evidence
import PeopleRules
import Vocabulary

/// One call of an operation, as a page, a program or the command line makes it.
public struct Call: Sendable {
  public var operation: String
  public var body: JSON
  public var actor: Actor
  /// Version of the subject that the caller saw.
  public var seen: Int?
  public var key: String?
  /// Keyed digest over operation, route and body; keyed because bodies may hold a password.
  public var fingerprint: String
  public var act: String
  public var at: Moment
  public var verifiers: [String: String] = [:]

  public init(
    operation: String, body: JSON, actor: Actor, seen: Int?, key: String?, fingerprint: String, act: String, at: Moment
  ) {
    self.operation = operation
    self.body = body
    self.actor = actor
    self.seen = seen
    self.key = key
    self.fingerprint = fingerprint
    self.act = act
    self.at = at
  }
}

/// What a call brought: the answer as it goes out, and as it is kept for repeats.
public struct CallAnswer: Sendable {
  /// `{"answer":…,"receipts":[…],"subject":…,"version":…}`
  public let document: JSON
  public let wasRepeat: Bool
}

extension Registry {
  /// Runs one call inside one transaction: authorise → repeat? → version seen → rules → entries. The same path for page,
  /// API, command line, timer and host.
  ///
  /// Throws `BadFields`, `NotAllowed`, `NotFound`, `CallProblem`, `Stale`, `Refused` or `Fault`; the transaction must
  /// then be undone.
  public func perform(_ call: Call, _ books: any Books) throws -> CallAnswer {
    guard let operation = operation(call.operation) else {
      throw NotFound(subject: SubjectReference(kind: "operation", reference: call.operation))
    }
    // Nobody is signed in on the first-run page: the installation itself acts.
    let actor = operation.authority == .firstRun ? Actor.server : call.actor
    var desk = Desk(books: books, actor: actor, now: call.at, operation: call.operation, act: call.act)
    desk.verifiers = call.verifiers
    desk.role = try authorise(operation, call, books)
    let principal = call.actor.principal.text
    if operation.isPublic {
      guard let key = call.key else { throw CallProblem(.keyMissing) }
      guard (1...128).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        throw CallProblem(.keyMalformed)
      }
      if let known = try books.remembered(key, of: principal) {
        guard known.request == call.fingerprint else { throw CallProblem(.keyReused) }
        return CallAnswer(document: try parsed(known.answer), wasRepeat: true)
      }
      try checkVersion(operation, call, books)
    }
    let answer: JSON
    do { answer = try operation.run(call.body, &desk) } catch let refused as Refused { throw try desk.said(refused) }
    try RiskDesk.observe(&desk)
    try VerdictDesk.reconsider(desk)
    let document = try frame(answer, operation, call, desk)
    if operation.isPublic, let key = call.key {
      let kept = RememberedAnswer(
        request: call.fingerprint, answer: document.hiding(operation.shownOnce).canonicalText)
      try books.remember(kept, key: key, of: principal, at: call.at)
    }
    return CallAnswer(document: document, wasRepeat: false)
  }

  /// The files that are looked at before this call is performed, for whoever may make it; nil if it needs none. Throws what
  /// `perform` would throw.
  public func look(before call: Call, _ books: any Books) throws -> FileLook? {
    guard let operation = operation(call.operation), let looks = operation.looks else { return nil }
    _ = try authorise(operation, call, books)
    let desk = Desk(books: books, actor: call.actor, now: call.at, operation: call.operation, act: call.act)
    return try looks(call.body, desk)
  }

  private func authorise(_ operation: RegisteredOperation, _ call: Call, _ books: any Books) throws -> Role? {
    // A body that does not read tells nothing to somebody who may not act here: authority without a release comes first.
    let empty = operation.authority == .firstRun ? try !books.hasPeople() : false
    let plain = operation.authority.judge(
      call.actor, for: nil, asking: false, scope: operation.scope, installationIsEmpty: empty)
    if case .success(let role) = plain { return role }
    guard case .failure(.roleNeeded) = plain, let release = try operation.judge(call.body, books) else {
      return try plain.get()
    }
    return try operation.authority.judge(
      call.actor, for: release, asking: false, scope: operation.scope, installationIsEmpty: empty
    ).get()
  }

  private func checkVersion(_ operation: RegisteredOperation, _ call: Call, _ books: any Books) throws {
    guard operation.takesReference, let reference = call.body[operation.name.noun]?.text else { return }
    let subject = SubjectReference(kind: operation.name.noun, reference: reference)
    guard let present = try books.version(of: subject) else { throw NotFound(subject: subject) }
    guard let seen = call.seen else { throw CallProblem(.matchMissing) }
    guard seen == present else { throw Stale(subject: subject, seen: seen, present: present) }
  }

  private func frame(_ answer: JSON, _ operation: RegisteredOperation, _ call: Call, _ desk: Desk) throws -> JSON {
    var members: [JSON.Member] = [
      .init("answer", answer), .init("receipts", .array(desk.receipts.map { .string($0.hex) })),
    ]
    let noun = operation.name.noun
    let reference = call.body[noun]?.text ?? answer[noun]?.text
    if let reference, let version = try desk.books.version(of: SubjectReference(kind: noun, reference: reference)) {
      members.append(.init("subject", .string("\(noun):\(reference)")))
      members.append(.init("version", .int(Int64(version))))
    }
    return .object(members)
  }

  private func parsed(_ text: String) throws -> JSON {
    do { return try JSON(parsing: text) } catch {
      throw Fault("kept-answer-unreadable", says: "A kept answer cannot be read.", remedy: "Check the database file.")
    }
  }

  /// Asks a question for this actor.
  public func ask(_ name: String, _ body: JSON, _ desk: Desk) throws -> JSON {
    guard let question = question(name) else {
      throw NotFound(subject: SubjectReference(kind: "question", reference: name))
    }
    _ = try question.authority.judge(
      desk.actor, for: nil, asking: true, scope: .read, installationIsEmpty: false
    ).get()
    return try question.ask(body, desk)
  }
}

extension JSON {
  /// The framed answer without the members that are shown once.
  fileprivate func hiding(_ names: [String]) -> JSON {
    guard !names.isEmpty, case .object(let members) = self else { return self }
    return .object(
      members.map { member in
        guard member.name == "answer", case .object(let inner) = member.value else { return member }
        return .init(
          member.name,
          .object(inner.map { names.contains($0.name) ? .init($0.name, "(shown once, with the first answer)") : $0 }))
      })
  }
}
