import ConfigurationRules
import DeploymentRules
import Evidence
import PeopleRules
import ReleaseRules
import Vocabulary

/// Gives a machine up (CFG-14): its key is good for nothing from the same moment on, what it was and did stays readable.
public struct RetireHost: Operation {
  public static let name = "host.retire"
  public static let about = "Retire a host: its key is no longer accepted, its history stays"
  public static let authority = Authority.roles([.operationsEngineer, .administrator])
  public var host: HostIdentifier
  public var why: String
  public static let shape = Shape.record(
    RetireHost.init(host:why:),
    field("host", \.host, HostIdentifier.shape, "The host"),
    field("why", \.why, .text(3...2000, lines: true), "Reason"))

  public func run(_ desk: inout Desk) throws -> Done {
    let held = try desk.get(Host.self, host.text)
    try Refused.unlessEmpty(HostLifeDesk.blockersOfRetiring(held.value, desk))
    let why = try desk.words(why)
    try desk.record(held.value.decide(.retire, given: HostLifeDesk.facts(held.value, desk)), on: held, why: why)
    try HostLifeDesk.takeSoftwareAway(from: held.value.item, &desk, why: why)
    try ItemDesk.change(held.value.item, .retired, &desk, why: why)
    return Done()
  }
}

/// Lets another machine take a host's place (CFG-14): same name, same item, another key and another identifier, so that
/// no approval that was given for the old machine reaches the new one.
public struct ReplaceHost: Operation {
  public static let name = "host.replace"
  public static let about = "Make a one-time enrolment token for the machine that takes this host's place"
  public static let authority = Authority.roles([.operationsEngineer, .administrator])
  public static let shownOnce = ["token"]
  public var host: HostIdentifier
  public var why: String
  public static let shape = Shape.record(
    ReplaceHost.init(host:why:),
    field("host", \.host, HostIdentifier.shape, "The host; it serves until the new machine enrols"),
    field("why", \.why, .text(3...2000, lines: true), "Reason"))
  public static let answer = HostInvited.shape

  public func run(_ desk: inout Desk) throws -> HostInvited {
    let held = try desk.get(Host.self, host.text).value
    let why = try desk.words(why)
    let replacement = Replacement(of: host, decidedBy: try desk.person(), why: why)
    // Nobody knows the new machine's identifier yet; what stands in the way is the same for each.
    try Refused.unlessEmpty(
      held.blockers(
        of: .giveWay(.init(by: host, decidedBy: replacement.decidedBy)), given: try HostLifeDesk.facts(held, desk)))
    return try InvitationDesk.make(
      .init(
        hostName: held.name, purpose: held.purpose, expires: desk.now + InviteHost.term, replacement: replacement),
      &desk, why: why)
  }
}

enum HostLifeDesk {
  /// Phases in which a release may still be brought to the hosts of its plan.
  private static let ahead: [Phase] = [.planning, .building, .acceptance, .preparation, .deployment, .suspended]

  static func facts(_ host: Host, _ desk: Desk) throws -> HostFacts {
    let open = try DeploymentDesk.busy([host.identifier], desk).map(\.deployment)
    let releases = try ahead.flatMap { try desk.all(Release.self, where: [Facet("phase", $0.rawValue)]) }
    let planned = releases.filter { $0.value.plan?.hosts.contains(host.identifier) ?? false }
    return HostFacts(open: open, planned: planned.map(\.value.identifier))
  }

  /// Everything that keeps it from being retired: its own work, and what leans on its item. What deployments put on it is
  /// no reason: that goes with the machine.
  static func blockersOfRetiring(_ host: Host, _ desk: Desk) throws -> [Refusal] {
    let own = host.blockers(of: .retire, given: try facts(host, desk))
    guard !host.retired else { return own }
    let leaning = try ItemDesk.standing(pointingAt: host.item, desk).filter { !$0.isPackage }.map(\.neighbour)
    let item = try desk.get(ConfigurationItem.self, host.item.text).value
    return own
      + item.blockers(
        of: .change(.retired), given: ItemFacts(classes: ItemClass.standard, incoming: leaning), at: desk.now)
  }

  /// The machine is gone, and with it what deployments installed on it.
  static func takeSoftwareAway(from item: ItemReference, _ desk: inout Desk, why: Words) throws {
    for one in try ItemDesk.standing(pointingAt: item, desk) where one.isPackage && one.neighbour.type == .installedOn {
      try ItemDesk.unlinkIfThere(one.neighbour.item, ItemLink(type: .installedOn, to: item), &desk, why: why)
    }
  }

  /// Ends the old machine and hands its item on to the new one, in the transaction in which that enrols.
  static func takePlace(
    _ replacement: Replacement, by host: HostIdentifier, _ desk: inout Desk
  ) throws -> ItemReference {
    let old = try desk.get(Host.self, replacement.of.text)
    let events = try old.value.decide(
      .giveWay(.init(by: host, decidedBy: replacement.decidedBy)), given: facts(old.value, desk))
    try desk.record(events, on: old, why: replacement.why)
    let item = old.value.item
    try takeSoftwareAway(from: item, &desk, why: replacement.why)
    try ItemDesk.set(item, [ItemAttribute(name: "host", value: host.text, source: .deployment)], &desk)
    try ItemDesk.change(item, .live, &desk, why: replacement.why)
    return item
  }
}

/// What a host's page says of its life: since when it is over, whose place it has, what leans on it.
public struct HostLife: Sendable {
  public var retiredAt: Moment?
  public var replaces: HostIdentifier?
  public var replacedBy: HostIdentifier?
  /// Relationships of other items that end at its item.
  public var leaning: [LinkRow]
  /// What else names its item: requests, former machines.
  public var known: [SubjectReference]
  /// What keeps it from being retired.
  public var blockers: [JSON]

  public init(
    retiredAt: Moment? = nil, replaces: HostIdentifier? = nil, replacedBy: HostIdentifier? = nil,
    leaning: [LinkRow] = [], known: [SubjectReference] = [], blockers: [JSON] = []
  ) {
    self.retiredAt = retiredAt
    self.replaces = replaces
    self.replacedBy = replacedBy
    self.leaning = leaning
    self.known = known
    self.blockers = blockers
  }

  static let shape = Shape.record(
    { HostLife(retiredAt: $0, replaces: $1, replacedBy: $2, leaning: $3, known: $4, blockers: $5) },
    optional("retiredAt", \.retiredAt, Moment.shape, "Since when it is no longer served"),
    optional("replaces", \.replaces, HostIdentifier.shape, "The host whose place it took"),
    optional("replacedBy", \.replacedBy, HostIdentifier.shape, "The host that took its place"),
    field("leaning", \.leaning, .list(LinkRow.shape, 0...5000), else: [], "Relationships that end at its item"),
    field("known", \.known, .list(SubjectReference.shape, 0...5000), else: [], "What else names its item"),
    field("blockers", \.blockers, .list(.anything), else: [], "What keeps it from being retired"))

  static func made(_ host: Host, _ desk: Desk) throws -> HostLife {
    HostLife(
      retiredAt: host.retiredAt, replaces: host.replaces, replacedBy: host.replacedBy,
      leaning: try LinkRow.incoming(host.item, desk),
      known: try desk.books.pointing(at: host.item.subject, limit: 5000).map(\.from).filter {
        $0.kind != ConfigurationItem.kind && $0 != host.subject
      }, blockers: host.retired ? [] : try HostLifeDesk.blockersOfRetiring(host, desk).map(\.json))
  }
}
