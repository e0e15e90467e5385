import Evidence
import Scheduling
import Vocabulary

public enum TaskEvent: SubjectEvent {
  case added(Added)
  case changed(TaskContent)
  case needed(TaskNeed)
  /// By its place among the needs, from 1.
  case needDropped(Int)
  case linked(TaskLink)
  case unlinked(TaskLink)
  case assigned(PersonIdentifier)
  case started(Moment)
  case progressed(TaskProgress)
  case finished(Moment)
  case dropped

  public struct Added: Sendable, Hashable {
    public var release: ReleaseReference
    public var content: TaskContent

    public init(release: ReleaseReference, content: TaskContent) {
      self.release = release
      self.content = content
    }

    static let shape = Shape.record(
      Added.init(release:content:),
      field("release", \.release, ReleaseReference.shape, "Whose plan it belongs to"),
      field("content", \.content, TaskContent.shape, "What is to be done"))
  }

  public static let shape = Shape<TaskEvent>.choice(
    .when("added/1", Added.shape, { .added($0) }, { if case .added(let it) = $0 { it } else { nil } }),
    .when("changed/1", TaskContent.shape, { .changed($0) }, { if case .changed(let it) = $0 { it } else { nil } }),
    .when("needed/1", TaskNeed.shape, { .needed($0) }, { if case .needed(let it) = $0 { it } else { nil } }),
    .when(
      "need-dropped/1", one("number", .whole(1...1000)), { .needDropped($0) },
      { if case .needDropped(let it) = $0 { it } else { nil } }),
    .when("linked/1", TaskLink.shape, { .linked($0) }, { if case .linked(let it) = $0 { it } else { nil } }),
    .when("unlinked/1", TaskLink.shape, { .unlinked($0) }, { if case .unlinked(let it) = $0 { it } else { nil } }),
    .when(
      "assigned/1", one("owner", PersonIdentifier.shape), { .assigned($0) },
      { if case .assigned(let it) = $0 { it } else { nil } }),
    .when(
      "started/1", one("at", Moment.shape), { .started($0) },
      { if case .started(let it) = $0 { it } else { nil } }),
    .when(
      "progressed/1", TaskProgress.shape, { .progressed($0) },
      { if case .progressed(let it) = $0 { it } else { nil } }),
    .when(
      "finished/1", one("at", Moment.shape), { .finished($0) },
      { if case .finished(let it) = $0 { it } else { nil } }),
    .bare("dropped/1", .dropped))
}

extension ReleaseTask {
  public static func born(_ reference: String, of event: TaskEvent, _ stamp: Stamp) -> ReleaseTask? {
    guard case .added(let it) = event, let identifier = TaskReference(reference) else { return nil }
    return ReleaseTask(
      identifier: identifier, release: it.release, content: it.content, needs: [], links: [], owner: nil,
      startedAt: nil, finishedAt: nil, droppedAt: nil, progress: nil)
  }

  public func applying(_ event: TaskEvent, _ stamp: Stamp) -> ReleaseTask {
    var next = self
    switch event {
    case .added: break
    case .changed(let content): next.content = content
    case .needed(let need): next.needs.append(need)
    case .needDropped(let number): if needs.indices.contains(number - 1) { next.needs.remove(at: number - 1) }
    case .linked(let link):
      next.links.removeAll { $0.after == link.after && $0.kind == link.kind }
      next.links.append(link)
    case .unlinked(let link): next.links.removeAll { $0.after == link.after && $0.kind == link.kind }
    case .assigned(let person): next.owner = person
    case .started(let at): next.startedAt = at
    case .progressed(let progress): next.progress = progress
    case .finished(let at):
      next.startedAt = startedAt ?? at
      next.finishedAt = at
    case .dropped: next.droppedAt = stamp.at
    }
    return next
  }
}
