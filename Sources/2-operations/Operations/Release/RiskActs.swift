import Evidence
import ReleaseRules
import Vocabulary

public struct AnswerRiskAlarm: Operation {
  public static let name = "risk.answer-alarm"
  public static let about = "Say what came of a trigger that was seen: what was found, and what was done"
  public static let authority = Authority.signedIn
  public var risk: RiskReference
  public var says: String
  public static let shape = Shape.record(
    AnswerRiskAlarm.init(risk:says:), field("risk", \.risk, RiskReference.shape, "The risk"),
    field("says", \.says, .text(3...5000, lines: true), "What was found, and what was done"))

  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    let any = RiskDesk.any
    return try RiskDesk.blockers(reference, desk) { $0.blockers(of: .answerAlarm(any), by: $1, at: desk.now) }
  }
  public func run(_ desk: inout Desk) throws -> Done {
    let words = try desk.words(says)
    return try RiskDesk.decide(risk, &desk) { _ in .answerAlarm(words) }
  }
}

public struct AcceptRisk: Operation {
  public static let name = "risk.accept"
  public static let about = "Bear a risk as it stands, by name; a graver one has to be accepted anew"
  public static let authority = Authority.roles([.sponsor, .changeOwner])
  public var risk: RiskReference
  public var why: String
  public static let shape = Shape.record(
    AcceptRisk.init(risk:why:), field("risk", \.risk, RiskReference.shape, "The risk"),
    field("why", \.why, .text(3...2000, lines: true), "Why it can be borne"))

  public func release(_ books: any Books) throws -> ReleaseReference? { try RiskDesk.release(of: risk, books) }
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try RiskDesk.blockers(reference, desk) { $0.blockers(of: .accept(.sponsor), by: $1, at: desk.now) }
  }
  public func run(_ desk: inout Desk) throws -> Done {
    guard let role = desk.role else { throw NotAllowed.roleNeeded(Self.authority.roles) }
    return try RiskDesk.decide(risk, &desk, why: why) { _ in .accept(role) }
  }
}

public struct MitigateRisk: Operation {
  public static let name = "risk.mitigate"
  public static let about = "Say that the mitigation of a risk is done, and how it was shown"
  public static let authority = Authority.signedIn
  public var risk: RiskReference
  public var says: String
  public static let shape = Shape.record(
    MitigateRisk.init(risk:says:), field("risk", \.risk, RiskReference.shape, "The risk"),
    field("says", \.says, .text(3...5000, lines: true), "What was done, and what shows it"))

  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    let any = RiskDesk.any
    return try RiskDesk.blockers(reference, desk) { $0.blockers(of: .mitigate(any), by: $1, at: desk.now) }
  }
  public func run(_ desk: inout Desk) throws -> Done {
    let words = try desk.words(says)
    return try RiskDesk.decide(risk, &desk) { _ in .mitigate(words) }
  }
}

public struct RiskOccurs: Operation {
  public static let name = "risk.occur"
  public static let about = "Say that a risk has come true; its contingency is carried out"
  public static let authority = Authority.signedIn
  public var risk: RiskReference
  public var says: String
  public static let shape = Shape.record(
    RiskOccurs.init(risk:says:), field("risk", \.risk, RiskReference.shape, "The risk"),
    field("says", \.says, .text(3...5000, lines: true), "What happened, and what is being done"))

  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    let any = RiskDesk.any
    return try RiskDesk.blockers(reference, desk) { $0.blockers(of: .occur(any), by: $1, at: desk.now) }
  }
  public func run(_ desk: inout Desk) throws -> Done {
    let words = try desk.words(says)
    return try RiskDesk.decide(risk, &desk) { _ in .occur(words) }
  }
}

public struct CloseRisk: Operation {
  public static let name = "risk.close"
  public static let about = "Close a risk: it has passed, or is over; with what was learned"
  public static let authority = Authority.signedIn
  public var risk: RiskReference
  public var why: String
  public var lesson: String?
  public static let shape = Shape.record(
    CloseRisk.init(risk:why:lesson:), field("risk", \.risk, RiskReference.shape, "The risk"),
    field("why", \.why, .text(3...2000, lines: true), "Why it threatens nothing any more"),
    optional("lesson", \.lesson, .text(3...5000, lines: true), "What was learned for others"))

  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try RiskDesk.blockers(reference, desk) { $0.blockers(of: .close(lesson: nil), by: $1, at: desk.now) }
  }
  public func run(_ desk: inout Desk) throws -> Done {
    let lesson = try desk.words(lesson)
    return try RiskDesk.decide(risk, &desk, why: why) { _ in .close(lesson: lesson) }
  }
}

extension RiskDesk {
  /// Words that stand for whatever will be typed.
  static var any: Words { Words(digest: Digest.of([])) }
}
