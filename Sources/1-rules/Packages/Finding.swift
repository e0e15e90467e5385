import Vocabulary

/// Something that is wrong with a manifest, or could be better.
public struct Finding: Sendable, Hashable {
  public enum Severity: String, Sendable, Hashable, CaseIterable {
    /// The package is not built.
    case blocks
    /// A person should look at it.
    case warns
  }

  public let severity: Severity
  /// Stable kebab-case name.
  public let rule: String
  /// JSON Pointer into the manifest, or the path of a file.
  public let place: String
  /// What is wrong, as a clause.
  public let says: String
  /// What to do, as an order.
  public let remedy: String

  public init(_ severity: Severity, _ rule: String, at place: String, says: String, remedy: String) {
    self.severity = severity
    self.rule = rule
    self.place = place
    self.says = says
    self.remedy = remedy
  }
}
