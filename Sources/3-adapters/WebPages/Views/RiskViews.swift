import Evidence
import Operations
import PeopleRules
import ReleaseRules
import Vocabulary

/// The risk register: all of it, one risk, what threatens one release (STR-3).
enum RiskViews {
  static func list(_ answer: Listing<RiskRow>, _ listed: Listed<Risk>) -> HTML {
    let columns = [
      listed.column("Risk", by: "number"), Table.Column("Title"), listed.column("Exposure", by: "exposure"),
      listed.column("State", by: "state"), listed.column("Release", by: "release"), Table.Column("Owner"),
      Table.Column("Review by"),
    ]
    let filters = listed.filters([
      .choice("state", label: "State", RiskState.allCases.map { ($0.rawValue, $0.rawValue) }),
      .choice("band", label: "Exposure", ExposureBand.allCases.map { ($0.rawValue, $0.rawValue) }),
      .choice("open", label: "Open", [("yes", "yes"), ("no", "no")]), .text("release", label: "Release"),
      .text("owner", label: "Owner"),
    ])
    let table = Table(
      caption: "Risks", columns: columns,
      rows: answer.items.map { row in
        [
          row.risk.link, HTML(escaping: row.title), exposure(row), mark(row.state), row.release.link, owner(row),
          review(row, listed.scene.now),
        ]
      },
      empty: """
        No risk fits. Anybody can raise one for a release: what may happen, how likely it is, and how bad it would be.
        """)
    return """
      \(Piece.title("Risks", acts: listed.scene.button("Raise a risk", "risk.raise", [], primary: true)))
      \(filters)<section class="sheet">\(table.html)</section>\(listed.foot(answer))
      """
  }

  static func ofRelease(_ it: ReleaseRiskDetail, _ scene: Scene) -> HTML {
    let acts = scene.button(
      "Raise a risk", "risk.raise", [(name: "release", value: it.release.text)], for: it.release, primary: true)
    var facts: [HTML] = ["sum of exposure <b>\(it.exposure)</b>"]
    if it.accepted > 0 { facts.append("accepted by name <b>\(it.accepted)</b>") }
    facts += it.losses.map { "costs <b>\(Wording.money($0))</b> on average" }
    facts.append(
      it.bearsExposure.map { limit -> HTML in "above \(limit) an unanswered risk refuses the gate" }
        ?? "no risk refuses a gate in this profile")
    if it.closed > 0 {
      let path = Address.path("/risks", [(name: "release", value: it.release.text), (name: "open", value: "no")])
      facts.append("<a href=\"\(path)\">\(it.closed) closed</a>")
    }
    let table = Table(
      caption: "Open risks, the gravest first",
      columns: [
        Table.Column("Risk"), Table.Column("Title"), Table.Column("Exposure"), Table.Column("State"),
        Table.Column("Owner"), Table.Column("Review by"), Table.Column("Act"),
      ],
      rows: it.open.map { row in
        [
          row.risk.link, HTML(escaping: row.title), exposure(row), mark(row.state), owner(row), review(row, scene.now),
          act(row, scene),
        ]
      }, empty: "Nobody has raised a risk for this release, or all of them are closed.")
    let lead: HTML =
      it.open.isEmpty
      ? "No risk of \(it.title) is open."
      : "<b>\(Wording.count(it.open.count, "risk"))</b> \(it.open.count == 1 ? "threatens" : "threaten") \(it.title)."
    return """
      \(Piece.title("Risks", reference: it.release.link, lead: lead, facts: facts, acts: acts))
      \(Piece.sheet("Exposure", RiskMatrix.html(it.open, "Open risks of \(it.release.text) by probability and impact")))
      \(Piece.sheet("Open risks", table.html))
      """
  }

  /// What most probably comes next; everything else stands on the risk's own page.
  private static func act(_ row: RiskRow, _ scene: Scene) -> HTML {
    let same = [(name: "risk", value: row.risk.text)]
    if row.alarms > 0 { return scene.button("Answer", "risk.answer-alarm", same) }
    if row.owner == nil { return scene.button("Plan it", "risk.plan", same) }
    if row.owner == scene.actor.person, !row.isTakenUp { return scene.button("Take it up", "risk.take-up", same) }
    return scene.button("Analyse", "risk.assess", same)
  }

  static func show(_ it: RiskDetail, log: Journal, _ scene: Scene) -> HTML {
    let row = it.row
    var facts: [HTML] = [mark(row.state), exposure(row), "threatens \(row.release.link)"]
    if let item = row.item { facts.append("about \(item.link)") }
    let main =
      Piece.sheet("What may happen", Wording.prose(it.description)) + alarms(it) + plan(it, scene) + ending(it)
    return """
      \(Piece.title(row.title, reference: Piece.reference(row.risk.text), facts: facts, acts: acts(it, scene)))
      \(Piece.columns(main, aside: aside(it, scene)))
      \(LogViews.sheet("Change log of \(row.risk.text)", log, row.risk.subject))
      """
  }

  private static func acts(_ it: RiskDetail, _ scene: Scene) -> HTML {
    let same = [(name: "risk", value: it.row.risk.text)]
    func button(_ label: String, _ name: String, primary: Bool = false) -> HTML {
      scene.button(label, "risk.\(name)", same, for: it.row.release, primary: primary)
    }
    guard it.row.state != .closed else { return .empty }
    var out = HTML.empty
    if it.row.alarms > 0 { out += button("Answer the trigger", "answer-alarm", primary: true) }
    if it.row.owner == scene.actor.person, !it.row.isTakenUp { out += button("Take it up", "take-up", primary: true) }
    out += button(it.plan == nil ? "Plan it" : "Plan again", "plan", primary: it.plan == nil)
    out += button("Analyse again", "assess")
    if it.plan != nil, it.mitigation == nil { out += button("Mitigated", "mitigate") }
    if it.acceptance == nil { out += button("Accept it", "accept") }
    if it.occurrence == nil { out += button("It has come true", "occur") }
    return out + button("Close", "close")
  }

