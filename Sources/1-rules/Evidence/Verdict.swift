import Vocabulary

/// A fact on which a verdict or an answer rests: what a subject said about itself when it was given.
///
/// A verdict is not stale because time has passed or a digest differs, but because one of these has another value now,
/// and it can say which (design, «Evidence, not digests»).
public struct Ground: Sendable, Hashable {
  public var subject: SubjectReference
  /// The name of the statement: `package`.
  public var key: String
  /// What it said; `none` where there was nothing.
  public var value: String
  /// The subject's version when it said so.
  public var version: Int

  public init(subject: SubjectReference, key: String, value: String, version: Int) {
    self.subject = subject
    self.key = key
    self.value = value
    self.version = version
  }

  public static let shape = Shape.record(
    Ground.init(subject:key:value:version:),
    field("subject", \.subject, SubjectReference.shape, "Whose statement"),
    field("key", \.key, .text(1...60), "Its name"),
    field("value", \.value, .text(1...400), "What it said"),
    field("version", \.version, .whole(1...2_000_000_000), "Version of the subject that said so"))
}

/// What a subject says about itself under a stable name, as far as verdicts elsewhere rest on it.
public struct Statement: Sendable, Hashable {
  public let key: String
  public let value: String

  public init(_ key: String, _ value: String?) {
    self.key = key
    self.value = value ?? "none"
  }
}

/// What one check of a gate found, with what it rests on.
public struct Verdict: Sendable, Hashable {
  /// Stable name of the check: `package-accepted`.
  public let check: String
  /// What stands in the way; empty when the check is met.
  public let refusals: [Refusal]
  /// What ought to be seen before going on and does not stop it.
  public let warnings: [Refusal]
  public let grounds: [Ground]
  /// When time alone makes it void; nil if nothing but a change of facts can.
  public let goodUntil: Moment?

  public init(
    check: String, refusals: [Refusal], warnings: [Refusal] = [], grounds: [Ground], goodUntil: Moment? = nil
  ) {
    self.check = check
    self.refusals = refusals
    self.warnings = warnings
    self.grounds = grounds
    self.goodUntil = goodUntil
  }

  public var isMet: Bool { refusals.isEmpty }
}
