import Vocabulary
import Yams

/// Walks the composed nodes in the order of the text.
struct YAMLReading {
  private let rows: [[Unicode.Scalar]]
  /// The line, from 1, of each JSON Pointer.
  private(set) var lines: [String: Int] = [:]

  init(_ text: String) {
    // The same line ends as the scanner's, so that its marks fit.
    var rows: [[Unicode.Scalar]] = [[]]
    var afterReturn = false
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n" where afterReturn: break
      case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": rows.append([])
      default: rows[rows.count - 1].append(scalar)
      }
      afterReturn = scalar == "\r"
    }
    self.rows = rows
  }

  mutating func document(_ node: Node) throws(YAMLProblem) -> JSON { try value(node, at: "", depth: 0) }

  private mutating func value(_ node: Node, at pointer: String, depth: Int) throws(YAMLProblem) -> JSON {
    let line = node.mark?.line
    guard depth < JSON.deepest else { throw YAMLProblem(line: line, says: "nested more than \(JSON.deepest) deep") }
    try refuseProperties(of: node)
    if lines[pointer] == nil, let line { lines[pointer] = line }
    switch node {
    case .scalar(let scalar):
      guard !scalar.string.unicodeScalars.contains("\0") else {
        throw YAMLProblem(line: line, says: "U+0000 is not allowed in texts")
      }
      return .string(scalar.string)
    case .sequence(let sequence):
      var items: [JSON] = []
      for (index, item) in sequence.enumerated() {
        items.append(try value(item, at: "\(pointer)/\(index)", depth: depth + 1))
      }
      return .array(items)
    case .mapping(let mapping): return try object(mapping, at: pointer, depth: depth)
    case .alias: throw YAMLProblem(line: line, says: "an alias stands here; write the value out")
    }
  }

  private mutating func object(
    _ mapping: Node.Mapping, at pointer: String, depth: Int
  ) throws(YAMLProblem) -> JSON {
    var members: [JSON.Member] = []
    var names: Set<String> = []
    for (key, item) in mapping {
      try refuseProperties(of: key)
      guard case .scalar(let scalar) = key else {
        throw YAMLProblem(line: key.mark?.line, says: "a name is needed before the colon, not a list or mapping")
      }
      let name = scalar.string
      guard name != "<<" else {
        throw YAMLProblem(line: key.mark?.line, says: "a merge key stands here; write the members out")
      }
      guard names.insert(name).inserted else {
        throw YAMLProblem(line: key.mark?.line, says: "the name \(name) stands twice")
      }
      let place = "\(pointer)/\(Self.segment(name))"
      if let line = key.mark?.line { lines[place] = line }
      members.append(.init(name, try value(item, at: place, depth: depth + 1)))
    }
    return .object(members)
  }

  /// A node with an anchor or a tag begins with its sign; an alias is its target, which has an anchor. The scanner's
  /// marks tell what the composed nodes no longer do.
  private func refuseProperties(of node: Node) throws(YAMLProblem) {
    guard let mark = node.mark, rows.indices.contains(mark.line - 1),
      rows[mark.line - 1].indices.contains(mark.column - 1)
    else { return }
    switch rows[mark.line - 1][mark.column - 1] {
    case "&": throw YAMLProblem(line: mark.line, says: "an anchor stands here; write the value out where it is needed")
    case "*": throw YAMLProblem(line: mark.line, says: "an alias stands here; write the value out")
    case "!": throw YAMLProblem(line: mark.line, says: "a tag stands here; the manifest's form says what the value is")
    default: return
    }
  }

  /// A name as a JSON Pointer segment (RFC 6901 §3).
  private static func segment(_ name: String) -> String {
    name.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
      .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
  }
}
