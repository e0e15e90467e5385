import ChangeRules
import Evidence
import Operations
import PeopleRules
import Vocabulary

/// Requests for change: the list, one of them, the board's agenda.
enum RequestViews {
  static func mark(_ status: RequestStatus) -> HTML {
    switch status {
    case .raised, .analysing, .deferred: Mark.idle.html(status.label)
    case .voting, .backedOut: Mark.hold.html(status.label)
    case .approved, .inRelease, .implemented, .closed: Mark.go.html(status.label)
    case .rejected, .cancelled: Mark.stop.html(status.label)
    }
  }

  static func due(_ date: CivilDate?) -> HTML { date.map { Wording.html($0) } ?? "<span class=\"quiet\">open</span>" }

  static func list(_ answer: Listing<RequestRow>, _ listed: Listed<ChangeRequest>) -> HTML {
    let scene = listed.scene
    let table = Table(
      caption: "Requests for change",
      columns: [
        listed.column("Request", by: "number"), Table.Column("Title"), listed.column("Status", by: "status"),
        listed.column("Category", by: "category"), listed.column("Priority", by: "priority"),
        listed.column("Required by", by: "requiredBy"), Table.Column("Raised by"),
        listed.column("Release", by: "release"),
      ],
      rows: answer.items.map { row in
        [
          row.request.link, row.request.link(row.title), mark(row.status), HTML(escaping: row.category.rawValue),
          "\(row.priority) <small>of 5</small>", Wording.due(row.requiredBy, now: scene.now),
          HTML(escaping: row.initiator),
          row.release?.link ?? "<span class=\"quiet\">none</span>",
        ]
      }, empty: "No request fits. Take a filter away, or raise one.")
    let filters = listed.filters([
      .choice("status", label: "Status", RequestStatus.allCases.map { ($0.rawValue, $0.label) }),
      .choice("category", label: "Category", RequestCategory.allCases.map { ($0.rawValue, $0.rawValue) }),
      .choice("priority", label: "Priority", (1...5).map { (String($0), String($0)) }),
      .text("release", label: "Release"),
    ])
    return """
      \(Piece.title("Requests", acts: scene.button("Raise a request", "request.raise", [], primary: true)))
      \(filters)<section class="sheet">\(table.html)</section>\(listed.foot(answer))
      """
  }

  static func show(_ it: RequestDetail, log: Journal, _ scene: Scene) -> HTML {
    let row = it.row
    var facts: [HTML] = [
      mark(row.status), "priority <b>\(row.priority)</b> of 5", "\(row.category.rawValue) change",
      "raised by \(row.initiator), \(Wording.html(row.raisedAt))",
    ]
    if let day = row.requiredBy { facts.append("required by \(Wording.due(day, now: scene.now))") }
    if let release = row.release { facts.append("carried by \(release.link)") }
    if let day = it.reviewDue, row.status != .closed {
      facts.append("change review due \(Wording.due(day, now: scene.now))")
    }
    let main =
      RequestGround.owed(it) + blockers(it, scene) + texts(it) + RequestGround.erasures(it)
      + RequestGround.impact(it)
      + RequestGround.conflicts(it) + questions(it, scene)
    return """
      \(Piece.title(
        row.title, reference: Piece.reference(row.request.text), lead: lead(it), facts: facts, acts: acts(it, scene)))
      \(Piece.columns(main, aside: aside(it, scene)))
      \(LogViews.sheet("Change log of \(row.request.text)", log, row.request.subject))
      """
  }

  /// Where it stands, and who does what next.
  private static func lead(_ it: RequestDetail) -> HTML {
    let release = it.row.release?.link ?? "a release"
    switch it.row.status {
    case .raised, .analysing: return "Raised. A change manager puts it before the advisory board."
    case .deferred: return "Deferred. A change manager puts it before the board again."
    case .voting:
      let count = it.blockers.count
      return count == 0
        ? "Before the board. A change manager may close the vote."
        : "Before the board. <b>\(Wording.count(count, "thing"))</b> \(count == 1 ? "keeps" : "keep") the vote open."
    case .approved: return "Approved. A release manager puts it into a release."
    case .inRelease: return "On its way in \(release)."
    case .implemented: return "Implemented by \(release). The change review closes it."
    case .backedOut: return "Backed out. The change review closes it."
    case .rejected: return "Rejected by the board."
    case .cancelled: return "Cancelled."
    case .closed:
      return it.wasBackedOut
        ? "Backed out, and closed after its change review." : "Closed after its change review."
    }
  }

  private static func blockers(_ it: RequestDetail, _ scene: Scene) -> HTML {
    let acts = NextActs(scene: scene, request: it.row.request)
    if !it.blockers.isEmpty { return Problems.sheet("What keeps the vote from being closed", it.blockers, next: acts) }
    guard !it.releaseBlockers.isEmpty, let release = it.row.release else { return .empty }
    return Problems.sheet(
      "What keeps \(release.text), which carries it", it.releaseBlockers,
      next: NextActs(scene: scene, release: release, request: it.row.request))
  }

  private static func texts(_ it: RequestDetail) -> HTML {
    let parts: [(String, String)] = [
      ("Need", it.need), ("What shall be done", it.description), ("Benefit", it.benefit), ("Risk", it.risk),
      ("Resources", it.resources),
    ]
    return
      """
      <section class="sheet texts">\(HTML.each(parts) { (part: (String, String)) -> HTML in
        "<h2>\(part.0)</h2>\(Wording.prose(part.1))"
      })</section>
      """
  }

