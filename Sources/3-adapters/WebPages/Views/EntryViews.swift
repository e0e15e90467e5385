import Evidence
import Operations
import Vocabulary

/// The first things one sees: signing in, beginning, my work, finding.
enum EntryViews {
  static func work(_ rows: [WorkRow], _ scene: Scene, _ names: SubjectNames = SubjectNames()) -> HTML {
    let waits = Wording.count(rows.count, "thing waits", "things wait") + " for you, the most urgent first."
    let count = rows.isEmpty ? "" : waits
    // What has a day comes first, the nearest day on top; the rest stays in its order.
    let rows =
      rows.filter { $0.due != nil }.sorted { ($0.due?.dayNumber ?? 0) < ($1.due?.dayNumber ?? 0) }
      + rows.filter { $0.due == nil }
    let table = Table(
      caption: "What waits for you",
      columns: [Table.Column("What to do"), Table.Column("On"), Table.Column("Title"), Table.Column("Due")],
      rows: rows.map { row in
        let path = Address.own(row.path) ?? "/"
        return [
          "<a class=\"act-link\" href=\"\(path)\">\(LinkedText.plain(names.said(row.act)))</a>", row.subject.link,
          HTML(escaping: row.title),
          Wording.due(row.due, now: scene.now),
        ]
      },
      empty: """
        Nothing waits for you. Something comes here when a request needs your vote or decision, when a release can go \
        on or is held up by something your roles can clear, or when a package waits for you. Meanwhile: \
        <a href="/requests">requests</a>, <a href="/releases">releases</a>.
        """)
    return """
      \(Piece.title("My work", lead: HTML(escaping: count)))
      <section class="sheet">\(table.html)</section>
      """
  }

  static func signIn(_ scene: Scene) -> HTML {
    let failed = scene.visit.failed
    let name = failed?.values.first { $0.name == "name" }?.value ?? ""
    let back = Address.own(scene.visit.value("back")) ?? "/"
    return """
      <h1>Sign in</h1>\(failed.map(Problems.notice))
      <form class="sheet act" method="post" action="/sign-in"><input type="hidden" name="form-token" \
      value="\(scene.visit.formToken)"><input type="hidden" name="back" value="\(back)">
      <div class="field"><label for="f-name">Name</label><input type="text" id="f-name" name="name" \
      autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="40" required autofocus \
      value="\(name)"></div>
      <div class="field"><label for="f-password">Password</label><input type="password" id="f-password" name="password" \
      autocomplete="current-password" maxlength="200" required></div>
      <p class="acts"><button class="button primary" type="submit">Sign in</button></p></form>
      <p class="quiet">No account? An administrator makes one. Locked out? <code>slipway admin</code> on the server's own \
      machine helps.</p>
      """
  }

  static func begin(_ form: HTML, _ scene: Scene) -> HTML {
    """
    <h1>Begin with Slipway</h1>\(scene.visit.failed.map(Problems.notice))
    <p>Nobody has an account yet. The first one is the administrator of this installation and gives the others theirs.</p>
    \(form)
    """
  }

  static func found(_ query: String, _ groups: [(heading: String, rows: [(link: HTML, about: String)])], _ scene: Scene)
    -> HTML
  {
    let any = groups.contains { !$0.rows.isEmpty }
    let parts = HTML.each(groups.filter { !$0.rows.isEmpty }) {
      (group: (heading: String, rows: [(link: HTML, about: String)])) -> HTML in
      let rows = HTML.each(group.rows) { (row: (link: HTML, about: String)) -> HTML in
        "<li data-row>\(row.link) <span class=\"quiet\">\(row.about)</span></li>"
      }
      return Piece.sheet(group.heading, "<ul class=\"plain\">\(rows)</ul>")
    }
    let total = groups.reduce(0) { $0 + $1.rows.count }
    let title = Piece.title("Found for «\(query)»", lead: any ? HTML(escaping: Wording.count(total, "hit")) : "")
    let none: HTML =
      any
      ? ""
      : """
      <p class="empty">Nothing was found among the newest two hundred of each kind. References like RFC-1042, REL-1042.1, \
      DEP-7, CI-12 or greeter@1.0.0 open their page at once.</p>
      """
    return "\(title)\(none)\(parts)"
  }

  static func missing(_ says: String) -> HTML {
    """
    \(Piece.title("Not found"))<section class="sheet"><p>\(says)</p><p class="acts">\
    <a class="button primary" href="/">My work</a> <a class="button" href="/requests">Requests</a> \
    <a class="button" href="/releases">Releases</a></p></section>
    """
  }
}

extension LinkedText {
  /// Inside a link no other link may stand.
  static func plain(_ text: String) -> HTML { HTML(escaping: text) }
}
