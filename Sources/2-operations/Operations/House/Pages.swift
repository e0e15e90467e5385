import Vocabulary

/// One visit of a page by a browser.
public struct Visit: Sendable {
  /// Path segments: `requests`, `RFC-1042`.
  public var path: [String]
  /// The query as given, in order.
  public var query: [(name: String, value: String)]
  public var registry: Registry
  /// Ties a form to this session; empty without one.
  public var formToken: String
  /// A fresh key for each form on the page.
  public var freshKeys: [String]
  /// What went wrong with the form that was sent, so that nothing typed is lost.
  public var failed: FailedForm?

  public init(
    path: [String], query: [(name: String, value: String)], registry: Registry, formToken: String,
    freshKeys: [String], failed: FailedForm? = nil
  ) {
    self.path = path
    self.query = query
    self.registry = registry
    self.formToken = formToken
    self.freshKeys = freshKeys
    self.failed = failed
  }

  public func value(_ name: String) -> String? { query.first { $0.name == name }?.value }
}

/// A form that was refused, with what was typed.
public struct FailedForm: Sendable {
  public var operation: String
  public var values: [(name: String, value: String)]
  public var title: String
  public var detail: String
  public var fields: [FieldProblem]
  public var refusals: [JSON]

  public init(
    operation: String, values: [(name: String, value: String)], title: String, detail: String,
    fields: [FieldProblem], refusals: [JSON]
  ) {
    self.operation = operation
    self.values = values
    self.title = title
    self.detail = detail
    self.fields = fields
    self.refusals = refusals
  }
}

/// What a page answers with.
public enum PageAnswer: Sendable {
  case html(status: Int, String)
  case redirect(String)
}

/// The pages, as the HTTP server sees them: it spells, they lay out.
public protocol PageSource: Sendable {
  func page(_ visit: Visit, _ desk: Desk) throws -> PageAnswer
  /// A page that needs nothing from the books: wrong sign-in, not found, fault.
  func plain(status: Int, title: String, detail: String) -> String
  /// Style sheet and script by path below `/static/`, with their content types.
  var assets: [String: (type: String, content: String)] { get }
}
