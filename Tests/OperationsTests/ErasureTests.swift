import ChangeRules
import Evidence
import Ledger
import Operations
import PeopleRules
import Testing
import Vocabulary

@testable import Records

/// Texts and files of requests that law asks to be erased.
struct ErasureTests {
  private func shown(_ it: Organisation, _ request: String) throws -> JSON {
    try it.ask("initiator", "request.show", ["request": .string(request)])
  }

  private func erase(_ it: Organisation, _ request: String, more: [JSON.Member] = []) throws {
    try it.act(
      "admin", "request.erase-texts",
      .object([.init("request", .string(request)), .init("why", "Asked for in writing")] + more))
  }

  private func index(_ it: Organisation, _ request: String, of kind: String) throws -> JSON {
    let all = try it.books.entries(about: [.init(kind: "request", reference: request)], before: nil, limit: 50)
    return .int(Int64(try needed(all.first { $0.entry.kind == kind }).index))
  }

  /// A request that the board has ended.
  private func ended(_ it: Organisation) throws -> String {
    let request = try it.raise("initiator", "About Ada Lovelace")
    let same: JSON = ["request": .string(request)]
    try it.act("initiator", "request.note", ["request": .string(request), "note": "Ada called"])
    try it.act("change", "request.submit", same)
    try it.act("change", "request.close-vote", ["request": .string(request), "otherwise": "cancel", "why": "Ada left"])
    return request
  }

  @Test("LOG-3: all texts of an ended request are erased; the page says when, by whom and why; replay is the same")
  func texts() throws {
    let it = try Organisation.withBoard()
    let request = try ended(it)
    try erase(it, request)
    let after = try shown(it, request)
    #expect(after["row"]?["title"] == "(erased)" && after["description"] == "(erased)")
    let row = try needed(after["erasures"]?.items?.first)
    #expect(row["why"] == "Asked for in writing" && row["by"] == "Administrator")
    #expect(row["at"] == .int(it.now.milliseconds))
    let log = try it.ask("security", "log.list", ["subject": .string("request:\(request)")])["items"]?.items ?? []
    #expect(!log.contains { ($0["why"]?.text ?? "").contains("Ada") })
    #expect(try it.refusals { try erase(it, request) } == ["content-left"])
    let again = MemoryBooks(ports: try fixedPorts())
    try Replay.into(again, it.books.log)
    #expect(
      try again.load(ChangeRequest.self, request)?.value == it.books.load(ChangeRequest.self, request)?.value)
  }

  @Test("LOG-3: what an open request says now stays; a former text, a note and a question can be erased by their entry")
  func open() throws {
    let it = try Organisation.withBoard()
    let request = try it.raise("initiator", "About Ada Lovelace")
    #expect(try it.refusals { try erase(it, request) } == ["text-in-force"])
    try it.act("initiator", "request.note", ["request": .string(request), "note": "Ada called"])
    try erase(it, request, more: [.init("entry", index(it, request, of: "request.noted/1"))])
    #expect(try shown(it, request)["row"]?["title"] == "About Ada Lovelace")
    let text: [JSON.Member] = ["title", "description", "need", "benefit", "risk", "resources"].map {
      .init($0, "About somebody")
    }
    let raised = try index(it, request, of: "request.raised/1")
    #expect(try it.refusals { try erase(it, request, more: [.init("entry", raised)]) } == ["text-in-force"])
    try it.act("initiator", "request.edit", ["request": .string(request), "text": .object(text)])
    try erase(it, request, more: [.init("entry", raised)])
    #expect(try shown(it, request)["row"]?["title"] == "About somebody")
    #expect(try shown(it, request)["erasures"]?.items?.count == 2)
    let other = try it.raise("initiator", "Another")
    #expect(throws: NotFound.self) { try erase(it, other, more: [.init("entry", raised)]) }
  }

  @Test("LOG-3: an attached file and its name are erased at any time; asking for it says when and why it went")
  func attachment() throws {
    let it = try Organisation.withBoard()
    let request = try it.raise("initiator")
    for name in ["ada.txt", "plan.txt"] {
      try it.act(
        "initiator", "request.attach",
        ["request": .string(request), "file": ["name": .string(name), "type": "text/plain", "content": "aGVsbG8="]])
    }
    let erasing: JSON = ["request": .string(request), "number": 1, "why": "Names a patient"]
    #expect(throws: NotAllowed.self) { try it.act("change", "request.erase-attachment", erasing) }
    try it.act("admin", "request.erase-attachment", erasing)
    let files = try shown(it, request)["attachments"]?.items ?? []
    #expect(files.map { $0["isErased"] } == [true, false] && files.map { $0["name"] } == ["(erased)", "plan.txt"])
    func asked(_ number: JSON) throws -> [String] {
      try it.refusals {
        _ = try it.ask("initiator", "request.attachment", ["request": .string(request), "number": number])
      }
    }
    #expect(try asked(1) == ["attachment-erased"] && asked(2) == [])
    #expect(try it.refusals { try it.act("admin", "request.erase-attachment", erasing) } == ["content-left"])
    #expect(throws: NotFound.self) {
      try it.act("admin", "request.erase-attachment", ["request": .string(request), "number": 7, "why": "none"])
    }
  }

  @Test("LOG-3: a file that the log names about something else too is not taken from under it")
  func elsewhere() throws {
    let it = try Organisation.withBoard()
    let (one, two) = (try it.raise("initiator"), try it.raise("initiator", "Another"))
    try it.act(
      "initiator", "request.attach",
      ["request": .string(one), "file": ["name": "a.txt", "type": "text/plain", "content": "aGVsbG8="]])
    // No operation does this today; a later one may.
    try it.books.transact { books in
      var desk = Desk(books: books, actor: .server, now: it.now, operation: "request.attach", act: "a-91c4e07a2bd35f68")
      let attachment = try needed(desk.get(ChangeRequest.self, one).value.attachments.first)
      try desk.record([.attached(attachment)], on: try desk.get(ChangeRequest.self, two))
    }
    let erasing: JSON = ["request": .string(one), "number": 1, "why": "Names a patient"]
    let no = try it.refusals { try it.act("admin", "request.erase-attachment", erasing) }
    #expect(no == ["content-named-elsewhere"])
    let file = try it.ask("initiator", "request.attachment", ["request": .string(one), "number": 1])
    #expect(file["content"] == "aGVsbG8=")
  }

  @Test("LOG-3: a person's texts are listed by entries that stay within their length")
  func long() throws {
    let it = try Organisation.withBoard()
    let request = try it.raise("initiator")
    for number in 0..<600 {
      try it.act("initiator", "request.note", ["request": .string(request), "note": .string("note \(number)")])
    }
    try it.act("change", "request.submit", ["request": .string(request)])
    try it.act("change", "request.close-vote", ["request": .string(request), "otherwise": "cancel"])
    try erase(it, request)
    let rows = try shown(it, request)["erasures"]?.items ?? []
    #expect(rows.compactMap { $0["contents"]?.whole } == [500, 106])
  }
}
