import DeploymentRules
import Evidence
import PeopleRules
import Vocabulary

public struct PackageRow: Sendable {
  public var package: PackageReference
  public var digest: Digest
  public var status: LibraryStatus
  public var contentBytes: Int64
  public var proven: Bool
  public static let shape = Shape.record(
    PackageRow.init(package:digest:status:contentBytes:proven:),
    field("package", \.package, PackageReference.shape, "Reference"),
    field("digest", \.digest, Digest.shape, "Digest"),
    field("status", \.status, .oneOf, "Status"),
    field("contentBytes", \.contentBytes, .whole(0...JSON.largestWhole), "Length of all files, bytes"),
    field("proven", \.proven, .yesOrNo, "Whether its backout is proven"))

  static func made(_ held: Held<LibraryVersion>) -> PackageRow {
    PackageRow(
      package: held.value.identifier, digest: held.value.digest, status: held.value.status,
      contentBytes: held.value.contentBytes, proven: held.value.isBackoutProven)
  }
}

public struct ListPackages: QuestionAsked {
  public static let name = "package.list"
  public static let about = "The software library"
  public var asked: ListAsked<LibraryVersion>
  public static let shape = ListAsked<LibraryVersion>.shape.mapped(ListPackages.init(asked:), { $0.asked }, else: "")
  public static let answer = Listing.shape(PackageRow.shape)
  public init(asked: ListAsked<LibraryVersion>) { self.asked = asked }
  public func ask(_ desk: Desk) throws -> Listing<PackageRow> { try desk.listing(asked) { PackageRow.made($0) } }
}

public struct PackageDetail: Sendable {
  public var version: Int
  public var row: PackageRow
  public var serves: [RequestReference]
  public var builtBy: String
  public var admittedBy: String
  public var item: ItemReference
  public var proofs: [BackoutProof]
  public var parameters: [ParameterRow]
  /// The package description (docs/decisions/0004).
  public var description: JSON?
  static let shape = Shape.record(
    PackageDetail.init(version:row:serves:builtBy:admittedBy:item:proofs:parameters:description:),
    field("version", \.version, .whole(1...2_000_000_000), "Version, for If-Match"),
    field("row", \.row, PackageRow.shape, "In brief"),
    field("serves", \.serves, .list(RequestReference.shape), "Requests served"),
    field("builtBy", \.builtBy, .text(0...200), "Who built it"),
    field("admittedBy", \.admittedBy, .text(0...200), "The librarian"),
    field("item", \.item, ItemReference.shape, "Configuration item"),
    field("proofs", \.proofs, .list(BackoutProof.shape), "Proofs"),
    field("parameters", \.parameters, .list(ParameterRow.shape), else: [], "What can be set"),
    optional("description", \.description, .anything, "Description"))
}

public struct ShowPackage: QuestionAsked {
  public static let name = "package.show"
  public static let about = "One version: files, manifest, proofs"
  public var package: PackageReference
  public static let shape = Shape.record(
    ShowPackage.init(package:), field("package", \.package, PackageReference.shape, "The version"))
  public static let answer = PackageDetail.shape
  public init(package: PackageReference) { self.package = package }

  public func ask(_ desk: Desk) throws -> PackageDetail {
    let held = try desk.get(LibraryVersion.self, package.text)
    let it = held.value
    return PackageDetail(
      version: held.version, row: PackageRow.made(held), serves: it.serves, builtBy: try desk.name(of: it.builtBy),
      admittedBy: try desk.name(of: it.admittedBy), item: it.item, proofs: it.proofs,
      parameters: try ParameterDesk.parameters(it.digest, desk).map(ParameterRow.made),
      description: try desk.books.description(it.digest).flatMap { try? JSON(parsing: $0) })
  }
}
