import Evidence
import PeopleRules
import Vocabulary

/// An order one could give: a small value with a name, fields and an authority (design, «One way through the house»).
public protocol Operation: Sendable {
  associatedtype Answer: Sendable
  /// `release.plan.agree`
  static var name: String { get }
  /// One line for help, pages and OpenAPI.
  static var about: String { get }
  static var authority: Authority { get }
  static var shape: Shape<Self> { get }
  static var answer: Shape<Answer> { get }
  /// What a token must reach.
  static var scope: TokenScope { get }
  /// Members of the answer that are shown once and never kept for repeats: tokens.
  static var shownOnce: [String] { get }
  /// What keeps it from being done to that subject now, whatever else is asked: a page shows this in place of the form,
  /// and greys the way to it.
  static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal]
  /// Files of the library that are looked at before the transaction begins; nil where it needs none (DSL-2). Reading them
  /// inside it would hold up everybody else for as long as the longest file takes.
  static var looks: (@Sendable (Self, Desk) throws -> FileLook)? { get }
  /// The release that a role may be limited to.
  func release(_ books: any Books) throws -> ReleaseReference?
  func run(_ desk: inout Desk) throws -> Answer
}

/// Files that are looked at before an operation.
public struct FileLook: Sendable, Hashable {
  public var digests: [Digest]
  /// Reads their bytes even where nothing says that they changed; the operation then notes by itself what was seen.
  public var anew: Bool

  public init(_ digests: [Digest], anew: Bool = false) {
    self.digests = digests
    self.anew = anew
  }
}

extension Operation {
  public static var scope: TokenScope { .everything }
  public static var shownOnce: [String] { [] }
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] { [] }
  public static var looks: (@Sendable (Self, Desk) throws -> FileLook)? { nil }
  public func release(_ books: any Books) throws -> ReleaseReference? { nil }
}

/// An operation whose answer is only that it happened.
public struct Done: Sendable, Hashable {
  public init() {}
  public static let shape = Shape<Done>.nothing(Done())
}

extension Operation where Answer == Done {
  public static var answer: Shape<Done> { Done.shape }
}

/// What pages and GET read. Asking changes nothing.
public protocol QuestionAsked: Sendable {
  associatedtype Answer: Sendable
  static var name: String { get }
  static var about: String { get }
  static var authority: Authority { get }
  static var shape: Shape<Self> { get }
  static var answer: Shape<Answer> { get }
  func ask(_ desk: Desk) throws -> Answer
}

extension QuestionAsked {
  public static var authority: Authority { .signedIn }
}
