import ChangeRules
import DeploymentRules
import Evidence
import PeopleRules
import ReleaseRules
import Vocabulary

public struct ReleaseRow: Sendable {
  public var release: ReleaseReference
  public var title: String
  public var phase: Phase
  public var requests: [RequestReference]
  public var package: PackageReference?
  /// Count of what keeps it from its next phase.
  public var blockers: Int
  /// The first of them, as a sentence.
  public var firstBlocker: String?
  /// The earliest day by which one of its requests is needed.
  public var requiredBy: CivilDate?

  public static let shape = Shape.record(
    ReleaseRow.init(release:title:phase:requests:package:blockers:firstBlocker:requiredBy:),
    field("release", \.release, ReleaseReference.shape, "Reference"),
    field("title", \.title, .text(0...200), "Title"),
    field("phase", \.phase, .oneOf, "Where it stands"),
    field("requests", \.requests, .list(RequestReference.shape), "Requests"),
    optional("package", \.package, PackageReference.shape, "Package"),
    field("blockers", \.blockers, .whole(0...100_000), "What blocks the next phase, count"),
    optional("firstBlocker", \.firstBlocker, .text(0...2000), "The first of them"),
    optional("requiredBy", \.requiredBy, CivilDate.shape, "The earliest day by which one of its requests is needed"))

  static func made(_ held: Held<Release>, _ desk: Desk) throws -> ReleaseRow {
    let it = held.value
    let blockers = it.blockersOnward(given: try ReleaseDesk.facts(it, desk), at: desk.now)
    return ReleaseRow(
      release: it.identifier, title: try desk.text(it.title), phase: it.phase, requests: it.requests,
      package: it.package?.package, blockers: blockers.count,
      firstBlocker: try blockers.first.map { try desk.said($0).because.text },
      requiredBy: try it.requests.compactMap {
        try desk.find(ChangeRequest.self, $0.text)?.value.content.requiredBy
      }.min())
  }
}

public struct ListReleases: QuestionAsked {
  public static let name = "release.list"
  public static let about = "Releases"
  public var asked: ListAsked<Release>
  public static let shape = ListAsked<Release>.shape.mapped(ListReleases.init(asked:), { $0.asked }, else: "")
  public static let answer = Listing.shape(ReleaseRow.shape)
  public init(asked: ListAsked<Release>) { self.asked = asked }
  public func ask(_ desk: Desk) throws -> Listing<ReleaseRow> {
    try desk.listing(asked) { try ReleaseRow.made($0, desk) }
  }
}

public struct ReleaseDetail: Sendable {
  public var version: Int
  public var row: ReleaseRow
  /// The phase that the blockers keep it from; absent at the end.
  public var onward: Phase?
  public var blockers: [JSON]
  public var hosts: [HostRow]
  public var window: Interval?
  public var settings: [Setting]
  public var planVersion: Int
  public var digest: Digest?
  public var approval: Int?
  public var approvedBy: String?
  public var deployments: [DeploymentRow]

  static let shape = Shape.record(
    ReleaseDetail.init(
      version:row:onward:blockers:hosts:window:settings:planVersion:digest:approval:approvedBy:deployments:),
    field("version", \.version, .whole(1...2_000_000_000), "Version, for If-Match"),
    field("row", \.row, ReleaseRow.shape, "In brief"),
    optional("onward", \.onward, .oneOf, "The next phase"),
    field("blockers", \.blockers, .list(.anything), "What blocks it"),
    field("hosts", \.hosts, .list(HostRow.shape, 0...100_000), "Hosts of the plan"),
    optional("window", \.window, Interval.shape, "When a host may begin"),
    field("settings", \.settings, .list(Setting.shape), "Settings"),
    field("planVersion", \.planVersion, .whole(0...1_000_000), "Version of the plan"),
    optional("digest", \.digest, Digest.shape, "Package digest"),
    optional("approval", \.approval, .whole(1...2_000_000_000), "Number of the standing approval"),
    optional("approvedBy", \.approvedBy, .text(0...200), "Who approved"),
    field("deployments", \.deployments, .list(DeploymentRow.shape), "Deployments"))
}

public struct ShowRelease: QuestionAsked {
  public static let name = "release.show"
  public static let about = "One release: where it stands, what blocks it, its hosts and deployments"
  public var release: ReleaseReference
  public static let shape = Shape.record(
    ShowRelease.init(release:), field("release", \.release, ReleaseReference.shape, "The release"))
  public static let answer = ReleaseDetail.shape
  public init(release: ReleaseReference) { self.release = release }

  public func ask(_ desk: Desk) throws -> ReleaseDetail {
    let held = try desk.get(Release.self, release.text)
    let it = held.value
    let facts = try ReleaseDesk.facts(it, desk)
    return ReleaseDetail(
      version: held.version, row: try ReleaseRow.made(held, desk), onward: Transition.onward(from: it.phase)?.to,
      blockers: try desk.said(it.blockersOnward(given: facts, at: desk.now)),
      hosts: try (it.plan?.hosts ?? []).compactMap { try desk.find(Host.self, $0.text).map { HostRow.made($0) } },
      window: it.plan?.window, settings: it.plan?.parameters ?? [], planVersion: it.planVersion,
      digest: it.package?.digest, approval: it.approval?.number,
      approvedBy: try it.approval.map { try desk.name(of: $0.by) },
      deployments: try it.deployments.compactMap {
        try desk.find(Deployment.self, $0.text).map { try DeploymentRow.made($0, desk) }
      })
  }
}

public struct ReleaseBlockers: QuestionAsked {
  public static let name = "release.blockers"
  public static let about = "Why a release does not go on, with who can clear it"
  public var release: ReleaseReference
  public static let shape = Shape.record(
    ReleaseBlockers.init(release:), field("release", \.release, ReleaseReference.shape, "The release"))
  public static let answer = one("blockers", Shape<[JSON]>.list(.anything))
  public func ask(_ desk: Desk) throws -> [JSON] {
    let it = try desk.get(Release.self, release.text).value
    return try desk.said(it.blockersOnward(given: try ReleaseDesk.facts(it, desk), at: desk.now))
  }
}
