import Operations
import Vocabulary

/// What `--help` says, made from the fields' notes (OPS-4).
enum VerbHelp {
  /// Everything, grouped by noun.
  static func all(_ list: VerbList) -> String {
    var rows: [(words: [String], about: String)] = list.verbs.map { ($0.words, $0.about) }
    rows += LocalVerbs.listed + [(LibraryAdmission.words, LibraryAdmission.about)]
    rows.sort { $0.words.lexicographicallyPrecedes($1.words) }
    var lines = [
      "usage: slipway NOUN VERB [REFERENCE] [--field VALUE …]", "",
      "The server is named by --server or SLIPWAY_SERVER, the token by SLIPWAY_TOKEN.",
      "Ends with 0 when done, 1 when refused, 2 when written wrongly, 3 when the server or machine could not.",
    ]
    var noun = ""
    let width = rows.map { $0.words.joined(separator: " ").count }.max() ?? 0
    for row in rows {
      if row.words[0] != noun {
        noun = row.words[0]
        lines += ["", noun.uppercased()]
      }
      lines.append("  " + TextTable.padded(row.words.joined(separator: " "), width) + "  " + row.about)
    }
    lines += ["", "slipway NOUN VERB --help says what a command takes."]
    return lines.joined(separator: "\n")
  }

  /// The verbs of one noun, or nil when there is no such noun.
  static func noun(_ noun: String, _ list: VerbList) -> String? {
    var rows: [(words: [String], about: String)] = list.verbs(of: noun).map { ($0.words, $0.about) }
    rows += (LocalVerbs.listed + [(LibraryAdmission.words, LibraryAdmission.about)]).filter { $0.words[0] == noun }
    guard !rows.isEmpty else { return nil }
    rows.sort { $0.words.lexicographicallyPrecedes($1.words) }
    let table = TextTable.lines(rows.map { ["  slipway " + $0.words.joined(separator: " "), $0.about] })
    return (["Commands of \(noun):"] + table).joined(separator: "\n")
  }

  /// One verb with all its flags.
  static func verb(_ verb: Verb) -> String {
    let reference = verb.takesReference ? " \(verb.referenceWord)" : ""
    let required = verb.flags.filter(\.required).map { " --\($0.flag) \(placeholder($0.spelling))" }.joined()
    let more = verb.flags.contains { !$0.required } ? " [--field VALUE …]" : ""
    var lines = [verb.about, "", "usage: slipway \(verb.words.joined(separator: " "))\(reference)\(required)\(more)"]
    if verb.takesReference {
      let about = verb.fields.first { $0.name == verb.name.noun }?.about ?? ""
      lines += ["", "\(verb.referenceWord): \(about), like \(verb.example)"]
    }
    lines += ["", "Flags:"]
    var rows = verb.flags.map { ["  --\($0.flag) \(placeholder($0.spelling))", meaning($0)] }
    if verb.kind == .operation, verb.takesReference {
      rows.append(["  --seen VERSION", "The version you saw; refused if it has changed since"])
    }
    rows += [
      ["  --json", "Print the server's answer as it is"],
      ["  --server URL", "The server, in place of SLIPWAY_SERVER"],
    ]
    return (lines + TextTable.lines(rows)).joined(separator: "\n")
  }

  private static func meaning(_ field: FieldNote) -> String {
    var says = field.about
    switch field.spelling {
    case .oneOf(let words): says += "; one of \(words.joined(separator: ", "))"
    case .whole(let least, let most) where most < JSON.largestWhole: says += "; \(least) to \(most)"
    case .list: says += "; may be given several times, or as a JSON list"
    case .record(let fields): says += "; JSON with \(fields.map(\.name).joined(separator: ", "))"
    case .choice(let ones): says += "; JSON with one of \(ones.map(\.name).joined(separator: ", "))"
    case .secret: says += "; give - and it is read from standard input"
    case .moment: says += "; UTC"
    case .file(let most): says += "; \(most) bytes at the most"
    case .text, .whole, .yesOrNo, .date, .reference, .anything: break
    }
    if field.required { return says + " (needed)" }
    if let standing = field.standing, standing != .array([]) { says += " (else \(AnswerLayout.plain(standing)))" }
    return says
  }

  private static func placeholder(_ spelling: Spelling) -> String {
    switch spelling {
    case .text: "TEXT"
    case .secret: "-"
    case .whole: "NUMBER"
    case .yesOrNo: "yes|no"
    case .oneOf: "WORD"
    case .moment: "2026-12-12T18:30Z"
    case .date: "2026-12-12"
    case .reference(_, let example): example
    case .list(let element, _, _): placeholder(element)
    case .file: "PATH"
    case .record, .choice, .anything: "JSON"
    }
  }
}
