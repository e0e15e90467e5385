import Vocabulary

/// An English sentence that keeps the facts it names, so that pages can link them and programs can read them.
///
///     let says: Sentence = "\(subject: release) waits for \(subject: host)"
public struct Sentence: Sendable, Hashable, ExpressibleByStringInterpolation {
  public enum Part: Sendable, Hashable {
    case text(String)
    case subject(SubjectReference)
    /// A subject whose reference means nothing to a reader, with the name it goes by.
    case named(SubjectReference, String)
    case moment(Moment)
    case date(CivilDate)
  }

  public let parts: [Part]

  public init(parts: [Part]) { self.parts = parts }
  public init(stringLiteral value: String) { parts = [.text(value)] }
  public init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }

  public struct StringInterpolation: StringInterpolationProtocol {
    var parts: [Part] = []

    public init(literalCapacity: Int, interpolationCount: Int) { parts.reserveCapacity(interpolationCount * 2 + 1) }
    public mutating func appendLiteral(_ literal: String) { if !literal.isEmpty { parts.append(.text(literal)) } }
    public mutating func appendInterpolation(_ text: String) { parts.append(.text(text)) }
    public mutating func appendInterpolation(_ number: Int) { parts.append(.text(String(number))) }
    public mutating func appendInterpolation(subject: SubjectReference) { parts.append(.subject(subject)) }
    public mutating func appendInterpolation<Kind>(_ reference: Identifier<Kind>) {
      parts.append(.subject(reference.subject))
    }
    public mutating func appendInterpolation(_ moment: Moment) { parts.append(.moment(moment)) }
    public mutating func appendInterpolation(_ date: CivilDate) { parts.append(.date(date)) }
    public mutating func appendInterpolation(_ sentence: Sentence) { parts.append(contentsOf: sentence.parts) }
  }

  /// The sentence without its links.
  public var text: String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .subject(let subject): subject.reference
      case .named(_, let name): name
      case .moment(let moment): moment.text
      case .date(let date): date.text
      }
    }.joined()
  }

  /// The subjects it names, in order.
  public var subjects: [SubjectReference] {
    parts.compactMap { part in
      switch part {
      case .subject(let subject), .named(let subject, _): subject
      case .text, .moment, .date: nil
      }
    }
  }

  /// Those that it calls by a name, with that name.
  public var called: [(subject: SubjectReference, name: String)] {
    parts.compactMap { if case .named(let subject, let name) = $0 { (subject, name) } else { nil } }
  }

  /// The same sentence with names in place of references, where somebody knows one; what it names stays the same.
  public func naming(_ name: (SubjectReference) throws -> String?) rethrows -> Sentence {
    Sentence(
      parts: try parts.map { part in
        guard case .subject(let subject) = part, let name = try name(subject) else { return part }
        return .named(subject, name)
      })
  }
}