  private static func questions(_ it: RequestDetail, _ scene: Scene) -> HTML {
    let reference = it.row.request.text
    let all: HTML =
      it.questions.isEmpty
      ? Piece.quiet("Nobody has asked anything.")
      : "<ol class=\"talk\">\(HTML.each(it.questions) { question($0, reference, scene) })</ol>"
    return Piece.sheet(
      "Questions",
      """
      \(all)<p class="acts">\(scene.button("Ask a question", "request.ask", [(name: "request", value: reference)]))</p>
      """
    )
  }

  private static func question(_ it: QuestionRow, _ request: String, _ scene: Scene) -> HTML {
    let answering = scene.button(
      "Answer", "request.answer", [(name: "request", value: request), (name: "number", value: String(it.number))])
    let open: HTML = "<p>\(Mark.hold.html("open")) \(answering)</p>"
    let said = it.answer.map { answer -> HTML in "<div class=\"because\">\(answer)</div>" } ?? open
    return "<li><strong>\(it.asker) asks</strong><div>\(it.text)</div>\(said)</li>"
  }

  private static func aside(_ it: RequestDetail, _ scene: Scene) -> HTML {
    let items: HTML =
      it.items.isEmpty
      ? Piece.quiet("None named.")
      : "<ul class=\"plain\">\(HTML.each(it.items) { "<li>\($0.item.link($0.name)) <small>\($0.itemClass)</small></li>" })</ul>"
    return RequestOutcomeViews.votes(it, scene) + RequestOutcomeViews.review(it)
      + Piece.sheet(
        "Cost",
        Piece.pairs([
          ("Estimate", it.cost.map { "<b>\(Wording.money($0))</b>" } ?? "<span class=\"quiet\">not estimated</span>")
        ]))
      + Piece.sheet("Configuration items affected", items) + RequestGround.attachments(it, scene)
      + RequestGround.followUps(it, scene)
  }

  static func vote(_ choice: VoteChoice) -> HTML {
    switch choice {
    case .implement: Mark.go.html("for")
    case .reject: Mark.stop.html("against")
    case .abstain: Mark.idle.html("abstains")
    }
  }

  private static func meaning(_ choice: VoteChoice) -> HTML {
    switch choice {
    case .implement: "Implement <span class=\"quiet\">for it</span>"
    case .reject: "Reject <span class=\"quiet\">against it</span>"
    case .abstain: "Abstain <span class=\"quiet\">neither</span>"
    }
  }

  /// A vote in two acts: choose, send. Without a key of its own the form has a page of its own.
  static func voteForm(_ it: RequestDetail, _ scene: Scene, key place: Int) -> HTML {
    let request = it.row.request.text
    guard scene.may("request.vote") else { return .empty }
    let no = scene.standing.all("request.vote", it.row.request.subject)
    guard no.isEmpty else {
      return "<div class=\"not-now\"><p><b>You cannot vote on it now.</b></p>\(Problems.list(no))</div>"
    }
    guard let key = scene.key(place) else {
      return scene.button("Vote", "request.vote", [(name: "request", value: request)], primary: true)
    }
    let choices = HTML.each(VoteChoice.allCases) { choice in
      """
      <label class="pick"><input type="radio" name="choice" value="\(choice.rawValue)" required> \
      \(meaning(choice))</label>
      """
    }
    return """
      <form class="vote" method="post" action="/act/request.vote" data-keep>\
      \(scene.hidden(key: key, version: it.version, back: scene.here))\
      <input type="hidden" name="request" value="\(request)"><fieldset><legend>Your vote on \(request)</legend>\(choices)\
      </fieldset><label for="why-\(request)">Reason <small>others read it</small></label>\
      <textarea id="why-\(request)" name="why" rows="2" maxlength="2000"></textarea>\
      <p class="acts"><button class="button primary" type="submit">Send my vote</button></p></form>
      """
  }

  /// The acts that fit where the request stands; the others are one press away.
  private static func acts(_ it: RequestDetail, _ scene: Scene) -> HTML {
    let same = [(name: "request", value: it.row.request.text)]
    func button(_ label: String, _ name: String, primary: Bool = false) -> HTML {
      scene.button(label, "request.\(name)", same, primary: primary)
    }
    // The ballot stands on the page itself; on a phone it is far down.
    let hasBallot =
      it.row.status == .voting && scene.may("request.vote") && scene.key(1) != nil
      && scene.standing.all("request.vote", it.row.request.subject).isEmpty
    let vote: HTML = hasBallot ? "<a class=\"button primary\" href=\"#ballot\">Vote</a>" : ""
    let main: HTML =
      switch it.row.status {
      case .raised, .analysing, .deferred:
        button("Put before the board", "submit", primary: true) + button("Edit", "edit")
      case .voting:
        vote + button("Close the vote", "close-vote", primary: !hasBallot && it.blockers.isEmpty)
          + button("Edit", "edit")
      case .approved:
        scene.button(
          "Put into a release", "release.open", [(name: "requests", value: it.row.request.text)], primary: true)
          + button("Edit", "edit") + button("Withdraw approval", "withdraw-approval")
      case .inRelease: button("Withdraw approval", "withdraw-approval")
      case .implemented, .backedOut: button("Hold the change review", "review", primary: true)
      case .rejected, .cancelled, .closed: .empty
      }
    let owed: HTML = it.owesFullReview ? button("Close the board's vote", "close-vote") : .empty
    return main + owed + button("Add a note", "note") + button("Erase texts", "erase-texts")
  }
}
