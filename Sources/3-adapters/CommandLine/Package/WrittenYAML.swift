import Vocabulary
import Yams

/// What is wrong with a YAML document, with its place.
struct YAMLProblem: Error, Sendable, Equatable {
  /// From 1; nil where no line can be named.
  let line: Int?
  /// As a clause.
  let says: String
}

/// A YAML document read as JSON in which every scalar is a text, with the line of every place (docs/decisions/0004).
///
/// Refuses anchors, aliases, tags, merge keys, repeated names and several documents: with them a manifest would not
/// say what it looks like.
struct WrittenYAML {
  let json: JSON
  /// The line, from 1, of each JSON Pointer.
  private(set) var lines: [String: Int] = [:]

  static let mostBytes = 1 << 20

  init(reading bytes: [UInt8]) throws(YAMLProblem) {
    guard bytes.count <= Self.mostBytes else { throw YAMLProblem(line: nil, says: "it has more than 1 MiB") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw YAMLProblem(line: nil, says: "it is not UTF-8")
    }
    var reading = YAMLReading(text)
    json = try reading.document(Self.compose(text))
    lines = reading.lines
  }

  /// The line of that place, or of the nearest one around it.
  func line(of pointer: String) -> Int? {
    var place = pointer[...]
    while true {
      if let line = lines[String(place)] { return line }
      guard let slash = place.lastIndex(of: "/") else { return nil }
      place = place[..<slash]
    }
  }

  private static func compose(_ text: String) throws(YAMLProblem) -> Node {
    do {
      guard let node = try Parser(yaml: text, encoding: .utf8).singleRoot() else {
        throw YAMLProblem(line: nil, says: "it is empty")
      }
      return node
    } catch let problem as YAMLProblem {
      throw problem
    } catch let error as YamlError {
      throw YAMLProblem(error)
    } catch {
      throw YAMLProblem(line: nil, says: "it cannot be read")
    }
  }
}

extension YAMLProblem {
  init(_ error: YamlError) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
      self.init(line: mark.line, says: "it is no YAML: \(problem)")
    case .composer(_, let problem, let mark, _):
      let several = problem.contains("another document")
      self.init(line: mark.line, says: several ? "a second document begins here; one is allowed" : problem)
    case .duplicatedKeysInMapping(let names, let context):
      self.init(line: context.mark.line, says: "the name \(names.sorted().joined(separator: ", ")) stands twice")
    case .reader(let problem, _, _, _): self.init(line: nil, says: "it is no YAML: \(problem)")
    default: self.init(line: nil, says: "it cannot be read")
    }
  }
}
