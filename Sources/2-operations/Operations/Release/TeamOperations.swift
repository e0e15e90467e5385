import DeploymentRules
import Evidence
import PeopleRules
import ReleaseRules
import Vocabulary

public struct ChooseProfile: Operation {
  public static let name = "release.choose-profile"
  public static let about = "Say how much of the practice a release takes; less than proposed needs a reason"
  public static let authority = Authority.roles([.releaseManager])
  public var release: ReleaseReference
  public var profile: Profile
  public var reason: String?
  public static let shape = Shape.record(
    ChooseProfile.init(release:profile:reason:),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("profile", \.profile, .oneOf, "How much of the practice it takes"),
    optional("reason", \.reason, .text(3...2000, lines: true), "Why less than proposed is enough"))

  public func run(_ desk: inout Desk) throws -> Done {
    let held = try desk.get(Release.self, release.text).value
    let proposed = held.proposal(try ReleaseDesk.facts(held, desk)).profile
    return try ReleaseDesk.decide(
      release, .chooseProfile(ProfileChoice(profile: profile, proposed: proposed, reason: try desk.words(reason))),
      &desk)
  }
}

public struct RepresentCluster: Operation {
  public static let name = "release.represent"
  public static let about = "Name who stands for a cluster in a release, or record why it is not concerned"
  public static let authority = Authority.roles([.releaseManager])
  public var release: ReleaseReference
  public var cluster: Cluster
  public var person: PersonIdentifier?
  public var notConcerned: String?
  public static let shape = Shape.record(
    RepresentCluster.init(release:cluster:person:notConcerned:),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("cluster", \.cluster, .oneOf, "The cluster"),
    optional("person", \.person, PersonIdentifier.shape, "Who stands for it"),
    optional("notConcerned", \.notConcerned, .text(3...2000, lines: true), "Or why it is not concerned"))

  public func run(_ desk: inout Desk) throws -> Done {
    try Refused.unlessEmpty(try problems(desk))
    let it = Representation(
      cluster: cluster, person: person, accepted: person != nil && person == desk.actor.person,
      notConcerned: try desk.words(notConcerned))
    return try ReleaseDesk.decide(release, .represent(it), &desk)
  }

  private func problems(_ desk: Desk) throws -> [Refusal] {
    guard (person == nil) != (notConcerned == nil) else {
      return [
        Refusal(
          "representation-one-way", because: "A cluster is either represented by somebody or not concerned.",
          clears: "Name a person, or give the reason; one of the two.", by: [.releaseManager])
      ]
    }
    guard let person else { return [] }
    let held = try desk.get(Person.self, person.text).value
    let roles = Role.allCases.filter { $0.cluster == cluster && $0.speaksForCluster && held.holds($0, for: release) }
    guard roles.isEmpty else { return [] }
    return [
      Refusal(
        "representative-of-cluster",
        because: held.active
          ? "\(person) holds no role of \(cluster.label)." : "The account of \(person) is closed.",
        clears: "Name somebody of that cluster, or have the role given, for this release at least.",
        by: [.releaseManager, .administrator])
    ]
  }
}

public struct AcceptPart: Operation {
  public static let name = "release.accept-part"
  public static let about = "Take on the part that you were named for: what your cluster owns in this release is yours"
  public static let authority = Authority.signedIn
  public var release: ReleaseReference
  public var cluster: Cluster
  public static let shape = Shape.record(
    AcceptPart.init(release:cluster:),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("cluster", \.cluster, .oneOf, "The cluster"))

  public func run(_ desk: inout Desk) throws -> Done {
    try ReleaseDesk.decide(
      release, .acceptPart(cluster, try desk.person(), speaksFor: TeamDesk.clusters(of: desk.actor, release)), &desk)
  }
}

public struct AnswerDuty: Operation {
  public static let name = "release.answer-duty"
  public static let about = "Answer what your cluster owes: done, refused or not concerned, in words and with tests"
  public static let authority = Authority.signedIn
  public var release: ReleaseReference
  public var duty: String
  public var outcome: DutyAnswer.Outcome
  public var says: String
  public var tests: [DeploymentReference]
  public static let shape = Shape.record(
    AnswerDuty.init(release:duty:outcome:says:tests:),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("duty", \.duty, .text(1...40), "Name of the duty, as the team page lists it"),
    field("outcome", \.outcome, .oneOf, "How you answer"),
    field("says", \.says, .text(3...5000, lines: true), "In words: what you found, advise or require"),
    field(
      "tests", \.tests, .list(DeploymentReference.shape, 0...50), else: [],
      "Tests that you ran or witnessed; a sign-off names at least one"))

