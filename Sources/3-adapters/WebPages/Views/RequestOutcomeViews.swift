import ChangeRules
import Evidence
import Operations
import Vocabulary

/// How a request was decided: votes, what they came to and when, what the review found (CHG-2, CHG-6).
enum RequestOutcomeViews {
  static func votes(_ it: RequestDetail, _ scene: Scene) -> HTML {
    // What was decided stands with the count of then; today's members count for a vote that is still open.
    let isOpen = it.isVoting || it.decision == nil
    let ballot: HTML =
      isOpen
      ? """
      <p id="ballot" tabindex="-1">\(it.tally)</p>\(it.isVoting ? RequestViews.voteForm(it, scene, key: 1) : "")
      """ : ""
    let cast: HTML =
      it.votes.isEmpty
      ? Piece.quiet("No vote yet. Members of the board vote once the request is before them.") : list(it.votes)
    let first = Piece.sheet(
      "Vote", "\(decision(it.decision))\(it.owesFullReview ? "" : ballot)\(cast)")
    guard it.owesFullReview || it.decisionAfterwards != nil || !it.votesAfterwards.isEmpty else { return first }
    let later: HTML =
      it.votesAfterwards.isEmpty ? Piece.quiet("No member of the full board has voted yet.") : list(it.votesAfterwards)
    return first
      + Piece.sheet(
        "Full board afterwards",
        "\(decision(it.decisionAfterwards))\(it.owesFullReview ? ballot : "")\(later)")
  }

  private static func list(_ votes: [VoteRow]) -> HTML {
    let lines = HTML.each(votes) { vote -> HTML in
      let reason = vote.reason.map { reason -> HTML in "<div class=\"because\">\(reason)</div>" }
      return "<li>\(RequestGround.vote(vote)) \(vote.person)\(reason)</li>"
    }
    return "<ul class=\"plain votes\">\(lines)</ul>"
  }

  private static func mark(_ outcome: BoardOutcome) -> HTML {
    switch outcome {
    case .implement: Mark.go.html("to be implemented")
    case .analyse: Mark.hold.html("to be analysed")
    case .defer: Mark.hold.html("deferred")
    case .reject: Mark.stop.html("rejected")
    case .cancel: Mark.stop.html("cancelled")
    }
  }

  private static func decision(_ row: DecisionRow?) -> HTML {
    guard let row else { return .empty }
    let until = row.until.map { day -> HTML in " until \(Wording.html(day))" }
    let closed = row.at.map { at -> HTML in "<br>closed \(Wording.html(at))\(row.by.map { " by \($0)" } ?? "")" }
    return """
      <p>\(mark(row.outcome))\(until)<br>\(row.forIt) for, \(row.against) against, \(row.abstained) abstained of \
      \(Wording.count(row.members, "member"))\(closed)</p>
      """
  }

  /// What the change review said, beside what the deployments say.
  static func review(_ it: RequestDetail) -> HTML {
    let outcome: HTML =
      it.wasBackedOut ? Mark.hold.html("backed out: nothing of it is in production") : Mark.go.html("implemented")
    guard let review = it.review else {
      return it.wasBackedOut ? Piece.sheet("Outcome", "<p>\(outcome)</p>") : .empty
    }
    func answer(_ holds: Bool) -> HTML { holds ? Mark.go.html("yes") : Mark.stop.html("no") }
    let held: HTML =
      review.at.map { "\(Wording.html($0)) by \(review.reviewer)" } ?? HTML(escaping: "by \(review.reviewer)")
    return Piece.sheet(
      "Change review",
      Piece.pairs([
        ("Outcome", outcome), ("Objectives met", answer(review.objectivesMet)),
        ("Users content", answer(review.usersContent)),
        ("Cost as planned", answer(review.costAsPlanned)),
        (
          "What else it did",
          review.sideEffects.map { Wording.prose($0) } ?? "<span class=\"quiet\">nothing noted</span>"
        ),
        ("Held", held),
      ]))
  }
}
