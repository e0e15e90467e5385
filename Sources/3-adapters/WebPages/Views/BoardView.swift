import ChangeRules
import Evidence
import Operations
import Vocabulary

/// The advisory board's agenda builds itself: every request before the board, most pressing first.
enum BoardView {
  static func html(_ requests: [RequestDetail], _ scene: Scene) -> HTML {
    let sorted = requests.sorted {
      ($0.row.priority, $0.row.request.number) < ($1.row.priority, $1.row.request.number)
    }
    let agenda: HTML =
      sorted.isEmpty
      ? """
      <p class="empty">Nothing is before the board. A request comes here when a change manager puts it before the board; \
      <a href="/requests?status=raised">see what has been raised</a>.</p>
      """
      : HTML.each(sorted.enumerated()) { (place: Int, it: RequestDetail) -> HTML in item(it, scene, key: place + 1) }
    return """
      \(Piece.title("Advisory board", lead: HTML(escaping: sorted.isEmpty ? "" : Wording.count(sorted.count, "request") + " to decide, the most pressing first.")))
      \(agenda)
      """
  }

  private static func impact(_ it: RequestDetail) -> HTML {
    guard !it.items.isEmpty else { return "<span class=\"quiet\">no item is named, so none is known</span>" }
    let services = it.impact.rows.filter { $0.item.itemClass == "service" }
    let count = Wording.count(it.impact.rows.count, "item feels it", "items feel it")
    let named: HTML = services.isEmpty ? "" : ": \(Piece.comma(services.map { $0.item.item.link($0.item.name) }))"
    return "\(count)\(it.impact.isCutOff ? " and more" : "")\(named)"
  }

  private static func conflicts(_ it: RequestDetail) -> HTML {
    guard !it.conflicts.isEmpty else { return "<span class=\"quiet\">none</span>" }
    let each = it.conflicts.map { row -> HTML in "\(row.request.link) <small>on</small> \(row.item.link(row.itemName))"
    }
    return "\(Mark.hold.html(Wording.count(it.conflicts.count, "other request"))) \(Piece.comma(each))"
  }

  private static func item(_ it: RequestDetail, _ scene: Scene, key: Int) -> HTML {
    let row = it.row
    let cost: HTML = it.cost.map { "<b>\(Wording.money($0))</b>" } ?? "<span class=\"quiet\">not estimated</span>"
    let items: HTML =
      it.items.isEmpty ? "<span class=\"quiet\">none named</span>" : Piece.comma(it.items.map { $0.item.link($0.name) })
    let pairs = Piece.pairs([
      ("Need", Wording.prose(it.need)), ("Cost", cost), ("Benefit", Wording.prose(it.benefit)),
      ("Risk", Wording.prose(it.risk)), ("Touches", items), ("Impact", impact(it)), ("Conflicts", conflicts(it)),
      ("Required by", Wording.due(row.requiredBy, now: scene.now)),
    ])
    let close = scene.button("Close the vote", "request.close-vote", [(name: "request", value: row.request.text)])
    let open = it.questions.filter { $0.answer == nil }.count
    let asked: HTML =
      open == 0 ? "" : " · <a href=\"\(row.request.subject.path ?? "")\">\(Wording.count(open, "open question"))</a>"
    let waits: HTML =
      it.blockers.isEmpty
      ? "<p>\(Mark.go.html("The vote may be closed"))</p>"
      : """
      <details id="d-\(row.request.text)"><summary>What keeps it from being closed: \(it.blockers.count)</summary>\
      \(Problems.list(it.blockers))</details>
      """
    return """
      <article class="sheet" aria-labelledby="h-\(row.request.text)" data-row><div class="grid"><div>\
      <h2 id="h-\(row.request.text)" class="name">\(row.request.link(row.title))</h2>
      <p class="quiet">\(row.request.link) · priority \(row.priority) of 5 · \(row.category.rawValue) · raised by \
      \(row.initiator)\(asked)</p>\(pairs)</div>
      <div><p><b>\(it.tally)</b></p>\(waits)\(RequestViews.voteForm(it, scene, key: key))\
      <p class="acts">\(close)</p>\
      </div></div></article>
      """
  }
}
