import DeploymentRules
import Evidence
import Operations
import Vocabulary

/// The software library.
enum PackageViews {
  static func mark(_ status: LibraryStatus) -> HTML {
    switch status {
    case .stored, .superseded: Mark.idle.html(status.rawValue)
    case .accepted: Mark.hold.html(status.rawValue)
    case .released: Mark.go.html(status.rawValue)
    case .withdrawn: Mark.stop.html(status.rawValue)
    }
  }

  private static func proven(_ row: PackageRow) -> HTML {
    row.proven ? Mark.go.html("proven") : Mark.hold.html("not proven")
  }

  /// What a look at the library's files has found; nothing where all are whole.
  private static func broken(_ content: LibraryContentAnswer, _ scene: Scene) -> HTML {
    guard !content.broken.isEmpty else { return .empty }
    let rows = HTML.each(content.broken) { file in
      """
      <li><strong>\(file.state.rawValue)</strong> \(Wording.html(file.digest)) of \
      \(Piece.comma(file.packages.map(\.link))) \
      \(scene.button("Look again", "library.check", [(name: "digest", value: file.digest.text)]))</li>
      """
    }
    return """
      <section class="sheet blockers"><h2>Files of the library are not whole</h2><p>They were changed or removed past the \
      controlled form. No host is given a package that needs one until it is put back: upload it again with \
      <code>slipway library admit</code>, or restore it from a backup and look again.</p><ul>\(rows)</ul></section>
      """
  }

  /// Files that somebody put into the store past the controlled form.
  private static func strays(_ content: LibraryContentAnswer, _ scene: Scene) -> HTML {
    guard !content.strays.isEmpty else { return .empty }
    let table = Table(
      caption: "Files that belong to no package",
      columns: [Table.Column("Where"), Table.Column("What"), Table.Column("Since (UTC)"), Table.Column("What to do")],
      rows: content.strays.map {
        [
          "<code>blobs/\($0.path)</code>", HTML(escaping: $0.what.says), Wording.stamp($0.since),
          HTML(escaping: $0.what.remedy),
        ]
      }, empty: "")
    let more: HTML = content.strays.count < StrayFile.most ? "" : "<p>There may be more: no more are listed.</p>"
    return """
      <section class="sheet blockers"><h2>Files that belong to no package</h2><p>They stand in the library's store on the \
      server and came there past the controlled form.</p>\(more)\(table.html)<p class="acts">\
      \(scene.button("Look again", "library.check", []))</p></section>
      """
  }

  static func list(
    _ answer: Listing<PackageRow>, content: LibraryContentAnswer, _ listed: Listed<LibraryVersion>
  ) -> HTML {
    var columns = [listed.column("Version", by: "name"), listed.column("Status", by: "status")]
    columns += [Table.Column("Backout"), Table.Column("Size", number: true), Table.Column("Digest")]
    let table = Table(
      caption: "Versions in the software library", columns: columns,
      rows: answer.items.map { row in
        [
          row.package.link, mark(row.status), proven(row), HTML(escaping: Wording.size(bytes: row.contentBytes)),
          Wording.html(row.digest),
        ]
      },
      empty: "The library holds no such version. A librarian admits one with <code>slipway library admit</code>.")
    let filters = listed.filters([
      .choice("status", label: "Status", LibraryStatus.allCases.map { ($0.rawValue, $0.rawValue) }),
      .text("name", label: "Name"),
    ])
    return """
      \(Piece.title("Software library"))\(broken(content, listed.scene))\
      \(strays(content, listed.scene))\(filters)<section class="sheet">\(table.html)</section>\
      \(listed.foot(answer))
      """
  }

