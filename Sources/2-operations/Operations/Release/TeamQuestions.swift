import Evidence
import PeopleRules
import ReleaseRules
import Vocabulary

/// A cluster in a release: who stands for it, and how its duties stand.
public struct ClusterRow: Sendable {
  public var cluster: Cluster
  public var person: PersonIdentifier?
  public var name: String?
  public var accepted: Bool
  public var notConcerned: String?

  static let shape = Shape.record(
    ClusterRow.init(cluster:person:name:accepted:notConcerned:),
    field("cluster", \.cluster, .oneOf, "The cluster"),
    optional("person", \.person, PersonIdentifier.shape, "Who stands for it"),
    optional("name", \.name, .text(0...200), "Name"),
    field("accepted", \.accepted, .yesOrNo, "Whether the part was taken on"),
    optional("notConcerned", \.notConcerned, .text(0...2000, lines: true), "Why it is not concerned"))
}

/// A duty with its present answer.
public struct DutyRow: Sendable {
  public var duty: String
  public var cluster: Cluster
  public var process: Phase
  public var kind: DutyKind
  public var condition: DutyCondition
  public var about: String
  /// `open`, `accepted`, `done`, `refused`, `not concerned`, `stale`.
  public var state: String
  /// What has changed since it was answered.
  public var staleBecause: String?
  /// Whether it refuses the gate of its process while it is not settled.
  public var refuses: Bool
  public var says: String?
  public var by: String?
  public var at: Moment?
  public var tests: [DeploymentReference]

  static let shape = Shape.record(
    DutyRow.init(
      duty:cluster:process:kind:condition:about:state:staleBecause:refuses:says:by:at:tests:),
    field("duty", \.duty, .text(1...40), "Its name"),
    field("cluster", \.cluster, .oneOf, "Who owes it"),
    field("process", \.process, .oneOf, "In which process"),
    field("kind", \.kind, .oneOf, "What is owed"),
    field("condition", \.condition, .oneOf, "Whether it is there at all"),
    field("about", \.about, .text(1...200), "What is to be done"),
    field("state", \.state, .text(1...20), "How it stands"),
    optional("staleBecause", \.staleBecause, .text(1...2000), "What has changed since it was answered"),
    field("refuses", \.refuses, .yesOrNo, "Whether the gate refuses while it is open"),
    optional("says", \.says, .text(0...5000, lines: true), "The answer"),
    optional("by", \.by, .text(0...200), "Who answered"),
    optional("at", \.at, Moment.shape, "When"),
    field("tests", \.tests, .list(DeploymentReference.shape), "Tests that it names"))
}

public struct MemberRow: Sendable {
  public var person: PersonIdentifier
  public var name: String
  public var mail: String?
  public var part: String
  public var clusters: [Cluster]
  public var since: Moment

  static let shape = Shape.record(
    MemberRow.init(person:name:mail:part:clusters:since:),
    field("person", \.person, PersonIdentifier.shape, "Who"),
    field("name", \.name, .text(0...200), "Name"),
    optional("mail", \.mail, .text(0...200), "Mail address"),
    field("part", \.part, .text(0...200), "What they do in it"),
    field("clusters", \.clusters, .list(.oneOf), "Clusters that they stand for"),
    field("since", \.since, Moment.shape, "Since when"))
}

public struct TeamDetail: Sendable {
  public var version: Int
  public var release: ReleaseReference
  public var title: String
  public var phase: Phase
  public var profile: Profile
  public var proposed: Profile
  public var proposedBecause: String
  public var reason: String?
  public var clusters: [ClusterRow]
  public var duties: [DutyRow]
  public var members: [MemberRow]

  static let shape = Shape.record(
    TeamDetail.init(
      version:release:title:phase:profile:proposed:proposedBecause:reason:clusters:duties:members:),
    field("version", \.version, .whole(1...2_000_000_000), "Version of the release, for If-Match"),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("title", \.title, .text(0...200), "Title"),
    field("phase", \.phase, .oneOf, "Where it stands"),
    field("profile", \.profile, .oneOf, "How much of the practice it takes"),
    field("proposed", \.proposed, .oneOf, "What would be proposed now"),
    field("proposedBecause", \.proposedBecause, .text(0...2000), "Why"),
    optional("reason", \.reason, .text(0...2000, lines: true), "Why another was chosen"),
    field("clusters", \.clusters, .list(ClusterRow.shape), "The seven clusters"),
    field("duties", \.duties, .list(DutyRow.shape), "What they owe, process by process"),
    field("members", \.members, .list(MemberRow.shape), "The team"))
}

public struct ReleaseTeamQuestion: QuestionAsked {
  public static let name = "release.team"
  public static let about = "Who takes part in a release, what each cluster owes and what it answered"
  public var release: ReleaseReference
  public static let shape = Shape.record(
    ReleaseTeamQuestion.init(release:), field("release", \.release, ReleaseReference.shape, "The release"))
  public static let answer = TeamDetail.shape
  public init(release: ReleaseReference) { self.release = release }

  public func ask(_ desk: Desk) throws -> TeamDetail {
    let held = try desk.get(Release.self, release.text)
    let it = held.value
    let proposal = it.proposal(try ReleaseDesk.facts(it, desk))
    return TeamDetail(
      version: held.version, release: release, title: try desk.text(it.title), phase: it.phase,
      profile: it.profile.profile, proposed: proposal.profile, proposedBecause: proposal.because.text,
      reason: try desk.text(it.profile.reason), clusters: try Cluster.allCases.map { try Self.row($0, it, desk) },
      duties: try Duty.table.map { try Self.row($0, it, desk) },
      members: try it.team.members.map { try Self.row($0, it, desk) })
  }

  private static func row(_ cluster: Cluster, _ release: Release, _ desk: Desk) throws -> ClusterRow {
    let standing = release.representation(of: cluster)
    return ClusterRow(
      cluster: cluster, person: standing?.person, name: try standing?.person.map { try desk.name(of: $0) },
      accepted: standing?.accepted ?? false, notConcerned: try desk.text(standing?.notConcerned))
  }

  static func row(_ duty: Duty, _ release: Release, _ desk: Desk) throws -> DutyRow {
    let answer = release.answer(to: duty)
    let state = release.state(of: duty)
    let stale: String? = if case .stale(let why) = state { why.text } else { nil }
    return DutyRow(
      duty: duty.name, cluster: duty.cluster, process: duty.process, kind: duty.kind, condition: duty.condition,
      about: duty.says, state: state.word, staleBecause: stale, refuses: release.refuses(duty),
      says: try answer.map { try desk.text($0.says) }, by: try answer.map { try desk.name(of: $0.person) },
      at: answer?.at, tests: answer?.tests ?? [])
  }

  private static func row(_ member: TeamMember, _ release: Release, _ desk: Desk) throws -> MemberRow {
    let person = try desk.get(Person.self, member.person.text).value
    return MemberRow(
      person: member.person, name: try desk.text(person.name), mail: try desk.text(person.mail),
      part: try desk.text(member.part),
      clusters: release.team.representations.filter { $0.person == member.person }.map(\.cluster), since: member.since)
  }
}
