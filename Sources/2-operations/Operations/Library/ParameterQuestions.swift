import DeploymentRules
import Packages
import Vocabulary

/// A parameter of a package, as whoever sets it is told of it (BLD-2).
public struct ParameterRow: Sendable {
  public var name: String
  public var kind: ParameterKind
  /// What a value may be, in words.
  public var limits: String
  /// What stands when nothing is given; absent where a value must be given.
  public var standing: String?
  public var about: String
  static let shape = Shape.record(
    ParameterRow.init(name:kind:limits:standing:about:),
    field("name", \.name, .text(1...40), "Name"),
    field("kind", \.kind, .oneOf, "What kind of value"),
    field("limits", \.limits, .text(1...30_000), "What a value may be"),
    optional("default", \.standing, .text(0...4000), "What stands when nothing is given"),
    field("about", \.about, .text(1...200), "What it is for"))

  static func made(_ it: Parameter) -> ParameterRow {
    ParameterRow(name: it.name, kind: it.kind, limits: it.limits, standing: it.standing, about: it.about)
  }
}

enum ParameterDesk {
  /// The parameters of a package by its digest; none if the library has no description of it.
  ///
  /// Only this part of the description is read: a description names every file, and boards ask for many releases.
  static func parameters(_ package: Digest, _ desk: Desk) throws -> [Parameter] {
    guard let bytes = try desk.books.description(package),
      let written = try JSON(parsing: bytes)["manifest"]?["parameters"]
    else { return [] }
    return try Shape<[Parameter]>.list(Parameter.shape).read(written)
  }
}
