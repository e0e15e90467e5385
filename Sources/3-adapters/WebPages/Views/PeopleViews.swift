import Evidence
import Operations
import PeopleRules
import Vocabulary

/// People, their roles, and who may do what.
enum PeopleViews {
  static func list(_ answer: Listing<PersonRow>, _ listed: Listed<Person>) -> HTML {
    let table = Table(
      caption: "People and their roles",
      columns: [Table.Column("Name"), Table.Column("Roles"), listed.column("Account", by: "active")],
      rows: answer.items.map {
        [$0.person.link($0.name), roles($0.roles), $0.active ? Mark.go.html("open") : Mark.idle.html("closed")]
      }, empty: "Nobody fits.")
    let register: HTML =
      "<a class=\"button\" href=\"/waivers\">Waivers</a>"
      + listed.scene.button("Register a person", "person.register", [], primary: true)
    let filters = listed.filters([
      .choice("active", label: "Account", [("yes", "open"), ("no", "closed")]),
      .choice("role", label: "Role", Role.allCases.map { ($0.rawValue, $0.label) }),
    ])
    return """
      \(Piece.title("People and roles", acts: register))
      \(filters)<section class="sheet">\(table.html)</section>\(listed.foot(answer))
      """
  }

  private static func roles(_ grants: [RoleGrant]) -> HTML {
    guard !grants.isEmpty else { return "<span class=\"quiet\">none</span>" }
    return Piece.comma(
      grants.map { grant in
        "\(grant.role.label)\(grant.release.map { release -> HTML in " for \(release.link)" })"
      })
  }

  /// - Parameter access: Sessions and tokens; nil for those who may not see them.
  static func show(_ it: PersonRow, access: [AccessRow]?, log: Journal, _ scene: Scene) -> HTML {
    let same = [(name: "person", value: it.person.text)]
    let account = it.active ? Mark.go.html("account open") : Mark.idle.html("account closed")
    var acts = scene.button("Give a role", "person.grant", same, primary: true)
    acts +=
      it.active
      ? scene.button("Close the account", "person.deactivate", same)
      : scene.button("Open the account again", "person.reactivate", same)
        + scene.button("Erase texts", "words.erase", same)
    if scene.actor.person == it.person {
      acts += scene.button("Make an API token", "token.issue", [])
      acts += scene.button("Change the password", "person.change-password", [])
    }
    let table = Table(
      caption: "Roles of \(it.name)",
      columns: [Table.Column("Role"), Table.Column("Cluster"), Table.Column("For"), Table.Column("Act")],
      rows: it.roles.map { grant in
        let values =
          same + [(name: "role", value: grant.role.rawValue), (name: "release", value: grant.release?.text ?? "")]
        return [
          HTML(escaping: grant.role.label), HTML(escaping: grant.role.cluster.label),
          grant.release?.link ?? "everything",
          scene.button("Take away", "person.revoke", values),
        ]
      }, empty: "No roles. An administrator gives them.")
    return """
      \(Piece.title(it.name, reference: Piece.reference(it.person.text), facts: [account], acts: acts))
      \(Piece.sheet("Roles", table.html))\(access.map { self.access($0, of: it, scene) })\(LogViews.sheet("Change log of \(it.name)", log, it.person.subject))
      """
  }

  private static func access(_ rows: [AccessRow], of it: PersonRow, _ scene: Scene) -> HTML {
    let table = Table(
      caption: "Sessions and tokens of \(it.name)",
      columns: [
        Table.Column("What"), Table.Column("Name"), Table.Column("May"), Table.Column("Good until"),
        Table.Column("From"), Table.Column("Act"),
      ],
      rows: rows.map { row in
        let what: HTML = row.label.map { "\(row.kind.rawValue) <small>\($0)</small>" } ?? "\(row.kind.rawValue)"
        let take = scene.button(
          row.kind == .session ? "End it" : "Take back", "access.revoke",
          [(name: "named", value: row.named), (name: "person", value: it.person.text)])
        return [
          what, Piece.reference(row.named), HTML(escaping: row.reach.rawValue), Wording.html(row.expires),
          HTML(escaping: row.address ?? ""), row.isThisOne ? "this session" : take,
        ]
      }, empty: "No session is open and no token is good.")
    return Piece.sheet("Sessions and tokens", table.html)
  }

  /// Roles by operations, from the same authorities by which requests are judged (ROL-4).
  static func matrix(_ registry: Registry) -> HTML {
    let operations = registry.operations.filter { !$0.authority.roles.isEmpty }
    let roles = Role.allCases.filter { role in operations.contains { $0.authority.roles.contains(role) } }
    let heads = HTML.each(roles) { "<th scope=\"col\" class=\"up\"><span>\($0.label)</span></th>" }
    let rows = HTML.each(operations) { operation in
      let cells = HTML.each(roles) { role -> HTML in
        operation.authority.roles.contains(role)
          ? "<td class=\"yes\" data-label=\"\(role.label)\"><span class=\"unseen\">yes</span><span aria-hidden=\"true\">●</span></td>"
          : "<td></td>"
      }
      return
        "<tr data-row><th scope=\"row\">\(operation.about)<br><code>\(operation.name.text)</code></th>\(cells)</tr>\n"
    }
    return """
      \(Piece.title("Responsibilities", facts: ["who may do what, from the table by which every request is judged"]))
      <section class="sheet"><div class="scroll" role="region" aria-label="Matrix" tabindex="0"><table class="matrix">\
      <caption>Any one of the marked roles is enough. Separation of duties is judged with the facts of each case.</caption>
      <thead><tr><th scope="col">Act</th>\(heads)</tr></thead><tbody>
      \(rows)</tbody></table></div></section>\(others(registry))
      """
  }

  private static func others(_ registry: Registry) -> HTML {
    let rows = registry.operations.filter { $0.authority.roles.isEmpty }
    let table = Table(
      caption: "Acts that need no role",
      columns: [Table.Column("Act"), Table.Column("Operation"), Table.Column("Who")],
      rows: rows.map { [HTML(escaping: $0.about), "<code>\($0.name.text)</code>", HTML(escaping: who($0.authority))] },
      empty: "Every act needs a role.")
    return Piece.sheet("Acts that need no role", table.html)
  }

  private static func who(_ authority: Authority) -> String {
    switch authority {
    case .anyone: "anyone"
    case .firstRun: "anyone, only while nobody has an account"
    case .signedIn: "everybody who is signed in"
    case .roles(let roles): roles.map(\.label).joined(separator: ", ")
    case .host: "an enrolled host"
    case .inside: "the server itself"
    }
  }
}
