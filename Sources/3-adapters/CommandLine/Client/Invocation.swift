import Vocabulary

/// A verb with what stood behind it on the command line.
struct Invocation {
  var verb: Verb
  var reference: String?
  /// The fields given, without the reference, in the order of the verb's own.
  var body: [JSON.Member] = []
  var server: String?
  /// The version of the subject that the person saw; nil asks the server for the present one.
  var seen: Int?
  var asJSON = false
  var wantsHelp = false

  /// Reads everything and reports every bad flag at once.
  init(_ verb: Verb, _ arguments: [String], secretLine: () -> String?) throws(Ending) {
    self.verb = verb
    var reading = FlagReading(verb, arguments)
    reading.read()
    (reference, server, asJSON, wantsHelp) = (reading.reference, reading.server, reading.asJSON, reading.wantsHelp)
    if wantsHelp { return }
    if let text = reading.seen {
      seen = Int(text)
      if seen == nil { reading.problems.append("--seen: a whole number is needed") }
    }
    if verb.takesReference, reference == nil {
      reading.problems.append("\(verb.referenceWord) is missing, like \(verb.example)")
    }
    for field in verb.flags {
      guard let texts = reading.given[field.name] else {
        if field.required { reading.problems.append("--\(field.flag) is missing: \(field.about)") }
        continue
      }
      do throws(FlagProblem) {
        let value =
          field.spelling == .secret
          ? try Self.secret(texts, secretLine) : try FlagValue.read(texts, as: field.spelling)
        body.append(.init(field.name, value))
      } catch { reading.problems.append("--\(field.flag): \(error.says)") }
    }
    guard reading.problems.isEmpty else {
      let lines = reading.problems.joined(separator: "\n")
      throw .usage("\(lines)\nSee slipway \(verb.words.joined(separator: " ")) --help")
    }
  }

  /// A secret on the command line would stand in the list of processes and in the shell's history.
  private static func secret(_ texts: [String], _ line: () -> String?) throws(FlagProblem) -> JSON {
    guard texts == ["-"] else {
      throw FlagProblem(says: "a secret is not written on the command line: give - and type or pipe it in")
    }
    guard let text = line() else { throw FlagProblem(says: "nothing came on standard input") }
    return .string(text)
  }
}

/// Sorts arguments into reference, flags of the verb and flags that every verb has.
private struct FlagReading {
  let verb: Verb
  private var rest: ArraySlice<String>
  var reference: String?
  var server: String?
  var seen: String?
  var asJSON = false
  var wantsHelp = false
  var given: [String: [String]] = [:]
  var problems: [String] = []

  init(_ verb: Verb, _ arguments: [String]) {
    self.verb = verb
    rest = arguments.dropFirst(verb.words.count)
  }

  mutating func read() {
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("-"), argument != "-" else {
        plain(argument)
        continue
      }
      guard argument.hasPrefix("--") else {
        if argument == "-h" { wantsHelp = true } else { problems.append("\(argument): flags begin with two hyphens") }
        continue
      }
      let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      flag(String(parts[0]), parts.count == 2 ? String(parts[1]) : nil)
    }
  }

  private mutating func plain(_ argument: String) {
    if verb.takesReference, reference == nil {
      reference = argument
    } else {
      problems.append("«\(argument)» stands where a flag is needed")
    }
  }

  private mutating func flag(_ name: String, _ attached: String?) {
    if let field = verb.fields.first(where: { $0.flag == name || $0.name == name }) {
      let value: String?
      if field.spelling == .yesOrNo, attached == nil, !["yes", "no", "true", "false"].contains(rest.first) {
        value = "yes"
      } else {
        value = self.value(name, attached)
      }
      guard let value else { return }
      if verb.takesReference, field.name == verb.name.noun {
        reference = value
      } else {
        given[field.name, default: []].append(value)
      }
      return
    }
    switch name {
    case "help": wantsHelp = true
    case "json": asJSON = true
    case "server": server = value(name, attached)
    case "seen": seen = value(name, attached)
    default:
      let known = verb.flags.map { "--" + $0.flag } + ["--json", "--seen", "--server", "--help"]
      problems.append("--\(name) is unknown; known are \(known.joined(separator: ", "))")
    }
  }

  private mutating func value(_ name: String, _ attached: String?) -> String? {
    if let attached { return attached }
    guard let next = rest.first, !next.hasPrefix("--") else {
      problems.append("--\(name) needs a value; one that begins with -- is written --\(name)=VALUE")
      return nil
    }
    rest.removeFirst()
    return next
  }
}
