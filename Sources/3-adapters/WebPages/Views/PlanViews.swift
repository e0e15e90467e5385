import Evidence
import Operations
import PeopleRules
import ReleaseRules
import Vocabulary

/// The plan of a release: its chart, its tasks with what they push, how it differs from what was agreed (PLN-1, PLN-8,
/// PLN-9).
enum PlanViews {
  static func show(_ it: ScheduleDetail, _ scene: Scene) -> HTML {
    let same = [(name: "release", value: it.release.text)]
    let acts =
      scene.button("Add a task", "task.add", same, for: it.release, primary: it.tasks.isEmpty)
      + scene.button("Agree the plan", "release.agree-plan", same, for: it.release, primary: it.agreed == nil)
    let chosen = it.tasks.filter { fits($0.row, $0.slip, scene) }
    let chart = GanttChart(tasks: chosen, begin: it.begin, end: it.end, now: scene.now)
    return """
      \(Piece.title("Plan", reference: it.release.link, lead: lead(it), facts: facts(it, scene), acts: acts))
      \(filters(it, scene))\(chosen.isEmpty ? .empty : Piece.sheet("Chart", chart.html))\
      \(Piece.sheet("Tasks", table(chosen, it, scene)))\(slippage(it))\(differences(it))\(dropped(it))
      """
  }

  private static func lead(_ it: ScheduleDetail) -> HTML {
    let late = it.tasks.count { $0.slip > 0 && !$0.row.state.hasEnded }
    guard !it.tasks.isEmpty else { return "\(it.title) has no task yet." }
    let end: HTML = "\(it.title) ends \(Wording.html(it.end))"
    return late == 0 ? "\(end)." : "\(end); <b>\(Wording.count(late, "task"))</b> \(late == 1 ? "is" : "are") late."
  }

  private static func facts(_ it: ScheduleDetail, _ scene: Scene) -> [HTML] {
    var facts: [HTML] = ["begins \(Wording.html(it.begin))"]
    if let day = it.requiredBy { facts.append("required by \(Wording.due(day, now: scene.now))") }
    if let agreed = it.agreed, let at = it.agreedAt, let end = it.agreedEnd {
      facts.append("seen against \(agreed.link), agreed \(Wording.html(at)), to end \(Wording.html(end))")
    } else {
      facts.append(Mark.hold.html("not agreed yet"))
    }
    if !it.chain.isEmpty { facts.append("its end hangs on \(Piece.comma(it.chain.prefix(12).map(\.link)))") }
    facts.append("<a href=\"/tasks\">tasks of all releases</a>")
    if it.versions.count > 1 { facts.append("versions \(Piece.comma(it.versions.map(\.link)))") }
    return facts
  }

  /// What the address asks for.
  private static func fits(_ row: TaskRow, _ slip: Int, _ scene: Scene) -> Bool {
    func chosen(_ name: String) -> String? { scene.visit.value(name).flatMap { $0.isEmpty ? nil : $0 } }
    let state = chosen("state")
    return chosen("process").map { $0 == row.process.rawValue } ?? true
      && chosen("owner").map { $0 == row.owner?.text } ?? true
      && (state.map { $0 == "late" ? slip > 0 && !row.state.hasEnded : $0 == row.state.rawValue } ?? true)
  }

  private static func filters(_ it: ScheduleDetail, _ scene: Scene) -> HTML {
    guard !it.tasks.isEmpty else { return .empty }
    func choice(_ name: String, _ label: String, _ options: [(value: String, word: String)]) -> HTML {
      let all = HTML.each(options) { (one: (value: String, word: String)) -> HTML in
        "<option value=\"\(one.value)\"\(one.value == scene.visit.value(name) ? " selected" : "" as HTML)>\(one.word)</option>"
      }
      return "<label>\(label) <select name=\"\(name)\"><option value=\"\">all</option>\(all)</select></label>"
    }
    let owners = Set(it.tasks.compactMap(\.row.owner)).sorted().map { owner in
      (value: owner.text, word: it.tasks.first { $0.row.owner == owner }?.row.name ?? owner.text)
    }
    let states = ["late", "open", "started", "finished"].map { (value: $0, word: $0) }
    let path = "\(it.release.subject.path ?? "")/plan"
    return """
      <form class="filters" method="get" action="\(path)" aria-label="Filters">\
      \(choice("process", "Process", Phase.spine.map { (value: $0.rawValue, word: $0.label) }))\
      \(choice("owner", "Owner", owners))\(choice("state", "State", states))\
      <button class="button" type="submit">Show</button> <a class="button" href="\(path)">Show all</a></form>
      """
  }

