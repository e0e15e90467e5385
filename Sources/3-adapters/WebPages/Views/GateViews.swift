import Evidence
import Operations
import ReleaseRules
import Vocabulary

/// The gate before a release, check by check, each with what it rests on; and what ought to be seen before going on.
enum GateViews {
  static func checks(_ it: ReleaseDetail) -> HTML {
    guard let onward = it.onward, !it.checks.isEmpty else { return .empty }
    let met = it.checks.filter(\.isMet).count
    let rows = it.checks.map { row -> [HTML] in
      let grounds = row.grounds.prefix(8).map { ground -> HTML in
        "\(ground.subject.link) \(ground.key) <b>\(shortened(ground.value))</b>"
      }
      let more: HTML = row.grounds.count > 8 ? " and \(row.grounds.count - 8) more" : ""
      let rests: HTML = grounds.isEmpty ? "" : "<small>\(HTML.all(grounds, between: " · "))\(more)</small>"
      return [
        HTML(escaping: label(row.check)), row.isMet ? Mark.go.html("met") : Mark.stop.html("not met"), rests,
      ]
    }
    let table = Table(
      caption: "Checks of the gate to \(onward.label)",
      columns: [Table.Column("Check"), Table.Column("Verdict"), Table.Column("Rests on")], rows: rows, empty: "")
    return Piece.sheet("Gate to \(onward.label): \(met) of \(it.checks.count) met", table.html)
  }

  /// Open advice and the like: shown at the gate, never a refusal.
  static func warnings(_ it: ReleaseDetail, _ next: NextActs) -> HTML {
    guard !it.warnings.isEmpty else { return .empty }
    return """
      <details class="sheet"><summary><strong>Ought to be seen first</strong> \
      <span class="quiet">\(Wording.count(it.warnings.count, "thing")) open that \(it.warnings.count == 1 ? "does" : "do") not refuse</span></summary>\
      \(Problems.list(it.warnings, SubjectNames(), next: next))</details>
      """
  }

  private static func label(_ check: String) -> String {
    Wording.capital(check.split(separator: "-").joined(separator: " "))
  }

  /// A digest in full would fill the line; its beginning tells it from another.
  private static func shortened(_ value: String) -> String {
    value.split(separator: " ").map { $0.utf8.count == 64 ? String($0.prefix(12)) + "…" : String($0) }
      .joined(separator: " ")
  }
}
