import ChangeRules
import DeploymentRules
import Evidence
import Operations
import PeopleRules
import ReleaseRules
import Vocabulary

/// Releases: the board by phase, and one of them with its spine.
enum ReleaseViews {
  static func mark(_ phase: Phase) -> HTML {
    switch phase {
    case .planning, .building, .acceptance, .preparation, .review: Mark.idle.html(phase.label)
    case .deployment, .suspended: Mark.hold.html(phase.label)
    case .closed: Mark.go.html(phase.label)
    case .cancelled, .backedOut: Mark.stop.html(phase.label)
    }
  }

  /// Groups in the order of the work; empty ones of the spine stay, so that the board always looks the same.
  static func board(_ rows: [ReleaseRow], next: HTML, _ scene: Scene) -> HTML {
    let phases = Phase.allCases.filter { phase in
      Phase.spine.contains(phase) || rows.contains { $0.phase == phase }
    }
    let columns = HTML.each(phases) { phase in
      let own = rows.filter { $0.phase == phase }
      let cards: HTML = own.isEmpty ? "<p class=\"quiet\">none</p>" : HTML.each(own, card)
      return """
        <section class="lane" aria-labelledby="lane-\(phase.rawValue)"><h2 id="lane-\(phase.rawValue)">\
        \(Wording.capital(phase.label)) <span class="count">\(own.count)</span></h2>\(cards)</section>
        """
    }
    let count = HTML(escaping: Wording.count(rows.count, "release"))
    let open = scene.button("Open a release", "release.open", [], primary: true)
    let empty: HTML =
      rows.isEmpty
      ? "<p class=\"empty\">No release yet. One begins when a release manager puts an approved request into it.</p>"
      : ""
    return """
      \(Piece.title("Releases", facts: [count], acts: open))
      \(empty)<div class="lanes">\(columns)</div>\(next)
      """
  }

  private static func card(_ row: ReleaseRow) -> HTML {
    let block: HTML
    switch (row.firstBlocker, row.blockers) {
    case (let first?, let count):
      let more: HTML = count > 1 ? " <small>and \(count - 1) more</small>" : ""
      block = "<p>\(Mark.hold.html("waits")) \(LinkedText.html(first, naming: []))\(more)</p>"
    case (nil, _): block = row.phase.isActive ? "<p>\(Mark.go.html("may go on"))</p>" : ""
    }
    let package = row.package.map { package -> HTML in " · \(package.link)" }
    return """
      <article class="card" data-row><h3>\(row.release.link(row.title))</h3>
      <p class="quiet">\(row.release.link) · \(Piece.comma(row.requests.map(\.link)))\(package)</p>\(block)</article>
      """
  }

  static func show(_ it: ReleaseDetail, log: Journal, _ scene: Scene) -> HTML {
    let row = it.row
    var facts: [HTML] = [mark(row.phase), "carries \(Piece.comma(row.requests.map(\.link)))"]
    if let window = it.window { facts.append("window \(Wording.html(window))") }
    if let package = row.package { facts.append("brings \(package.link)") }
    let main =
      blockers(it) + deployments(it.deployments, heading: "Deployments") + hosts(it)
      + LogViews.sheet("Change log of \(row.release.text)", log, row.release.subject)
    return """
      \(Piece.title(row.title, reference: Piece.reference(row.release.text), facts: facts, acts: acts(it, scene)))
      \(spine(row.phase))\(Piece.columns(main, aside: aside(it)))
      """
  }

  private static func spine(_ phase: Phase) -> HTML {
    // A closed release has its whole way behind it; one that was stopped stands beside the spine.
    let at = Phase.spine.firstIndex(of: phase)
    let steps = HTML.each(Phase.spine.enumerated()) { (place: Int, step: Phase) -> HTML in
      let isDone = phase == .closed || (at.map { place < $0 } ?? false)
      if place == at {
        return
          "<li class=\"now\" aria-current=\"step\"><strong>\(Wording.capital(step.label))</strong><small>now</small></li>"
      }
      return isDone
        ? "<li class=\"done\"><strong>\(Wording.capital(step.label))</strong><small>done</small></li>"
        : "<li><strong>\(Wording.capital(step.label))</strong><small>to come</small></li>"
    }
    let beside: HTML =
      at == nil && phase != .closed ? "<p>This release is \(mark(phase)): it stands beside its way.</p>" : ""
    return "<ol class=\"spine\" aria-label=\"Processes\">\(steps)</ol>\(beside)"
  }

