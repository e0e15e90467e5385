import Evidence
import Scheduling
import Vocabulary

public enum TaskCommand: Sendable {
  case change(TaskContent)
  case need(TaskNeed)
  case dropNeed(Int)
  case link(TaskLink)
  case unlink(TaskReference, LinkKind)
  case assign(PersonIdentifier)
  case start(Moment)
  case progress(percent: Int?, remaining: Int?)
  case finish(Moment)
  case drop
}

/// What a task's rules ask of its surroundings.
public struct TaskFacts: Sendable {
  public var release: Release
  /// What it waits for, as that stands.
  public var before: [ReleaseTask]
  /// The other end of a link that is being made.
  public var other: ReleaseTask?
  /// The way along links from this task to that one; empty if there is none.
  public var wayBack: [TaskReference]
  /// Who acts, and whether for the plan as a whole.
  public var person: PersonIdentifier?
  public var managesPlan: Bool
  public var isReasoned: Bool
  /// Whether whom it is given to has an open account.
  public var ownerIsActive: Bool

  public init(
    release: Release, before: [ReleaseTask], other: ReleaseTask? = nil, wayBack: [TaskReference] = [],
    person: PersonIdentifier?, managesPlan: Bool, isReasoned: Bool, ownerIsActive: Bool = true
  ) {
    self.release = release
    self.before = before
    self.other = other
    self.wayBack = wayBack
    self.person = person
    self.managesPlan = managesPlan
    self.isReasoned = isReasoned
    self.ownerIsActive = ownerIsActive
  }
}

extension ReleaseTask {
  /// Whether a task of that process may be put into the plan (PLN-1).
  public static func blockersOfAdding(_ content: TaskContent, to release: Release, isReasoned: Bool) -> [Refusal] {
    active(release) + ahead(content.process, release) + reasonProblems(release, isReasoned)
      + constraintProblems(content)
  }

  public func decide(_ command: TaskCommand, given facts: TaskFacts, at now: Moment) throws(Refused) -> [TaskEvent] {
    try Refused.unlessEmpty(blockers(of: command, given: facts, at: now))
    switch command {
    case .change(let content): return content == self.content ? [] : [.changed(content)]
    case .need(let need): return [.needed(need)]
    case .dropNeed(let number): return [.needDropped(number)]
    case .link(let link): return links.contains(link) ? [] : [.linked(link)]
    case .unlink(let after, let kind):
      return links.filter { $0.after == after && $0.kind == kind }.map { .unlinked($0) }
    case .assign(let person): return person == owner ? [] : [.assigned(person)]
    case .start(let at): return [.started(at)]
    case .progress(let percent, let remaining): return [.progressed(progressed(percent, remaining, now))]
    case .finish(let at): return [.finished(at)]
    case .drop: return [.dropped]
    }
  }

  public func blockers(of command: TaskCommand, given facts: TaskFacts, at now: Moment) -> [Refusal] {
    let first = Self.active(facts.release) + ended
    guard first.isEmpty else { return first }
    switch command {
    case .change(let content):
      let moved = content.process == self.content.process ? [] : Self.ahead(content.process, facts.release)
      return moved + Self.reasonProblems(facts.release, facts.isReasoned) + Self.constraintProblems(content)
    case .need(let need): return needProblems(need)
    case .dropNeed(let number): return needKnown(number)
    case .link(let link): return linkProblems(link, facts) + Self.reasonProblems(facts.release, facts.isReasoned)
    case .unlink(let after, let kind):
      return unlinkProblems(after, kind) + Self.reasonProblems(facts.release, facts.isReasoned)
    case .assign(let person): return assignProblems(person, facts)
    case .start(let at): return ownerProblems(facts) + notStarted + startProblems(at, facts, now)
    case .progress(let percent, let remaining):
      return ownerProblems(facts) + begun + progressProblems(percent, remaining)
    case .finish(let at): return ownerProblems(facts) + finishProblems(at, facts, now)
    case .drop: return []
    }
  }

  /// Whoever gives one of the two has said the other.
  private func progressed(_ percent: Int?, _ remaining: Int?, _ now: Moment) -> TaskProgress {
    let left = remaining ?? content.duration * (100 - (percent ?? 0)) / 100
    let done = percent ?? max(0, 100 - left * 100 / max(1, content.duration))
    return TaskProgress(percent: done, remaining: left, at: now)
  }

  static func active(_ release: Release) -> [Refusal] {
    release.phase.isActive
      ? []
      : [
        Refusal(
          "task-release-active", because: "\(release.identifier) is \(release.phase.label).",
          clears: release.phase == .suspended ? "Resume it first." : "Its plan is at its end.",
          by: release.phase == .suspended ? [.releaseManager] : [])
      ]
  }

  private static func ahead(_ process: Phase, _ release: Release) -> [Refusal] {
    guard process.isBefore(release.phase) else { return [] }
    return [
      Refusal(
        "task-process-ahead",
        because: "\(release.identifier) has left \(process.label): it is in \(release.phase.label).",
        clears: "Put the task into \(release.phase.label) or later, or take the release back.", by: [.releaseManager])
    ]
  }

  /// What was agreed is changed openly (PLN-9).
  private static func reasonProblems(_ release: Release, _ isReasoned: Bool) -> [Refusal] {
    guard release.agreedPlans > 0, !isReasoned else { return [] }
    return [
      Refusal(
        "change-of-agreed-plan-reasoned",
        because: "Version \(release.agreedPlans) of the plan of \(release.identifier) was agreed.",
        clears: "Say why it is changed.", by: [.releaseManager, .planOwner])
    ]
  }

  private static func constraintProblems(_ content: TaskContent) -> [Refusal] {
    guard let from = content.notBefore, let until = content.deadline,
      until < from + .minutes(Int64(content.duration))
    else { return [] }
    return [
      Refusal(
        "task-fits-constraints",
        because: "It begins at \(from) at the earliest, takes \(content.duration) minutes and is to end by \(until).",
        clears: "Let it begin earlier, end later or take less.", by: [.releaseManager, .planOwner])
    ]
  }

  private var ended: [Refusal] {
    guard state.hasEnded else { return [] }
    return [
      Refusal(
        "task-open", because: "\(identifier) is \(state.rawValue).", clears: "What is left to do is a new task.",
        by: [.releaseManager, .planOwner])
    ]
  }
}
