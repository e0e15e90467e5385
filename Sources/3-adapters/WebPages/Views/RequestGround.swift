import ChangeRules
import ConfigurationRules
import Evidence
import Operations
import Vocabulary

/// What stands around a request: what feels it, who else changes the same ground, its files, what it follows.
enum RequestGround {
  static func impact(_ it: RequestDetail) -> HTML {
    let rows = it.impact.rows
    let more: HTML =
      it.impact.isCutOff ? "<p>\(Mark.hold.html("cut off")) More items feel it than are listed.</p>" : ""
    let table = Table(
      caption: "What feels the change",
      columns: [Table.Column("Item"), Table.Column("Class"), Table.Column("By which path")],
      rows: rows.map { row in
        [row.item.item.link(row.item.name), HTML(escaping: row.item.itemClass), path(row.path)]
      },
      empty: it.items.isEmpty
        ? "No configuration item is named, so nothing can be worked out. Edit the request and name what it changes."
        : "Nothing in the CMDB depends on what it changes.")
    return Piece.sheet("Impact: \(Wording.count(rows.count, "item"))", "\(more)\(table.html)")
  }

  private static func path(_ steps: [ImpactStep]) -> HTML {
    HTML.each(steps) { step in
      step.by.isEmpty ? step.item.link(step.name) : " <small>\(step.by)</small> \(step.item.link(step.name))"
    }
  }

  /// All of them: a list that shows one of eighty is worse than none.
  static func conflicts(_ it: RequestDetail) -> HTML {
    let table = Table(
      caption: "Other requests on the same ground",
      columns: [
        Table.Column("Request"), Table.Column("Title"), Table.Column("Status"), Table.Column("Release"),
        Table.Column("Meets on"), Table.Column("How"),
      ],
      rows: it.conflicts.map { row in
        [
          row.request.link, row.request.link(row.title), RequestViews.mark(row.status),
          row.release?.link ?? "<span class=\"quiet\">none</span>", row.item.link(row.itemName),
          HTML(escaping: row.says),
        ]
      }, empty: "No other open request changes the same items, or what feels this change.")
    return Piece.sheet("Conflicts: \(Wording.count(it.conflicts.count, "other request"))", table.html)
  }

  static func attachments(_ it: RequestDetail, _ scene: Scene) -> HTML {
    let request = it.row.request.text
    let files: HTML =
      it.attachments.isEmpty
      ? Piece.quiet("No files yet.")
      : """
      <ul class="plain">\(HTML.each(it.attachments) { file in
        self.file(file, request, scene)
      })</ul>
      """
    return Piece.sheet(
      "Files",
      "\(files)<p class=\"acts\">\(scene.button("Attach a file", "request.attach", [(name: "request", value: request)]))</p>"
    )
  }

  private static func file(_ it: AttachmentRow, _ request: String, _ scene: Scene) -> HTML {
    guard !it.isErased else { return "<li><span class=\"quiet\">file \(it.number): erased</span></li>" }
    let erase = scene.button(
      "Erase", "request.erase-attachment",
      [(name: "request", value: request), (name: "number", value: String(it.number))])
    return """
      <li><a href="/requests/\(request)/attachments/\(it.number)" download>\(it.name)</a> \
      <small>\(Wording.size(bytes: Int64(it.bytes))), \(it.by)</small> \(erase)</li>
      """
  }

  /// What was erased, when, by whom and why: a page that lacks something says so.
  static func erasures(_ it: RequestDetail) -> HTML {
    guard !it.erasures.isEmpty else { return .empty }
    let rows = HTML.each(it.erasures) { (row: ErasureRow) -> HTML in
      let what: HTML =
        row.attachment.map { "File \($0) and its name" } ?? HTML(escaping: Wording.count(row.contents, "text"))
      return """
        <li>\(what) erased on \(Wording.html(row.at)) by \(row.by), because: <span class="because">\(row.why)</span></li>
        """
    }
    return Piece.sheet("Erased", "<ul class=\"plain\">\(rows)</ul>")
  }

  static func followUps(_ it: RequestDetail, _ scene: Scene) -> HTML {
    let request = it.row.request
    let before = it.follows.map { "<p>Follows up \($0.link).</p>" as HTML }
    let after: HTML =
      it.followedBy.isEmpty ? "" : "<p>Followed up by \(Piece.comma(it.followedBy.map(\.link))).</p>"
    let raise: HTML =
      switch it.row.status {
      case .implemented, .backedOut, .closed:
        scene.button(
          "Raise a follow-up", "request.raise",
          [
            (name: "follows", value: request.text),
            (name: "items", value: it.items.map(\.item.text).joined(separator: "\n")),
          ])
      default: .empty
      }
    guard before != nil || !it.followedBy.isEmpty || raise != .empty else { return .empty }
    return Piece.sheet("Follow-ups", "\(before)\(after)<p class=\"acts\">\(raise)</p>")
  }

  /// Says of a vote that what was shown has changed since.
  static func vote(_ row: VoteRow) -> HTML {
    row.sawThis
      ? RequestViews.vote(row.choice)
      : "\(RequestViews.vote(row.choice)) <small>before impact or conflicts changed</small>"
  }

  static func owed(_ it: RequestDetail) -> HTML {
    guard it.owesFullReview else { return .empty }
    return """
      <section class="sheet blockers"><h2>Full review owed</h2><p>The emergency committee approved this. The full board \
      votes on it afterwards; until then the change review cannot be held.</p></section>
      """
  }
}
