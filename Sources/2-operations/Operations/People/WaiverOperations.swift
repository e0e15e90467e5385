import ChangeRules
import DeploymentRules
import Evidence
import Ledger
import PeopleRules
import ReleaseRules
import Vocabulary

/// Asks for leave to do one act that separation of duties refuses (ROL-6).
public struct AskWaiver: Operation {
  public static let name = "waiver.ask"
  public static let about = "Ask for leave to do one act, once, that separation of duties refuses"
  public static let authority = Authority.signedIn
  public var rule: String
  public var on: SubjectReference
  public var why: String
  public static let shape = Shape.record(
    AskWaiver.init(rule:on:why:),
    field("rule", \.rule, Self.rules, "Rule that refuses you"),
    field("on", \.on, SubjectReference.shape, "On what: request:RFC-1042, package:greeter@1.4.0, release:REL-1042.1"),
    field("why", \.why, .text(3...2000, lines: true), "Why no other person can do it"))
  public static let answer = WaiverAsked.shape

  private static let rules = Shape<String>.text(1...80).spelled(.oneOf(Segregation.pairs.map(\.rule))).mapped(
    { rule in Segregation.pairs.contains { $0.rule == rule } ? rule : nil }, { $0 },
    else: "one of \(Segregation.pairs.map(\.rule).joined(separator: ", ")) is needed")

  public func run(_ desk: inout Desk) throws -> WaiverAsked {
    _ = try desk.person()
    guard try desk.books.version(of: on) != nil else { throw NotFound(subject: on) }
    let kind = Segregation.pairs.first { $0.rule == rule }?.kind
    guard kind == on.kind else {
      throw Refused(
        Refusal(
          "waiver-fits", because: "\(rule) is about a \(kind ?? "subject"), and \(subject: on) is a \(on.kind).",
          clears: "Name the \(kind ?? "subject") on which the rule refuses you."))
    }
    guard let waiver = WaiverReference(number: try desk.books.nextNumber(WaiverKind.prefix)) else {
      throw Fault("number-series", says: "The series WAI- has run out.", remedy: "This is a defect: please report it.")
    }
    try desk.open(
      Waiver.self, waiver.text, .asked(.init(rule: rule, on: on, about: WaiverDesk.content(of: on, desk))),
      why: try desk.words(why))
    return WaiverAsked(waiver: waiver)
  }
}

public struct WaiverAsked: Sendable, Hashable {
  public var waiver: WaiverReference
  public static let shape = Shape.record(
    WaiverAsked.init(waiver:), field("waiver", \.waiver, WaiverReference.shape, "The new waiver"))
}

public struct GrantWaiver: Operation {
  public static let name = "waiver.grant"
  public static let about = "Give leave for one act within 24 hours; it is reported"
  public static let authority = Authority.roles([.changeManager, .administrator])
  public var waiver: WaiverReference
  public var why: String
  public static let shape = Shape.record(
    GrantWaiver.init(waiver:why:),
    field("waiver", \.waiver, WaiverReference.shape, "The waiver"),
    field("why", \.why, .text(3...2000, lines: true), "Why it is given"))
  public func run(_ desk: inout Desk) throws -> Done { try WaiverDesk.decide(waiver, .grant, &desk, why: why) }
}

public struct RefuseWaiver: Operation {
  public static let name = "waiver.refuse"
  public static let about = "Refuse leave"
  public static let authority = Authority.roles([.changeManager, .administrator])
  public var waiver: WaiverReference
  public var why: String
  public static let shape = Shape.record(
    RefuseWaiver.init(waiver:why:),
    field("waiver", \.waiver, WaiverReference.shape, "The waiver"),
    field("why", \.why, .text(3...2000, lines: true), "Why it is not given"))
  public func run(_ desk: inout Desk) throws -> Done { try WaiverDesk.decide(waiver, .refuse, &desk, why: why) }
}

public struct WaiverRow: Sendable {
  public var waiver: WaiverReference
  public var rule: String
  public var on: SubjectReference
  public var person: String
  public var askedAt: Moment
  public var state: WaiverState
  public var decidedBy: String?
  public var expires: Moment?
  public var version: Int
  public static let shape = Shape.record(
    WaiverRow.init(waiver:rule:on:person:askedAt:state:decidedBy:expires:version:),
    field("waiver", \.waiver, WaiverReference.shape, "Reference"),
    field("rule", \.rule, .text(1...80), "Rule that it lifts"),
    field("on", \.on, SubjectReference.shape, "On what"),
    field("person", \.person, .text(0...200), "Who asked"),
    field("askedAt", \.askedAt, Moment.shape, "When"),
    field("state", \.state, .oneOf, "Where it stands"),
    optional("decidedBy", \.decidedBy, .text(0...200), "Who decided"),
    optional("expires", \.expires, Moment.shape, "Last moment at which it may be used"),
    field("version", \.version, .whole(1...2_000_000_000), "Version, for If-Match"))

