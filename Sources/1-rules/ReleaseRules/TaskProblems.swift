import Evidence
import Scheduling
import Vocabulary

/// What keeps single acts from a task (PLN-1, PLN-8).
extension ReleaseTask {
  func needProblems(_ need: TaskNeed) -> [Refusal] {
    guard (need.kind == .skill) != (need.level != nil) else { return [] }
    return [
      Refusal(
        "need-level", because: "A level belongs to a skill, and a skill has one.",
        clears: need.kind == .skill ? "Say the level from 1 to 5." : "Leave the level out.",
        by: [.releaseManager, .planOwner])
    ]
  }

  func needKnown(_ number: Int) -> [Refusal] {
    if needs.indices.contains(number - 1) { return [] }
    return [
      Refusal(
        "need-known", because: "\(identifier) has \(needs.count) needs and no number \(number).",
        clears: "Name one by the number that its page shows.", by: [.releaseManager, .planOwner])
    ]
  }

  func linkProblems(_ link: TaskLink, _ facts: TaskFacts) -> [Refusal] {
    guard let other = facts.other, other.release == release, other.state != .dropped else {
      return [
        Refusal(
          "link-within-plan", because: "\(link.after) is no task that stands in the plan of \(release).",
          clears: "Name a task of the same release.", by: [.releaseManager, .planOwner])
      ]
    }
    guard !facts.wayBack.isEmpty else { return [] }
    let circle = ([link.after] + facts.wayBack).map(\.text).joined(separator: " → ")
    return [
      Refusal(
        "tasks-without-cycle", because: "\(identifier) would wait for itself: \(circle).",
        clears: "Take one of those links away.", by: [.releaseManager, .planOwner])
    ]
  }

  func unlinkProblems(_ after: TaskReference, _ kind: LinkKind) -> [Refusal] {
    if links.contains(where: { $0.after == after && $0.kind == kind }) { return [] }
    return [
      Refusal(
        "task-link-known", because: "\(identifier) does not wait for \(after) in that way.",
        clears: "Name a link that its page shows.", by: [.releaseManager, .planOwner])
    ]
  }

  func assignProblems(_ person: PersonIdentifier, _ facts: TaskFacts) -> [Refusal] {
    if facts.ownerIsActive { return [] }
    return [
      Refusal(
        "task-owner-active", because: "The account of \(person) is closed.", clears: "Name somebody else.",
        by: [.releaseManager, .planOwner])
    ]
  }

  /// Who does it says how it goes; the manager of the plan may say it for them.
  func ownerProblems(_ facts: TaskFacts) -> [Refusal] {
    if facts.managesPlan || (owner != nil && owner == facts.person) { return [] }
    let because: Sentence =
      if let owner { "\(identifier) is the task of \(owner)." } else { "Nobody has been given \(identifier)." }
    return [
      Refusal(
        "task-owner", because: because, clears: "Its owner does this, or it is given to you first.",
        by: [.releaseManager, .planOwner])
    ]
  }

  var notStarted: [Refusal] {
    guard let startedAt else { return [] }
    return [
      Refusal(
        "task-not-started", because: "\(identifier) was begun at \(startedAt).",
        clears: "Say how far it is, or finish it.")
    ]
  }

  var begun: [Refusal] {
    startedAt != nil
      ? [] : [Refusal("task-started", because: "\(identifier) has not been begun.", clears: "Start it first.")]
  }

  /// What keeps it from being begun at that moment.
  func startProblems(_ at: Moment, _ facts: TaskFacts, _ now: Moment) -> [Refusal] {
    var refusals = momentProblems(at, from: facts.release.openedAt, now)
    if let first = content.notBefore, at < first {
      refusals.append(
        Refusal(
          "task-not-before", because: "\(identifier) is not to begin before \(first).",
          clears: "Wait until then, or change the task.", by: [.releaseManager, .planOwner], notBefore: first))
    }
    return refusals + waiting(at, holdsStart: true, facts)
  }

  func finishProblems(_ at: Moment, _ facts: TaskFacts, _ now: Moment) -> [Refusal] {
    guard let startedAt else {
      // A milestone takes no time: it is reached at once.
      return content.isMilestone ? startProblems(at, facts, now) + waiting(at, holdsStart: false, facts) : begun
    }
    return momentProblems(at, from: startedAt, now) + waiting(at, holdsStart: false, facts)
  }

  private func momentProblems(_ at: Moment, from: Moment, _ now: Moment) -> [Refusal] {
    if from <= at, at <= now { return [] }
    return [
      Refusal(
        "task-moment-happened", because: "\(at) does not lie between \(from) and now.",
        clears: "Say when it really happened.")
    ]
  }

  /// What it waits for is there, and the minutes between have passed.
  private func waiting(_ at: Moment, holdsStart: Bool, _ facts: TaskFacts) -> [Refusal] {
    links.filter { $0.kind.holdsStart == holdsStart }.compactMap { link in
      guard let other = facts.before.first(where: { $0.identifier == link.after }), other.state != .dropped else {
        return nil
      }
      let happened = link.kind.leavesFinish ? other.finishedAt : other.startedAt
      if let happened, happened + .minutes(Int64(link.lag)) <= at { return nil }
      return Refusal(
        "task-waits", because: "\(identifier) \(link.kind.label) \(link.after)\(happened == nil ? "" : ", and later").",
        clears: "Wait for \(link.after), or take the link away.", by: [.releaseManager, .planOwner],
        notBefore: happened.map { $0 + .minutes(Int64(link.lag)) })
    }
  }

  func progressProblems(_ percent: Int?, _ remaining: Int?) -> [Refusal] {
    if percent != nil || remaining != nil { return [] }
    return [
      Refusal(
        "progress-says-something", because: "Neither percent nor minutes are given.", clears: "Give one of the two.")
    ]
  }

  /// Whether everything that its start waits for is there now.
  public func isStartable(given facts: TaskFacts, at now: Moment) -> Bool {
    state == .open && Self.active(facts.release).isEmpty && startProblems(now, facts, now).isEmpty
  }
}
