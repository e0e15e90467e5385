import DeploymentRules
import Evidence
import Operations
import Vocabulary

/// One host in one deployment: how it went, step by step, and what differs on it, file by file.
enum RunViews {
  static func show(_ it: RunDetail, _ scene: Scene) -> HTML {
    let run = it.row
    let action = it.deployment.action
    let facts: [HTML] = [
      DeploymentViews.standingMark(run, action),
      "\(DeploymentViews.word(action)) of \(it.deployment.package.link)", "in \(it.deployment.deployment.link)",
      "for \(it.deployment.release.link)",
      run.milliseconds.map { "took \(Wording.duration(milliseconds: $0))" } ?? "not ended",
    ]
    return """
      \(Piece.title(run.hostName, reference: run.host.link, facts: facts))
      \(cause(run))\(proof(it))\(changes(it))\(steps(it))\(log(run))
      """
  }

  private static func cause(_ run: RunRow) -> HTML {
    run.cause.map { "<section class=\"sheet blockers\"><h2>Cause</h2>\(Wording.prose($0))</section>" } ?? .empty
  }

  /// Whether backing out restored the host, and if not, what it left.
  private static func proof(_ it: RunDetail) -> HTML {
    guard let left = it.left else { return .empty }
    let verdict: HTML =
      left.isEmpty
      ? """
      <p>\(Mark.go.html("restored")) Of \(Wording.count(it.facts, "observed fact")), every one is as it was before.</p>
      """
      : "<p>\(Mark.stop.html("not restored")) \(Wording.count(left.count, "fact")) differs from before.</p>"
    return Piece.sheet("After backing out", "\(verdict)\(left.isEmpty ? .empty : table(left, "Left by the backout"))")
  }

  private static func changes(_ it: RunDetail) -> HTML {
    let noise: HTML =
      it.noise.isEmpty
      ? ""
      : """
      <details id="noise"><summary>\(Wording.count(it.noise.count, "fact")) left out because it changes by itself\
      </summary><ul>\(HTML.each(it.noise) { "<li><code>\($0)</code></li>" })</ul></details>
      """
    guard let changed = it.changed else {
      return Piece.sheet(
        "What it changed",
        Piece.quiet("Shown once the host has been observed both before and after the installation.") + noise)
    }
    let says = "\(Wording.count(changed.count, "fact differs", "facts differ")) from before."
    return Piece.sheet("What it changed", "<p>\(says)</p>\(table(changed, "What the installation changed"))\(noise)")
  }

  private static func table(_ rows: [FactDifference], _ caption: String) -> HTML {
    Table(
      caption: caption, columns: [Table.Column("What"), Table.Column("Before"), Table.Column("After")],
      rows: rows.map { row in
        [
          "\(kind(row.key)) <code>\(name(row.key))</code>", value(row.before, beside: row.after),
          value(row.after, beside: row.before),
        ]
      }, empty: "Nothing differs."
    ).html
  }

  private static func kind(_ key: String) -> String { key.split(separator: ":").first.map(String.init) ?? "" }

  private static func name(_ key: String) -> String {
    key.firstIndex(of: ":").map { String(key[key.index(after: $0)...]) } ?? key
  }

  /// Only the members that differ are said, so that one sees at once what changed.
  private static func value(_ value: JSON?, beside other: JSON?) -> HTML {
    guard let value, value["kind"] != "absent" else { return "<span class=\"quiet\">not there</span>" }
    let other = other?["kind"] == "absent" ? nil : other
    guard let members = value.members else { return "<code>\(short(value))</code>" }
    let shown = other == nil ? members : members.filter { other?[$0.name] != $0.value }
    guard !shown.isEmpty else { return "<span class=\"quiet\">as on the other side</span>" }
    return .all(
      shown.map { (member: JSON.Member) -> HTML in "<small>\(member.name)</small> <code>\(short(member.value))</code>"
      },
      between: "<br>")
  }

  private static func short(_ value: JSON) -> String {
    if case .bool(let holds) = value { return holds ? "yes" : "no" }
    let text = value.scalar
    if text.hasPrefix("sha256:") { return String(text.dropFirst(7).prefix(12)) + "…" }
    return text.count > 60 ? String(text.prefix(60)) + "…" : text
  }

  private static func steps(_ it: RunDetail) -> HTML {
    let rows = it.steps.map { step -> [HTML] in
      [
        Wording.second(step.at), HTML(escaping: word(step.word)),
        step.isGood ? Wording.line(step.says) : "\(Mark.stop.html("no")) \(Wording.line(step.says))",
      ]
    }
    let table = Table(
      caption: "What the host reported",
      columns: [Table.Column("Received (UTC)"), Table.Column("Step"), Table.Column("Says")], rows: rows,
      empty: "Nothing yet. The host reports each step as it comes to it.")
    return Piece.sheet("Steps", table.html)
  }

  private static func word(_ word: String) -> String {
    switch word {
    case "accepted": "order accepted"
    case "refused": "order refused"
    case "began": "began"
    case "progress": "download"
    case "fingerprint": "observed"
    case "verified": "check"
    case "ended": "ended"
    case "setAside": "report set aside"
    default: word
    }
  }

  private static func log(_ run: RunRow) -> HTML {
    guard let log = run.log, !log.isEmpty else { return .empty }
    return Piece.sheet("What its programs said", "<pre tabindex=\"0\">\(log)</pre>")
  }
}
