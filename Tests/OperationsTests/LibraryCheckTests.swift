import DeploymentRules
import Evidence
import Operations
import Testing
import Vocabulary

/// What is found in the library, and how a finding ends at once.
struct LibraryCheckTests {
  private func note(_ it: Organisation, _ digest: Digest, _ state: String) throws {
    try it.perform("library.note-file", ["digest": .string(digest.text), "state": .string(state)], .server)
  }

  @Test("DSL-2: after a repair one act looks again and clears the finding, in the name of whoever did it")
  func check() throws {
    let it = try Organisation()
    try it.hire("librarian", .librarian)
    let digest = Digest.of([1])
    try note(it, digest, "altered")
    try it.perform(
      "library.note-strays",
      ["strays": .array([["path": "notes.txt", "what": "foreign", "since": 1_795_460_000_000]])], .server)
    let found = try it.ask("librarian", "library.content", [:])
    #expect(found["broken"]?.items?.count == 1 && found["strays"]?.items?.count == 1)
    let look = try Registry.slipway.look(
      before: Call(
        operation: "library.check", body: [:], actor: try it.actor("librarian"), seen: nil, key: "k", fingerprint: "",
        act: "a-91c4e07a2bd35f68", at: began), it.books)
    #expect(look == FileLook([digest], anew: true))
    // The fixture's files are whole and its store has no strays.
    let after = try it.act("librarian", "library.check", [:])
    #expect(after["broken"] == .array([]) && after["strays"] == .array([]))
    let newest = try it.books.entries(about: [.init(kind: "library", reference: "content")], before: nil, limit: 2)
    #expect(newest.map(\.entry.kind) == ["library.stray-gone/1", "library.file-restored/1"])
    #expect(newest.allSatisfy { $0.entry.role == "librarian" })
  }

  @Test("DSL-2 ROL-4: only a file that a package needs is looked at, while it rests, and not for everybody")
  func refused() throws {
    let it = try Organisation()
    try it.hire("librarian", .librarian)
    try it.hire("developer", .developer)
    let digest: JSON = ["digest": .string(Digest.of([2]).text)]
    #expect(try it.refusals { try it.act("librarian", "library.check", digest) } == ["library-file-needed"])
    #expect(throws: NotAllowed.self) { try it.act("developer", "library.check", digest) }
    #expect(throws: NotAllowed.self) {
      _ = try Registry.slipway.look(
        before: Call(
          operation: "library.check", body: digest, actor: try it.actor("developer"), seen: nil, key: "k",
          fingerprint: "", act: "a-91c4e07a2bd35f68", at: began), it.books)
    }
    let busy = try Organisation(looked: { _ in nil })
    try busy.hire("librarian", .librarian)
    try note(busy, Digest.of([2]), "altered")
    #expect(try busy.refusals { try busy.act("librarian", "library.check", [:]) } == ["library-file-rests"])
  }
}
