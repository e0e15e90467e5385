import Evidence
import Operations
import ReleaseRules
import Vocabulary

/// The board of releases: six lanes in the order of the work, each card with the first thing that keeps it.
enum ReleaseBoard {
  static func filters(_ listed: Listed<Release>) -> HTML {
    listed.filters([
      .choice("phase", label: "Stands in", Phase.allCases.map { ($0.rawValue, $0.label) }),
      .choice("profile", label: "Profile", Profile.allCases.map { ($0.rawValue, $0.rawValue) }),
      .order([("-openedAt", "newest first"), ("openedAt", "oldest first")]),
    ])
  }

  /// Groups in the order of the work; empty ones of the spine stay, so that the board always looks the same. With one
  /// phase asked for, only it is shown.
  static func html(
    _ rows: [ReleaseRow], filters: HTML = .empty, names: SubjectNames = SubjectNames(), next: HTML, _ scene: Scene
  ) -> HTML {
    let only = scene.visit.value("phase").flatMap(Phase.init(rawValue:))
    let spine = Phase.spine.filter { only == nil || only == $0 }
    let beside = Phase.allCases.filter { phase in
      !Phase.spine.contains(phase) && rows.contains { $0.phase == phase }
    }
    let open = scene.button("Open a release", "release.open", [], primary: true)
    let empty: HTML =
      rows.isEmpty
      ? """
      <p class="empty">\(only == nil ? "No release yet." : "No release stands there.") One begins when a release manager \
      puts an approved request into it; <a href="/requests?status=approved">see what is approved</a>.</p>
      """
      : ""
    let lanes: HTML =
      only != nil && rows.isEmpty
      ? ""
      : "<div class=\"lanes\(only == nil ? "" : " beside")\">\(HTML.each(spine) { lane($0, rows, names, scene.now) })</div>"
    let others: HTML =
      beside.isEmpty
      ? "" : "<div class=\"lanes beside\">\(HTML.each(beside) { lane($0, rows, names, scene.now) })</div>"
    return """
      \(Piece.title("Releases", lead: lead(rows), acts: open))
      \(filters)\(empty)\(lanes)\(others)\(next)
      """
  }

  /// Where all of it stands, in one sentence.
  private static func lead(_ rows: [ReleaseRow]) -> HTML {
    let active = rows.filter(\.phase.isActive)
    let waiting = active.filter { $0.blockers > 0 }.count
    if active.isEmpty { return "Nothing is under way." }
    return HTML(
      escaping: Wording.count(active.count, "release") + " under way: \(active.count - waiting) may go on, \(waiting) "
        + (waiting == 1 ? "is held up." : "are held up."))
  }

  private static func lane(_ phase: Phase, _ rows: [ReleaseRow], _ names: SubjectNames, _ now: Moment) -> HTML {
    let own = rows.filter { $0.phase == phase }
    let cards: HTML = own.isEmpty ? "<p class=\"quiet\">none</p>" : HTML.each(own) { card($0, names, now) }
    return """
      <section class="lane \(own.isEmpty ? "idle" : "busy")" aria-labelledby="lane-\(phase.rawValue)">\
      <h2 id="lane-\(phase.rawValue)">\
      \(Wording.capital(phase.label)) <span class="count">\(own.count)</span></h2>\(cards)</section>
      """
  }

  private static func card(_ row: ReleaseRow, _ names: SubjectNames, _ now: Moment) -> HTML {
    let block: HTML
    switch (row.firstBlocker, row.blockers) {
    case (let first?, let count):
      let more: HTML = count > 1 ? " <small>and \(count - 1) more</small>" : ""
      let because = LinkedText.html(names.said(first), naming: [])
      block = "<p class=\"block\">\(Mark.hold.html("waits")) \(because)\(more)</p>"
    case (nil, _) where row.stopped != nil:
      block = "<p class=\"block\">\(Mark.stop.html(row.phase.label)) \(row.stopped?.label ?? "")</p>"
    case (nil, _): block = row.phase.isActive ? "<p class=\"block\">\(Mark.go.html("may go on"))</p>" : ""
    }
    let package = row.package.map { package -> HTML in "<br>\(package.link)" }
    // What has its way behind it is late for nobody any more.
    let due = row.phase.isActive || row.phase == .suspended ? row.requiredBy : nil
    let day = due.map { day -> HTML in "<p class=\"due\">Required by \(Wording.due(day, now: now))</p>" }
    return """
      <article class="card" data-row><h3>\(row.release.link(row.title))</h3>
      <p class="quiet">\(row.release.link) · \(Piece.comma(row.requests.map(\.link)))\(package)</p>\(day)\(block)</article>
      """
  }
}
