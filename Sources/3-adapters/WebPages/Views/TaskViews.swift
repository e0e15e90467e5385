import Evidence
import Operations
import PeopleRules
import ReleaseRules
import Scheduling
import Vocabulary

/// One task, and tasks of all releases (PLN-1).
enum TaskViews {
  static func list(_ answer: Listing<TaskRow>, _ listed: Listed<ReleaseTask>) -> HTML {
    let table = Table(
      caption: "Tasks",
      columns: [
        listed.column("Task", by: "number"), listed.column("Release", by: "release"),
        listed.column("Process", by: "process"), listed.column("Owner", by: "owner"),
        listed.column("State", by: "state"), listed.column("Priority", by: "priority"), Table.Column("Act"),
      ],
      rows: answer.items.map { row in
        [
          "\(row.task.link(row.title)) <small>\(row.task.text)</small>", row.release.link,
          HTML(escaping: row.process.label), row.owner.map { $0.link(row.name ?? $0.text) } ?? Mark.hold.html("nobody"),
          HTML(escaping: row.state.rawValue), "\(row.priority) <small>of 5</small>", acts(row, listed.scene),
        ]
      }, empty: "No task. Tasks are added on the plan of a release.")
    let filters = listed.filters([
      .choice("process", label: "Process", Phase.spine.map { (value: $0.rawValue, word: $0.label) }),
      .choice("state", label: "State", TaskState.allCases.map { (value: $0.rawValue, word: $0.rawValue) }),
    ])
    return """
      \(Piece.title("Tasks", lead: "What the plans of all releases hold."))
      \(filters)\(Piece.sheet("Tasks", table.html))\(listed.foot(answer))
      """
  }

  /// The acts beside a row: only what the state allows and the viewer may.
  static func acts(_ row: TaskRow, _ scene: Scene) -> HTML {
    guard !row.state.hasEnded else { return .empty }
    let same = [(name: "task", value: row.task.text)]
    let manages = [Role.releaseManager, .planOwner].contains { scene.actor.holds($0, for: row.release) }
    let assign =
      row.owner == nil ? scene.button("Give it to somebody", "task.assign", same, for: row.release) : .empty
    guard manages || (row.owner != nil && row.owner == scene.actor.person) else { return assign }
    if row.state == .started {
      return scene.button("Progress", "task.progress", same) + scene.button("Finish", "task.finish", same)
    }
    return assign
      + (row.duration == 0
        ? scene.button("Reached", "task.finish", same) : scene.button("Start", "task.start", same))
  }

  static func show(_ it: TaskDetail, log: Journal, _ scene: Scene) -> HTML {
    let row = it.row
    let same = [(name: "task", value: row.task.text)]
    let plan = "\(row.release.subject.path ?? "")/plan"
    var more = HTML.empty
    if !row.state.hasEnded {
      let named = [
        ("Change", "task.change"), ("Needs …", "task.need"), ("Waits for …", "task.link"), ("Give it", "task.assign"),
        ("Drop", "task.drop"),
      ]
      more = HTML.each(named) { (one: (String, String)) -> HTML in
        scene.button(one.0, one.1, same, for: row.release)
      }
    }
    let main = """
      \(dates(it))\(needs(it, scene))\(links(it, scene))\(pushes(it))
      """ as HTML
    return """
      \(Piece.title(
        row.title, reference: Piece.reference(row.task.text), facts: facts(it, plan), acts: acts(row, scene) + more))
      \(main)\(LogViews.sheet("Change log of \(row.task.text)", log, row.task.subject))
      """
  }

  private static func facts(_ it: TaskDetail, _ plan: String) -> [HTML] {
    let row = it.row
    let owner: HTML = row.owner.map { $0.link(row.name ?? $0.text) } ?? Mark.hold.html("nobody")
    return [
      it.dates.map(PlanViews.state) ?? Mark.idle.html(row.state.rawValue),
      "in the <a href=\"\(plan)\">plan of \(row.release.text)</a>", "\(row.process.label)", "owner \(owner)",
      "priority \(row.priority) of 5",
    ]
  }

