import Evidence
import Operations
import Vocabulary

/// Entries of the log as people read them.
enum LogViews {
  static func table(_ entries: [EntryRow], caption: String, empty: HTML, withSubject: Bool) -> HTML {
    var columns = [Table.Column("Index", number: true), Table.Column("When"), Table.Column("What happened")]
    if withSubject { columns.append(Table.Column("To what")) }
    columns += [Table.Column("Who"), Table.Column("Why"), Table.Column("Leaf hash")]
    return Table(
      caption: caption, columns: columns,
      rows: entries.map { row(of: $0, withSubject: withSubject) }, empty: empty
    ).html
  }

  private static func row(of it: EntryRow, withSubject: Bool) -> [HTML] {
    let role = it.role.map { role -> HTML in
      "<br><small>as \(Role(rawValue: role)?.label ?? role)</small>"
    }
    var cells: [HTML] = [
      "\(it.index)", Wording.html(it.at), "\(happened(it.kind))<br><small>by <code>\(it.operation)</code></small>",
    ]
    if withSubject { cells.append(it.subject.link) }
    cells += [
      "\(it.actor)\(role)", "\(it.why ?? "")\(body(it))",
      "<code title=\"\(it.leaf)\">\(String(it.leaf.prefix(12)))…</code>",
    ]
    return cells
  }

  private static func body(_ it: EntryRow) -> HTML {
    guard let members = it.body.members, !members.isEmpty else { return .empty }
    return """
      <details id="e-\(it.index)"><summary>what exactly</summary><pre>\(it.body.canonicalText)</pre></details>
      """
  }

  /// `request.role-granted/1` → «request role granted».
  static func happened(_ kind: String) -> String {
    let bare = kind.split(separator: "/").first.map(String.init) ?? kind
    return bare.split(separator: ".").map { Wording.words(String($0)) }.joined(separator: " ")
  }

  static func sheet(_ heading: String, _ entries: [EntryRow], _ subject: SubjectReference) -> HTML {
    let all = Address.path("/log", [(name: "subject", value: subject.text)])
    return Piece.sheet(
      heading,
      table(
        entries, caption: heading, empty: "No entry has its place in the order of record yet; new ones take a moment.",
        withSubject: false)
        + "<p class=\"acts\"><a class=\"button\" href=\"\(all)\">All of it</a></p>")
  }

  static func page(_ entries: [EntryRow], subject: SubjectReference?, problem: String?, limit: Int, _ scene: Scene)
    -> HTML
  {
    let all = table(
      entries, caption: "Entries of the change log", empty: "No entry fits. Everything that is decided gets one.",
      withSubject: true)
    let older: HTML
    if entries.count == limit, let last = entries.last {
      older =
        """
        <p class="acts"><a class="button" rel="next" href="\(scene.here("before", String(last.index)))">Older</a></p>
        """
    } else {
      older = .empty
    }
    let wrong = problem.map { problem -> HTML in "<p class=\"says\">\(problem)</p>" }
    return """
      \(Piece.title("Change log", facts: subject.map { ["about \($0.link)"] } ?? ["newest first"]))
      <form class="filters" method="get" action="/log" aria-label="Filters"><label>Subject \
      <input type="text" name="subject" maxlength="200" placeholder="request:RFC-1042" \
      value="\(scene.visit.value("subject") ?? "")"></label><button class="button" type="submit">Show</button></form>\(wrong)
      <section class="sheet">\(all)</section>\(older)
      """
  }
}
