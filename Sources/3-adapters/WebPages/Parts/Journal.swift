import ConfigurationRules
import DeploymentRules
import Evidence
import Operations
import PeopleRules
import Vocabulary

/// Names of hosts and people whose references mean nothing to a reader.
struct SubjectNames: Sendable {
  private var known: [SubjectReference: String] = [:]

  init() {}

  /// Looks up what the entries mention: to what, by whom, and the hosts and people inside.
  init(of entries: [EntryRow], _ desk: Desk) throws {
    let inside = ["host", "person", "builtBy", "by", "to", "decidedBy", "replaces", "owner"]
    for entry in entries {
      let texts = inside.compactMap { entry.body[$0]?.text } + (entry.body["hosts"]?.items ?? []).compactMap(\.text)
      let subjects =
        [entry.subject, SubjectReference(text: entry.actor)].compactMap { $0 } + texts.compactMap(Self.subject)
      for subject in subjects where known[subject] == nil {
        if let name = try Self.name(of: subject, desk) { known[subject] = name }
      }
    }
  }

  /// Looks up the hosts and people that sentences mention.
  init(in texts: [String], _ desk: Desk) throws {
    for text in texts {
      for subject in Self.mentioned(text) where known[subject] == nil {
        if let name = try Self.name(of: subject, desk) { known[subject] = name }
      }
    }
  }

  init(_ hosts: [HostRow]) {
    for host in hosts { known[host.host.subject] = host.name }
  }

  private static func mentioned(_ text: String) -> [SubjectReference] {
    text.split { !$0.isLetter && !$0.isNumber && $0 != "-" }.compactMap { word in
      HostIdentifier(String(word))?.subject ?? PersonIdentifier(String(word))?.subject
    }
  }

  /// The sentence with names in place of references.
  func said(_ text: String) -> String {
    var out = text
    for subject in Self.mentioned(text) {
      guard let name = known[subject] else { continue }
      out = out.components(around: subject.reference).joined(separator: name)
    }
    return out
  }

  private static func subject(_ text: String) -> SubjectReference? {
    HostIdentifier(text)?.subject ?? PersonIdentifier(text)?.subject ?? ItemReference(text)?.subject
  }

  private static func name(of subject: SubjectReference, _ desk: Desk) throws -> String? {
    switch subject.kind {
    case "host": try desk.find(Host.self, subject.reference)?.value.name
    case "person": try PersonIdentifier(subject.reference).map { try desk.name(of: $0) }
    case "item": try desk.find(ConfigurationItem.self, subject.reference)?.value.name
    default: nil
    }
  }

  func link(_ subject: SubjectReference) -> HTML { known[subject].map { subject.link($0) } ?? subject.link }

  /// Whatever a body says at that place: a named link where it is a reference.
  func link(_ text: String, kind: String) -> HTML { link(SubjectReference(kind: kind, reference: text)) }
}

/// Entries of the log with the names that they need.
struct Journal: ExpressibleByArrayLiteral, Sendable {
  var entries: [EntryRow]
  var names = SubjectNames()

  init(_ entries: [EntryRow], _ desk: Desk) throws {
    self.entries = entries
    names = try SubjectNames(of: entries, desk)
  }

  init(_ entries: [EntryRow]) { self.entries = entries }
  init(arrayLiteral elements: EntryRow...) { entries = elements }
}

extension String {
  /// The pieces between occurrences of a word.
  func components(around word: String) -> [String] {
    guard !word.isEmpty else { return [self] }
    var out: [String] = []
    var plain = ""
    var rest = self[...]
    while !rest.isEmpty {
      if rest.hasPrefix(word) {
        out.append(plain)
        plain = ""
        rest = rest.dropFirst(word.count)
      } else {
        plain.append(rest.removeFirst())
      }
    }
    return out + [plain]
  }
}
