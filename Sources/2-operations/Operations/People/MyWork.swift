import ChangeRules
import DeploymentRules
import Evidence
import PeopleRules
import ReleaseRules
import Vocabulary

/// Everything that waits for this person now (ROL-5): worked out from the state of things, nothing is assigned by hand.
public struct MyWork: QuestionAsked {
  public static let name = "work.list"
  public static let about = "What waits for you"
  public static let shape = Shape<MyWork>.nothing(MyWork())
  public static let answer = one("items", Shape<[WorkRow]>.list(WorkRow.shape))
  public init() {}

  public func ask(_ desk: Desk) throws -> [WorkRow] {
    let person = try desk.person()
    return try requests(person, desk) + releases(desk) + duties(person, desk) + tasks(person, desk)
      + risks(person, desk) + library(person, desk) + waivers(person, desk)
  }

  private func requests(_ person: PersonIdentifier, _ desk: Desk) throws -> [WorkRow] {
    var rows: [WorkRow] = []
    func row(_ act: String, _ it: ChangeRequest, _ operation: String, due: CivilDate? = nil) throws {
      rows.append(
        WorkRow(
          act: act, subject: it.subject, title: try desk.text(it.content.title),
          path: "/act/\(operation)?request=\(it.reference)", due: due ?? it.content.requiredBy))
    }
    for it in try all(ChangeRequest.self, "status", "raised", desk) where desk.actor.holds(.changeManager) {
      try row("Put before the board", it, "request.submit")
    }
    for it in try all(ChangeRequest.self, "status", "voting", desk) {
      let voted = it.votes.contains { $0.person == person }
      if desk.actor.holds(.advisoryBoardMember), !voted, it.initiator != person { try row("Vote", it, "request.vote") }
      let facts = try RequestDesk.facts(it, desk)
      if desk.actor.holds(.changeManager), it.initiator != person,
        it.blockers(of: .closeVote(otherwise: .reject, until: nil), given: facts, at: desk.now).isEmpty
      {
        try row("Close the vote", it, "request.close-vote")
      }
    }
    for status in ["analysing", "deferred"] where desk.actor.holds(.changeManager) {
      for it in try all(ChangeRequest.self, "status", status, desk) {
        try row(
          status == "deferred" ? "Put before the board again when its day comes" : "Put before the board once analysed",
          it,
          "request.submit", due: it.decision?.until)
      }
    }
    for it in try all(ChangeRequest.self, "initiator", person.text, desk) {
      for question in it.questions where question.answer == nil {
        rows.append(
          WorkRow(
            act: "Answer question \(question.number)", subject: it.subject, title: try desk.text(it.content.title),
            path: "/act/request.answer?request=\(it.reference)&number=\(question.number)", due: nil))
      }
    }
    for it in try all(ChangeRequest.self, "status", "approved", desk) where desk.actor.holds(.releaseManager) {
      rows.append(
        WorkRow(
          act: "Put into a release", subject: it.subject, title: try desk.text(it.content.title),
          path: "/act/release.open?requests=\(it.reference)", due: it.content.requiredBy))
    }
    for it in try all(ChangeRequest.self, "category", "emergency", desk) where it.owesFullReview {
      let voted = it.votesAfterwards.contains { $0.person == person }
      if desk.actor.holds(.advisoryBoardMember), !voted, it.initiator != person {
        try row("Vote on the emergency afterwards", it, "request.vote")
      }
      let facts = try RequestDesk.facts(it, desk)
      if desk.actor.holds(.changeManager), it.initiator != person,
        it.blockers(of: .closeVote(otherwise: .reject, until: nil), given: facts, at: desk.now).isEmpty
      {
        try row("Close the full board's vote", it, "request.close-vote")
      }
    }
    for status in ["implemented", "backed-out"] {
      for it in try all(ChangeRequest.self, "status", status, desk)
      where desk.actor.holds(.changeManager) || desk.actor.holds(.changeOwner) {
        try row("Hold the change review", it, "request.review", due: it.reviewDue)
      }
      for it in try all(ChangeRequest.self, "status", status, desk)
      where it.isReviewEscalated && desk.actor.holds(.sponsor) {
        rows.append(
          WorkRow(
            act: "See why the change review is late", subject: it.subject, title: try desk.text(it.content.title),
            path: "/requests/\(it.reference)", due: it.reviewDue))
      }
    }
    return rows
  }

  /// From the verdicts kept: nothing is judged here.
  private func releases(_ desk: Desk) throws -> [WorkRow] {
    var rows: [WorkRow] = []
    for subject in try desk.books.unblocked(kind: ReleaseKind.word, limit: Self.most) {
      guard let it = try desk.find(Release.self, subject.reference)?.value,
        let onward = Transition.onward(from: it.phase),
        onward.decidedBy.contains(where: { desk.actor.holds($0, for: it.identifier) })
      else { continue }
      rows.append(
        WorkRow(
          act: "Move to \(onward.to.label)", subject: it.subject, title: try desk.text(it.title),
          path: "/act/release.move?release=\(it.reference)&to=\(onward.to.rawValue)", due: nil))
    }
    let roles = Role.allCases.filter { role in desk.actor.grants.contains { $0.role == role } }
    var seen: Set<KeptBlocker> = []
    for role in roles {
      for blocker in try desk.books.blockers(for: role, limit: Self.most) where seen.insert(blocker).inserted {
        guard let it = try desk.find(Release.self, blocker.owner.reference)?.value,
          desk.actor.holds(role, for: it.identifier), !isOfSomebodyNamed(blocker, it)
        else { continue }
        rows.append(
          WorkRow(
            act: try desk.said(kept: blocker.refusal)["because"]?.text ?? "", subject: it.subject,
            title: try desk.text(it.title),
            path: "/releases/\(it.reference)", due: nil))
      }
    }
    return rows
  }

