import Evidence
import PeopleRules
import Vocabulary

/// One entry of the log as people read it.
public struct EntryRow: Sendable {
  public var index: Int
  public var at: Moment
  public var kind: String
  public var subject: SubjectReference
  public var actor: String
  public var role: String?
  public var operation: String
  public var why: String?
  public var leaf: String
  public var body: JSON
  public static let shape = Shape.record(
    EntryRow.init(index:at:kind:subject:actor:role:operation:why:leaf:body:),
    field("index", \.index, .whole(0...Int(JSON.largestWhole)), "Place in the order of record"),
    field("at", \.at, Moment.shape, "When it was decided"),
    field("kind", \.kind, .text(1...100), "What happened"),
    field("subject", \.subject, SubjectReference.shape, "To what"),
    field("actor", \.actor, .text(0...200), "Who"),
    optional("role", \.role, .text(0...100), "In which role"),
    field("operation", \.operation, .text(1...100), "By which operation"),
    optional("why", \.why, .text(0...5000, lines: true), "Why"),
    field("leaf", \.leaf, .text(64...64), "Hash of the entry"),
    field("body", \.body, .anything, "What, by kind"))

  static func made(_ placed: PlacedEntry, _ desk: Desk) throws -> EntryRow {
    let entry = placed.entry
    let stamp = Stamp(actor: entry.doneBy, at: entry.at)
    return EntryRow(
      index: placed.index, at: entry.at, kind: entry.kind, subject: entry.subject,
      actor: try stamp.person.map { try desk.name(of: $0) } ?? entry.actor, role: entry.role,
      operation: entry.operation, why: try desk.text(entry.why), leaf: placed.leaf.hex, body: entry.body)
  }
}

public struct EraseWords: Operation {
  public static let name = "words.erase"
  public static let about = "Erase a person's texts from the log; every proof stays whole"
  public static let authority = Authority.roles([.administrator])
  public var person: PersonIdentifier
  public var why: String
  public static let shape = Shape.record(
    EraseWords.init(person:why:),
    field("person", \.person, PersonIdentifier.shape, "Whose name, sign-in name and address are erased"),
    field("why", \.why, .text(3...2000, lines: true), "On what ground"))

  public func run(_ desk: inout Desk) throws -> Done {
    let held = try desk.get(Person.self, person.text)
    guard !held.value.active else {
      throw Refused(
        Refusal(
          "person-inactive", because: "\(person) still has an account.", clears: "Deactivate it first.",
          by: [.administrator]))
    }
    let texts = try Self.words(about: person.subject, desk)
    let number = try desk.books.nextNumber("erasure:")
    try desk.open(
      Erasure.self, "E-\(number)", .erased(texts.map(\.digest)), why: try desk.words(why))
    guard let entry = desk.receipts.last else { return Done() }
    for words in texts { try desk.books.erase(words, entry: entry) }
    // The name to sign in with stands outside the log too; nobody signs in with what takes its place.
    try desk.books.setAccount(
      person, signInName: "erased.\(person.text.dropFirst(2))", verifier: nil)
    return Done()
  }

  /// Every text that an entry about the person names: names, addresses, labels of tokens, reasons.
  private static func words(about subject: SubjectReference, _ desk: Desk) throws -> [Words] {
    var found: [Words] = []
    var before: Int?
    while case let page = try desk.books.entries(about: [subject], before: before, limit: 200), !page.isEmpty {
      for placed in page {
        for words in named(in: placed.entry.body) + (placed.entry.why.map { [$0] } ?? []) where !found.contains(words) {
          found.append(words)
        }
      }
      before = page.last?.index
    }
    return found
  }

  private static func named(in json: JSON) -> [Words] {
    if let words = try? Words.shape.read(json) { return [words] }
    if let items = json.items { return items.flatMap(named) }
    return (json.members ?? []).flatMap { named(in: $0.value) }
  }
}

/// That texts were erased, and which: `words.erased/1` (docs/decisions/0001).
public struct Erasure: Subject {
  public static let kind = "words"
  public var number: String
  public var digests: [Digest]
  public var reference: String { number }
  public static let shape = Shape.record(
    Erasure.init(number:digests:),
    field("number", \.number, .text(1...40), "Number"),
    field("digests", \.digests, .list(Digest.shape), "Texts erased"))
  public static let facetNotes: [FacetNote] = []
  public var facets: [Facet] { [] }
  public static func born(_ reference: String, of event: ErasureEvent, _ stamp: Stamp) -> Erasure? {
    guard case .erased(let digests) = event else { return nil }
    return Erasure(number: reference, digests: digests)
  }
  public func applying(_ event: ErasureEvent, _ stamp: Stamp) -> Erasure { self }
}

public enum ErasureEvent: SubjectEvent {
  case erased([Digest])
  private static let bare = Shape<String>.text(64...64).mapped(
    { Digest(hex: $0) }, { $0.hex }, else: "64 hexadecimal digits are needed")
  public static let shape = Shape<ErasureEvent>.choice(
    .when(
      "erased/1", one("digests", .list(bare)), { .erased($0) }, { if case .erased(let it) = $0 { it } else { nil } }))
}