  private static func dates(_ it: TaskDetail) -> HTML {
    let row = it.row
    var pairs: [(String, HTML)] = [
      ("Takes", row.duration == 0 ? "no time: a milestone" : HTML(escaping: PlanViews.length(row.duration))),
      ("Effort", HTML(escaping: PlanViews.length(row.effort))),
    ]
    if let dates = it.dates {
      pairs += [("Start", Wording.html(dates.start)), ("Finish", Wording.html(dates.finish))]
      if dates.slack != nil { pairs.append(("May slip", PlanViews.slack(dates))) }
      if let start = dates.plannedStart, let finish = dates.plannedFinish {
        pairs.append(("As agreed", Wording.html(Interval(from: start, until: finish))))
      }
    }
    if let moment = it.notBefore { pairs.append(("Not before", Wording.html(moment))) }
    if let moment = it.deadline { pairs.append(("Deadline", Wording.html(moment))) }
    if let left = it.remaining, !row.state.hasEnded {
      pairs.append(("Left, as last said", "\(PlanViews.length(left)) · \(row.percent) % done"))
    }
    return Piece.sheet("Dates", Piece.pairs(pairs))
  }

  private static func needs(_ it: TaskDetail, _ scene: Scene) -> HTML {
    let rows = it.needs.map { need -> [HTML] in
      let level: HTML = need.level.map { " <small>level \($0) of 5</small>" } ?? ""
      let values = [(name: "task", value: it.row.task.text), (name: "number", value: String(need.number))]
      return [
        HTML(escaping: need.kind.rawValue), "\(need.what)\(level)", "\(need.quantity)",
        it.row.state.hasEnded ? .empty : scene.button("Take back", "task.drop-need", values, for: it.row.release),
      ]
    }
    let table = Table(
      caption: "What it takes",
      columns: [
        Table.Column("Kind"), Table.Column("What"), Table.Column("How many", number: true), Table.Column("Act"),
      ], rows: rows, empty: "Nothing was said that it takes: skills, equipment, material, a place, licences.")
    return Piece.sheet("What it takes", table.html)
  }

  private static func links(_ it: TaskDetail, _ scene: Scene) -> HTML {
    let before = it.waitsFor.map { link -> [HTML] in
      let values = [
        (name: "task", value: it.row.task.text), (name: "after", value: link.task.task.text),
        (name: "kind", value: link.kind.rawValue),
      ]
      return [
        "it \(link.kind.label)", other(link), lag(link), HTML(escaping: link.task.state.rawValue),
        it.row.state.hasEnded ? .empty : scene.button("Take away", "task.unlink", values, for: it.row.release),
      ]
    }
    let behind = it.waiting.map { link -> [HTML] in
      ["waits for it: \(link.kind.label) it", other(link), lag(link), HTML(escaping: link.task.state.rawValue), .empty]
    }
    let table = Table(
      caption: "Links",
      columns: [
        Table.Column("How"), Table.Column("Task"), Table.Column("Between"), Table.Column("State"), Table.Column("Act"),
      ], rows: before + behind, empty: "It waits for nothing, and nothing waits for it.")
    return Piece.sheet("Links", table.html)
  }

  private static func other(_ link: TaskLinkRow) -> HTML {
    let owner: HTML = link.task.owner.map { " of \($0.link(link.task.name ?? $0.text))" } ?? ""
    return "\(link.task.task.link(link.task.title)) <small>\(link.task.task.text)</small>\(owner)"
  }

  private static func lag(_ link: TaskLinkRow) -> HTML {
    if link.lag == 0 { return "" }
    return link.lag > 0
      ? HTML(escaping: PlanViews.length(link.lag)) : "\(PlanViews.length(-link.lag)) overlap"
  }

  private static func pushes(_ it: TaskDetail) -> HTML {
    guard let pushed = it.dates?.pushes, !pushed.isEmpty else { return .empty }
    let lines = pushed.map { row -> HTML in
      let owner: HTML = row.owner.map { $0.link(row.name ?? $0.text) } ?? "nobody yet"
      return "\(row.task.link) of \(owner)"
    }
    return Piece.sheet("Its lateness pushes", Piece.comma(lines))
  }
}