  /// What a cluster owes waits for its representative only, once there is one; «own» always does.
  private func isOfSomebodyNamed(_ blocker: KeptBlocker, _ release: Release) -> Bool {
    let because = blocker.refusal["because"]?.text ?? ""
    guard blocker.refusal["rule"]?.text?.hasPrefix("duty-") == true,
      let duty = Duty.table.first(where: { because.contains("(\($0.name))") })
    else { return false }
    return duty.kind == .own || release.representation(of: duty.cluster)?.person != nil
  }

  /// Parts that this person was named for and duties that they owe in the process where the release stands (ROL-2).
  private func duties(_ person: PersonIdentifier, _ desk: Desk) throws -> [WorkRow] {
    var rows: [WorkRow] = []
    for edge in try desk.books.pointing(at: person.subject, limit: Self.most) where edge.name == "represented-by" {
      guard let it = try desk.find(Release.self, edge.from.reference)?.value, it.phase.isActive else { continue }
      let title = try desk.text(it.title)
      for part in it.team.representations where part.person == person && !part.accepted {
        rows.append(
          WorkRow(
            act: "Take on the part of \(part.cluster.label)", subject: it.subject, title: title,
            path: "/act/release.accept-part?release=\(it.reference)&cluster=\(part.cluster.rawValue)", due: nil))
      }
      let own = Duty.table.filter { duty in
        duty.process == it.phase && duty.kind != .own && it.representation(of: duty.cluster)?.person == person
          && !it.state(of: duty).isSettled && duty.condition != .optional
      }
      for duty in own {
        rows.append(
          WorkRow(
            act: "\(duty.cluster.label): \(duty.says)", subject: it.subject, title: title,
            path: "/act/release.answer-duty?release=\(it.reference)&duty=\(duty.name)", due: nil))
      }
    }
    return rows
  }

  /// Risks that this person owns, or was named for, and that ask for something now (STR-3).
  private func risks(_ person: PersonIdentifier, _ desk: Desk) throws -> [WorkRow] {
    let today = desk.now.inUTC.date
    let own = try desk.all(Risk.self, where: [Facet("owner", person.text), Facet("open", "yes")]).map(\.value)
    return try own.flatMap { it -> [WorkRow] in
      let title = try desk.text(it.title)
      func row(_ act: String, _ operation: String, _ due: CivilDate?) -> WorkRow {
        WorkRow(
          act: act, subject: it.subject, title: title, path: "/act/\(operation)?risk=\(it.reference)", due: due)
      }
      var rows: [WorkRow] = []
      if !it.isTakenUp { rows.append(row("Take up the risk that you were named for", "risk.take-up", nil)) }
      if !it.openAlarms.isEmpty {
        rows.append(row("Say what came of the trigger of a risk", "risk.answer-alarm", today))
      }
      if let due = it.reviewBy, due < today { rows.append(row("Analyse a risk again", "risk.assess", due)) }
      return rows
    }
  }

  /// More than anybody can look at; the page says so by its filters.
  private static let most = 500

  private func library(_ person: PersonIdentifier, _ desk: Desk) throws -> [WorkRow] {
    var rows: [WorkRow] = []
    for it in try all(LibraryVersion.self, "status", "stored", desk)
    where desk.actor.holds(.testingCoordinator) && it.isBackoutProven && it.builtBy != person {
      rows.append(
        WorkRow(
          act: "Accept after its tests", subject: it.subject, title: it.reference,
          path: "/act/package.accept?package=\(it.reference)", due: nil))
    }
    for it in try all(LibraryVersion.self, "status", "accepted", desk)
    where desk.actor.holds(.librarian) && it.builtBy != person {
      rows.append(
        WorkRow(
          act: "Release for production", subject: it.subject, title: it.reference,
          path: "/act/package.release?package=\(it.reference)", due: nil))
    }
    return rows
  }

  private func waivers(_ person: PersonIdentifier, _ desk: Desk) throws -> [WorkRow] {
    let decides = desk.actor.holds(.changeManager) || desk.actor.holds(.administrator)
    let asked = try all(Waiver.self, "state", "asked", desk).filter { decides && $0.person != person }
    let given = try all(Waiver.self, "state", "granted", desk).filter {
      $0.person == person && $0.expires.map { desk.now <= $0 } ?? false
    }
    return asked.map {
      WorkRow(
        act: "Decide on a waiver", subject: $0.subject, title: $0.rule, path: "/waivers/\($0.reference)", due: nil)
    }
      + given.map {
        WorkRow(
          act: "Use the waiver before it ends", subject: $0.on, title: $0.rule, path: "/waivers/\($0.reference)",
          due: nil)
      }
  }

  private func all<S: Subject>(_ type: S.Type, _ facet: String, _ value: String, _ desk: Desk) throws -> [S] {
    try desk.all(type, where: [Facet(facet, value)]).map(\.value)
  }
}
