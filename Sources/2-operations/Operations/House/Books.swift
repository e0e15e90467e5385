import Evidence
import Ledger
import PeopleRules
import Vocabulary

/// A subject as the books hold it, with its gap-free version.
public struct Held<S: Subject>: Sendable {
  public let value: S
  public let version: Int

  public init(_ value: S, version: Int) {
    self.value = value
    self.version = version
  }
}

/// An entry with its place in the order of record.
public struct PlacedEntry: Sendable {
  public let index: Int
  public let entry: LogEntry
  public let leaf: Digest

  public init(index: Int, entry: LogEntry, leaf: Digest) {
    self.index = index
    self.entry = entry
    self.leaf = leaf
  }
}

/// What a list is asked for. Pages by key: `after` is the last row seen.
public struct ListRequest: Sendable, Hashable {
  public var filters: [Facet]
  /// The facet to sort by; nil sorts by reference.
  public var sort: String?
  public var descending: Bool
  public var after: ListKey?
  public var limit: Int

  public init(
    filters: [Facet] = [], sort: String? = nil, descending: Bool = false, after: ListKey? = nil, limit: Int = 50
  ) {
    self.filters = filters
    self.sort = sort
    self.descending = descending
    self.after = after
    self.limit = limit
  }
}

public struct ListKey: Sendable, Hashable {
  public var value: Facet.Value
  public var reference: String

  public init(value: Facet.Value, reference: String) {
    self.value = value
    self.reference = reference
  }
}

public struct ListPage<S: Subject>: Sendable {
  public let rows: [Held<S>]
  public let next: ListKey?

  public init(rows: [Held<S>], next: ListKey?) {
    self.rows = rows
    self.next = next
  }
}

/// An edge seen from its end.
public struct IncomingEdge: Sendable, Hashable {
  public let from: SubjectReference
  public let name: String

  public init(from: SubjectReference, name: String) {
    self.from = from
    self.name = name
  }
}

/// Subjects: loaded and saved whole.
public protocol SubjectBooks: AnyObject {
  func load<S: Subject>(_ type: S.Type, _ reference: String) throws -> Held<S>?
  /// The facets of those that are there, by reference: for rules that ask a little of very many.
  func facets<S: Subject>(_ type: S.Type, of references: [String]) throws -> [String: [Facet]]
  func save<S: Subject>(_ subject: S, version: Int) throws
  func list<S: Subject>(_ type: S.Type, _ request: ListRequest) throws -> ListPage<S>
  func count<S: Subject>(_ type: S.Type, _ filters: [Facet]) throws -> Int
  /// The version of a subject of any kind; nil if there is none.
  func version(of subject: SubjectReference) throws -> Int?
  /// What points at a subject, by kind, reference and name; the first `limit`.
  func pointing(at subject: SubjectReference, limit: Int) throws -> [IncomingEdge]
  /// The next running number of a series; numbers are never reused.
  func nextNumber(_ series: String) throws -> Int
}

/// Which entries of the log are wanted; what is left out does not count (LOG-3).
public struct EntryFilter: Sendable, Hashable {
  /// About any of these; about everything if the list is empty.
  public var subjects: [SubjectReference]
  /// Any of these happened, as `request.decided`, whichever version the entry's form has.
  public var kinds: [String]
  public var operation: String?
  /// Whose deed it is (`LogEntry.doneBy`): `person:p-…`, `host:h-…`, `clock`, `server`, `console`.
  public var actor: String?
  /// Decided at this moment or later.
  public var from: Moment?
  /// Decided before this moment.
  public var until: Moment?

  public init(
    about subjects: [SubjectReference] = [], kinds: [String] = [], operation: String? = nil, actor: String? = nil,
    from: Moment? = nil, until: Moment? = nil
  ) {
    self.subjects = subjects
    self.kinds = kinds
    self.operation = operation
    self.actor = actor
    self.from = from
    self.until = until
  }

