import Evidence
import Vocabulary

/// Leave to do one act, once, that a rule would refuse: asked for by the person who needs it, given by a second one, and
/// kept where everybody sees it (ROL-6).
public struct Waiver: Subject {
  public static let kind = WaiverKind.word

  public var identifier: WaiverReference
  /// Name of the rule that it lifts.
  public var rule: String
  /// On what the act is done.
  public var on: SubjectReference
  /// Digest of what the act would be about when leave was asked for: another content needs another waiver.
  public var about: Digest
  /// Who asked, and may do the act.
  public var person: PersonIdentifier
  public var askedAt: Moment
  public var state: WaiverState
  public var decidedBy: PersonIdentifier?
  /// Last moment at which it may be used.
  public var expires: Moment?

  public var reference: String { identifier.text }

  public static let shape = Shape.record(
    Waiver.init(identifier:rule:on:about:person:askedAt:state:decidedBy:expires:),
    field("identifier", \.identifier, WaiverReference.shape, "Reference"),
    field("rule", \.rule, .text(1...80), "Rule that it lifts"),
    field("on", \.on, SubjectReference.shape, "On what"),
    field("about", \.about, Digest.shape, "Digest of what stood there"),
    field("person", \.person, PersonIdentifier.shape, "Who asked"),
    field("askedAt", \.askedAt, Moment.shape, "When"),
    field("state", \.state, .oneOf, "Where it stands"),
    optional("decidedBy", \.decidedBy, PersonIdentifier.shape, "Who decided"),
    optional("expires", \.expires, Moment.shape, "Last moment at which it may be used"))

  public static let facetNotes = [
    FacetNote("state", "Where it stands", of: WaiverState.self),
    FacetNote("rule", .text, "Rule that it lifts", .words(Segregation.pairs.map(\.rule))),
    FacetNote("on", .text, "On what, as request:RFC-1042", .anySubject),
    FacetNote("person", .text, "Who asked", .subject(PersonKind.word)),
    FacetNote("number", .number, "Running number"),
  ]

  public var facets: [Facet] {
    [
      Facet("state", state.rawValue), Facet("rule", rule), Facet("on", on.text), Facet("person", person.text),
      Facet("number", Int64(identifier.number)),
    ]
  }

  /// Whether it lets this person do the act now.
  public func lets(
    _ person: PersonIdentifier, _ rule: String, on subject: SubjectReference, about: Digest, at now: Moment
  ) -> Bool {
    state == .granted && self.person == person && self.rule == rule && on == subject && self.about == about
      && expires.map { now <= $0 } ?? false
  }
}

public enum WaiverState: String, Sendable, Hashable, CaseIterable {
  case asked, granted, refused, used
}

public enum WaiverKind: NumberedKind {
  public static let word = "waiver"
  public static let prefix = "WAI-"
}

public typealias WaiverReference = Identifier<WaiverKind>

public enum WaiverEvent: SubjectEvent {
  case asked(Asked)
  /// Until when it may be used.
  case granted(Moment)
  case refused
  case used

  public struct Asked: Sendable, Hashable {
    public var rule: String
    public var on: SubjectReference
    public var about: Digest

    public init(rule: String, on: SubjectReference, about: Digest) {
      self.rule = rule
      self.on = on
      self.about = about
    }

    static let shape = Shape.record(
      Asked.init(rule:on:about:), field("rule", \.rule, .text(1...80), "Rule that it lifts"),
      field("on", \.on, SubjectReference.shape, "On what"),
      field("about", \.about, Digest.shape, "Digest of what stood there"))
  }

  public static let shape = Shape<WaiverEvent>.choice(
    .when("asked/1", Asked.shape, { .asked($0) }, { if case .asked(let it) = $0 { it } else { nil } }),
    .when(
      "granted/1", one("expires", Moment.shape), { .granted($0) }, { if case .granted(let it) = $0 { it } else { nil } }
    ),
    .bare("refused/1", .refused),
    .bare("used/1", .used))
}

public enum WaiverCommand: Sendable, Hashable {
  case grant, refuse, use
}

extension Waiver {
  /// How long a waiver may be used once it is given.
  public static let term = Span.hours(24)

  public func decide(_ command: WaiverCommand, by person: PersonIdentifier, at now: Moment) throws(Refused)
    -> [WaiverEvent]
  {
    try Refused.unlessEmpty(blockers(of: command, by: person, at: now))
    switch command {
    case .grant: return [.granted(now + Self.term)]
    case .refuse: return [.refused]
    case .use: return [.used]
    }
  }

  public func blockers(of command: WaiverCommand, by person: PersonIdentifier, at now: Moment) -> [Refusal] {
    switch command {
    case .grant, .refuse:
      let second =
        person == self.person
        ? [
          Refusal(
            "waiver-second-person", because: "\(person) asked for \(identifier) and may therefore not decide on it.",
            clears: "Another person decides.", by: [.changeManager, .administrator])
        ] : []
      return second + only(.asked)
    case .use: return only(.granted)
    }
  }

  private func only(_ wanted: WaiverState) -> [Refusal] {
    state == wanted
      ? []
      : [
        Refusal(
          "waiver-state", because: "\(identifier) is \(state.rawValue).", clears: "Ask for a new one.")
      ]
  }

  public static func born(_ reference: String, of event: WaiverEvent, _ stamp: Stamp) -> Waiver? {
    guard case .asked(let it) = event, let identifier = WaiverReference(reference), let person = stamp.person else {
      return nil
    }
    return Waiver(
      identifier: identifier, rule: it.rule, on: it.on, about: it.about, person: person, askedAt: stamp.at,
      state: .asked,
      decidedBy: nil,
      expires: nil)
  }

  public func applying(_ event: WaiverEvent, _ stamp: Stamp) -> Waiver {
    var next = self
    switch event {
    case .asked: break
    case .granted(let expires):
      next.state = .granted
      next.expires = expires
      next.decidedBy = stamp.person
    case .refused:
      next.state = .refused
      next.decidedBy = stamp.person
    case .used: next.state = .used
    }
    return next
  }
}
