import DeploymentRules
import Evidence
import HTTPTypes
import Hummingbird
import Operations
import Packages
import Vocabulary

extension Surroundings {
  /// Notes what a look at a file of the library saw, as the server, if it is news.
  public func note(_ digest: Digest, _ state: FileState) async throws {
    guard try await house.inquire({ try LibraryFiles.isNews(digest, state, $0) }) else { return }
    try await perform(NoteLibraryFile.name, ["digest": .string(digest.text), "state": .string(state.rawValue)])
  }

  /// Notes which files in the store belong to no version, if that is news.
  public func note(_ strays: [StrayFile]) async throws {
    guard try await house.inquire({ try LibraryFiles.isNews(strays, $0) }) else { return }
    try await perform(NoteStrayFiles.name, ["strays": .array(strays.map(StrayFile.shape.write))])
  }

  private func perform(_ name: String, _ body: JSON) async throws {
    let call = Call(
      operation: name, body: body, actor: .server, seen: nil, key: nil, fingerprint: "",
      act: "a-" + Hex.text(chance(8)), at: now())
    let registry = registry
    _ = try await house.transact { try registry.perform(call, $0) }
  }

  /// Looks at the files that a call needs, before its transaction (DSL-2). What is not whole is noted on its own, because
  /// the refusal that follows undoes what the call itself would write.
  func look(before call: Call) async throws {
    let registry = registry
    guard let look = try await house.inquire({ try registry.look(before: call, $0) }) else { return }
    for digest in look.digests {
      let state = await blobs.look(digest, anew: look.anew)
      if !look.anew { try await note(digest, state) }
    }
  }
}

/// Hands out files of the library.
struct LibraryDoor {
  private static let piece = 256 * 1024
  let around: Surroundings

  /// A file, from the byte that the range names on. What is not whole is given to nobody (DSL-2): it is looked at before
  /// the first byte goes out and again before the last, which costs a glance while nothing has changed.
  func file(_ digest: Digest, range: String?) async throws -> Response {
    switch await around.blobs.look(digest, anew: false) {
    case .whole: break
    case .missing:
      return Reply.problem(Problem("not-found", "Not found", status: 404, "The library has no such file."))
    case .altered, .unreadable: throw try await broken(digest)
    }
    guard let length = try around.blobs.length(digest) else {
      return Reply.problem(Problem("not-found", "Not found", status: 404, "The library has no such file."))
    }
    var start: Int64 = 0
    if let range, range.hasPrefix("bytes="), let from = Int64(range.dropFirst(6).prefix { $0 != "-" }) { start = from }
    guard start <= length else {
      return Reply.problem(Problem("range", "Range", status: 416, "The file has \(length) bytes."))
    }
    let body = ResponseBody(contentLength: Int(length - start)) { [start] writer in
      var at = start
      while at < length {
        let bytes = try around.blobs.read(digest, from: at, count: Self.piece)
        at += Int64(bytes.count)
        // The last piece is held back until it is known that nothing changed under way: without it nobody takes the rest.
        if bytes.isEmpty || at >= length, await around.blobs.look(digest, anew: false) != .whole {
          throw try await broken(digest)
        }
        guard !bytes.isEmpty else { break }
        try await writer.write(ByteBuffer(bytes: bytes))
      }
      try await writer.finish(nil)
    }
    var fields: HTTPFields = [.contentType: "application/octet-stream", .acceptRanges: "bytes"]
    if range != nil { fields[.contentRange] = "bytes \(start)-\(max(start, length - 1))/\(length)" }
    return Response(status: range == nil ? .ok : .partialContent, headers: fields, body: body)
  }

  /// Notes the finding at once if a package needs the file, and gives the refusal.
  private func broken(_ digest: Digest) async throws -> Refused {
    let state = await around.blobs.look(digest, anew: false)
    let now = around.now()
    let isNeeded = try await around.house.inquire { books in
      let desk = Desk(books: books, actor: .server, now: now, operation: ShowLibraryContent.name, act: "")
      return try LibraryFiles.needed(desk).contains { $0.digests.contains(digest) }
    }
    if isNeeded { try await around.note(digest, state) }
    return Refused(BrokenFile(digest: digest, state: state).refusal(of: nil))
  }
}
