import ConfigurationRules
import Evidence
import Operations
import Vocabulary

/// Configuration items with who says what about them.
enum ItemViews {
  static func mark(_ status: ItemStatus) -> HTML {
    switch status {
    case .planned, .pending: Mark.hold.html(status.rawValue)
    case .live: Mark.go.html(status.rawValue)
    case .retired: Mark.idle.html(status.rawValue)
    }
  }

  /// A value that is a reference leads to its page.
  private static func value(_ text: String) -> HTML {
    guard let subject = Finder.subject(text), subject.reference == text else { return HTML(escaping: text) }
    return subject.link
  }

  static func list(_ answer: Listing<ItemRow>, _ listed: Listed<ConfigurationItem>) -> HTML {
    let table = Table(
      caption: "Configuration items",
      columns: [
        listed.column("Item", by: "number"), listed.column("Name", by: "name"), listed.column("Class", by: "class"),
        listed.column("Status", by: "status"),
      ],
      rows: answer.items.map {
        [$0.item.link, $0.item.link($0.name), HTML(escaping: $0.itemClass), mark($0.status)]
      }, empty: "No item fits. Hosts and packages record themselves; a configuration manager records the others.")
    let filters = listed.filters([
      .choice("class", label: "Class", ItemClass.standard.map { ($0.name, $0.name) }),
      .choice("status", label: "Status", ItemStatus.allCases.map { ($0.rawValue, $0.rawValue) }),
      .text("name", label: "Name"),
    ])
    return """
      \(Piece.title("Configuration", acts: listed.scene.button("Record an item", "item.record", [], primary: true)))
      \(filters)<section class="sheet">\(table.html)</section>\(listed.foot(answer))
      """
  }

  static func incoming(_ rows: [LinkRow]) -> HTML {
    Table(
      caption: "Relationships of others",
      columns: [Table.Column("How"), Table.Column("Item"), Table.Column("Name"), Table.Column("Status")],
      rows: rows.map { link in
        [HTML(escaping: link.type.reversed), link.to.item.link, link.to.item.link(link.to.name), mark(link.to.status)]
      }, empty: "No relationship of another item ends here."
    ).html
  }

  static func show(_ it: ItemDetail, log: Journal, _ scene: Scene) -> HTML {
    let row = it.row
    let same = [(name: "item", value: row.item.text)]
    // Of what stands for a host or a version nobody sets the status: it follows from that.
    let turn = it.standsFor == nil ? scene.button("Change status", "item.change-status", same) : .empty
    let acts = scene.button("Set attributes", "item.set", same) + scene.button("Relate", "item.link", same) + turn
    let facts =
      [mark(row.status), HTML(escaping: row.itemClass)] + (it.standsFor.map { ["stands for \($0.link)"] } ?? [])
    let attributes = Table(
      caption: "Attributes", columns: [Table.Column("Attribute"), Table.Column("Value"), Table.Column("Said by")],
      rows: it.attributes.map {
        [
          HTML(escaping: Wording.capital(Wording.words($0.name))), value($0.value),
          HTML(escaping: $0.source.rawValue),
        ]
      }, empty: "No attributes yet.")
    let links = Table(
      caption: "Relationships",
      columns: [
        Table.Column("How"), Table.Column("Item"), Table.Column("Name"), Table.Column("Status"), Table.Column("Act"),
      ],
      rows: it.links.map { link in
        [
          HTML(escaping: link.type.label), link.to.item.link, link.to.item.link(link.to.name), mark(link.to.status),
          scene.button(
            "Take away", "item.unlink",
            same + [(name: "type", value: link.type.rawValue), (name: "to", value: link.to.item.text)]),
        ]
      }, empty: "No relationship starts here.")
    let incoming = incoming(it.incoming)
    let known: HTML =
      it.known.isEmpty
      ? Piece.quiet("No request, host or package names it.")
      : "<ul class=\"plain\">\(HTML.each(it.known) { "<li>\($0.kind) \($0.link)</li>" })</ul>"
    return """
      \(Piece.title(row.name, reference: Piece.reference(row.item.text), facts: facts, acts: acts))
      \(Piece.sheet("Attributes", attributes.html))\(Piece.sheet("Relationships", links.html))
      \(Piece.sheet("Relationships of others", incoming))\(Piece.sheet("What else names it", known))
      \(LogViews.sheet("History of \(row.item.text)", log, row.item.subject))
      """
  }
}
