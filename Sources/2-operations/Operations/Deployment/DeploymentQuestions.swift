import DeploymentRules
import Evidence
import Ledger
import PeopleRules
import Vocabulary

public struct DeploymentRow: Sendable {
  public var deployment: DeploymentReference
  public var release: ReleaseReference
  public var action: DeploymentAction
  public var state: DeploymentState
  public var package: PackageReference
  public var hosts: Int
  public var ended: Int
  public var succeeded: Int
  public var startedAt: Moment?
  public var endedAt: Moment?
  public static let shape = Shape.record(
    DeploymentRow.init(deployment:release:action:state:package:hosts:ended:succeeded:startedAt:endedAt:),
    field("deployment", \.deployment, DeploymentReference.shape, "Reference"),
    field("release", \.release, ReleaseReference.shape, "Release"),
    field("action", \.action, .oneOf, "What it does"),
    field("state", \.state, .oneOf, "Where it stands"),
    field("package", \.package, PackageReference.shape, "Package"),
    field("hosts", \.hosts, .whole(0...100_000), "Hosts, count"),
    field("ended", \.ended, .whole(0...100_000), "Hosts that have ended, count"),
    field("succeeded", \.succeeded, .whole(0...100_000), "Hosts that succeeded, count"),
    optional("startedAt", \.startedAt, Moment.shape, "When it was started"),
    optional("endedAt", \.endedAt, Moment.shape, "When its last host had ended"))

  static func made(_ held: Held<Deployment>, _ desk: Desk) throws -> DeploymentRow {
    let it = held.value
    let times = EntryFilter(about: [it.subject], kinds: ["deployment.started", "deployment.ended"])
    let entries = try desk.books.entries(times, before: nil, limit: 2).map(\.entry)
    return DeploymentRow(
      deployment: it.identifier, release: it.plan.release, action: it.plan.action, state: it.state,
      package: it.plan.package, hosts: it.runs.count, ended: it.runs.count { $0.result != nil },
      succeeded: it.runs.count { $0.result?.succeeds(for: it.plan.action) ?? false },
      startedAt: entries.first { $0.happened == "deployment.started" }?.at,
      endedAt: entries.first { $0.happened == "deployment.ended" }?.at)
  }
}

public struct ListDeployments: QuestionAsked {
  public static let name = "deployment.list"
  public static let about = "Deployments"
  public var asked: ListAsked<Deployment>
  public static let shape = ListAsked<Deployment>.shape.mapped(ListDeployments.init(asked:), { $0.asked }, else: "")
  public static let answer = Listing.shape(DeploymentRow.shape)
  public init(asked: ListAsked<Deployment>) { self.asked = asked }
  public func ask(_ desk: Desk) throws -> Listing<DeploymentRow> {
    try desk.listing(asked) { try DeploymentRow.made($0, desk) }
  }
}

/// One host in a deployment, with what it last said.
public struct RunRow: Sendable {
  public var host: HostIdentifier
  public var hostName: String
  public var result: HostResult?
  public var cause: String?
  public var before: Digest?
  public var after: Digest?
  public var milliseconds: Int64?
  /// The last reported event, by its word.
  public var latest: String?
  public var latestAt: Moment?
  /// Output of the host's own steps, as reported.
  public var log: String?
  static let shape = Shape.record(
    RunRow.init(host:hostName:result:cause:before:after:milliseconds:latest:latestAt:log:),
    field("host", \.host, HostIdentifier.shape, "Host"),
    field("hostName", \.hostName, .text(0...200), "Its name"),
    optional("result", \.result, .oneOf, "How it ended"),
    optional("cause", \.cause, .text(0...4000, lines: true), "Why"),
    optional("before", \.before, Digest.shape, "Fingerprint before"),
    optional("after", \.after, Digest.shape, "Fingerprint after"),
    optional("milliseconds", \.milliseconds, .whole(0...JSON.largestWhole), "Duration, milliseconds"),
    optional("latest", \.latest, .text(0...100), "Last reported"),
    optional("latestAt", \.latestAt, Moment.shape, "When"),
    optional("log", \.log, .text(0...100_000, lines: true), "Log"))
}

extension RunRow {
  /// - Parameter reports: What this host reported, oldest first.
  static func made(_ run: HostRun, _ reports: [KeptReport], _ desk: Desk) throws -> RunRow {
    let latest = reports.last.flatMap { try? JSON(parsing: $0.body) }
    let ended = reports.lazy.reversed().compactMap { (try? JSON(parsing: $0.body))?["event"]?["ended"] }.first
    return RunRow(
      host: run.host, hostName: try desk.find(Host.self, run.host.text)?.value.name ?? run.host.text,
      result: run.result, cause: try desk.text(run.cause), before: run.before, after: run.after,
      milliseconds: run.milliseconds, latest: latest?["event"]?.members?.first?.name, latestAt: reports.last?.at,
      log: ended?["log"]?.text)
  }
}

