import DeploymentRules
import Evidence
import Operations
import Vocabulary

/// Enrolment tokens for hosts: who may bring which host, and what came of it.
enum InvitationViews {
  static func list(_ answer: Listing<InvitationRow>, _ listed: Listed<HostInvitation>) -> HTML {
    let table = Table(
      caption: "Enrolment tokens",
      columns: [
        listed.column("Host", by: "name"), Table.Column("Token"), Table.Column("Purpose"),
        listed.column("State", by: "state"), listed.column("Good until", by: "expires"), Table.Column("Act"),
      ],
      rows: answer.items.map { row in
        [
          row.host.map { $0.link(row.hostName) } ?? HTML(escaping: row.hostName), row.invitation.link,
          HTML(escaping: row.purpose.rawValue), mark(row, listed.scene.now), Wording.html(row.expires),
          revoke(row, listed.scene),
        ]
      }, empty: "No token fits. Invite a host; its token stands here until a host uses it or it ends.")
    let filters = listed.filters([
      .text("name", label: "Host"),
      .choice("state", label: "State", InvitationState.allCases.map { ($0.rawValue, $0.rawValue) }),
    ])
    return """
      \(Piece.title("Enrolment tokens", acts: listed.scene.button("Invite a host", "host.invite", [], primary: true)))
      \(filters)<section class="sheet">\(table.html)</section>\(listed.foot(answer))
      """
  }

  static func show(_ it: InvitationRow, log: Journal, _ scene: Scene) -> HTML {
    let facts: [HTML] =
      [
        mark(it, scene.now), "\(it.purpose.rawValue) host", "good until \(Wording.html(it.expires))",
        it.host.map { "used by \($0.link)" } ?? "nobody has used it",
      ] + (it.replaces.map { ["takes the place of \($0.link)"] } ?? [])
    return """
      \(Piece.title("Token for \(it.hostName)", reference: Piece.reference(it.invitation.text), facts: facts,
        acts: revoke(it, scene)))
      \(LogViews.sheet("Change log of \(it.invitation.text)", log, it.invitation.subject))
      """
  }

  private static func mark(_ row: InvitationRow, _ now: Moment) -> HTML {
    switch row.state {
    case .open: row.expires > now ? Mark.hold.html("open") : Mark.idle.html("ended")
    case .used: Mark.go.html("used")
    case .revoked: Mark.stop.html("taken back")
    }
  }

  private static func revoke(_ row: InvitationRow, _ scene: Scene) -> HTML {
    guard row.state == .open else { return .empty }
    return scene.button("Take back", "invitation.revoke", [(name: "invitation", value: row.invitation.text)])
  }
}
