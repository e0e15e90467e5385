import Evidence
import PeopleRules
import ReleaseRules
import Vocabulary

/// What a stop is asked with, the same for suspending and cancelling (LIF-3).
public struct StopAsked: Sendable {
  var release: ReleaseReference
  var kind: StopKind
  var causeRelease: ReleaseReference?
  var causeRequest: RequestReference?
  var why: String

  static let shape = Shape.record(
    StopAsked.init(release:kind:causeRelease:causeRequest:why:),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("kind", \.kind, .oneOf, "Kind of stop"),
    optional(
      "causeRelease", \.causeRelease, ReleaseReference.shape, "The release that supersedes it or took its resources"),
    optional("causeRequest", \.causeRequest, RequestReference.shape, "Or the request"),
    field("why", \.why, .text(3...2000, lines: true), "Reason"))

  /// Stops it there, once its cause is known to exist.
  func stop(in phase: Phase, _ desk: inout Desk) throws -> Done {
    if causeRelease != nil, causeRequest != nil {
      throw BadFields(problems: [
        FieldProblem(pointer: "/causeRequest", says: "one cause is needed: the release or the request, not both")
      ])
    }
    let cause = causeRelease?.subject ?? causeRequest?.subject
    if let cause, try desk.books.version(of: cause) == nil { throw NotFound(subject: cause) }
    return try ReleaseDesk.decide(release, .stop(phase, Stop(kind: kind, cause: cause)), &desk, why: why)
  }
}

public struct SuspendRelease: Operation {
  public static let name = "release.suspend"
  public static let about = "Suspend a release: of which kind the stop is, and what stands behind it"
  public static let authority = Authority.roles([.changeManager, .releaseManager])
  var asked: StopAsked
  public static let shape = StopAsked.shape.mapped(SuspendRelease.init(asked:), { $0.asked }, else: "")

  public func run(_ desk: inout Desk) throws -> Done {
    let held = try desk.get(Release.self, asked.release.text).value
    if let transition = Transition.find(held.phase, .suspended) {
      try ReleaseDesk.mayDecide(transition, asked.release, desk)
    }
    return try asked.stop(in: .suspended, &desk)
  }
}

public struct CancelRelease: Operation {
  public static let name = "release.cancel"
  public static let about = "End a release of which nothing is in production; its requests are free again"
  public static let authority = Authority.roles([.changeManager])
  var asked: StopAsked
  public static let shape = StopAsked.shape.mapped(CancelRelease.init(asked:), { $0.asked }, else: "")

  public func run(_ desk: inout Desk) throws -> Done { try asked.stop(in: .cancelled, &desk) }
}

public struct ResumeRelease: Operation {
  public static let name = "release.resume"
  public static let about = "Resume a suspended release at the first gate that is not met, and list what fell meanwhile"
  public static let authority = Authority.roles([.changeManager])
  public var release: ReleaseReference
  public static let shape = Shape.record(
    ResumeRelease.init(release:), field("release", \.release, ReleaseReference.shape, "The release"))
  public static let answer = ReleaseResumed.shape

  public func run(_ desk: inout Desk) throws -> ReleaseResumed {
    let held = try desk.get(Release.self, release.text).value
    let facts = try ReleaseDesk.facts(held, desk)
    let events = try held.decide(.resume, given: facts, at: desk.now)
    try ReleaseDesk.decide(release, .resume, &desk)
    let resumed = events.compactMap { if case .resumed(let it) = $0 { it } else { nil } }
    return ReleaseResumed(to: resumed.first?.to ?? held.phase, fell: resumed.first?.fell ?? [])
  }
}

public struct ReleaseResumed: Sendable {
  public var to: Phase
  /// Names of the checks that no longer hold.
  public var fell: [String]
  static let shape = Shape.record(
    ReleaseResumed.init(to:fell:), field("to", \.to, .oneOf, "Where it goes on"),
    field("fell", \.fell, .list(.text(1...60)), "Checks that no longer hold"))
}
