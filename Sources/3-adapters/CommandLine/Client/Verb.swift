import Operations
import Vocabulary

/// An operation or question as a subcommand (docs/decisions/0005): `slipway release plan agree REL-1042.1`.
struct Verb: Sendable {
  enum Kind: Sendable { case operation, question }

  let kind: Kind
  let name: RegisteredName
  let about: String
  let fields: [FieldNote]
  let answer: Spelling
  let takesReference: Bool
  let route: [String]
  /// How help calls what stands in the reference's place.
  let referenceWord: String

  /// A verb that is no single operation.
  init(
    _ kind: Kind, _ name: String, _ about: String, fields: [FieldNote], answer: Spelling, referenceWord: String
  ) {
    self.name = RegisteredName(name)
    (self.kind, self.about, self.fields, self.answer) = (kind, about, fields, answer)
    (takesReference, route) = (true, [])
    self.referenceWord = referenceWord
  }

  init(_ operation: RegisteredOperation) {
    kind = .operation
    (name, about) = (operation.name, operation.about)
    (fields, answer) = (operation.spelling.fields, operation.answer)
    (takesReference, route) = (operation.takesReference, operation.route)
    referenceWord = operation.name.noun.uppercased()
  }

  init(_ question: RegisteredQuestion) {
    kind = .question
    (name, about) = (question.name, question.about)
    (fields, answer) = (question.spelling.fields, question.answer)
    (takesReference, route) = (question.takesReference, question.route)
    referenceWord = question.name.noun.uppercased()
  }

  var words: [String] { [name.noun] + name.rest }
  /// The fields that flags give; the reference stands by itself.
  var flags: [FieldNote] { takesReference ? fields.filter { $0.name != name.noun } : fields }

  /// What the reference looks like.
  var example: String {
    guard case .reference(_, let example)? = fields.first(where: { $0.name == name.noun })?.spelling else {
      return referenceWord
    }
    return example
  }

  /// The path below the server's address.
  func path(_ reference: String?) -> String {
    "/api/v1/" + route.map { $0.hasPrefix("{") ? Percent.encoded(reference ?? "") : $0 }.joined(separator: "/")
  }
}

extension FieldNote {
  /// The name as a flag spells it: `requiredBy` → `required-by`.
  var flag: String {
    var out = ""
    for character in name {
      if character.isUppercase { out += "-" + character.lowercased() } else { out.append(character) }
    }
    return out
  }
}

/// Everything the server does for people and programs, as the command line finds it.
struct VerbList: Sendable {
  /// Sorted by name; what only hosts or the server itself may do is left out.
  let verbs: [Verb]

  init(_ registry: Registry) {
    let all = registry.operations.filter(\.isPublic).map { Verb($0) } + registry.questions.map { Verb($0) }
    verbs = all.sorted { $0.name.text.utf8.lexicographicallyPrecedes($1.name.text.utf8) }
  }

  /// The verb with the most words that the arguments begin with.
  func verb(_ arguments: [String]) -> Verb? {
    verbs.filter { arguments.starts(with: $0.words) }.max { $0.words.count < $1.words.count }
  }

  func verbs(of noun: String) -> [Verb] { verbs.filter { $0.name.noun == noun } }

  /// The question that shows a subject and so its version.
  func show(_ noun: String) -> Verb? {
    verbs.first { $0.kind == .question && $0.name.noun == noun && $0.name.rest == ["show"] && $0.takesReference }
  }
}

/// Percent-encoding of path segments and query values (RFC 3986 §2.3).
enum Percent {
  private static let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~@".utf8)

  static func encoded(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
      if plain.contains(byte) {
        out.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        out += "%" + Hex.text([byte]).uppercased()
      }
    }
    return out
  }
}