  private static func blockers(_ it: ReleaseDetail) -> HTML {
    guard let onward = it.onward else { return .empty }
    let heading = "What blocks \(onward.label) now"
    if it.blockers.isEmpty {
      return Piece.sheet(heading, "<p>\(Mark.go.html("nothing")) It may go on to \(onward.label).</p>")
    }
    return Problems.sheet(heading, it.blockers)
  }

  private static func hosts(_ it: ReleaseDetail) -> HTML {
    let table = Table(
      caption: "Hosts of the plan",
      columns: [Table.Column("Host"), Table.Column("Purpose"), Table.Column("Item"), Table.Column("Serves")],
      rows: it.hosts.map {
        [
          $0.host.link($0.name), HTML(escaping: $0.purpose.rawValue), $0.item.link,
          $0.retired ? Mark.stop.html("retired") : Mark.go.html("yes"),
        ]
      }, empty: "No hosts are planned. The release manager or the plan owner names them with the window.")
    return Piece.sheet(
      "Hosts", "<p class=\"quiet\">\(Wording.count(it.hosts.count, "host")) · plan \(it.planVersion)</p>\(table.html)")
  }

  private static func aside(_ it: ReleaseDetail) -> HTML {
    let package: HTML = it.row.package.map(\.link) ?? "<span class=\"quiet\">not chosen</span>"
    let digest: HTML = it.digest.map { Wording.html($0) } ?? "<span class=\"quiet\">none</span>"
    let approval: HTML
    if let number = it.approval {
      approval = "\(Mark.go.html("stands")) number \(number), by \(it.approvedBy ?? "")"
    } else {
      approval =
        "\(Mark.hold.html("none")) <span class=\"quiet\">a change manager approves exactly this plan and package</span>"
    }
    let window: HTML = it.window.map { Wording.html($0) } ?? "<span class=\"quiet\">not planned</span>"
    let settings: HTML =
      it.settings.isEmpty
      ? Piece.quiet("None.") : Piece.pairs(it.settings.map { ($0.name, "<code>\($0.value)</code>") })
    return Piece.sheet("Package", Piece.pairs([("Version", package), ("Digest", digest)]))
      + Piece.sheet("Approval", Piece.pairs([("Deployment", approval), ("Window", window)]))
      + Piece.sheet("Settings", settings)
  }

  static func deployments(_ rows: [DeploymentRow], heading: String) -> HTML {
    Piece.sheet(heading, DeploymentViews.table(rows, columns: nil))
  }

  /// The acts of the phase first; what is always possible after them.
  private static func acts(_ it: ReleaseDetail, _ scene: Scene) -> HTML {
    let release = it.row.release
    let same = [(name: "release", value: release.text)]
    func button(_ label: String, _ name: String, primary: Bool = false) -> HTML {
      scene.button(label, "release.\(name)", same, for: release, primary: primary)
    }
    var out = HTML.empty
    if let onward = it.onward, it.blockers.isEmpty {
      out += scene.button(
        "Move to \(onward.label)", "release.move", same + [(name: "to", value: onward.rawValue)], for: release,
        primary: true)
    }
    switch it.row.phase {
    case .planning: out += button("Plan", "plan")
    case .building:
      out += button("Choose the package", "choose-package") + button("Try it", "try") + button("Plan", "plan")
    case .acceptance: out += button("Try it", "try") + button("Plan", "plan")
    case .preparation:
      out +=
        button("Approve the deployment", "approve-deployment", primary: it.approval == nil) + button("Plan", "plan")
    case .deployment:
      out += button("Deploy", "deploy", primary: true) + button("Sign off", "sign-off") + button("Back out", "back-out")
    case .review: out += button("Back out", "back-out")
    case .suspended: out += button("Resume", "resume", primary: true)
    case .closed, .cancelled, .backedOut: break
    }
    return it.row.phase == .closed || it.row.phase == .cancelled ? out : out + button("Move …", "move")
  }
}
