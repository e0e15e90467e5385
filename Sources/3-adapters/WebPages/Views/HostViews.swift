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
      .choice(
        "retired", label: "Shown", blank: "those that serve", [("yes", "those that are retired"), ("all", "all")]),
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
    var facts: [HTML] = [
      row.retired ? Mark.stop.html("retired") : Mark.go.html("serves"), "\(row.purpose.rawValue) host",
      "item \(row.item.link)",
    ]
    if let at = it.life.retiredAt { facts.append("since \(Wording.html(at))") }
    if let other = it.life.replacedBy { facts.append("replaced by \(other.link)") }
    if let other = it.life.replaces { facts.append("took the place of \(other.link)") }
    return """
      \(Piece.title(
        row.name, reference: "<span class=\"ref\">\(row.host.text)</span>", facts: facts, acts: acts(it, scene)))
      \(ReleaseViews.deployments(it.deployments, heading: "What was done to it", now: scene.now))\(leaning(it, log.names))\(inventory(it))
      \(LogViews.sheet("Change log of \(row.name)", log, row.host.subject))
      """
  }

  private static func acts(_ it: HostDetail, _ scene: Scene) -> HTML {
    let same = [(name: "host", value: it.row.host.text)]
    let replace =
      it.life.replacedBy == nil ? scene.button("Another machine takes its place", "host.replace", same) : .empty
    return it.row.retired ? replace : replace + scene.button("Retire", "host.retire", same)
  }

  /// What feels it if this host goes, and what keeps it from going.
  private static func leaning(_ it: HostDetail, _ names: SubjectNames) -> HTML {
    let known: HTML =
      it.life.known.isEmpty
      ? Piece.quiet("No request and no other machine names its item.")
      : "<ul class=\"plain\">\(HTML.each(it.life.known) { "<li>\($0.kind) \(names.link($0))</li>" })</ul>"
    let blockers: HTML =
      it.life.blockers.isEmpty
      ? ""
      : """
      <details id="retiring"><summary>What keeps it from being retired: \(it.life.blockers.count)</summary>\
      \(Problems.list(it.life.blockers, names))</details>
      """
    return Piece.sheet("What leans on it", "\(ItemViews.incoming(it.life.leaning))\(known)\(blockers)")
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
