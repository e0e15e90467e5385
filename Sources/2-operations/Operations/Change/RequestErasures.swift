import ChangeRules
import Evidence
import PeopleRules
import Vocabulary

/// Erases texts of a request where law asks for it (LOG-3). As with a person's texts, an administrator does it: whoever
/// decides on requests must not be able to make what was decided on unreadable.
public struct EraseRequestTexts: Operation {
  public static let name = "request.erase-texts"
  public static let about = "Erase texts of a request for ever, where law asks for it; every proof stays whole"
  public static let authority = Authority.roles([.administrator])
  public var request: RequestReference
  public var entry: Int?
  public var why: String
  public static let shape = Shape.record(
    EraseRequestTexts.init(request:entry:why:),
    field("request", \.request, RequestReference.shape, "The request"),
    optional(
      "entry", \.entry, .whole(0...Int(JSON.largestWhole)),
      "Only the texts of this entry of its change log; left out: all texts of the request"),
    field("why", \.why, .text(3...2000, lines: true), "On what ground"))

  public func run(_ desk: inout Desk) throws -> Done {
    let texts: [Words]
    if let entry {
      guard let placed = try desk.books.entry(at: entry), placed.entry.subject == request.subject else {
        throw NotFound(subject: SubjectReference(kind: "entry", reference: "\(entry) of \(request.text)"))
      }
      texts = ErasureDesk.texts(in: placed.entry)
    } else {
      texts = try ErasureDesk.texts(about: request.subject, desk)
    }
    return try RequestErasureDesk.erase(Erasable(texts: texts), of: request, attachment: nil, why: why, &desk)
  }
}

/// Erases an attached file and its name.
public struct EraseAttachment: Operation {
  public static let name = "request.erase-attachment"
  public static let about = "Erase an attached file for ever, where law asks for it; every proof stays whole"
  public static let authority = Authority.roles([.administrator])
  public var request: RequestReference
  public var number: Int
  public var why: String
  public static let shape = Shape.record(
    EraseAttachment.init(request:number:why:),
    field("request", \.request, RequestReference.shape, "The request"),
    field("number", \.number, .whole(1...1000), "Which attachment"),
    field("why", \.why, .text(3...2000, lines: true), "On what ground"))

  public func run(_ desk: inout Desk) throws -> Done {
    let held = try desk.get(ChangeRequest.self, request.text).value
    guard let attachment = held.attachments.first(where: { $0.number == number }) else {
      throw NotFound(subject: SubjectReference(kind: "attachment", reference: "\(request.text)/\(number)"))
    }
    return try RequestErasureDesk.erase(
      Erasable(texts: [attachment.name], documents: [attachment.document]), of: request, attachment: number, why: why,
      &desk)
  }
}

enum RequestErasureDesk {
  static func erase(
    _ content: Erasable, of request: RequestReference, attachment: Int?, why: String, _ desk: inout Desk
  ) throws -> Done {
    let left = try ErasureDesk.left(of: content, desk)
    let elsewhere = try ErasureDesk.elsewhere(left, than: request.subject, desk)
    let parts = try ErasureDesk.parts(of: left, desk)
    let notes = parts.map {
      RequestErasure(
        erasure: $0.number, attachment: $0.content.documents.isEmpty ? nil : attachment,
        contents: $0.content.digests.count)
    }
    // The request's own entries carry no reason: it stands with the erasure, so that erasing all texts later leaves it.
    try RequestDesk.decide(
      request, .erase(notes, ErasableContent(left: left.digests, elsewhere: elsewhere)), &desk)
    try ErasureDesk.erase(parts, why: why, &desk)
    return Done()
  }
}

/// An erasure as a page shows it: when, by whom, why.
public struct ErasureRow: Sendable {
  public var at: Moment
  public var by: String
  public var why: String
  public var attachment: Int?
  public var contents: Int
  public static let shape = Shape.record(
    ErasureRow.init(at:by:why:attachment:contents:),
    field("at", \.at, Moment.shape, "When"),
    field("by", \.by, .text(0...200), "Who"),
    field("why", \.why, .text(0...2000, lines: true), "On what ground"),
    optional("attachment", \.attachment, .whole(1...1000), "The attachment whose content it was"),
    field("contents", \.contents, .whole(1...1_000_000), "How many texts and files"))

  /// Nil before the entry has its place in the order of record.
  static func made(_ it: RequestErasure, _ desk: Desk) throws -> ErasureRow? {
    let subject = SubjectReference(kind: Erasure.kind, reference: it.erasure)
    guard let entry = try desk.books.entries(about: [subject], before: nil, limit: 1).first?.entry else { return nil }
    let person = Stamp(actor: entry.actor, at: entry.at).person
    return ErasureRow(
      at: entry.at, by: try person.map { try desk.name(of: $0) } ?? entry.actor, why: try desk.text(entry.why) ?? "",
      attachment: it.attachment, contents: it.contents)
  }
}
