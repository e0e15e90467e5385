import Operations
import Vocabulary

/// What of a package can be set, where it is read and where it is typed.
enum ParameterViews {
  static func table(_ rows: [ParameterRow]) -> HTML {
    Table(
      caption: "Parameters",
      columns: [
        Table.Column("Name"), Table.Column("May be"), Table.Column("When nothing is given"), Table.Column("What for"),
      ],
      rows: rows.map { row in
        [
          "<code>\(row.name)</code>", HTML(escaping: row.limits),
          row.standing.map { $0.isEmpty ? "an empty text" : "<code>\($0)</code>" } ?? Mark.hold.html("must be given"),
          HTML(escaping: row.about),
        ]
      }, empty: "Nothing of it can be set."
    ).html
  }

  /// Beside the field in which settings are typed.
  static func beside(_ package: PackageDetail?) -> HTML {
    guard let package else {
      return Piece.quiet("No package is chosen yet; when one is, its parameters stand here.")
    }
    return "<p class=\"quiet\">Parameters of \(package.row.package.link):</p>\(table(package.parameters))"
  }
}
