import Evidence
import PeopleRules
import Vocabulary

/// A name with its parts, and the route, command and page that follow from it (docs/decisions/0005).
public struct RegisteredName: Sendable, Hashable {
  public let text: String
  public let noun: String
  public let rest: [String]

  public init(_ text: String) {
    let parts = text.split(separator: ".").map(String.init)
    self.text = text
    noun = parts.first ?? text
    rest = Array(parts.dropFirst())
  }

  /// The noun in the plural, as routes and pages spell it.
  public var plural: String {
    switch noun {
    case "person": return "people"
    case "library", "work", "log", "words", "access": return noun
    default: break
    }
    if noun.hasSuffix("y"), let before = noun.dropLast().last, !"aeiou".contains(before) {
      return noun.dropLast() + "ies"
    }
    return noun + (noun.hasSuffix("s") ? "es" : "s")
  }

  /// Path segments below `/api/v1`; `{noun}` stands for the reference.
  public func route(takesReference: Bool) -> [String] {
    [plural] + (takesReference ? ["{\(noun)}"] : []) + rest.filter { $0 != "list" && $0 != "show" }
  }
}

/// An operation without its type: what route, page, command line and help need.
public struct RegisteredOperation: Sendable {
  public let name: RegisteredName
  public let about: String
  public let authority: Authority
  public let scope: TokenScope
  public let spelling: Spelling
  public let answer: Spelling
  /// Fields of kind secret, whose verifiers floor 3 works out before.
  public let secrets: [String]
  public let shownOnce: [String]
  /// Every bad field of a body; empty if it reads.
  public let problems: @Sendable (JSON) -> [FieldProblem]
  public let takesReference: Bool
  public let route: [String]
  /// What keeps it from being done to a subject now, whatever is typed.
  public let blockers: @Sendable (String, Desk) throws -> [Refusal]
  let judge: @Sendable (JSON, any Books) throws -> ReleaseReference?
  let run: @Sendable (JSON, inout Desk) throws -> JSON
  let looks: (@Sendable (JSON, Desk) throws -> FileLook)?

  public init<O: Operation>(_ type: O.Type) {
    let name = RegisteredName(O.name)
    self.name = name
    takesReference = O.shape.spelling.fields.contains { $0.name == name.noun }
    route = name.route(takesReference: takesReference)
    about = O.about
    authority = O.authority
    scope = O.scope
    spelling = O.shape.spelling
    answer = O.answer.spelling
    secrets = O.shape.spelling.fields.filter { $0.spelling == .secret }.map(\.name)
    shownOnce = O.shownOnce
    problems = { json in
      do throws(BadFields) {
        _ = try O.shape.read(json)
        return []
      } catch { return error.problems }
    }
    blockers = { reference, desk in try O.blockers(on: reference, desk) }
    judge = { json, books in
      // What is done to a release, or names one, is judged for that release.
      let named = json["release"]?.text.flatMap { ReleaseReference($0) }
      return try O.shape.read(json).release(books) ?? named
    }
    run = { json, desk in O.answer.write(try O.shape.read(json).run(&desk)) }
    looks = Self.read(O.self)
  }

  private static func read<O: Operation>(_ type: O.Type) -> (@Sendable (JSON, Desk) throws -> FileLook)? {
    guard let looks = O.looks else { return nil }
    return { json, desk in try looks(try O.shape.read(json), desk) }
  }

  /// Fields whose values a refused form does not send back: passwords and files.
  public var notSentBack: [String] {
    spelling.fields.filter { field in
      if case .file = field.spelling { return true }
      return field.spelling == .secret
    }.map(\.name)
  }

  /// Whether files of the library are looked at before it runs.
  public var looksAtFiles: Bool { looks != nil }

  /// Whether a route leads here.
  public var isPublic: Bool { authority != .inside && authority != .host }
}

public struct RegisteredQuestion: Sendable {
  public let name: RegisteredName
  public let about: String
  public let authority: Authority
  public let spelling: Spelling
  public let answer: Spelling
  public let takesReference: Bool
  public let route: [String]
  let ask: @Sendable (JSON, Desk) throws -> JSON

  public init<Q: QuestionAsked>(_ type: Q.Type) {
    let name = RegisteredName(Q.name)
    self.name = name
    takesReference = Q.shape.spelling.fields.contains { $0.name == name.noun }
    route = name.route(takesReference: takesReference)
    about = Q.about
    authority = Q.authority
    spelling = Q.shape.spelling
    answer = Q.answer.spelling
    ask = { json, desk in Q.answer.write(try Q.shape.read(json).ask(desk)) }
  }
}

/// Everything that can be done and asked.
public struct Registry: Sendable {
  public let operations: [RegisteredOperation]
  public let questions: [RegisteredQuestion]

  public init(operations: [RegisteredOperation], questions: [RegisteredQuestion]) {
    self.operations = operations.sorted { $0.name.text < $1.name.text }
    self.questions = questions.sorted { $0.name.text < $1.name.text }
    let named = self.operations.enumerated().map { ($1.name.text, $0) }
    places = Dictionary(named, uniquingKeysWith: { first, _ in first })
  }

  /// Where each operation stands in `operations`.
  private let places: [String: Int]

  public func operation(_ name: String) -> RegisteredOperation? { places[name].map { operations[$0] } }
  public func question(_ name: String) -> RegisteredQuestion? { questions.first { $0.name.text == name } }
}
