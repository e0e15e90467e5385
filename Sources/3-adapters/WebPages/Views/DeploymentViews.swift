import DeploymentRules
import Evidence
import Operations
import Vocabulary

/// Deployments: the list, and one of them live, to be read across the room.
enum DeploymentViews {
  static func mark(_ state: DeploymentState) -> HTML {
    switch state {
    case .running: Mark.idle.html(state.rawValue)
    case .halted: Mark.hold.html(state.rawValue)
    case .succeeded: Mark.go.html(state.rawValue)
    case .failed: Mark.stop.html(state.rawValue)
    }
  }

  static func word(_ action: DeploymentAction) -> String {
    switch action {
    case .install: "rollout"
    case .backout: "backout"
    case .trial: "trial"
    }
  }

  static func list(_ answer: Listing<DeploymentRow>, _ listed: Listed<Deployment>) -> HTML {
    let columns = [
      listed.column("Deployment", by: "number"), listed.column("Release", by: "release"),
      listed.column("What", by: "action"),
      listed.column("State", by: "state"),
    ]
    let filters = listed.filters([
      .choice("state", label: "State", DeploymentState.allCases.map { ($0.rawValue, $0.rawValue) }),
      .choice("action", label: "What", DeploymentAction.allCases.map { ($0.rawValue, word($0)) }),
      .text("release", label: "Release"),
    ])
    return """
      \(Piece.title("Deployments"))\(filters)<section class="sheet">\(table(answer.items, columns: columns, now: listed.scene.now))</section>\
      \(listed.foot(answer))
      """
  }

  /// In a release's own page the release is not said again.
  static func table(_ rows: [DeploymentRow], columns: [Table.Column]?, now: Moment, inRelease: Bool = false)
    -> HTML
  {
    var first = columns ?? ["Deployment", "Release", "What", "State"].map { Table.Column($0) }
    if inRelease { first.remove(at: 1) }
    return Table(
      caption: "Deployments",
      columns: first + [
        Table.Column("Package"), Table.Column("Started (UTC)"),
        Table.Column("Hosts ended", number: true), Table.Column("Succeeded", number: true),
      ],
      rows: rows.map { row in
        [row.deployment.link] + (inRelease ? [] : [row.release.link]) + [
          HTML(escaping: word(row.action)), mark(row.state), row.package.link,
          row.startedAt.map { "\(Wording.stamp($0))<br><small>took \(took(row, now))</small>" }
            ?? "<span class=\"quiet\">not known</span>",
          "\(row.ended) of \(row.hosts)", "\(row.succeeded) of \(row.hosts)",
        ]
      }, empty: "No deployment yet. One begins when a release is tried in the laboratory or deployed."
    ).html
  }

  /// From the start to the end of its last host; what has not ended takes longer from minute to minute.
  private static func took(_ row: DeploymentRow, _ now: Moment) -> HTML {
    guard let start = row.startedAt else { return .empty }
    let length = Wording.duration(milliseconds: max(0, ((row.endedAt ?? now) - start).milliseconds))
    return row.endedAt == nil ? "\(length) so far" : HTML(escaping: length)
  }

  static func show(_ it: DeploymentDetail, log: Journal, _ scene: Scene) -> HTML {
    let row = it.row
    let facts: [HTML] = [
      mark(row.state), "\(word(row.action)) of \(row.package.link)", "for \(row.release.link)",
      row.startedAt.map { "started \(Wording.html($0)), \(took(row, scene.now))" } ?? "start not known",
      "a host may begin \(Wording.html(it.window))", "orders of epoch \(it.epoch)",
    ]
    return """
      \(Piece.title("\(Wording.capital(word(row.action))) \(row.deployment.text)", facts: facts, acts: acts(it, scene)))
      \(progress(it))\(halt(it, scene))\(failures(it))\(onward(it))\(runs(it))
      \(LogViews.sheet("Change log of \(row.deployment.text)", log, row.deployment.subject))
      """
  }

  /// One cell per host; the same in words for those who do not see it.
  private static func progress(_ it: DeploymentDetail) -> HTML {
    let row = it.row
    let failed = row.ended - row.succeeded
    let words =
      "\(row.succeeded) of \(row.hosts) hosts succeeded, \(failed) did not, \(row.hosts - row.ended) have not ended"
    let cells = HTML.each(it.runs) {
      "<i class=\"\(cell($0, row.action))\" title=\"\($0.hostName): \(standing($0))\"></i>"
    }
    return """
      <section class="sheet"><h2>Hosts</h2><p class="big">\(row.succeeded)<small> of \(row.hosts)</small></p>\
      <p>\(words).</p><div class="hosts" role="img" aria-label="\(words)">\(cells)</div>\(legend)</section>
      """
  }

  private static let legend: HTML = """
    <p class="legend" aria-hidden="true"><span><span class="hosts"><i class="ok"></i></span>succeeded</span>\
    <span><span class="hosts"><i class="run"></i></span>under way</span>\
    <span><span class="hosts"><i class="back"></i></span>backed out by itself</span>\
    <span><span class="hosts"><i class="bad"></i></span>did not succeed</span>\
    <span><span class="hosts"><i></i></span>has not begun</span></p>
    """

