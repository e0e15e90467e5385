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
  /// For a stopped release: of which kind the stop is.
  public var stopped: StopKind?
  /// Count of what keeps it from its next phase.
  public var blockers: Int
  /// The first of them, as a sentence.
  public var firstBlocker: String?
  /// The earliest day by which one of its requests is needed.
  public var requiredBy: CivilDate?

  public static let shape = Shape.record(
    ReleaseRow.init(release:title:phase:requests:package:stopped:blockers:firstBlocker:requiredBy:),
    field("release", \.release, ReleaseReference.shape, "Reference"),
    field("title", \.title, .text(0...200), "Title"),
    field("phase", \.phase, .oneOf, "Where it stands"),
    field("requests", \.requests, .list(RequestReference.shape), "Requests"),
    optional("package", \.package, PackageReference.shape, "Package"),
    optional("stopped", \.stopped, .oneOf, "Of which kind a stop is"),
    field("blockers", \.blockers, .whole(0...100_000), "What blocks the next phase, count"),
    optional("firstBlocker", \.firstBlocker, .text(0...2000), "The first of them"),
    optional("requiredBy", \.requiredBy, CivilDate.shape, "The earliest day by which one of its requests is needed"))

  static func made(_ held: Held<Release>, _ desk: Desk) throws -> ReleaseRow {
    let it = held.value
    let blockers = try desk.books.verdicts(of: it.subject)?.refusals ?? []
    return ReleaseRow(
      release: it.identifier, title: try desk.text(it.title), phase: it.phase, requests: it.requests,
      package: it.package?.package, stopped: it.stop?.kind, blockers: blockers.count,
      firstBlocker: try blockers.first.flatMap { try desk.said(kept: $0)["because"]?.text },
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
  /// What ought to be seen before going on; it does not refuse.
  public var warnings: [JSON]
  /// Every check of the gate, met or not, with what it rests on.
  public var checks: [CheckRow]
  public var profile: Profile
  public var stop: Stop?
  /// The way back by which it came where it is.
  public var workWith: Returned?
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
      version:row:onward:blockers:warnings:checks:profile:stop:workWith:hosts:window:settings:planVersion:digest:
      approval:approvedBy:deployments:),
    field("version", \.version, .whole(1...2_000_000_000), "Version, for If-Match"),
    field("row", \.row, ReleaseRow.shape, "In brief"),
    optional("onward", \.onward, .oneOf, "The next phase"),
    field("blockers", \.blockers, .list(.anything, 0...200_000), "What blocks it"),
    field("warnings", \.warnings, .list(.anything, 0...1000), "What ought to be seen first"),
    field("checks", \.checks, .list(CheckRow.shape), "Every check of the gate"),
    field("profile", \.profile, .oneOf, "How much of the practice it takes"),
    optional("stop", \.stop, Stop.shape, "Why it was stopped"),
    optional("workWith", \.workWith, Returned.shape, "The way back by which it came here"),
    field("hosts", \.hosts, .list(HostRow.shape, 0...100_000), "Hosts of the plan"),
    optional("window", \.window, Interval.shape, "When a host may begin"),
    field("settings", \.settings, .list(Setting.shape), "Settings"),
    field("planVersion", \.planVersion, .whole(0...1_000_000), "Version of the plan"),
    optional("digest", \.digest, Digest.shape, "Package digest"),
    optional("approval", \.approval, .whole(1...2_000_000_000), "Number of the standing approval"),
    optional("approvedBy", \.approvedBy, .text(0...200), "Who approved"),
    field("deployments", \.deployments, .list(DeploymentRow.shape), "Deployments"))
}

/// One check of the gate.
public struct CheckRow: Sendable {
  public var check: String
  public var isMet: Bool
  public var grounds: [Ground]

  init(_ kept: KeptVerdict) {
    self.init(check: kept.check, isMet: kept.refusals.isEmpty, grounds: kept.grounds)
  }

  init(check: String, isMet: Bool, grounds: [Ground]) {
    self.check = check
    self.isMet = isMet
    self.grounds = grounds
  }

  static let shape = Shape.record(
    CheckRow.init(check:isMet:grounds:),
    field("check", \.check, .text(1...60), "Its name"),
    field("met", \.isMet, .yesOrNo, "Whether it holds"),
    field("grounds", \.grounds, .list(Ground.shape, 0...200_000), "What it rests on"))
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
    let verdicts = try desk.books.verdicts(of: it.subject) ?? .none
    return ReleaseDetail(
      version: held.version, row: try ReleaseRow.made(held, desk), onward: Transition.onward(from: it.phase)?.to,
      blockers: try verdicts.refusals.map { try desk.said(kept: $0) },
      warnings: try verdicts.warnings.map { try desk.said(kept: $0) }, checks: verdicts.verdicts.map(CheckRow.init),
      profile: it.profile.profile, stop: it.stop, workWith: it.returns.last.flatMap { $0.to == it.phase ? $0 : nil },
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
