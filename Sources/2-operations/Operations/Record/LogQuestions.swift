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