public struct DeploymentDetail: Sendable {
  public var version: Int
  public var row: DeploymentRow
  public var window: Interval
  public var epoch: Int
  public var runs: [RunRow]
  static let shape = Shape.record(
    DeploymentDetail.init(version:row:window:epoch:runs:),
    field("version", \.version, .whole(1...2_000_000_000), "Version, for If-Match"),
    field("row", \.row, DeploymentRow.shape, "In brief"),
    field("window", \.window, Interval.shape, "When a host may begin"),
    field("epoch", \.epoch, .whole(1...2_000_000_000), "Epoch"),
    field("runs", \.runs, .list(RunRow.shape, 0...100_000), "Per host"))
}

public struct ShowDeployment: QuestionAsked {
  public static let name = "deployment.show"
  public static let about = "One deployment: every host, its result, its log"
  public var deployment: DeploymentReference
  public static let shape = Shape.record(
    ShowDeployment.init(deployment:), field("deployment", \.deployment, DeploymentReference.shape, "The deployment"))
  public static let answer = DeploymentDetail.shape
  public init(deployment: DeploymentReference) { self.deployment = deployment }

  public func ask(_ desk: Desk) throws -> DeploymentDetail {
    let held = try desk.get(Deployment.self, deployment.text)
    let reports = try desk.books.reports(of: deployment, limit: 10_000)
    let byHost = Dictionary(grouping: reports, by: \.host)
    let runs = try held.value.runs.map { try RunRow.made($0, byHost[$0.host] ?? [], desk) }
    return DeploymentDetail(
      version: held.version, row: try DeploymentRow.made(held, desk), window: held.value.plan.window,
      epoch: held.value.epoch,
      runs: runs)
  }
}

public struct HostRow: Sendable {
  public var host: HostIdentifier
  public var name: String
  public var purpose: HostPurpose
  public var item: ItemReference
  public var retired: Bool
  public static let shape = Shape.record(
    HostRow.init(host:name:purpose:item:retired:),
    field("host", \.host, HostIdentifier.shape, "Identifier"),
    field("name", \.name, .text(0...200), "Name"),
    field("purpose", \.purpose, .oneOf, "Laboratory or production"),
    field("item", \.item, ItemReference.shape, "Configuration item"),
    field("retired", \.retired, .yesOrNo, "No longer served"))

  static func made(_ held: Held<Host>) -> HostRow {
    HostRow(
      host: held.value.identifier, name: held.value.name, purpose: held.value.purpose, item: held.value.item,
      retired: held.value.retired)
  }
}

public struct ListHosts: QuestionAsked {
  public static let name = "host.list"
  public static let about = "Enrolled hosts"
  public var asked: ListAsked<Host>
  public static let shape = ListAsked<Host>.shape.mapped(ListHosts.init(asked:), { $0.asked }, else: "")
  public static let answer = Listing.shape(HostRow.shape)
  public init(asked: ListAsked<Host>) { self.asked = asked }

  /// Retired hosts are left out unless they are asked for (CFG-14).
  public func ask(_ desk: Desk) throws -> Listing<HostRow> {
    var asked = asked
    let said = asked.request.filters.first { $0.name == "retired" }
    if said == nil { asked.request.filters.append(Facet("retired", "no")) }
    if said?.value == .text("all") { asked.request.filters.removeAll { $0.name == "retired" } }
    return try desk.listing(asked) { HostRow.made($0) }
  }
}

public struct HostDetail: Sendable {
  public var version: Int
  public var row: HostRow
  public var inventoryAt: Moment?
  /// The inventory document as the host gave it (docs/decisions/0006).
  public var inventory: JSON?
  /// The last fifty deployments in which it had a part, newest first.
  public var deployments: [DeploymentRow]
  public var life: HostLife
  static let shape = Shape.record(
    HostDetail.init(version:row:inventoryAt:inventory:deployments:life:),
    field("version", \.version, .whole(1...2_000_000_000), "Version, for If-Match"),
    field("row", \.row, HostRow.shape, "In brief"),
    optional("inventoryAt", \.inventoryAt, Moment.shape, "When it last gave its inventory"),
    optional("inventory", \.inventory, .anything, "Inventory"),
    field("deployments", \.deployments, .list(DeploymentRow.shape), "Deployments"),
    field("life", \.life, HostLife.shape, else: HostLife(), "Since when it is retired, what leans on it"))
}

public struct ShowHost: QuestionAsked {
  public static let name = "host.show"
  public static let about = "One host: state, inventory, what was done to it"
  public var host: HostIdentifier
  public static let shape = Shape.record(
    ShowHost.init(host:), field("host", \.host, HostIdentifier.shape, "The host"))
  public static let answer = HostDetail.shape
  public init(host: HostIdentifier) { self.host = host }

  public func ask(_ desk: Desk) throws -> HostDetail {
    let held = try desk.get(Host.self, host.text)
    let inventory = try desk.books.inventory(of: host)
    let own = try desk.books.deployments(of: host, limit: 50)
    return HostDetail(
      version: held.version, row: HostRow.made(held), inventoryAt: inventory?.at,
      inventory: inventory.flatMap { try? JSON(parsing: $0.bytes) },
      deployments: try own.compactMap {
        try desk.find(Deployment.self, $0.text).map { try DeploymentRow.made($0, desk) }
      },
      life: try HostLife.made(held.value, desk))
  }
}
