import ChangeRules
import ConfigurationRules
import Evidence
import Ledger
import PeopleRules
import Vocabulary

/// Another request that touches the same ground (DEF-4). All of them are listed, never only the first.
public struct ConflictRow: Sendable {
  public var request: RequestReference
  public var title: String
  public var status: RequestStatus
  public var release: ReleaseReference?
  /// The item on which both meet.
  public var item: ItemReference
  public var itemName: String
  /// «changes the same item», or the path by which one feels the other.
  public var says: String
  static let shape = Shape.record(
    ConflictRow.init(request:title:status:release:item:itemName:says:),
    field("request", \.request, RequestReference.shape, "The other request"),
    field("title", \.title, .text(0...200), "Its title"),
    field("status", \.status, .oneOf, "Where it stands"),
    optional("release", \.release, ReleaseReference.shape, "The release that carries it"),
    field("item", \.item, ItemReference.shape, "Where both meet"),
    field("itemName", \.itemName, .text(0...200), "Its name"),
    field("says", \.says, .text(0...4000), "How"))
}

/// What the board is shown beside the request itself, as it stands now (CHG-2).
struct BoardPaper {
  var impact: ImpactAnswer
  var conflicts: [ConflictRow]

  init(_ request: ChangeRequest, _ desk: Desk) throws {
    impact =
      request.content.items.isEmpty
      ? ImpactAnswer(rows: [], isCutOff: false) : try ImpactDesk.rows(request.content.items, desk)
    let felt = request.content.items.isEmpty ? [] : try ImpactDesk.rows(request.content.items, way: .onto, desk).rows
    conflicts = try Self.conflicts(request, impact, felt: felt, desk)
  }

  /// Digest of all that a voter is shown: a vote names it, so that one sees later what it was about.
  func digest(of request: ChangeRequest) -> Digest {
    let json: JSON = [
      "conflicts": .array(
        conflicts.map { ["item": .string($0.item.text), "request": .string($0.request.text)] }),
      "attachments": .array(request.attachments.map { .string($0.document.digest.text) }),
      "content": RequestContent.shape.write(request.content),
      "impact": .array(impact.rows.map { .string($0.says) }), "isCutOff": .bool(impact.isCutOff),
    ]
    return Digest.of(json.canonicalBytes)
  }

  private static func conflicts(_ request: ChangeRequest, _ impact: ImpactAnswer, felt: [ImpactRow], _ desk: Desk)
    throws -> [ConflictRow]
  {
    let same = request.content.items.map { (item: $0, says: "changes the same item") }
    let feels = impact.rows.map { (item: $0.item.item, says: "changes what feels this change: \($0.says)") }
    let felt = felt.map { (item: $0.item.item, says: "is felt here: \($0.says)") }
    var rows: [ConflictRow] = []
    for (item, says) in same + feels + felt {
      for edge in try desk.books.pointing(at: item.subject, limit: 5000)
      where edge.from.kind == ChangeRequest.kind && edge.name == "affects" && edge.from != request.subject {
        guard let other = try desk.find(ChangeRequest.self, edge.from.reference)?.value, other.isUnderWay,
          !rows.contains(where: { $0.request == other.identifier && $0.item == item })
        else { continue }
        rows.append(
          ConflictRow(
            request: other.identifier, title: try desk.text(other.content.title), status: other.status,
            release: other.release, item: item,
            itemName: try desk.find(ConfigurationItem.self, item.text)?.value.name ?? item.text, says: says))
      }
    }
    return rows
  }
}

extension ChangeRequest {
  /// Whether it may still change something.
  var isUnderWay: Bool {
    switch status {
    case .raised, .voting, .analysing, .deferred, .approved, .inRelease: true
    case .rejected, .cancelled, .implemented, .backedOut, .closed: false
    }
  }
}
