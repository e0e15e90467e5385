import Vocabulary

/// Why something may not be done, worded once by the rule that says no (design, «A "no" is a value»).
public struct Refusal: Error, Sendable, Hashable {
  /// Stable kebab-case name of the rule: `cab-quorum`.
  public let rule: String
  /// What stands in the way, as a sentence.
  public let because: Sentence
  /// What would clear it.
  public let clears: Sentence
  /// Who can clear it: roles, by their labels on pages.
  public let by: [Role]
  /// The next moment at which it may be different, where time alone can clear it.
  public let notBefore: Moment?

  public init(_ rule: String, because: Sentence, clears: Sentence, by: [Role] = [], notBefore: Moment? = nil) {
    self.rule = rule
    self.because = because
    self.clears = clears
    self.by = by
    self.notBefore = notBefore
  }

  /// The same no with names in place of references that mean nothing to a reader.
  public func naming(_ name: (SubjectReference) throws -> String?) rethrows -> Refusal {
    Refusal(rule, because: try because.naming(name), clears: try clears.naming(name), by: by, notBefore: notBefore)
  }

  /// As the API shows it (docs/decisions/0005).
  public var json: JSON {
    var members: [JSON.Member] = [
      .init("rule", .string(rule)), .init("because", .string(because.text)), .init("clears", .string(clears.text)),
      .init("by", .array(by.map { .string($0.rawValue) })),
      .init("names", .array(because.subjects.map { .string($0.text) })),
    ]
    let called = because.called + clears.called
    if !called.isEmpty {
      members.append(
        .init(
          "called",
          .array(called.map { ["name": .string($0.name), "subject": .string($0.subject.text)] })))
    }
    if let notBefore { members.append(.init("notBefore", .int(notBefore.milliseconds))) }
    return .object(members)
  }
}

/// All refusals of one decision; never empty.
public struct Refused: Error, Sendable, Hashable {
  public let first: Refusal
  public let others: [Refusal]

  public init(_ first: Refusal, _ others: [Refusal] = []) {
    self.first = first
    self.others = others
  }

  /// Nil when there is nothing to refuse.
  public init?(_ refusals: [Refusal]) {
    guard let first = refusals.first else { return nil }
    self.init(first, Array(refusals.dropFirst()))
  }

  public var all: [Refusal] { [first] + others }

  /// Throws when there is anything that blocks.
  public static func unlessEmpty(_ refusals: [Refusal]) throws(Refused) {
    if let refused = Refused(refusals) { throw refused }
  }
}

/// The machine could not: nobody's rule, nobody's mistake.
public struct Fault: Error, Sendable, Hashable {
  /// Stable kebab-case name: `database-busy`.
  public let name: String
  /// What happened, for the person who runs the server.
  public let says: String
  /// What to do about it.
  public let remedy: String
  /// Whether the same call may go through later.
  public let passes: Bool

  public init(_ name: String, says: String, remedy: String, passes: Bool = false) {
    self.name = name
    self.says = says
    self.remedy = remedy
    self.passes = passes
  }
}
