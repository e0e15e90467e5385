import Evidence
import Ledger
import PeopleRules
import Vocabulary

/// The change log, searched (LOG-3): about what, what happened, by which operation, by whom, in which days.
public struct ListEntries: QuestionAsked {
  public static let name = "log.list"
  public static let about = "The change log, newest first: everything, or what fits"
  public var subject: SubjectReference?
  public var kind: String?
  public var operation: String?
  public var actor: String?
  public var from: CivilDate?
  public var until: CivilDate?
  public var before: Int?
  public var limit: Int
  public static let shape = Shape.record(
    ListEntries.init(subject:kind:operation:actor:from:until:before:limit:),
    optional("subject", \.subject, SubjectReference.shape, "Only about this: request:RFC-1042"),
    optional("kind", \.kind, Self.kinds, "Only where this happened: request.decided"),
    optional("operation", \.operation, .text(1...100), "Only by this operation: request.close-vote"),
    optional("actor", \.actor, Self.actors, "Only by this person or host, or by clock, server or console"),
    optional("from", \.from, CivilDate.shape, "Only on this day or later, in UTC"),
    optional("until", \.until, CivilDate.shape, "Only on this day or before, in UTC"),
    optional("before", \.before, .whole(0...Int(JSON.largestWhole)), "Only entries placed before this index"),
    field("limit", \.limit, .whole(1...200), else: 50, "Rows"))
  public static let answer = LogPage.shape

  public init(
    subject: SubjectReference? = nil, kind: String? = nil, operation: String? = nil, actor: String? = nil,
    from: CivilDate? = nil, until: CivilDate? = nil, before: Int? = nil, limit: Int
  ) {
    (self.subject, self.kind, self.operation, self.actor) = (subject, kind, operation, actor)
    (self.from, self.until, self.before, self.limit) = (from, until, before, limit)
  }

  private static let kinds = Shape<String>.text(1...100).spelled(.oneOf(Kinds.happened)).mapped(
    { kind in Kinds.happened.contains(kind) ? kind : nil }, { $0 },
    else: "something that can happen is needed, as request.decided")

  /// Who acts, in the words of entries.
  public static let machines = ["clock", "console", "server"]

  private static let actors = Shape<String>.text(1...100).mapped(
    { text in
      let subject = SubjectReference(text: text)
      let isKnown =
        machines.contains(text)
        || subject?.kind == PersonKind.word && subject.map { PersonIdentifier($0.reference) } != nil
        || subject?.kind == HostKind.word && subject.map { HostIdentifier($0.reference) } != nil
      return isKnown ? text : nil
    }, { $0 }, else: "person:p-…, host:h-…, clock, console or server is needed")

  public func ask(_ desk: Desk) throws -> LogPage {
    let filter = EntryFilter(
      about: subject.map { [$0] } ?? [], kinds: kind.map { [$0] } ?? [], operation: operation, actor: actor,
      from: from.map(Self.begin), until: until.map { Self.begin($0) + .days(1) })
    try checked(desk)
    // One more than asked for, so that it is known whether there is another page.
    let found = try desk.books.entries(filter, before: before, limit: limit + 1)
    let items = try found.prefix(limit).map { try EntryRow.made($0, desk) }
    return LogPage(items: items, next: found.count > limit ? items.last?.index : nil)
  }

  /// Throws every field that asks for what cannot be.
  public func checked(_ desk: Desk) throws {
    let problems = try problems(desk)
    guard problems.isEmpty else { throw BadFields(problems: problems) }
  }

  /// What the log knows nothing of is a mistake, and not a search without hits (OPS-4).
  private func problems(_ desk: Desk) throws -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if let subject, try desk.books.entries(about: [subject], before: nil, limit: 1).isEmpty {
      problems.append(FieldProblem(pointer: "/subject", says: "the log has no entry about \(subject.reference)"))
    }
    if let operation, Registry.slipway.operation(operation) == nil,
      try desk.books.entries(EntryFilter(operation: operation), before: nil, limit: 1).isEmpty
    {
      problems.append(FieldProblem(pointer: "/operation", says: "there is no operation \(operation)"))
    }
    if let actor, let subject = SubjectReference(text: actor), try desk.books.version(of: subject) == nil {
      problems.append(FieldProblem(pointer: "/actor", says: "there is no \(subject.kind) \(subject.reference)"))
    }
    if let from, let until, until < from {
      problems.append(FieldProblem(pointer: "/until", says: "a day that is not before the first one is needed"))
    }
    return problems
  }

  private static func begin(_ day: CivilDate) -> Moment { Moment(milliseconds: Int64(day.dayNumber) * 86_400_000) }
}

/// A page of the log.
public struct LogPage: Sendable {
  public var items: [EntryRow]
  /// Where the next page begins: its `before`.
  public var next: Int?
  public static let shape = Shape.record(
    LogPage.init(items:next:), field("items", \.items, .list(EntryRow.shape), "Entries, newest first"),
    optional("next", \.next, .whole(0...Int(JSON.largestWhole)), "What to give as before; absent on the last page"))
}
