import Vocabulary

extension SubjectReference {
  /// The page of the subject; nil where its kind has none.
  var path: String? {
    let folder: String? =
      switch kind {
      case "request": "requests"
      case "release": "releases"
      case "deployment": "deployments"
      case "host": "hosts"
      case "item": "items"
      case "package": "packages"
      case "person": "people"
      case "invitation": "invitations"
      case "waiver": "waivers"
      case "task": "tasks"
      case "plan": "plans"
      case "risk": "risks"
      default: nil
      }
    return folder.map { "/\($0)/\(Address.encoded(reference))" }
  }

  /// References are always links.
  var link: HTML {
    guard let path else { return "<span class=\"ref\">\(reference)</span>" }
    return "<a class=\"ref\" href=\"\(path)\">\(reference)</a>"
  }

  func link(_ label: String) -> HTML {
    guard let path else { return HTML(escaping: label) }
    return "<a href=\"\(path)\">\(label)</a>"
  }
}

extension Identifier {
  var link: HTML { subject.link }
  func link(_ label: String) -> HTML { subject.link(label) }
}

/// A sentence that came as text: the subjects it names become links again, and moments are worded like all others.
enum LinkedText {
  /// - Parameter called: Subjects that stand in the sentence by a name and not by their reference.
  static func html(
    _ text: String, naming subjects: [SubjectReference], _ names: SubjectNames = SubjectNames(),
    called: [(name: String, subject: SubjectReference)] = []
  ) -> HTML {
    var out = HTML.empty
    var plain = ""
    var rest = text[...]
    func flushed() -> HTML {
      defer { plain = "" }
      return HTML(escaping: plain)
    }
    while let first = rest.first {
      if let one = called.first(where: { !$0.name.isEmpty && rest.hasPrefix($0.name) }) {
        out += flushed() + one.subject.link(one.name)
        rest = rest.dropFirst(one.name.count)
      } else if let named = longest(subjects, at: rest) {
        out += flushed() + names.link(named)
        rest = rest.dropFirst(named.reference.count)
      } else if first.isNumber, let moment = moment(at: rest) {
        out += flushed() + Wording.html(moment)
        rest = rest.dropFirst(24)
      } else {
        plain.append(first)
        rest = rest.dropFirst()
      }
    }
    return out + flushed()
  }

  /// Of «REL-1.1» and «REL-1.10» the one that is really meant.
  private static func longest(_ subjects: [SubjectReference], at rest: Substring) -> SubjectReference? {
    subjects.filter { !$0.reference.isEmpty && rest.hasPrefix($0.reference) }
      .max { $0.reference.utf8.count < $1.reference.utf8.count }
  }

  /// From `2026-11-23T18:39:05.120Z`.
  private static func moment(at rest: Substring) -> Moment? {
    let word = Array(rest.prefix(24).utf8)
    guard word.count == 24, word[10] == UInt8(ascii: "T"), word[23] == UInt8(ascii: "Z"),
      let date = CivilDate(text: String(decoding: word[..<10], as: UTF8.self)),
      let hour = Int(String(decoding: word[11..<13], as: UTF8.self)),
      let minute = Int(String(decoding: word[14..<16], as: UTF8.self))
    else { return nil }
    return Moment(milliseconds: Int64(date.dayNumber) * 86_400_000 + Int64(hour * 60 + minute) * 60_000)
  }
}
