import ChangeRules
import DeploymentRules
import Evidence
import Operations
import PeopleRules
import ReleaseRules
import Vocabulary

/// One release with its spine: where it stands, what keeps it, what to do next.
enum ReleaseViews {
  static func mark(_ phase: Phase) -> HTML {
    switch phase {
    case .planning, .building, .acceptance, .preparation, .review: Mark.idle.html(phase.label)
    case .deployment, .suspended: Mark.hold.html(phase.label)
    case .closed: Mark.go.html(phase.label)
    case .cancelled, .backedOut: Mark.stop.html(phase.label)
    }
  }

  static func show(_ it: ReleaseDetail, log: Journal, _ scene: Scene) -> HTML {
    let row = it.row
    var facts: [HTML] = [mark(row.phase), "carries \(Piece.comma(row.requests.map(\.link)))"]
    if let package = row.package { facts.append("brings \(package.link)") }
    facts.append("profile \(it.profile.rawValue)")
    if let window = it.window { facts.append("window \(Wording.html(window))") }
    let nextActs = NextActs(scene: scene, release: row.release, package: row.package)
    let main =
      next(it, scene) + GateViews.warnings(it, nextActs) + GateViews.checks(it)
      + deployments(it.deployments, heading: "Deployments", now: scene.now, inRelease: true) + hosts(it)
    return """
      \(Piece.title(
        row.title, reference: Piece.reference(row.release.text), lead: lead(it), facts: facts, acts: acts(it, scene)))
      \(spine(it))\(Piece.columns(main, aside: aside(it)))
      \(LogViews.sheet("Change log of \(row.release.text)", log, row.release.subject))
      """
  }

  /// Where it stands and what keeps it, in one sentence.
  private static func lead(_ it: ReleaseDetail) -> HTML {
    let phase = it.row.phase
    guard let onward = it.onward else {
      switch phase {
      case .closed: return "Closed: all of its way is behind it."
      case .suspended: return "Suspended\(stopped(it)): nothing goes on until it is resumed."
      case .cancelled: return "Cancelled\(stopped(it)): nothing more is done."
      default: return "In \(phase.label)."
      }
    }
    let count = it.blockers.count
    let stands: HTML = phase == .backedOut ? "Backed out." : "In \(phase.label).\(back(it))"
    return count == 0
      ? "\(stands) Nothing keeps it from \(onward.label)."
      : "\(stands) <b>\(Wording.count(count, "thing"))</b> \(count == 1 ? "keeps" : "keep") it from \(onward.label)."
  }

  private static func stopped(_ it: ReleaseDetail) -> HTML {
    guard let stop = it.stop else { return "" }
    let cause: HTML = stop.cause.map { " by \($0.link)" } ?? ""
    return " (\(stop.kind.label)\(cause))"
  }

  /// The way back by which it came, and who has the work now.
  private static func back(_ it: ReleaseDetail) -> HTML {
    guard let back = it.workWith else { return "" }
    let fell: HTML =
      back.fell.isEmpty ? "" : " Fell with it: \(back.fell.joined(separator: ", "))."
    return
      " Sent back from \(back.from.label) \(Wording.html(back.at)); the work is with the \(back.workBackTo.label).\(fell)"
  }

  private static func spine(_ it: ReleaseDetail) -> HTML {
    // A closed release has its whole way behind it; one that was stopped stands beside the spine.
    let phase = it.row.phase
    let at = Phase.spine.firstIndex(of: phase)
    let steps = HTML.each(Phase.spine.enumerated()) { (place: Int, step: Phase) -> HTML in
      let isDone = phase == .closed || (at.map { place < $0 } ?? false)
      let name: HTML = "<strong>\(Wording.capital(step.label))</strong>"
      if place == at {
        return "<li class=\"now\" aria-current=\"step\">\(name)<small>now\(ReleaseSteps.fact(step, it))</small></li>"
      }
      return isDone
        ? "<li class=\"done\">\(name)<small>done\(ReleaseSteps.fact(step, it))</small></li>"
        : "<li>\(name)<small>to come</small></li>"
    }
    let beside: HTML =
      at == nil && phase != .closed ? "<p>This release is \(mark(phase)): it stands beside its way.</p>" : ""
    return "<ol class=\"spine\" aria-label=\"Processes\">\(steps)</ol>\(beside)"
  }

  /// What blocks the next step, each with the act that clears it; or the step itself.
  private static func next(_ it: ReleaseDetail, _ scene: Scene) -> HTML {
    guard let onward = it.onward else { return .empty }
    let release = it.row.release
    if it.blockers.isEmpty {
      let move = scene.button(
        "Move to \(onward.label)", "release.move",
        [(name: "release", value: release.text), (name: "to", value: onward.rawValue)], for: release, primary: true)
      let who: HTML = move == .empty ? " A release manager moves it." : ""
      return Piece.sheet(
        "Next",
        "<p>\(Mark.go.html("ready")) Nothing blocks \(onward.label).\(who)</p>"
          + (move == .empty ? "" : "<p class=\"acts\">\(move)</p>"), class: "onward")
    }
    let acts = NextActs(scene: scene, release: release, package: it.row.package)
    return Problems.sheet("What blocks \(onward.label) now", it.blockers, SubjectNames(it.hosts), next: acts)
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

  static func deployments(_ rows: [DeploymentRow], heading: String, now: Moment, inRelease: Bool = false) -> HTML {
    Piece.sheet(heading, DeploymentViews.table(rows, columns: nil, now: now, inRelease: inRelease))
  }

  /// The acts of the phase first; what is always possible after them.
  private static func acts(_ it: ReleaseDetail, _ scene: Scene) -> HTML {
    let release = it.row.release
    let same = [(name: "release", value: release.text)]
    func button(_ label: String, _ name: String, primary: Bool = false) -> HTML {
      scene.button(label, "release.\(name)", same, for: release, primary: primary)
    }
    var out = HTML.empty
    switch it.row.phase {
    case .planning: out += button("Plan", "plan")
    case .building:
      out += button("Choose the package", "choose-package") + button("Try it", "try") + button("Plan", "plan")
    case .acceptance: out += button("Try it", "try") + button("Plan", "plan")
    case .preparation:
      out +=
        button("Approve the deployment", "approve-deployment", primary: it.approval == nil) + button("Plan", "plan")
    case .deployment:
      out +=
        button("Deploy", "deploy", primary: !it.blockers.isEmpty) + button("Sign off", "sign-off")
        + button("Back out", "back-out")
    case .review: out += button("Back out", "back-out")
    case .suspended: out += button("Resume", "resume", primary: true)
    case .closed, .cancelled, .backedOut: break
    }
    out += "<a class=\"button\" href=\"\(release.subject.path ?? "")/team\">Team and duties</a>"
    out += "<a class=\"button\" href=\"\(release.subject.path ?? "")/plan\">Tasks and dates</a>"
    out += "<a class=\"button\" href=\"\(release.subject.path ?? "")/risks\">Risks</a>"
    guard it.row.phase != .closed, it.row.phase != .cancelled else { return out + button("Note", "note") }
    // Who decides on a stop depends on where the release stands: the table says.
    func decides(_ to: Phase) -> Bool {
      Transition.find(it.row.phase, to)?.decidedBy.contains { scene.actor.holds($0, for: release) } ?? false
    }
    if it.row.phase.isBefore(.deployment) { out += button("Take in …", "take-in") + button("Take out …", "take-out") }
    if decides(.suspended) { out += button("Suspend …", "suspend") }
    if decides(.cancelled) { out += button("Cancel …", "cancel") }
    return out + button("Move …", "move") + button("Note", "note")
  }
}