  static func made(_ held: Held<Waiver>, _ desk: Desk) throws -> WaiverRow {
    let it = held.value
    return WaiverRow(
      waiver: it.identifier, rule: it.rule, on: it.on, person: try desk.name(of: it.person), askedAt: it.askedAt,
      state: it.state, decidedBy: try it.decidedBy.map { try desk.name(of: $0) }, expires: it.expires,
      version: held.version)
  }
}

public struct ListWaivers: QuestionAsked {
  public static let name = "waiver.list"
  public static let about = "Leave that was asked for against separation of duties, and what came of it"
  public var asked: ListAsked<Waiver>
  public static let shape = ListAsked<Waiver>.shape.mapped(ListWaivers.init(asked:), { $0.asked }, else: "")
  public static let answer = Listing.shape(WaiverRow.shape)
  public init(asked: ListAsked<Waiver>) { self.asked = asked }
  public func ask(_ desk: Desk) throws -> Listing<WaiverRow> {
    try desk.listing(asked) { try WaiverRow.made($0, desk) }
  }
}

public struct ShowWaiver: QuestionAsked {
  public static let name = "waiver.show"
  public static let about = "One waiver"
  public var waiver: WaiverReference
  public static let shape = Shape.record(
    ShowWaiver.init(waiver:), field("waiver", \.waiver, WaiverReference.shape, "The waiver"))
  public static let answer = WaiverRow.shape
  public init(waiver: WaiverReference) { self.waiver = waiver }
  public func ask(_ desk: Desk) throws -> WaiverRow { try WaiverRow.made(try desk.get(Waiver.self, waiver.text), desk) }
}

enum WaiverDesk {
  static func decide(
    _ waiver: WaiverReference, _ command: WaiverCommand, _ desk: inout Desk, why: String
  ) throws -> Done {
    let held = try desk.get(Waiver.self, waiver.text)
    try desk.record(
      held.value.decide(command, by: try desk.person(), at: desk.now), on: held, why: try desk.words(why))
    return Done()
  }

  /// What an act on a subject is about, so that leave given for one content does not serve for another.
  static func content(of subject: SubjectReference, _ desk: Desk) throws -> Digest {
    switch subject.kind {
    case ChangeRequest.kind:
      let request = try desk.get(ChangeRequest.self, subject.reference).value
      return Digest.of(RequestContent.shape.write(request.content).canonicalBytes)
    case LibraryVersion.kind: return try desk.get(LibraryVersion.self, subject.reference).value.digest
    case Release.kind:
      let release = try desk.get(Release.self, subject.reference).value
      let json: JSON = [
        "package": .string(release.package?.digest.text ?? ""),
        "plan": release.plan.map(ReleasePlan.shape.write) ?? .null,
      ]
      return Digest.of(json.canonicalBytes)
    default: throw NotFound(subject: subject)
    }
  }

  /// What separation of duties says to this act. A waiver that lets it pass is used up in the same transaction.
  static func separation(
    _ pair: Segregation.Pair, on subject: SubjectReference, didFirst: PersonIdentifier?, _ desk: inout Desk
  ) throws -> [Refusal] {
    let refusals = Segregation.refusals(pair, didFirst: didFirst, doesSecond: desk.actor.person)
    guard !refusals.isEmpty, let person = desk.actor.person, let held = try lifting(pair, on: subject, desk) else {
      return refusals
    }
    try desk.record(held.value.decide(.use, by: person, at: desk.now), on: held)
    return []
  }

  /// The same before the act: nothing is used up.
  static func standing(
    _ pair: Segregation.Pair, on subject: SubjectReference, didFirst: PersonIdentifier?, _ desk: Desk
  ) throws -> [Refusal] {
    let refusals = Segregation.refusals(pair, didFirst: didFirst, doesSecond: desk.actor.person)
    return try refusals.isEmpty || lifting(pair, on: subject, desk) == nil ? refusals : []
  }

  /// The waiver that lets whoever acts do this now.
  private static func lifting(
    _ pair: Segregation.Pair, on subject: SubjectReference, _ desk: Desk
  ) throws -> Held<Waiver>? {
    guard let person = desk.actor.person else { return nil }
    let given = try desk.all(
      Waiver.self, where: [Facet("person", person.text), Facet("on", subject.text), Facet("state", "granted")])
    let about = try content(of: subject, desk)
    return given.first { $0.value.lets(person, pair.rule, on: subject, about: about, at: desk.now) }
  }
}