  public func fits(_ entry: LogEntry) -> Bool {
    (subjects.isEmpty || subjects.contains(entry.subject)) && (kinds.isEmpty || kinds.contains(entry.happened))
      && operation.map { $0 == entry.operation } ?? true && actor.map { $0 == entry.doneBy } ?? true
      && from.map { $0 <= entry.at } ?? true && until.map { entry.at < $0 } ?? true
  }
}

extension LogBooks {
  /// Entries about these subjects, newest first, older than `before`; about everything if the list is empty.
  public func entries(about subjects: [SubjectReference], before: Int?, limit: Int) throws -> [PlacedEntry] {
    try entries(EntryFilter(about: subjects), before: before, limit: limit)
  }
}

/// The log, its texts, its documents.
public protocol LogBooks: AnyObject {
  /// Writes an entry and answers with its leaf hash. Its place is given by the sequencer.
  func append(_ entry: LogEntry) throws -> Digest
  /// Entries that fit, newest first, older than `before`.
  func entries(_ filter: EntryFilter, before: Int?, limit: Int) throws -> [PlacedEntry]
  func entry(at index: Int) throws -> PlacedEntry?
  func keep(text: String) throws -> Words
  /// Nil when it has been erased or never was.
  func text(_ words: Words) throws -> String?
  func erase(_ words: Words, entry: Digest) throws
  func keep(document: [UInt8]) throws -> DocumentName
  /// Nil when it has been erased or never was.
  func document(_ name: DocumentName) throws -> [UInt8]?
  func erase(_ document: DocumentName, entry: Digest) throws
  /// Subjects whose entries name this text or document, sorted.
  func naming(_ digest: Digest) throws -> [SubjectReference]
}

/// Chance that somebody hands in, so that a run can be repeated.
public protocol ChanceBooks: AnyObject {
  func chance(_ count: Int) -> [UInt8]
}

/// What must stay out of log and state: passwords' verifiers, digests of cookies and tokens, network addresses.
public protocol AccountBooks: AnyObject {
  func setAccount(_ person: PersonIdentifier, signInName: String, verifier: String?) throws
  func account(signInName: String) throws -> (person: PersonIdentifier, verifier: String?)?
  func addKey(_ key: AccessKey) throws
  func key(secret: Digest) throws -> AccessKey?
  func removeKey(named name: String) throws
  func keys(of person: PersonIdentifier) throws -> [AccessKey]
  func hasPeople() throws -> Bool
}

/// A session or a token as the door knows it.
public struct AccessKey: Sendable, Hashable {
  /// `s-…` or `t-…`
  public var name: String
  public var person: PersonIdentifier
  /// SHA-256 of the cookie or token.
  public var secret: Digest
  public var scope: TokenScope
  public var expires: Moment
  /// Where it was opened from: personal, so it stands here and not in the log.
  public var address: String

  public init(
    name: String, person: PersonIdentifier, secret: Digest, scope: TokenScope, expires: Moment, address: String
  ) {
    self.name = name
    self.person = person
    self.secret = secret
    self.scope = scope
    self.expires = expires
    self.address = address
  }
}

/// Answers kept for repeats of the same call (docs/decisions/0005).
public protocol RepeatBooks: AnyObject {
  func remembered(_ key: String, of principal: String) throws -> RememberedAnswer?
  func remember(_ answer: RememberedAnswer, key: String, of principal: String, at: Moment) throws
}

public struct RememberedAnswer: Sendable, Hashable {
  /// Keyed digest over operation, route and body.
  public var request: String
  /// The answer's canonical JSON.
  public var answer: String

  public init(request: String, answer: String) {
    self.request = request
    self.answer = answer
  }
}

public typealias Books = SubjectBooks & LogBooks & ChanceBooks & AccountBooks & RepeatBooks & LibraryBooks & HostBooks
  & TimerBooks & VerdictBooks
