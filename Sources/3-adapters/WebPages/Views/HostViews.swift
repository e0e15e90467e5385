import DeploymentRules
import Evidence
import Operations
import Vocabulary

/// Enrolled hosts, and what each says of itself.
enum HostViews {
  static func list(_ answer: Listing<HostRow>, _ listed: Listed<Host>) -> HTML {
    let table = Table(
      caption: "Enrolled hosts",
      columns: [
        listed.column("Name", by: "name"), listed.column("Purpose", by: "purpose"),
        listed.column("Serves", by: "retired"), Table.Column("Item"), Table.Column("Identifier"),
      ],
      rows: answer.items.map {
        [
          $0.host.link($0.name), HTML(escaping: $0.purpose.rawValue),
          $0.retired ? Mark.idle.html("retired") : Mark.go.html("yes"), $0.item.link, "<code>\($0.host.text)</code>",
        ]
      }, empty: "No host fits. Invite one; it appears here when its agent has enrolled.")
    let filters = listed.filters([
      .text("name", label: "Name"),
      .choice("purpose", label: "Purpose", HostPurpose.allCases.map { ($0.rawValue, $0.rawValue) }),
      .choice("retired", label: "Retired", [("no", "no"), ("yes", "yes")]),
    ])
    return """
      \(Piece.title("Hosts", acts: acts(listed.scene)))
      \(filters)<section class="sheet">\(table.html)</section>\(listed.foot(answer))
      """
  }

  private static func acts(_ scene: Scene) -> HTML {
    "<a class=\"button\" href=\"/invitations\">Enrolment tokens</a>"
      + scene.button("Invite a host", "host.invite", [], primary: true)
  }

  static func show(_ it: HostDetail, log: Journal, _ scene: Scene) -> HTML {
    let row = it.row
    let facts: [HTML] = [
      row.retired ? Mark.stop.html("retired") : Mark.go.html("serves"), "\(row.purpose.rawValue) host",
      "item \(row.item.link)",
    ]
    return """
      \(Piece.title(row.name, reference: "<span class=\"ref\">\(row.host.text)</span>", facts: facts))
      \(ReleaseViews.deployments(it.deployments, heading: "What was done to it", now: scene.now))\(inventory(it))
      \(LogViews.sheet("Change log of \(row.name)", log, row.host.subject))
      """
  }

  /// Facts in groups, each with the place where the host saw it.
  private static func inventory(_ it: HostDetail) -> HTML {
    guard let document = it.inventory, let at = it.inventoryAt else {
      return Piece.sheet("Inventory", Piece.quiet("None yet. The agent sends it with its first poll."))
    }
    let facts = document["facts"]?.items ?? []
    var groups: [String] = []
    for fact in facts {
      if let group = fact["group"]?.text, !groups.contains(group) { groups.append(group) }
    }
    let shared = (document["shared"]?.items ?? []).compactMap(\.text)
    let parts = HTML.each(groups) { group in
      let own = facts.filter { $0["group"]?.text == group }
      let note = shared.contains(group) ? ", seen outside the confinement" : ""
      return """
        <details id="g-\(group)"\(own.count <= 12 ? " open" : "" as HTML)><summary>\(Wording.capital(group)): \
        \(Wording.count(own.count, "fact"))\(note)</summary>\(factTable(own, group))</details>
        """
    }
    return Piece.sheet("Inventory", "<p class=\"quiet\">given \(Wording.html(at))</p>\(parts)")
  }

  private static func factTable(_ facts: [JSON], _ group: String) -> HTML {
    Table(
      caption: "Inventory: \(group)", columns: [Table.Column("What"), Table.Column("Value"), Table.Column("Seen in")],
      rows: facts.map {
        let (what, value) = said($0["key"]?.text ?? "", $0["value"]?.scalar ?? "")
        return [HTML(escaping: what), HTML(escaping: value), "<code>\($0["source"]?.text ?? "")</code>"]
      }, empty: "Nothing.", kind: "inventory"
    ).html
  }

  /// `memory-bytes` 25276502016 → «memory» 23.5 GiB: sizes carry their unit with the value.
  static func said(_ key: String, _ value: String) -> (String, String) {
    for (suffix, unit) in [("bytes", 1), ("kib", 1024), ("mib", 1_048_576), ("gib", 1_073_741_824)] as [(String, Int64)]
    {
      guard key.hasSuffix("-" + suffix) || key.hasSuffix("." + suffix), let number = Int64(value),
        number >= 0, number < Int64.max / unit / 16
      else { continue }
      let bare = key.dropLast(suffix.count + 1).split(separator: ".").joined(separator: " ")
      return (Wording.words(String(bare)) + (bare.hasSuffix("/") ? " size" : ""), Wording.size(bytes: number * unit))
    }
    return (Wording.words(key), value)
  }
}
