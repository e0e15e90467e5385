import Packages
import Vocabulary

/// `slipway library admit`: uploads what a package needs by digest, then asks for admission (DSL-1).
struct LibraryAdmission {
  let surroundings: Surroundings
  let send: Send

  static let words = ["library", "admit"]
  static let about = "Upload a bundle or a source and admit it to the library"

  private let verb: Verb

  /// Its flags are those of the operation `package.admit`, apart from the description, which is made of the source;
  /// the flag for `why` is called `--reason`.
  init(_ verbs: VerbList, _ surroundings: Surroundings, _ send: @escaping Send) {
    (self.surroundings, self.send) = (surroundings, send)
    let operation = verbs.verb(["package", "admit"])
    let source = FieldNote(
      name: "library", about: "A bundle, or a folder that has package.yaml", required: true,
      spelling: .reference(kind: "bundle", example: "greeter-1.4.0.slipway"))
    var reason = FieldNote(
      name: "why", about: "Why it is admitted, for the log", required: true,
      spelling: .text(least: 1, most: 2000, lines: true))
    reason = operation?.fields.first { $0.name == "why" } ?? reason
    reason.name = "reason"
    let others = (operation?.fields ?? []).filter { !["description", "why"].contains($0.name) }
    verb = Verb(
      .question, Self.words.joined(separator: "."), Self.about, fields: [source] + others + [reason],
      answer: operation?.answer ?? .anything, referenceWord: "FILE|FOLDER")
  }

  var help: String { VerbHelp.verb(verb) }

  func run(_ arguments: [String]) async throws(Ending) {
    let invocation = try Invocation(verb, arguments, secretLine: { nil })
    if invocation.wantsHelp { return surroundings.tell(help) }
    let server = try Server(named: invocation.server, surroundings, send)
    let path = invocation.reference ?? ""
    let description = LocalFile.isFolder(path) ? try await source(path, server) : try await bundle(path, server)
    let text = String(decoding: description.canonicalBytes, as: UTF8.self)
    let given = invocation.body.map { JSON.Member($0.name == "reason" ? "why" : $0.name, $0.value) }
    let body = JSON.object([.init("description", .string(text))] + given)
    let answer = try await server.post("/api/v1/packages/admit", body, key: surroundings.freshKey())
    guard answer.isGood else { throw ProblemLayout.ending(answer) }
    let document = try answer.json()
    surroundings.tell(
      invocation.asJSON ? document.canonicalText : AnswerLayout.operation(document, answer: verb.answer))
  }

  private func source(_ path: String, _ server: Server) async throws(Ending) -> PackageDescription {
    let source = try PackageSource(reading: path)
    for line in source.lines { surroundings.complain(line) }
    guard let description = source.description else {
      throw .refused("Nothing was sent. \(source.summary)")
    }
    for blob in description.blobs {
      guard let file = description.source(of: blob.digest) else { continue }
      let bytes = try source.folder.content(of: file, most: Int(blob.bytes))
      guard Digest.sha256(of: bytes) == blob.digest else {
        throw .refused("\(file.text) changed while it was read. Try again when nobody changes the source.")
      }
      try await upload(bytes, blob.digest, server)
    }
    return description
  }

  /// Reads the bundle twice: nothing is sent before all of it was found good.
  private func bundle(_ path: String, _ server: Server) async throws(Ending) -> PackageDescription {
    _ = try await read(path) { _, _ throws(Ending) in }
    return try await read(path) { digest, bytes throws(Ending) in try await upload(bytes, digest, server) }
  }

  private func read(
    _ path: String, each: (Digest, [UInt8]) async throws(Ending) -> Void
  ) async throws(Ending) -> PackageDescription {
    let file = try LocalFile(reading: path)
    var reader = BundleReader()
    var blob: [UInt8] = []
    while case let piece = try file.read(), !piece.isEmpty {
      for event in try Self.judged({ () throws(Objection) in try reader.take(piece) }, path) {
        switch event {
        case .description: break
        case .blobBegan: blob = []
        case .blobBytes(let bytes): blob += bytes
        case .blobEnded(let digest): try await each(digest, blob)
        }
      }
    }
    return try Self.judged({ () throws(Objection) in try reader.finish() }, path)
  }

  private static func judged<Value>(_ act: () throws(Objection) -> Value, _ path: String) throws(Ending) -> Value {
    do { return try act() } catch { throw .refused("\(path): \(error.rule): \(error.because); \(error.clears).") }
  }

  private func upload(_ bytes: [UInt8], _ digest: Digest, _ server: Server) async throws(Ending) {
    let headers = [(name: "Content-Type", value: "application/octet-stream")]
    let answer = try await server.call("PUT", "/api/v1/blobs/\(digest.hex)", headers, body: bytes)
    guard answer.isGood else { throw ProblemLayout.ending(answer) }
  }
}
