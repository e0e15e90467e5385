import Evidence
import Vocabulary

/// Who takes part in a release, and what the clusters answered (ROL-2, ROL-8).
public struct ReleaseTeam: Sendable, Hashable {
  public var representations: [Representation]
  /// The present answer to each duty; earlier ones stand in the change log.
  public var answers: [DutyAnswer]
  public var members: [TeamMember]

  static let nobody = ReleaseTeam(representations: [], answers: [], members: [])

  public static let shape = Shape.record(
    ReleaseTeam.init(representations:answers:members:),
    field("representations", \.representations, .list(Representation.shape), "Who stands for each cluster"),
    field("answers", \.answers, .list(DutyAnswer.shape), "Answers to duties"),
    field("members", \.members, .list(TeamMember.shape), "Members of the team"))
}

/// Somebody who takes part in a release.
public struct TeamMember: Sendable, Hashable {
  public var person: PersonIdentifier
  /// What they do in it.
  public var part: Words
  public var since: Moment

  public init(person: PersonIdentifier, part: Words, since: Moment) {
    self.person = person
    self.part = part
    self.since = since
  }

  public static let shape = Shape.record(
    TeamMember.init(person:part:since:),
    field("person", \.person, PersonIdentifier.shape, "Who"),
    field("part", \.part, Words.shape, "What they do in it"),
    field("since", \.since, Moment.shape, "Since when"))
}

extension Release {
  func memberBlockers(_ person: PersonIdentifier) -> [Refusal] {
    if team.members.contains(where: { $0.person == person }) { return [] }
    return [
      Refusal(
        "member-known", because: "\(person) is no member of the team of \(identifier).",
        clears: "Name somebody whom the team page lists.", by: [.releaseManager])
    ]
  }

  func takeInBlockers(_ request: RequestReference) -> [Refusal] {
    guard requests.contains(request) else { return [] }
    return [
      Refusal(
        "request-taken-in-once", because: "\(identifier) carries \(request) already.", clears: "Nothing is left to do.",
        by: [.releaseManager])
    ]
  }

  /// What keeps a request from being taken out: a release that carries nothing would be none.
  func takeOutBlockers(_ request: RequestReference) -> [Refusal] {
    guard requests.contains(request) else {
      return [
        Refusal(
          "request-in-release", because: "\(identifier) does not carry \(request).",
          clears: "Name a request that its page lists.", by: [.releaseManager])
      ]
    }
    guard requests.count == 1 else { return [] }
    return [
      Refusal(
        "release-carries-something", because: "\(request) is all that \(identifier) carries.",
        clears: "Cancel the release; the request is free again then.", by: [.changeManager])
    ]
  }
}