  private static func table(_ rows: [ScheduleRow], _ it: ScheduleDetail, _ scene: Scene) -> HTML {
    Table(
      caption: "Tasks",
      columns: [
        Table.Column("Task"), Table.Column("Process"), Table.Column("Owner"), Table.Column("State"),
        Table.Column("Start"), Table.Column("Finish"), Table.Column("Agreed finish"), Table.Column("May slip"),
        Table.Column("Waits for"), Table.Column("Act"),
      ], rows: rows.map { cells($0, scene) },
      empty: it.tasks.isEmpty
        ? "No task yet. The release manager or the plan's owner adds them; five lines are a plan too."
        : "No task fits these filters."
    ).html
  }

  private static func cells(_ it: ScheduleRow, _ scene: Scene) -> [HTML] {
    let row = it.row
    let owner: HTML = row.owner.map { $0.link(row.name ?? $0.text) } ?? Mark.hold.html("nobody")
    let long: HTML = row.duration == 0 ? "milestone" : HTML(escaping: length(row.duration))
    return [
      "\(row.task.link(row.title)) <small>\(row.task.text) · \(long)</small>", HTML(escaping: row.process.label), owner,
      state(it), Wording.html(it.start), Wording.html(it.finish), it.plannedFinish.map { Wording.html($0) } ?? "",
      slack(it), Piece.comma(it.after.map(\.link)), TaskViews.acts(row, scene),
    ]
  }

  static func state(_ it: ScheduleRow) -> HTML {
    let done: HTML = it.row.state == .started ? " <small>\(it.row.percent) %</small>" : ""
    if it.slip > 0 {
      let late: HTML = "\(length(it.slip)) late"
      return it.row.state.hasEnded
        ? "\(Mark.idle.html(it.row.state.rawValue)) <small>\(late)</small>"
        : "\(Mark.stop.html("\(it.row.state.rawValue), \(length(it.slip)) late"))\(done)"
    }
    switch it.row.state {
    case .open: return Mark.idle.html("open")
    case .started: return "\(Mark.hold.html("started"))\(done)"
    case .finished: return Mark.go.html("finished")
    case .dropped: return Mark.idle.html("dropped")
    }
  }

  static func slack(_ it: ScheduleRow) -> HTML {
    guard let slack = it.slack else { return "" }
    if slack > 0 { return HTML(escaping: length(slack)) }
    return slack == 0 ? "<b>not at all</b>" : Mark.stop.html("\(length(-slack)) too late")
  }

  /// `2 d 4 h`: a day of the calendar has 24 hours.
  static func length(_ minutes: Int) -> String {
    let parts = [(minutes / 1440, "d"), (minutes / 60 % 24, "h"), (minutes % 60, "min")].filter { $0.0 > 0 }
    return parts.isEmpty ? "0 min" : parts.map { "\($0.0) \($0.1)" }.joined(separator: " ")
  }

  /// What slips, and whom that pushes (PLN-8).
  private static func slippage(_ it: ScheduleDetail) -> HTML {
    let late = it.tasks.filter { !$0.pushes.isEmpty && !$0.row.state.hasEnded }
    guard !late.isEmpty else { return .empty }
    let lines = HTML.each(late) { (one: ScheduleRow) -> HTML in
      let pushed = one.pushes.map { row -> HTML in
        let owner: HTML = row.owner.map { $0.link(row.name ?? $0.text) } ?? "nobody yet"
        return "\(row.task.link) of \(owner)"
      }
      return
        "<li>\(one.row.task.link) \(one.row.title) is \(length(one.slip)) late and pushes \(Piece.comma(pushed)).</li>"
    }
    return Piece.sheet("Whom lateness pushes", "<ul class=\"plain\">\(lines)</ul>")
  }

  private static func differences(_ it: ScheduleDetail) -> HTML {
    guard let agreed = it.agreed else { return .empty }
    let lines = HTML.each(it.differences) { (one: JSON) -> HTML in
      let named = (one["names"]?.items ?? []).compactMap { $0.text.flatMap(SubjectReference.init(text:)) }
      return "<li>\(LinkedText.html(one["says"]?.text ?? "", naming: named.filter { $0.kind == "task" }))</li>"
    }
    let body: HTML =
      it.differences.isEmpty ? Piece.quiet("It goes as it was agreed.") : "<ul class=\"plain\">\(lines)</ul>"
    return Piece.sheet("Differences from \(agreed.text)", body)
  }

  private static func dropped(_ it: ScheduleDetail) -> HTML {
    guard !it.dropped.isEmpty else { return .empty }
    let lines = it.dropped.map { row -> HTML in "\(row.task.link(row.title)) <small>\(row.task.text)</small>" }
    return Piece.sheet("Dropped", Piece.comma(lines))
  }
}
