import Evidence
import Vocabulary

/// A task as the gates of its release see it.
public struct TaskStanding: Sendable, Hashable {
  public var task: TaskReference
  public var process: Phase
  public var state: TaskState
  public var owner: PersonIdentifier?
  public var version: Int

  public init(task: TaskReference, process: Phase, state: TaskState, owner: PersonIdentifier?, version: Int) {
    self.task = task
    self.process = process
    self.state = state
    self.owner = owner
    self.version = version
  }
}

extension Release {
  /// How many tasks a gate names one by one.
  private static let named = 20

  /// A process is left when each of its tasks is finished or dropped (PLN-1).
  func taskProblems(in process: Phase, _ facts: ReleaseFacts) -> [Refusal] {
    guard ProfilePolicy.of(profile.profile).needsTasksEnded else { return [] }
    let open = facts.tasks.filter { $0.process == process && !$0.state.hasEnded }
    guard open.count > Self.named else { return open.map(taskProblem) }
    let first = open.prefix(Self.named).map(\.task.text).joined(separator: ", ")
    return [
      Refusal(
        "tasks-ended",
        because: "\(open.count) tasks of \(process.label) are neither finished nor dropped: \(first) and others.",
        clears: "Finish or drop each; the plan lists them.", by: [.releaseManager, .planOwner])
    ]
  }

  private func taskProblem(_ it: TaskStanding) -> Refusal {
    let whose: Sentence = if let owner = it.owner { "its owner is \(owner)" } else { "nobody has been given it" }
    return Refusal(
      "task-ended", because: "\(it.task) of \(it.process.label) is \(it.state.rawValue), not finished: \(whose).",
      clears: it.owner == nil ? "Give it to somebody, or drop it." : "Its owner finishes it, or it is dropped.",
      by: [.releaseManager, .planOwner])
  }
}
