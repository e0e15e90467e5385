import Evidence
import Ledger
import PeopleRules
import Vocabulary

/// What an operation works with: the books of one transaction, who acts, when. All its entries carry one act.
public struct Desk {
  public let books: any Books
  public let actor: Actor
  public let now: Moment
  public let operation: String
  /// `a-` and 16 hexadecimal digits: the same in all entries of this run.
  public let act: String
  /// The role that gave the authority.
  public internal(set) var role: Role?
  /// Leaf hashes of the entries written, in order.
  public private(set) var receipts: [Digest] = []
  /// Subjects whose statements changed in this run: verdicts that rest on them are worked out again at its end.
  public private(set) var restated: [SubjectReference] = []
  /// Subjects to which something happened in this run.
  public private(set) var touched: Set<SubjectReference> = []
  /// What floor 3 worked out before the transaction: verifiers of passwords given, by field.
  public var verifiers: [String: String] = [:]

  public init(books: any Books, actor: Actor, now: Moment, operation: String, act: String) {
    self.books = books
    self.actor = actor
    self.now = now
    self.operation = operation
    self.act = act
  }

  public var stamp: Stamp { Stamp(actor: actor.principal.text, at: now) }

  /// The person who acts; operations for persons only call it.
  public func person() throws(NotAllowed) -> PersonIdentifier {
    guard let person = actor.person else { throw .signInNeeded }
    return person
  }

  public func get<S: Subject>(_ type: S.Type, _ reference: String) throws -> Held<S> {
    guard let held = try books.load(type, reference) else {
      throw NotFound(subject: SubjectReference(kind: S.kind, reference: reference))
    }
    return held
  }

  public func find<S: Subject>(_ type: S.Type, _ reference: String) throws -> Held<S>? {
    try books.load(type, reference)
  }

  /// Makes a subject from its first event.
  @discardableResult
  public mutating func open<S: Subject>(
    _ type: S.Type, _ reference: String, _ event: S.Event, why: Words? = nil
  ) throws -> Held<S> {
    guard try books.load(type, reference) == nil, let subject = S.born(reference, of: event, stamp) else {
      throw Fault(
        "subject-not-new", says: "\(S.kind) \(reference) cannot begin with this event.",
        remedy: "This is a defect of Slipway: please report it.")
    }
    try write(event, S.self, subject.subject, version: 1, why: why)
    try books.save(subject, version: 1)
    restated.append(subject.subject)
    return Held(subject, version: 1)
  }

  /// Applies events, writes an entry for each, saves the subject whole. Without events nothing is written.
  @discardableResult
  public mutating func record<S: Subject>(_ events: [S.Event], on held: Held<S>, why: Words? = nil) throws -> Held<S> {
    guard !events.isEmpty else { return held }
    var subject = held.value
    var version = held.version
    for event in events {
      subject = subject.applying(event, stamp)
      version += 1
      try write(event, S.self, subject.subject, version: version, why: why)
    }
    try books.save(subject, version: version)
    // A release is asked again whatever happens to it; others only when they say something else than before.
    if S.kind == ReleaseKind.word || subject.statements != held.value.statements { restated.append(subject.subject) }
    return Held(subject, version: version)
  }

  private mutating func write<S: Subject>(
    _ event: S.Event, _ type: S.Type, _ subject: SubjectReference, version: Int, why: Words?
  ) throws {
    guard let member = S.Event.shape.write(event).members?.first else {
      throw Fault(
        "event-without-form", says: "An event of \(S.kind) has no written form.",
        remedy: "This is a defect of Slipway: please report it.")
    }
    let entry = LogEntry(
      act: act, actor: actor.principal.text, at: now, body: member.value, from: actor.from,
      kind: "\(S.kind).\(member.name)", onBehalfOf: nil, delegation: nil, operation: operation,
      role: role?.rawValue, subject: subject, version: version, why: why)
    receipts.append(try books.append(entry))
    touched.insert(subject)
  }

