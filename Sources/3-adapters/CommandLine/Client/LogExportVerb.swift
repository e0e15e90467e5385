import Vocabulary

/// `slipway log export`: takes the whole log home, so that it can be checked on one's own machine (LOG-2, LOG-3).
struct LogExportVerb {
  let surroundings: Surroundings
  let send: Send

  static let words = ["log", "export"]
  static let about = "Write the whole change log into a file that «log verify» checks"

  private static let verb = Verb(
    .question, words.joined(separator: "."), about,
    fields: [
      FieldNote(
        name: "log", about: "A new file to write", required: true,
        spelling: .reference(kind: "file", example: "log-export.txt"))
    ], answer: .anything, referenceWord: "FILE")

  var help: String { VerbHelp.verb(Self.verb) }

  func run(_ arguments: [String]) async throws(Ending) {
    let invocation = try Invocation(Self.verb, arguments, secretLine: { nil })
    if invocation.wantsHelp { return surroundings.tell(help) }
    let server = try Server(named: invocation.server, surroundings, send)
    let path = invocation.reference ?? ""
    let answer = try await server.call("GET", "/api/v1/log/export")
    guard answer.isGood else { throw ProblemLayout.ending(answer) }
    let key = try await server.call("GET", "/api/v1/log/key")
    guard key.isGood else { throw ProblemLayout.ending(key) }
    let file = try LocalFile(making: path, replacing: false)
    try file.write(answer.body)
    try file.force()
    let verifier = String(decoding: key.body, as: UTF8.self).filter { !$0.isNewline }
    surroundings.tell(
      """
      Written to \(path): \(answer.body.count) bytes. Check it with:
        slipway log verify \(path) --key '\(verifier)'
      """)
  }
}
