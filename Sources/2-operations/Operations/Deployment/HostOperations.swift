import ConfigurationRules
import DeploymentRules
import Evidence
import Ledger
import Packages
import PeopleRules
import ReleaseRules
import Vocabulary

/// A host enrols with its token; the door has checked proof and signature.
public struct EnrolHost: Operation {
  public static let name = "host.enrol"
  public static let about = "Enrol a host"
  public static let authority = Authority.inside
  public var invitation: String
  public var request: Digest
  public var signingKey: String
  public var agreementKey: String
  public static let shape = Shape.record(
    EnrolHost.init(invitation:request:signingKey:agreementKey:),
    field("invitation", \.invitation, .text(1...80), "Public name of the token"),
    field("request", \.request, Digest.shape, "Digest of the enrolment request"),
    field("signingKey", \.signingKey, .text(64...64), "Ed25519 public key"),
    field("agreementKey", \.agreementKey, .text(64...64), "X25519 public key"))
  public static let answer = one("host", HostIdentifier.shape)

  public func run(_ desk: inout Desk) throws -> HostIdentifier {
    guard var invitation = try desk.books.invitation(invitation),
      let purpose = HostPurpose(rawValue: invitation.purpose)
    else { throw NotFound(subject: SubjectReference(kind: "invitation", reference: self.invitation)) }
    if let host = invitation.host, invitation.usedBy == request {
      // The same enrolment again: its answer was lost on the way.
      return host
    }
    let token = try desk.get(HostInvitation.self, invitation.name)
    try Refused.unlessEmpty(token.value.blockersOfUse(at: desk.now))
    guard let host = HostIdentifier(chance: desk.books.chance(8)) else {
      throw Fault("no-chance", says: "No identifier could be made.", remedy: "Try again.", passes: true)
    }
    let replacement = token.value.replacement
    let item =
      if let replacement {
        try HostLifeDesk.takePlace(replacement, by: host, &desk)
      } else {
        try record(host, invitation.hostName, purpose, &desk)
      }
    try desk.open(
      Host.self, host.text,
      .enrolled(
        .init(
          name: invitation.hostName, purpose: purpose, signingKey: signingKey, agreementKey: agreementKey, item: item,
          invitation: invitation.name, replaces: replacement?.of)), why: replacement?.why)
    (invitation.secret, invitation.usedBy, invitation.host) = ("", request, host)
    try desk.books.keepInvitation(invitation)
    try desk.record([.used(host)], on: token)
    return host
  }

  private func record(
    _ host: HostIdentifier, _ name: String, _ purpose: HostPurpose, _ desk: inout Desk
  ) throws -> ItemReference {
    try ItemDesk.record(
      .init(
        itemClass: "host", name: name, status: .live,
        attributes: [
          ItemAttribute(name: "environment", value: purpose.rawValue, source: .deployment),
          ItemAttribute(name: "host", value: host.text, source: .deployment),
        ]), &desk)
  }
}

/// A host's report. Progress is an observation and leaves no entry; an end is a decision of the deployment, and the
/// CMDB changes with it in this transaction (CFG-7).
public struct ReportFromHost: Operation {
  public static let name = "host.report"
  public static let about = "Take a host's report"
  public static let authority = Authority.host
  public var order: Digest
  public var number: Int
  /// Whether its event ends the order.
  public var ends: Bool
  public var body: String
  public static let shape = Shape.record(
    ReportFromHost.init(order:number:ends:body:),
    field("order", \.order, Digest.shape, "Digest of the order's payload"),
    field("number", \.number, .whole(1...2_000_000_000), "Number of the report for this order"),
    field("ends", \.ends, .yesOrNo, "Whether its event ends the order"),
    field("body", \.body, .text(2...4_000_000, lines: true), "The report, canonical JSON"))
  public static let answer = one("known", Shape<Bool>.yesOrNo)

  public func run(_ desk: inout Desk) throws -> Bool {
    guard let host = desk.actor.host else { throw NotAllowed.wrongKind("Only an enrolled host does this.") }
    let address = try desk.books.address(of: order)
    let report = KeptReport(
      host: host, order: order, number: number, deployment: address?.deployment, at: desk.now, body: body)
    guard try desk.books.keepReport(report) else { return true }
    // Only what ends an order has more to it than being kept.
    guard ends, address?.host == host, let kept = try desk.books.order(order),
      let event = (try? JSON(parsing: body))?["event"]
    else { return false }
    if let ended = event["ended"] {
      try HostEnding(host: host, order: kept, ended: ended).run(&desk)
    } else if let refused = event["refused"] {
      try HostEnding(host: host, order: kept, refused: refused).run(&desk)
    }
    return false
  }
}

/// The inventory of a host, an observation.
public struct InventoryFromHost: Operation {
  public static let name = "host.observe"
  public static let about = "Take a host's inventory"
  public static let authority = Authority.host
  public var body: String
  public static let shape = Shape.record(
    InventoryFromHost.init(body:),
    field("body", \.body, .text(2...4_000_000, lines: true), "The inventory, canonical JSON"))

  public func run(_ desk: inout Desk) throws -> Done {
    guard let host = desk.actor.host else { throw NotAllowed.wrongKind("Only an enrolled host does this.") }
    let before = try desk.books.inventory(of: host)
    try desk.books.keepInventory(Array(body.utf8), of: host, at: desk.now)
    if before?.bytes != Array(body.utf8) { try InventoryDesk.takeOver(body, host, &desk) }
    return Done()
  }
}

enum InventoryDesk {
  /// Attributes of the host's item that inventory knows, by the key under which the agent gives the fact.
  private static let taken = [
    ("system", "os-pretty_name", "operating-system"), ("hardware", "memory-bytes", "memory-mib"),
    ("hardware", "processors", "processors"), ("hardware", "product_serial", "serial-number"),
  ]

  /// The item counts memory in MiB, the agent in bytes.
  private static func value(_ fact: JSON?, of key: String) -> String? {
    guard let text = fact?["value"]?.text, !text.isEmpty else { return nil }
    return key == "memory-bytes" ? Int64(text).map { String($0 / 1_048_576) } : text
  }

  static func takeOver(_ body: String, _ host: HostIdentifier, _ desk: inout Desk) throws {
    guard let facts = (try? JSON(parsing: body))?["facts"]?.items else { return }
    let values = taken.compactMap { group, key, attribute -> ItemAttribute? in
      let fact = facts.first { $0["group"]?.text == group && $0["key"]?.text == key }
      return value(fact, of: key).map { ItemAttribute(name: attribute, value: $0, source: .inventory) }
    }
    let held = try desk.get(Host.self, host.text).value
    if !values.isEmpty { try ItemDesk.set(held.item, values, &desk) }
  }
}