  public func run(_ desk: inout Desk) throws -> Done {
    let held = try desk.get(Release.self, release.text)
    let known = Duty.named(duty)
    let answer = DutyAnswer(
      duty: duty, outcome: outcome, says: try desk.words(says), person: try desk.person(), tests: Set(tests).sorted(),
      at: desk.now,
      grounds: known.map { held.value.grounds(for: $0, version: held.version) } ?? [])
    if known?.kind == .signOff, outcome == .done, let package = held.value.package?.package {
      let version = try desk.get(LibraryVersion.self, package.text).value
      try Refused.unlessEmpty(
        WaiverDesk.separation(
          Segregation.buildAndApprove, on: version.subject, didFirst: version.builtBy, &desk))
    }
    return try ReleaseDesk.decide(
      release, .answer(answer, speaksFor: TeamDesk.clusters(of: desk.actor, release)), &desk)
  }
}

public struct JoinTeam: Operation {
  public static let name = "release.join"
  public static let about = "Take somebody into the team of a release, with their part in it"
  public static let authority = Authority.roles([.releaseManager])
  public var release: ReleaseReference
  public var person: PersonIdentifier
  public var part: String
  public static let shape = Shape.record(
    JoinTeam.init(release:person:part:),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("person", \.person, PersonIdentifier.shape, "Who"),
    field("part", \.part, .text(3...200), "What they do in it"))

  public func run(_ desk: inout Desk) throws -> Done {
    let held = try desk.get(Person.self, person.text).value
    guard held.active else {
      throw Refused(
        Refusal(
          "member-active", because: "The account of \(person) is closed.", clears: "Name somebody else.",
          by: [.administrator]))
    }
    let member = TeamMember(person: person, part: try desk.words(part), since: desk.now)
    return try ReleaseDesk.decide(release, .join(member), &desk)
  }
}

public struct LeaveTeam: Operation {
  public static let name = "release.leave"
  public static let about = "Take somebody out of the team of a release"
  public static let authority = Authority.roles([.releaseManager])
  public var release: ReleaseReference
  public var person: PersonIdentifier
  public static let shape = Shape.record(
    LeaveTeam.init(release:person:),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("person", \.person, PersonIdentifier.shape, "Who"))
  public func run(_ desk: inout Desk) throws -> Done { try ReleaseDesk.decide(release, .leave(person), &desk) }
}

public struct NoteOnRelease: Operation {
  public static let name = "release.note"
  public static let about = "Add a note to the change log of a release; nobody can edit or remove it"
  public static let authority = Authority.signedIn
  public var release: ReleaseReference
  public var text: String
  public static let shape = Shape.record(
    NoteOnRelease.init(release:text:),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("text", \.text, .text(3...5000, lines: true), "The note"))
  public func run(_ desk: inout Desk) throws -> Done { try ReleaseDesk.decide(release, .note, &desk, why: text) }
}

/// What the operations on a team share.
enum TeamDesk {
  /// Clusters that somebody may speak for in a release.
  static func clusters(of actor: Actor, _ release: ReleaseReference) -> Set<Cluster> {
    Set(Role.allCases.filter { $0.speaksForCluster && actor.holds($0, for: release) }.map(\.cluster))
  }

  /// Clusters whose representative has no account or no role any more.
  static func unable(_ release: Release, _ desk: Desk) throws -> Set<Cluster> {
    var unable: Set<Cluster> = []
    for part in release.team.representations {
      guard let person = part.person else { continue }
      let held = try desk.find(Person.self, person.text)?.value
      let stands = Role.allCases.contains {
        $0.cluster == part.cluster && $0.speaksForCluster && held?.holds($0, for: release.identifier) == true
      }
      if !stands { unable.insert(part.cluster) }
    }
    return unable
  }
}
