import Vocabulary

/// Who did it, when: what `applying` may know beside the event itself.
public struct Stamp: Sendable, Hashable {
  /// `person:p-…`, `host:h-…`, `clock`, `server`, `console`.
  public let actor: String
  public let at: Moment

  public init(actor: String, at: Moment) {
    self.actor = actor
    self.at = at
  }

  /// The person, if a person did it.
  public var person: PersonIdentifier? {
    guard actor.hasPrefix("person:") else { return nil }
    return PersonIdentifier(String(actor.dropFirst(7)))
  }
}

/// Something that decisions change: it has a reference, a gap-free version, and is what its events made of it.
///
/// `blockers` and `decide` are the rules; they live beside each subject because their commands and facts differ.
public protocol Subject: Sendable, Equatable {
  associatedtype Event: SubjectEvent

  /// The word in entries: `request`.
  static var kind: String { get }
  /// State as a document: `Records` saves it whole.
  static var shape: Shape<Self> { get }
  /// What the first event makes; nil if that event cannot come first.
  static func born(_ reference: String, of event: Event, _ stamp: Stamp) -> Self?
  var reference: String { get }
  /// Cannot fail: what was decided has happened.
  func applying(_ event: Event, _ stamp: Stamp) -> Self
  /// What lists are filtered and sorted by.
  var facets: [Facet] { get }
  static var facetNotes: [FacetNote] { get }
  /// Names of the edges that start at subjects of this kind; none by default.
  static var edgeNames: [String] { get }
  /// The subjects that it points at, kept so that they can be followed backwards (CFG-3).
  var edges: [Edge] { get }
  /// What verdicts on other subjects may rest on; a change of any of these makes such verdicts be worked out again.
  var statements: [Statement] { get }
}

/// That one subject points at another, and how: `depends-on item:CI-7`.
public struct Edge: Sendable, Hashable {
  public let name: String
  public let to: SubjectReference

  public init(_ name: String, to: SubjectReference) {
    self.name = name
    self.to = to
  }
}

extension Subject {
  public var subject: SubjectReference { SubjectReference(kind: Self.kind, reference: reference) }
  public static var edgeNames: [String] { [] }
  public var edges: [Edge] { [] }
  public var statements: [Statement] { [] }

  /// The subject's word under that name as a ground.
  public func ground(_ key: String, version: Int) -> Ground {
    Ground(subject: subject, key: key, value: statements.first { $0.key == key }?.value ?? "none", version: version)
  }
}

/// What happened to a subject. The shape is a choice whose alternatives are named like `raised/1`: past participle and
/// the version of the form, for ever readable.
public protocol SubjectEvent: Sendable, Equatable {
  static var shape: Shape<Self> { get }
}

/// One value by which a list can be filtered or sorted.
public struct Facet: Sendable, Hashable {
  public enum Value: Sendable, Hashable {
    case text(String)
    case number(Int64)
    case none
  }

  public let name: String
  public let value: Value

  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }

  public init(_ name: String, _ text: String?) { self.init(name, text.map { .text($0) } ?? .none) }
  public init(_ name: String, _ number: Int64?) { self.init(name, number.map { .number($0) } ?? .none) }
}

/// A facet as pages, API and storage are told of it.
public struct FacetNote: Sendable, Hashable {
  /// `many`: a subject may have several values, each kept as an edge of that name to a subject of that kind. A list can be
  /// filtered by such a facet, and not be sorted by it.
  public enum Kind: Sendable, Hashable {
    case text, number
    case many(edge: String, kind: String)
  }

  /// Which values there can be: another one is a mistake, and not a list without rows (OPS-4).
  public enum Values: Sendable, Hashable {
    case any
    case words([String])
    case range(ClosedRange<Int64>)
    case date
    /// The reference of a subject of that kind, which must be there.
    case subject(String)
    /// A subject of any kind, as `request:RFC-1042`, which must be there.
    case anySubject
  }

  public let name: String
  public let kind: Kind
  public let about: String
  public let values: Values

  public init(_ name: String, _ kind: Kind, _ about: String, _ values: Values = .any) {
    self.name = name
    self.kind = kind
    self.about = about
    self.values = values
  }

  /// One of the cases of an enumeration, by raw value.
  public init<Word: CaseIterable & RawRepresentable>(
    _ name: String, _ about: String, of words: Word.Type, _ kind: Kind = .text
  ) where Word.RawValue == String {
    self.init(name, kind, about, .words(words.allCases.map(\.rawValue)))
  }

  public static func yesOrNo(_ name: String, _ about: String) -> FacetNote {
    FacetNote(name, .text, about, .words(["yes", "no"]))
  }

  /// Whether a list can be sorted by it.
  public var sorts: Bool {
    switch kind {
    case .text, .number: true
    case .many: false
    }
  }
}
