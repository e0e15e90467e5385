import Evidence
import PeopleRules
import ReleaseRules
import Vocabulary

/// The verdicts on a subject as they were last worked out; kept so that boards and «my work» need not judge.
public struct KeptVerdicts: Sendable, Hashable {
  public var verdicts: [KeptVerdict]
  /// What a subject is kept from; nil at the end of its way.
  public var onward: String?

  public init(verdicts: [KeptVerdict], onward: String?) {
    self.verdicts = verdicts
    self.onward = onward
  }

  public static let none = KeptVerdicts(verdicts: [], onward: nil)

  public static let shape = Shape.record(
    KeptVerdicts.init(verdicts:onward:),
    field("verdicts", \.verdicts, .list(KeptVerdict.shape), "What each check found"),
    optional("onward", \.onward, .text(1...40), "What it is kept from"))

  public var refusals: [JSON] { verdicts.flatMap(\.refusals) }
  public var warnings: [JSON] { verdicts.flatMap(\.warnings) }
}

/// One check of a gate, as it was found.
public struct KeptVerdict: Sendable, Hashable {
  public var check: String
  public var refusals: [JSON]
  public var warnings: [JSON]
  public var grounds: [Ground]

  public init(check: String, refusals: [JSON], warnings: [JSON], grounds: [Ground]) {
    self.check = check
    self.refusals = refusals
    self.warnings = warnings
    self.grounds = grounds
  }

  public init(_ verdict: Verdict) {
    self.init(
      check: verdict.check, refusals: verdict.refusals.map(\.json), warnings: verdict.warnings.map(\.json),
      grounds: verdict.grounds)
  }

  public static let shape = Shape.record(
    KeptVerdict.init(check:refusals:warnings:grounds:),
    field("check", \.check, .text(1...60), "Name of the check"),
    field("refusals", \.refusals, .list(.anything, 0...200_000), "What stands in the way"),
    field("warnings", \.warnings, .list(.anything, 0...1000), "What ought to be seen first"),
    field("grounds", \.grounds, .list(Ground.shape, 0...200_000), "What it rests on"))
}

/// One thing that stands in somebody's way and that holders of a role can clear.
public struct KeptBlocker: Sendable, Hashable {
  public var owner: SubjectReference
  public var refusal: JSON

  public init(owner: SubjectReference, refusal: JSON) {
    self.owner = owner
    self.refusal = refusal
  }
}

public protocol VerdictBooks: AnyObject {
  /// Replaces what is kept of a subject; nothing is kept of one with no verdicts and nothing onward.
  func keep(_ verdicts: KeptVerdicts, of owner: SubjectReference) throws
  func verdicts(of owner: SubjectReference) throws -> KeptVerdicts?
  /// What holders of a role can clear, by owner; the first `limit`.
  func blockers(for role: Role, limit: Int) throws -> [KeptBlocker]
  /// Subjects of a kind that nothing keeps from their next step; the first `limit`.
  func unblocked(kind: String, limit: Int) throws -> [SubjectReference]
}

/// Keeps verdicts true: in the transaction that changes what they rest on, and when time makes them void.
enum VerdictDesk {
  static func reconsider(_ desk: Desk) throws {
    var releases: Set<ReleaseReference> = []
    for subject in Set(desk.restated) {
      if subject.kind == ReleaseKind.word {
        if let release = ReleaseReference(subject.reference) { releases.insert(release) }
        continue
      }
      // A task says of itself to which release it belongs.
      if let task = TaskReference(subject.reference), subject.kind == TaskKind.word {
        if let it = try desk.find(ReleaseTask.self, task.text)?.value { releases.insert(it.release) }
        continue
      }
      // A risk points at its release, and not the other way round.
      if subject.kind == RiskKind.word {
        if let risk = try desk.find(Risk.self, subject.reference)?.value { releases.insert(risk.release) }
        continue
      }
      releases.formUnion(try pointing(at: subject, desk))
      // What was deployed to a machine counts as long as the machine does.
      if let host = HostIdentifier(subject.reference) {
        for deployment in try desk.books.deployments(of: host, limit: 1000) {
          releases.formUnion(try pointing(at: deployment.subject, desk))
        }
      }
    }
    for release in releases.sorted() { try reconsider(release, desk) }
  }

  private static func pointing(at subject: SubjectReference, _ desk: Desk) throws -> [ReleaseReference] {
    try desk.books.pointing(at: subject, limit: 1000).filter { $0.from.kind == ReleaseKind.word }
      .compactMap { ReleaseReference($0.from.reference) }
  }

  static func reconsider(_ release: ReleaseReference, _ desk: Desk) throws {
    guard let it = try desk.find(Release.self, release.text)?.value else { return }
    let verdicts = it.verdictsOnward(given: try ReleaseDesk.facts(it, desk), at: desk.now)
    try desk.books.keep(
      KeptVerdicts(verdicts: verdicts.map(KeptVerdict.init), onward: Transition.onward(from: it.phase)?.to.rawValue),
      of: it.subject)
    let timer = "verdict:\(release.text)"
    if let due = verdicts.compactMap(\.goodUntil).min() {
      try desk.books.setTimer(
        KeptTimer(
          name: timer, due: due, operation: ReconsiderRelease.name, body: ["release": .string(release.text)]))
    } else {
      try desk.books.dropTimer(timer)
    }
  }
}

/// Works the verdicts of a release out again when time alone may have changed them.
public struct ReconsiderRelease: Operation {
  public static let name = "release.reconsider"
  public static let about = "Work out again what keeps a release, because a moment has passed on which it rests"
  public static let authority = Authority.inside
  public var release: ReleaseReference
  public static let shape = Shape.record(
    ReconsiderRelease.init(release:), field("release", \.release, ReleaseReference.shape, "The release"))

  public func run(_ desk: inout Desk) throws -> Done {
    try VerdictDesk.reconsider(release, desk)
    return Done()
  }
}
