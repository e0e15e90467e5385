import DeploymentRules
import Evidence
import Operations
import PeopleRules
import ReleaseRules
import Vocabulary

/// Who takes part in a release, what the clusters owe and what they answered, side by side (ROL-2, ROL-8).
enum TeamViews {
  static func show(_ it: TeamDetail, _ scene: Scene) -> HTML {
    let same = [(name: "release", value: it.release.text)]
    let acts =
      scene.button("Name a representative", "release.represent", same, for: it.release, primary: true)
      + scene.button("Take somebody in", "release.join", same, for: it.release)
      + scene.button("Choose the profile", "release.choose-profile", same, for: it.release)
    return """
      \(Piece.title(
        "Team and duties", reference: it.release.link, lead: lead(it), facts: facts(it), acts: acts))
      \(clusters(it, scene))\(duties(it, scene))\(members(it, scene))
      """
  }

  private static func lead(_ it: TeamDetail) -> HTML {
    let owed = it.duties.filter { $0.process == it.phase && $0.refuses && !isSettled($0) }
    return owed.isEmpty
      ? "No duty keeps \(it.title) in \(it.phase.label)."
      : "<b>\(Wording.count(owed.count, "duty", "duties"))</b> \(owed.count == 1 ? "keeps" : "keep") \(it.title) in \(it.phase.label)."
  }

  private static func facts(_ it: TeamDetail) -> [HTML] {
    let profile: HTML = "profile <b>\(it.profile.rawValue)</b>"
    guard it.profile != it.proposed else { return [profile, "as proposed: \(it.proposedBecause)"] }
    let reason: HTML = it.reason.map { " · chosen because: \($0)" } ?? ""
    return [profile, "proposed is \(it.proposed.rawValue): \(it.proposedBecause)\(reason)"]
  }

  private static func isSettled(_ row: DutyRow) -> Bool {
    ["accepted", "done", "not concerned"].contains(row.state)
  }

  private static func clusters(_ it: TeamDetail, _ scene: Scene) -> HTML {
    let rows = it.clusters.map { row -> [HTML] in
      let who: HTML
      if let person = row.person {
        who = person.link(row.name ?? person.text)
      } else if let why = row.notConcerned {
        who = "\(Mark.idle.html("not concerned")) \(why)"
      } else {
        who = Mark.hold.html("nobody named")
      }
      let part: HTML =
        row.person == nil ? .empty : row.accepted ? Mark.go.html("taken on") : Mark.hold.html("not taken on yet")
      let owes = it.duties.filter { $0.cluster == row.cluster }
      let open = owes.filter { $0.process == it.phase && !isSettled($0) && $0.condition != .optional }.count
      let values = [(name: "release", value: it.release.text), (name: "cluster", value: row.cluster.rawValue)]
      let act: HTML
      if row.person != nil, row.person == scene.actor.person, !row.accepted {
        act = scene.button("Take it on", "release.accept-part", values, primary: true)
      } else {
        act = scene.button(
          row.person == nil ? "Name somebody" : "Name another", "release.represent", values, for: it.release)
      }
      return [
        "<b>\(row.cluster.label)</b>", who, part, open == 0 ? Mark.go.html("nothing") : Mark.hold.html("\(open) open"),
        act,
      ]
    }
    let table = Table(
      caption: "Clusters",
      columns: [
        Table.Column("Cluster"), Table.Column("Stands for it"), Table.Column("Part"),
        Table.Column("Owed in \(it.phase.label)"), Table.Column("Act"),
      ], rows: rows, empty: "")
    return Piece.sheet("Clusters", table.html)
  }

