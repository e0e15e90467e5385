import Evidence
import Ledger
import PeopleRules
import Vocabulary

/// Takes a person's texts out of the books.
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
    let found = Erasable(texts: try ErasureDesk.texts(about: person.subject, desk))
    try ErasureDesk.erase(ErasureDesk.parts(of: found, desk), why: why, &desk)
    // The name to sign in with stands outside the log too; nobody signs in with what takes its place.
    try desk.books.setAccount(
      person, signInName: "erased.\(person.text.dropFirst(2))", verifier: nil)
    return Done()
  }
}

/// Texts and documents that are to be erased.
struct Erasable {
  var texts: [Words] = []
  var documents: [DocumentName] = []
  var digests: [Digest] { texts.map(\.digest) + documents.map(\.digest) }
}

/// What one entry of the log erases.
struct ErasurePart {
  var number: String
  var content: Erasable
}

/// What all erasing shares: find, list under an entry, take out.
enum ErasureDesk {
  /// An entry lists no more than this, so that it stays within its length (docs/decisions/0001).
  private static let most = 500

  /// Every text that an entry about the subject names: names, contents, reasons.
  static func texts(about subject: SubjectReference, _ desk: Desk) throws -> [Words] {
    var found: [Words] = []
    var known: Set<Words> = []
    var before: Int?
    while case let page = try desk.books.entries(about: [subject], before: before, limit: 200), !page.isEmpty {
      for words in page.flatMap({ texts(in: $0.entry) }) where known.insert(words).inserted { found.append(words) }
      before = page.last?.index
    }
    return found
  }

  static func texts(in entry: LogEntry) -> [Words] { named(in: entry.body) + (entry.why.map { [$0] } ?? []) }

  private static func named(in json: JSON) -> [Words] {
    if let words = try? Words.shape.read(json) { return [words] }
    if let items = json.items { return items.flatMap(named) }
    return (json.members ?? []).flatMap { named(in: $0.value) }
  }

  /// Those that have not been erased yet.
  static func left(of content: Erasable, _ desk: Desk) throws -> Erasable {
    Erasable(
      texts: try content.texts.filter { try desk.books.text($0) != nil },
      documents: try content.documents.filter { try desk.books.document($0) != nil })
  }

  /// Other subjects whose entries name any of it.
  static func elsewhere(_ content: Erasable, than subject: SubjectReference, _ desk: Desk) throws -> [SubjectReference]
  {
    let all = try content.digests.flatMap { try desk.books.naming($0) }
    return Set(all.filter { $0 != subject }).sorted()
  }

  /// Gives the content numbers of entries that will list it.
  static func parts(of content: Erasable, _ desk: Desk) throws -> [ErasurePart] {
    let texts = stride(from: 0, to: content.texts.count, by: most).map {
      Erasable(texts: Array(content.texts[$0..<min($0 + most, content.texts.count)]))
    }
    var pieces = texts
    if !content.documents.isEmpty { pieces.append(Erasable(documents: content.documents)) }
    return try pieces.map { ErasurePart(number: "E-\(try desk.books.nextNumber("erasure:"))", content: $0) }
  }

  static func erase(_ parts: [ErasurePart], why: String, _ desk: inout Desk) throws {
    for part in parts {
      let digests = part.content.digests
      try desk.open(Erasure.self, part.number, .erased(digests), why: try desk.words(why))
      guard let entry = desk.receipts.last else { return }
      for words in part.content.texts { try desk.books.erase(words, entry: entry) }
      for document in part.content.documents { try desk.books.erase(document, entry: entry) }
    }
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
