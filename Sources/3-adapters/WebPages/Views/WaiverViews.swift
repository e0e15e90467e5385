import Evidence
import Operations
import PeopleRules
import Vocabulary

/// Waivers of separation of duties: the report of every one that was asked for (ROL-6).
enum WaiverViews {
  static func list(_ answer: Listing<WaiverRow>, _ listed: Listed<Waiver>) -> HTML {
    let table = Table(
      caption: "Waivers",
      columns: [
        listed.column("Waiver", by: "number"), listed.column("Rule", by: "rule"), listed.column("On", by: "on"),
        listed.column("State", by: "state"), Table.Column("Asked by"), Table.Column("Asked"),
        Table.Column("Decided by"),
      ],
      rows: answer.items.map { row in
        [
          row.waiver.link, "<code>\(row.rule)</code>", row.on.link, mark(row, listed.scene.now),
          HTML(escaping: row.person), Wording.html(row.askedAt), HTML(escaping: row.decidedBy ?? ""),
        ]
      },
      empty: """
        Nobody has asked to be let past separation of duties. Somebody can when a rule refuses them; a second person \
        decides, and everything stands here.
        """)
    let filters = listed.filters([
      .choice("state", label: "State", WaiverState.allCases.map { ($0.rawValue, $0.rawValue) }),
      .choice("rule", label: "Rule", Segregation.pairs.map { ($0.rule, $0.rule) }),
    ])
    return """
      \(Piece.title("Waivers", acts: listed.scene.button("Ask for a waiver", "waiver.ask", [], primary: true)))
      \(filters)<section class="sheet">\(table.html)</section>\(listed.foot(answer))
      """
  }

  static func show(_ it: WaiverRow, log: Journal, _ scene: Scene) -> HTML {
    let same = [(name: "waiver", value: it.waiver.text)]
    let acts: HTML =
      it.state == .asked
      ? scene.button("Give it", "waiver.grant", same, primary: true) + scene.button("Refuse it", "waiver.refuse", same)
      : .empty
    let pair = Segregation.pairs.first { $0.rule == it.rule }
    let rule: HTML =
      pair.map { "Who \($0.first) may not \($0.second)" } ?? "\(it.rule)"
    let pairs: [(String, HTML)] = [
      ("Rule", "\(rule)<br><code>\(it.rule)</code>"), ("On", it.on.link), ("Asked by", HTML(escaping: it.person)),
      ("Asked", Wording.html(it.askedAt)), ("Decided by", HTML(escaping: it.decidedBy ?? "nobody yet")),
      ("May be used until", it.expires.map { Wording.html($0) } ?? "not given"),
    ]
    return """
      \(Piece.title("Waiver for \(it.on.reference)", reference: Piece.reference(it.waiver.text),
        facts: [mark(it, scene.now)], acts: acts))
      <section class="sheet">\(Piece.pairs(pairs))</section>
      \(LogViews.sheet("Change log of \(it.waiver.text)", log, it.waiver.subject))
      """
  }

  private static func mark(_ row: WaiverRow, _ now: Moment) -> HTML {
    switch row.state {
    case .asked: Mark.hold.html("asked for")
    case .granted: row.expires.map { now <= $0 } ?? false ? Mark.go.html("given") : Mark.idle.html("ended unused")
    case .refused: Mark.stop.html("refused")
    case .used: Mark.idle.html("used")
    }
  }
}