  static func show(_ it: PackageDetail, log: Journal, _ scene: Scene) -> HTML {
    let row = it.row
    let facts: [HTML] = [
      mark(row.status), "backout \(proven(row))", "built by \(it.builtBy)", "admitted by \(it.admittedBy)",
      "item \(it.item.link)",
    ]
    let serves: HTML = it.serves.isEmpty ? "nothing" : Piece.comma(it.serves.map(\.link))
    let brief = Piece.sheet(
      "In brief",
      Piece.pairs([
        ("Serves", serves), ("Size", "\(Wording.size(bytes: row.contentBytes)) <small>all files</small>"),
        ("Digest", "<code class=\"long\">\(row.digest.text)</code>"),
      ]))
    let main =
      proofs(it, log.names) + Piece.sheet("Parameters", ParameterViews.table(it.parameters)) + files(it) + manifest(it)
    return """
      \(Piece.title(row.package.text, facts: facts, acts: acts(it, scene)))\(Piece.columns(main, aside: brief))
      \(LogViews.sheet("Change log of \(row.package.text)", log, row.package.subject))
      """
  }

  private static func acts(_ it: PackageDetail, _ scene: Scene) -> HTML {
    let same = [(name: "package", value: it.row.package.text)]
    let withdraw = scene.button("Withdraw", "package.withdraw", same)
    switch it.row.status {
    case .stored: return scene.button("Accept after its tests", "package.accept", same, primary: true) + withdraw
    case .accepted: return scene.button("Release for production", "package.release", same, primary: true) + withdraw
    case .released, .superseded: return withdraw
    case .withdrawn: return .empty
    }
  }

  private static func proofs(_ it: PackageDetail, _ names: SubjectNames) -> HTML {
    let table = Table(
      caption: "Proofs that its backout works",
      columns: [
        Table.Column("Trial"), Table.Column("Host"), Table.Column("Before"), Table.Column("After"),
        Table.Column("Backout took", number: true), Table.Column("Noise", number: true), Table.Column("Says"),
      ],
      rows: it.proofs.map {
        [
          $0.deployment.link, names.link($0.host.subject), Wording.html($0.before), Wording.html($0.after),
          HTML(escaping: Wording.duration(milliseconds: $0.milliseconds)),
          HTML(escaping: Wording.count($0.noise, "path")),
          $0.holds ? Mark.go.html("the same state") : Mark.stop.html("differs"),
        ]
      }, empty: "None yet. A trial in the laboratory installs it, backs it out and compares.")
    return Piece.sheet("Proofs", table.html)
  }

  private static func files(_ it: PackageDetail) -> HTML {
    let files = it.description?["files"]?.items ?? []
    let table = Table(
      caption: "Files", columns: [Table.Column("Path"), Table.Column("Size", number: true), Table.Column("Digest")],
      rows: files.map { file in
        [
          "<code>\(file["path"]?.text ?? "")</code>",
          file["bytes"]?.whole.map { HTML(escaping: Wording.size(bytes: $0)) } ?? "",
          file["digest"]?.text.flatMap(Digest.init(text:)).map { Wording.html($0) } ?? "",
        ]
      }, empty: "It has no files beside its manifest.")
    return Piece.sheet("Files", table.html)
  }

  private static func manifest(_ it: PackageDetail) -> HTML {
    guard let manifest = it.description?["manifest"] else {
      return Piece.sheet("Manifest", Piece.quiet("The library has no description of it."))
    }
    return Piece.sheet(
      "Manifest",
      """
      <details id="manifest"><summary>As its builder wrote it</summary><pre tabindex="0">\(Indented.text(manifest))</pre>\
      </details>
      """)
  }
}

/// JSON for eyes: two blanks for each depth.
enum Indented {
  static func text(_ json: JSON, depth: Int = 0) -> String {
    let inner = String(repeating: "  ", count: depth + 1)
    let outer = String(repeating: "  ", count: depth)
    switch json {
    case .array(let items) where !items.isEmpty:
      let lines = items.map { inner + text($0, depth: depth + 1) }
      return "[\n" + lines.joined(separator: ",\n") + "\n\(outer)]"
    case .object(let members) where !members.isEmpty:
      let lines = members.map { "\(inner)\(JSON.string($0.name).canonicalText): \(text($0.value, depth: depth + 1))" }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
    case .null, .bool, .int, .string, .array, .object: return json.canonicalText
    }
  }
}
