import Evidence
import Operations
import PeopleRules
import Vocabulary

/// Entries of the log as people read them: in words, with the exact record as small print.
enum LogViews {
  static func table(_ journal: Journal, caption: String, empty: HTML, withSubject: Bool) -> HTML {
    var columns = [Table.Column("When (UTC)"), Table.Column("What happened")]
    if withSubject { columns.append(Table.Column("To what")) }
    columns.append(Table.Column("Who"))
    return Table(
      caption: caption, columns: columns,
      rows: journal.entries.map { row(of: $0, journal.names, withSubject: withSubject) }, empty: empty, kind: "log"
    ).html
  }

  private static func row(of it: EntryRow, _ names: SubjectNames, withSubject: Bool) -> [HTML] {
    let role = it.role.map { role -> HTML in
      "<br><small>as \(Role(rawValue: role)?.label ?? role)</small>"
    }
    let why = it.why.map { why -> HTML in "<div class=\"because\">\(why)</div>" }
    var cells: [HTML] = [
      Wording.stamp(it.at), "\(EntryWords(entry: it, names: names).html)\(why)\(record(it))",
    ]
    if withSubject { cells.append(names.link(it.subject)) }
    cells.append("\(who(it, names))\(role)")
    return cells
  }

  private static func who(_ it: EntryRow, _ names: SubjectNames) -> HTML {
    guard let subject = SubjectReference(text: it.actor), subject.kind == "host" else {
      return HTML(escaping: Wording.capital(it.actor))
    }
    return "host \(names.link(subject))"
  }

  /// What the proof is made of, for those who check it.
  private static func record(_ it: EntryRow) -> HTML {
    let body: HTML = it.body.members?.isEmpty ?? true ? "" : "<pre tabindex=\"0\">\(Indented.text(it.body))</pre>"
    return """
      <details id="e-\(it.index)" class="record"><summary>entry \(it.index) · <code>\(String(it.leaf.prefix(12)))…</code>\
      </summary><p><code>\(it.kind)</code> by <code>\(it.operation)</code>, leaf hash <code class="long">\(it.leaf)</code>\
      </p>\(body)</details>
      """
  }

  /// `request.role-granted/1` → «request role granted».
  static func happened(_ kind: String) -> String {
    let bare = kind.split(separator: "/").first.map(String.init) ?? kind
    return bare.split(separator: ".").map { Wording.words(String($0)) }.joined(separator: " ")
  }

  static func sheet(_ heading: String, _ journal: Journal, _ subject: SubjectReference) -> HTML {
    let all = Address.path("/log", [(name: "subject", value: subject.text)])
    return Piece.sheet(
      heading,
      table(
        journal, caption: heading, empty: "No entry has its place in the order of record yet; new ones take a moment.",
        withSubject: false)
        + "<p class=\"acts\"><a class=\"button\" href=\"\(all)\">Whole change log</a></p>")
  }
}
