import Operations
import Vocabulary

/// What stands in a form: typed before, or given by the address, or worked out from the subject.
struct FormValues: Sendable {
  private var pairs: [(name: String, value: String)]
  private var problems: [FieldProblem]

  init(_ pairs: [(name: String, value: String)], problems: [FieldProblem] = []) {
    self.pairs = pairs
    self.problems = problems
  }

  /// A name that comes more than once is a list: one per line.
  subscript(_ name: String) -> String? {
    let found = pairs.filter { $0.name == name }.map(\.value)
    return found.isEmpty ? nil : found.joined(separator: "\n")
  }

  func problems(at name: String) -> [String] {
    problems.filter { Problems.fieldName($0.pointer) == name }.map(Problems.says)
  }

  /// Values that stand where nobody gave others.
  func over(_ standing: [(name: String, value: String)]) -> FormValues {
    let given = Set(pairs.map(\.name))
    return FormValues(pairs + standing.filter { !given.contains($0.name) }, problems: problems)
  }
}

extension JSON {
  /// A value as a form spells it: members dotted, lists of scalars one per line, other lists as JSON.
  func formPairs(_ name: String, _ spelling: Spelling) -> [(name: String, value: String)] {
    switch (spelling, self) {
    case (.record(let fields), .object):
      return fields.flatMap { field in
        self[field.name].map { $0.formPairs(name.isEmpty ? field.name : "\(name).\(field.name)", field.spelling) } ?? []
      }
    case (.list(let element, _, _), .array(let items)) where element.isScalar:
      return [(name: name, value: items.map(\.scalar).joined(separator: "\n"))]
    case (.list(let element, _, _), .array(let items)) where element.isNameAndValue:
      let lines = items.map { "\($0["name"]?.text ?? "") = \($0["value"]?.scalar ?? "")" }
      return [(name: name, value: lines.joined(separator: "\n"))]
    case (.list, _), (.choice, _), (.anything, _): return [(name: name, value: canonicalText)]
    default: return [(name: name, value: scalar)]
    }
  }

  var scalar: String {
    switch self {
    case .string(let text): text
    case .int(let number): String(number)
    case .bool(let value): value ? "true" : "false"
    case .null: ""
    case .array, .object: canonicalText
    }
  }
}

extension Spelling {
  /// Fits into one field, or one line.
  var isScalar: Bool {
    switch self {
    case .text, .secret, .whole, .yesOrNo, .oneOf, .moment, .date, .reference: true
    case .list, .record, .choice, .file, .anything: false
    }
  }

  /// What a value looks like, for fields that take JSON.
  var example: JSON {
    switch self {
    case .text: "text"
    case .secret: "secret"
    case .whole(let least, _): .int(max(1, least))
    case .yesOrNo: true
    case .oneOf(let words): .string(words.first ?? "")
    case .moment: 1_795_459_145_000
    case .date: "2026-12-12"
    case .reference(_, let example): .string(example)
    case .list(let element, _, _): .array([element.example])
    case .record(let fields): .object(fields.map { .init($0.name, $0.spelling.example) })
    case .choice(let notes): .object(notes.prefix(1).map { .init($0.name, $0.spelling.example) })
    case .file: ["content": "aGVsbG8=", "name": "hello.txt", "type": "text/plain"]
    case .anything: .object([])
    }
  }

  /// Whether a file is asked for anywhere in it: the form must then be sent in parts.
  var asksForFile: Bool {
    switch self {
    case .file: true
    case .record(let fields): fields.contains { $0.spelling.asksForFile }
    default: false
    }
  }
}
