import Vocabulary

/// Why a package, a signed document or an order is not accepted, in plain words.
///
/// This room does not know `Evidence`; whoever stands higher turns an objection into a refusal with the same rule name.
public struct Objection: Error, Sendable, Hashable {
  /// Stable kebab-case name of the rule: `order-overtaken`.
  public let rule: String
  /// What is wrong, as a sentence.
  public let because: String
  /// What would clear it.
  public let clears: String
  /// The next moment at which it may be different, where time alone clears it. It does not travel in reports.
  public let notBefore: Moment?

  public init(_ rule: String, because: String, clears: String, notBefore: Moment? = nil) {
    self.rule = rule
    self.because = Self.sayable(because)
    self.clears = Self.sayable(clears)
    self.notBefore = notBefore
  }

  /// Sentences quote what came from outside: without control characters and cut, so that every report can carry them.
  private static func sayable(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(2000) {
      out.append(scalar.value < 0x20 || scalar.value == 0x7F ? "\u{FFFD}" : scalar)
    }
    return String(out)
  }

  init(reported rule: String, _ because: String, _ clears: String) {
    self.init(rule, because: because, clears: clears)
  }

  /// As reports carry it (docs/decisions/0006).
  public static let shape = Shape.record(
    { Objection(reported: $2, $0, $1) },
    field("because", \.because, .text(1...4000, lines: true), "What is wrong"),
    field("clears", \.clears, .text(1...4000, lines: true), "What would clear it"),
    field("rule", \.rule, .text(1...80), "Stable name of the rule"))
}

/// Everything that stands against one document; never empty.
public struct Objections: Error, Sendable, Hashable {
  public let all: [Objection]

  /// Nil when there is nothing to object to.
  public init?(_ all: [Objection]) {
    guard !all.isEmpty else { return nil }
    self.all = all
  }

  /// Throws when there is anything to object to.
  static func unlessEmpty(_ all: [Objection]) throws(Objections) {
    if let objections = Objections(all) { throw objections }
  }
}

extension BadFields {
  /// The bad fields of a document as one line for a person.
  var line: String {
    problems.map { "\($0.pointer.isEmpty ? "the document" : $0.pointer): \($0.says)" }.joined(separator: "; ")
  }
}