  /// One section for each process; the one where the release stands is open.
  private static func duties(_ it: TeamDetail, _ scene: Scene) -> HTML {
    HTML.each(Phase.spine.filter { phase in it.duties.contains { $0.process == phase } }) { (phase: Phase) -> HTML in
      let rows = it.duties.filter { $0.process == phase }
      let open = rows.filter { $0.refuses && !isSettled($0) }.count
      let settled = rows.filter(isSettled).count
      let mark: HTML = open == 0 ? Mark.go.html("gate free") : Mark.stop.html("\(open) refuse the gate")
      let table = Table(
        caption: "Duties in \(phase.label)",
        columns: [
          Table.Column("Cluster"), Table.Column("Duty"), Table.Column("Kind"), Table.Column("State"),
          Table.Column("Answer"), Table.Column("Act"),
        ], rows: rows.map { cells($0, it, scene) }, empty: "")
      return """
        <details class="sheet duties" id="duties-\(phase.rawValue)"\(phase == it.phase ? " open" as HTML : "")>\
        <summary><strong>\(Wording.capital(phase.label))</strong> <span class="quiet">\(settled) of \(rows.count) settled</span> \
        \(mark)</summary>\(table.html)</details>
        """
    }
  }

  private static func cells(_ row: DutyRow, _ it: TeamDetail, _ scene: Scene) -> [HTML] {
    let state: HTML
    switch row.state {
    case "done", "accepted": state = Mark.go.html(row.state)
    case "not concerned": state = Mark.idle.html(row.state)
    case "refused": state = Mark.stop.html(row.state)
    case "stale": state = "\(Mark.hold.html("stale")) <small>\(row.staleBecause ?? "")</small>"
    default: state = row.refuses ? Mark.stop.html(row.state) : Mark.idle.html(row.state)
    }
    let tests: HTML = row.tests.isEmpty ? "" : " · tests \(Piece.comma(row.tests.map(\.link)))"
    let answer: HTML =
      row.says.map { says -> HTML in
        let at: HTML = row.at.map { Wording.html($0) } ?? ""
        return "\(says)<br><small>\(row.by ?? "") · \(at)\(tests)</small>"
      } ?? ""
    let values = [(name: "release", value: it.release.text), (name: "duty", value: row.duty)]
    let act: HTML =
      row.kind == .own || !speaks(row, it, scene) ? .empty : scene.button("Answer", "release.answer-duty", values)
    let when: HTML =
      row.condition == .always ? "" : " <small>\(row.condition == .optional ? "may" : "where concerned")</small>"
    return [
      HTML(escaping: row.cluster.label), "\(row.about) <small>\(row.duty)</small>\(when)",
      HTML(escaping: label(row.kind)), state, answer, act,
    ]
  }

  /// Only who may speak for the cluster is offered the act: its representative, or where nobody is named its roles.
  private static func speaks(_ row: DutyRow, _ it: TeamDetail, _ scene: Scene) -> Bool {
    if let named = it.clusters.first(where: { $0.cluster == row.cluster })?.person {
      return named == scene.actor.person
    }
    return Role.allCases.contains { $0.cluster == row.cluster && scene.actor.holds($0, for: it.release) }
  }

  static func label(_ kind: DutyKind) -> String {
    switch kind {
    case .own: "owns"
    case .perform: "performs"
    case .advise: "advises"
    case .attend: "attends"
    case .signOff: "signs off"
    case .input: "input to a decision"
    }
  }

  private static func members(_ it: TeamDetail, _ scene: Scene) -> HTML {
    let table = Table(
      caption: "Members",
      columns: [
        Table.Column("Name"), Table.Column("Part"), Table.Column("Stands for"), Table.Column("Contact"),
        Table.Column("Since"), Table.Column("Act"),
      ],
      rows: it.members.map { row in
        let mail: HTML = row.mail.map { "<a href=\"mailto:\($0)\">\($0)</a>" } ?? ""
        return [
          row.person.link(row.name), HTML(escaping: row.part),
          HTML(escaping: row.clusters.map(\.label).joined(separator: ", ")),
          mail, Wording.html(row.since),
          scene.button(
            "Take out", "release.leave",
            [(name: "release", value: it.release.text), (name: "person", value: row.person.text)], for: it.release),
        ]
      },
      empty: "Nobody has been taken into the team yet. The release manager takes people in, each with a part.")
    return Piece.sheet("Members", table.html)
  }
}
