/// Why the database did not do what it was asked.
public struct SQLFailure: Error, Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A rule of the schema: something is there already, or what it needs is not there.
    case constraint
    /// Somebody else holds the file, or too much waits already.
    case busy
    case diskFull
    case corrupt
    case readOnly
    /// The file or its folder is not there or may not be opened.
    case cannotOpen
    /// The engine was closed.
    case closed
    /// Reading or writing the file failed.
    case inputOutput
    /// A statement that the database does not understand: a defect.
    case statement
  }

  public let kind: Kind
  /// What the database said, for the person who runs the server.
  public let says: String

  public init(_ kind: Kind, says: String) {
    self.kind = kind
    self.says = says
  }
}