  /// What the server itself does because of this run, in the same act and transaction: its entries name the server.
  mutating func byServer(_ operation: String, _ body: (inout Desk) throws -> Void) rethrows {
    var server = Desk(books: books, actor: .server, now: now, operation: operation, act: act)
    try body(&server)
    receipts += server.receipts
    restated += server.restated
    touched.formUnion(server.touched)
  }

  /// Keeps a text and gives its commitment.
  public func words(_ text: String) throws -> Words { try books.keep(text: text) }
  public func words(_ text: String?) throws -> Words? { try text.map { try books.keep(text: $0) } }

  /// The text, or a note that it was erased.
  public func text(_ words: Words) throws -> String { try books.text(words) ?? "(erased)" }
  public func text(_ words: Words?) throws -> String? { try words.map { try text($0) } }

  /// Reads a subject's name for a page: persons by name, others by reference.
  public func name(of person: PersonIdentifier) throws -> String {
    guard let held = try books.load(Person.self, person.text) else { return person.text }
    return try text(held.value.name)
  }

  /// A no as it goes out: people by their names. The reference stays beside the sentence.
  public func said(_ refusal: Refusal) throws -> Refusal {
    try refusal.naming { subject in
      guard subject.kind == PersonKind.word else { return nil }
      return try PersonIdentifier(subject.reference).map { try name(of: $0) }
    }
  }

  public func said(_ refusals: [Refusal]) throws -> [JSON] { try refusals.map { try said($0).json } }

  /// A no that was kept: it names people by reference, so that nothing of them has to be erased there.
  public func said(kept refusal: JSON) throws -> JSON {
    let people = (refusal["names"]?.items ?? []).compactMap { $0.text.flatMap(SubjectReference.init(text:)) }
      .filter { $0.kind == PersonKind.word }
    guard !people.isEmpty, case .object(var members) = refusal else { return refusal }
    var called: [JSON] = []
    for subject in people {
      guard let person = PersonIdentifier(subject.reference) else { continue }
      let name = try name(of: person)
      called.append(["name": .string(name), "subject": .string(subject.text)])
      members = members.map { member in
        guard ["because", "clears"].contains(member.name), let text = member.value.text else { return member }
        return .init(
          member.name,
          .string(text.split(separator: person.text, omittingEmptySubsequences: false).joined(separator: name)))
      }
    }
    return .object(members + [.init("called", .array(called))])
  }

  func said(_ refused: Refused) throws -> Refused {
    Refused(try said(refused.first), try refused.others.map { try said($0) })
  }
}

/// There is no such subject.
public struct NotFound: Error, Sendable, Equatable {
  public let subject: SubjectReference

  public init(subject: SubjectReference) { self.subject = subject }

  public var says: String { "There is no \(subject.kind) \(subject.reference)." }
}

/// The caller saw an older version (If-Match).
public struct Stale: Error, Sendable, Equatable {
  public let subject: SubjectReference
  public let seen: Int
  public let present: Int

  public var says: String {
    "\(subject.reference) has changed since you saw it: you saw version \(seen), now it is version \(present)."
  }
}

/// A call whose frame is wrong: a header missing, a key used for another body.
public struct CallProblem: Error, Sendable, Equatable {
  public enum Kind: Sendable, Equatable { case keyMissing, keyMalformed, matchMissing, keyReused }

  public let kind: Kind

  public init(_ kind: Kind) { self.kind = kind }

  public var says: String {
    switch kind {
    case .keyMissing: "The header Idempotency-Key is missing. Send a fresh one with each new call."
    case .keyMalformed: "Idempotency-Key is 1 to 128 visible ASCII characters."
    case .matchMissing:
      "The header If-Match is missing, or is no version. Send the version you saw, for example If-Match: \"5\"."
    case .keyReused: "This Idempotency-Key was used for another call. Send a fresh one."
    }
  }
}