  /// What comes after it ended.
  private static func onward(_ it: DeploymentDetail) -> HTML {
    let release = it.row.release
    let says: HTML
    switch it.row.state {
    case .running: return .empty
    case .halted: says = "Halted: hosts that have not begun wait. It goes on by one act, or the release is backed out."
    case .succeeded: says = "Ended: every host succeeded. What comes next stands on the page of the release."
    case .failed: says = "Ended: not every host succeeded. What can be done stands on the page of the release."
    }
    return Piece.sheet(
      "Next",
      """
      <p>\(says)</p><p class="acts"><a class="button" href="\(release.subject.path ?? "/")">To \(release.text)</a></p>
      """)
  }

  private static func cell(_ run: RunRow, _ action: DeploymentAction) -> String {
    guard let result = run.result else { return run.latest == nil ? "wait" : "run" }
    if result.succeeds(for: action) { return "ok" }
    return result == .backedOut || result == .removed ? "back" : "bad"
  }

  private static func standing(_ run: RunRow) -> String {
    run.result?.label ?? run.latest.map { Wording.words($0) } ?? "has not begun"
  }

  static func standingMark(_ run: RunRow, _ action: DeploymentAction) -> HTML {
    guard let result = run.result else { return Mark.idle.html(standing(run)) }
    if result.succeeds(for: action) { return Mark.go.html(result.label) }
    return (result == .backedOut || result == .removed ? Mark.hold : Mark.stop).html(result.label)
  }

  /// Halting is one act and always works: the reason and the button stand on the page itself.
  private static func halt(_ it: DeploymentDetail, _ scene: Scene) -> HTML {
    guard it.row.state == .running, scene.may("deployment.halt"), let key = scene.key(1) else { return .empty }
    return """
      <form class="sheet halt" method="post" action="/act/deployment.halt" data-keep>\
      \(scene.hidden(key: key, version: it.version, back: scene.here))\
      <input type="hidden" name="deployment" value="\(it.row.deployment.text)">\
      <label for="halt-why">Reason for a halt</label><input id="halt-why" name="why" type="text" minlength="3" \
      maxlength="2000" required><button class="button danger" type="submit">Halt</button></form>
      """
  }

  /// What went wrong, first: cause in words for each host that did not succeed.
  private static func failures(_ it: DeploymentDetail) -> HTML {
    let bad = it.runs.filter { run in run.result.map { !$0.succeeds(for: it.row.action) } ?? false }
    guard !bad.isEmpty else { return .empty }
    let items = HTML.each(bad) { run in
      """
      <li><span><strong>\(run.host.link(run.hostName)): \(standing(run))</strong><br>\
      <span class="prose">\(run.cause ?? "The host gave no cause.")</span></span></li>
      """
    }
    return
      "<section class=\"sheet blockers\"><h2>Hosts that did not succeed</h2><ol class=\"reasons\">\(items)</ol></section>"
  }

  private static func runs(_ it: DeploymentDetail) -> HTML {
    let table = Table(
      caption: "Every host of this deployment",
      columns: [
        Table.Column("Host"), Table.Column("Stands"), Table.Column("Last heard"), Table.Column("Took", number: true),
        Table.Column("Before and after"), Table.Column("Cause and log"),
      ],
      rows: it.runs.map { run in
        [
          run.host.link(run.hostName), standingMark(run, it.row.action),
          run.latestAt.map { Wording.html($0) } ?? "<span class=\"quiet\">nothing yet</span>",
          run.milliseconds.map { HTML(escaping: Wording.duration(milliseconds: $0)) } ?? "", observed(run, it),
          details(run),
        ]
      }, empty: "This deployment has no hosts.")
    return Piece.sheet("Per host", table.html)
  }

  /// Whether the state observed after is the state before, with the way to every step and difference.
  private static func observed(_ run: RunRow, _ it: DeploymentDetail) -> HTML {
    let says: HTML =
      if let before = run.before, let after = run.after {
        before == after ? "the same" : "differs"
      } else {
        "not both observed"
      }
    let path = "/deployments/\(it.row.deployment.text)/\(run.host.text)"
    return "\(says)<br><a href=\"\(path)\">Steps and differences<span class=\"unseen\"> of \(run.hostName)</span></a>"
  }

  private static func details(_ run: RunRow) -> HTML {
    let cause = run.cause.map { Wording.prose($0) }
    let log = run.log.map { log -> HTML in
      """
      <details id="l-\(run.host.text)"><summary>Log of \(run.hostName)</summary>\
      <pre tabindex="0">\(log)</pre></details>
      """
    }
    return "\(cause)\(log)"
  }

  private static func acts(_ it: DeploymentDetail, _ scene: Scene) -> HTML {
    let same = [(name: "deployment", value: it.row.deployment.text)]
    switch it.row.state {
    case .halted:
      return scene.button("Go on", "deployment.resume", same, primary: true)
        + scene.button("Give up the rest", "deployment.give-up", same)
    // With a form of its own on the page, halting needs no way to it.
    case .running: return scene.key(1) == nil ? scene.button("Halt …", "deployment.halt", same) : .empty
    case .succeeded, .failed: return .empty
    }
  }
}