  private static func alarms(_ it: RiskDetail) -> HTML {
    guard !it.alarms.isEmpty else { return .empty }
    let table = Table(
      caption: "Triggers that were seen",
      columns: [
        Table.Column("Seen"), Table.Column("What"), Table.Column("On"), Table.Column("What came of it"),
      ],
      rows: it.alarms.reversed().map { row in
        let hosts: HTML = row.hosts.map { " <small>\(Wording.count($0, "host"))</small>" } ?? ""
        let answer: HTML =
          row.answer.map { says -> HTML in "\(says)<br><small>\(row.answeredBy ?? "")</small>" }
          ?? (it.occurrence == nil ? Mark.stop.html("waits for an answer") : "it has come true")
        return [Wording.html(row.at), "\(Wording.capital(row.watch.label))\(hosts)", row.about.link, answer]
      }, empty: "")
    return Piece.sheet("Triggers that were seen", table.html)
  }

  private static func plan(_ it: RiskDetail, _ scene: Scene) -> HTML {
    guard let plan = it.plan else {
      return Piece.sheet("Plan", Piece.quiet("Nothing is planned yet: mitigation, contingency, owner and trigger."))
    }
    var watched = plan.watches.map { watch in
      watch == .hostsFailed ? "\(watch.label), from \(Wording.count(plan.failedHosts ?? 1, "host")) on" : watch.label
    }.joined(separator: "; ")
    if watched.isEmpty { watched = "nothing; people look" }
    let on: HTML = plan.deployment.map { " <small>of \($0.link)</small>" } ?? ""
    let done: HTML = it.mitigation.map { "\(Mark.go.html("done"))\(Wording.prose($0))" } ?? ""
    let due: HTML = it.mitigation == nil ? Wording.due(plan.mitigateBy, now: scene.now) : Wording.html(plan.mitigateBy)
    return Piece.sheet(
      "Plan",
      Piece.pairs([
        ("Mitigation", "\(Wording.prose(plan.mitigation))\(done)"), ("By", due),
        ("Contingency", Wording.prose(plan.contingency)), ("Trigger", Wording.prose(plan.trigger)),
        ("Slipway watches", "\(watched)\(on)"),
      ]))
  }

  private static func ending(_ it: RiskDetail) -> HTML {
    let occurred = it.occurrence.map { Piece.sheet("It has come true", Wording.prose($0)) } ?? .empty
    guard let at = it.closedAt else { return occurred }
    let lesson: HTML = it.lesson.map { Wording.prose($0) } ?? Piece.quiet("No lesson was written down.")
    return occurred + Piece.sheet("Closed", "<p>\(Wording.html(at))</p>\(lesson)")
  }

  private static func aside(_ it: RiskDetail, _ scene: Scene) -> HTML {
    let row = it.row
    var analysis: [(String, HTML)] = [
      ("Probability", "\(row.probability) of 5"), ("Impact", "\(row.impact) of 5"), ("Exposure", exposure(row)),
    ]
    if let loss = row.loss { analysis.append(("Would cost", HTML(escaping: Wording.money(loss)))) }
    if let loss = row.expectedLoss { analysis.append(("On average", HTML(escaping: Wording.money(loss)))) }
    let accepted: HTML =
      it.acceptance.map { acceptance -> HTML in
        """
        \(acceptance.by.link(it.acceptedBy ?? "")) as \(acceptance.role.label), exposure \(acceptance.exposure), \
        \(Wording.html(acceptance.at))
        """
      } ?? "<span class=\"quiet\">by nobody</span>"
    return Piece.sheet("Analysis", Piece.pairs(analysis))
      + Piece.sheet(
        "Who",
        Piece.pairs([
          ("Owner", owner(row)), ("Review by", review(row, scene.now)), ("Accepted", accepted),
          ("Raised by", "\(it.raisedBy), \(Wording.html(it.raisedAt))"),
        ]))
  }

  private static func exposure(_ row: RiskRow) -> HTML {
    let mark: Mark =
      switch row.band {
      case .low: .go
      case .medium: .idle
      case .high: .hold
      case .critical: .stop
      }
    return "\(mark.html("\(row.exposure) \(row.band.rawValue)")) <small>\(row.probability) × \(row.impact)</small>"
  }

  static func mark(_ state: RiskState) -> HTML {
    switch state {
    case .identified, .planned: Mark.hold.html(state.rawValue)
    case .tracked, .accepted: Mark.idle.html(state.rawValue)
    case .mitigated: Mark.go.html(state.rawValue)
    case .triggered, .occurred: Mark.stop.html(state.rawValue)
    case .closed: Mark.idle.html(state.rawValue)
    }
  }

  private static func owner(_ row: RiskRow) -> HTML {
    guard let owner = row.owner else { return Mark.hold.html("nobody named") }
    let part: HTML = row.isTakenUp ? "" : " \(Mark.hold.html("not taken up yet"))"
    return "\(owner.link(row.ownerName ?? owner.text))\(part)"
  }

  private static func review(_ row: RiskRow, _ now: Moment) -> HTML {
    row.state == .closed ? "<span class=\"quiet\">closed</span>" : Wording.due(row.reviewBy, now: now)
  }
}
