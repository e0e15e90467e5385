import Evidence
import Operations
import Vocabulary

extension LogViews {
  /// What the log is searched for, with what there is to choose from.
  struct Search {
    var asked: ListEntries
    var problems: [FieldProblem] = []
    /// Words of entries with what people call them.
    var people: [(value: String, word: String)] = []
    var operations: [(value: String, word: String)] = []
  }

  static func page(_ journal: Journal, next: Int?, _ search: Search, _ scene: Scene) -> HTML {
    let all = table(
      journal, caption: "Entries of the change log",
      empty: "No entry fits. Everything that is decided gets one; <a href=\"/log\">show everything</a>.",
      withSubject: true)
    let first: HTML =
      scene.visit.value("before") == nil ? "" : "<a class=\"button\" href=\"\(scene.here("before", ""))\">Newest</a> "
    let older = next.map { next -> HTML in
      "<a class=\"button\" rel=\"next\" href=\"\(scene.here("before", String(next)))\">Older</a>"
    }
    let about = search.asked.subject.map { subject -> HTML in
      "What happened to \(journal.names.link(subject)), newest first."
    }
    return """
      \(Piece.title("Change log", lead: about ?? "Every decision and every change, by whom and why, newest first."))
      \(filters(search, scene))
      <section class="sheet">\(all)</section>\(foot(search, scene))<p class="acts">\(first)\(older)</p>\(proofs(scene))
      """
  }

  private static func filters(_ search: Search, _ scene: Scene) -> HTML {
    let kinds = Kinds.happened.map { (value: $0, word: happened($0)) }
    let machines = ListEntries.machines.map { (value: $0, word: Wording.capital($0)) }
    let isFiltered = LogSearchPage.names.contains { !(scene.visit.value($0) ?? "").isEmpty }
    let clear: HTML = isFiltered ? "<a class=\"button\" href=\"/log\">Show everything</a>" : ""
    return """
      <form class="filters" method="get" action="/log" aria-label="Filters"><label>About \
      <input type="text" name="subject" maxlength="200" placeholder="RFC-1042, REL-1042.1, a host …" \
      value="\(scene.visit.value("subject") ?? "")"></label>\
      \(choice("kind", "What happened", kinds, scene))\(choice("operation", "By which act", search.operations, scene))\
      \(choice("actor", "By whom", search.people + machines, scene))\
      \(day("from", "From", scene))\(day("until", "Until", scene))\
      <button class="button" type="submit">Show</button>\(clear)</form>\(wrong(search))
      """
  }

  private static func wrong(_ search: Search) -> HTML {
    guard !search.problems.isEmpty else { return .empty }
    let says = search.problems.map { "\(Problems.label(Problems.fieldName($0.pointer))): \($0.says)." }
    return "<p class=\"says\" role=\"alert\">\(says.joined(separator: " ")) Everything is shown.</p>"
  }

  /// What the address gives stays, whether it is among the offers or not.
  private static func choice(
    _ name: String, _ label: String, _ offers: [(value: String, word: String)], _ scene: Scene
  ) -> HTML {
    let given = scene.visit.value(name) ?? ""
    let own = given.isEmpty || offers.contains { $0.value == given } ? [] : [(value: given, word: given)]
    let options = HTML.each(own + offers) { (it: (value: String, word: String)) -> HTML in
      "<option value=\"\(it.value)\"\(it.value == given ? " selected" : "" as HTML)>\(it.word)</option>"
    }
    return "<label>\(label) <select name=\"\(name)\"><option value=\"\">all</option>\(options)</select></label>"
  }

  private static func day(_ name: String, _ label: String, _ scene: Scene) -> HTML {
    let given = scene.visit.value(name) ?? ""
    return "<label>\(label) <input type=\"date\" name=\"\(name)\" value=\"\(given)\"></label>"
  }

  private static func foot(_ search: Search, _ scene: Scene) -> HTML {
    let query: [(name: String, value: String)] =
      [("subject", search.asked.subject?.text), ("kind", search.asked.kind), ("operation", search.asked.operation)]
      .map { (name: $0.0, value: $0.1 ?? "") }
      + [("actor", search.asked.actor), ("from", search.asked.from?.text), ("until", search.asked.until?.text)]
      .map { (name: $0.0, value: $0.1 ?? "") }
    return """
      <p class="quiet count-line"><a href="\(Address.path("/api/v1/log.csv", query))" download>All that fit as CSV</a></p>
      """
  }

  /// What somebody needs who does not want to believe this server (LOG-2).
  private static func proofs(_ scene: Scene) -> HTML {
    guard scene.actor.grants.contains(where: { $0.release == nil && readers.contains($0.role) }) else { return .empty }
    return Piece.sheet(
      "Check the log yourself",
      """
      <ul class="plain"><li><a href="/api/v1/log/export" download>Export</a>: the whole log with its texts. \
      <code>slipway log verify FILE</code> finds whatever was altered, put in, taken out or put elsewhere.</li>
      <li><a href="/api/v1/log/checkpoint">Checkpoint</a>: size and root of the log, signed. Keep one away from here; \
      <code>slipway log verify FILE --checkpoint KEPT</code> proves that the log has only grown since.</li>
      <li><a href="/api/v1/log/key">Key</a>: what checkpoints are signed with, as a C2SP verifier key. Note it once; \
      <code>slipway log verify FILE --key KEY</code> accepts no other.</li></ul>
      """)
  }

  private static let readers: [Role] = [.auditor, .administrator, .changeManager, .releaseManager]
}
