import Vocabulary

/// Does what a verb of the registry says, on a server.
struct Client {
  let verbs: VerbList
  let surroundings: Surroundings
  let send: Send

  func run(_ verb: Verb, _ arguments: [String]) async throws(Ending) {
    let invocation = try Invocation(verb, arguments, secretLine: surroundings.secretLine)
    if invocation.wantsHelp { return surroundings.tell(VerbHelp.verb(verb)) }
    let server = try Server(named: invocation.server, surroundings, send)
    let answer: ServerAnswer
    switch verb.kind {
    case .question: answer = try await server.call("GET", verb.path(invocation.reference) + Self.query(invocation.body))
    case .operation:
      let seen = try await version(for: invocation, server)
      answer = try await server.post(
        verb.path(invocation.reference), .object(invocation.body), key: surroundings.freshKey(), seen: seen)
    }
    guard answer.isGood else {
      if invocation.asJSON { surroundings.tell(String(decoding: answer.body, as: UTF8.self)) }
      throw ProblemLayout.ending(answer)
    }
    let document = try answer.json()
    if invocation.asJSON { return surroundings.tell(document.canonicalText) }
    surroundings.tell(
      verb.kind == .operation
        ? AnswerLayout.operation(document, answer: verb.answer) : AnswerLayout.question(document, answer: verb.answer))
  }

  /// The version to send as If-Match: the one the person saw, else the present one.
  private func version(for invocation: Invocation, _ server: Server) async throws(Ending) -> Int? {
    let verb = invocation.verb
    guard verb.takesReference else { return nil }
    if let seen = invocation.seen { return seen }
    guard let show = verbs.show(verb.name.noun) else { return nil }
    let answer = try await server.call("GET", show.path(invocation.reference))
    guard answer.isGood else { throw ProblemLayout.ending(answer) }
    guard let tag = answer.header("etag"), let version = Int(tag.drop { $0 == "\"" }.prefix { $0.isNumber }) else {
      let subject = invocation.reference ?? verb.name.noun
      throw .fault("The server did not say the version of \(subject). Give --seen VERSION.")
    }
    return version
  }

  /// Lists are one parameter an element; what has no plain text goes as JSON.
  static func query(_ members: [JSON.Member]) -> String {
    let pairs = members.flatMap { member in
      (member.value.items ?? [member.value]).map { "\(Percent.encoded(member.name))=\(Percent.encoded(text($0)))" }
    }
    return pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")
  }

  private static func text(_ json: JSON) -> String {
    if case .string(let text) = json { text } else { json.canonicalText }
  }
}
