import Testing
import Vocabulary

@testable import Ledger

@Suite struct EntryTests {
  static let example = """
    {"act":"a-91c4e07a2bd35f68","actor":"person:p-7f3a9c2e51d04b68","at":1795460400000,"body":{"approve":true},\
    "format":1,"from":"page/s-0b6d1e9f42a7c853","kind":"request.voted/1","operation":"request.vote",\
    "role":"cab-member","subject":"request:RFC-1042","version":5,\
    "why":{"words":"9f2c1d0e5b7a48639f2c1d0e5b7a48639f2c1d0e5b7a48639f2c1d0e5b7a4863"}}
    """

  @Test("LOG-1: the entry of the decision record is read and comes out byte for byte")
  func golden() throws {
    let bytes = Array(Self.example.utf8)
    let entry = try LogEntry(bytes: bytes)
    #expect(entry.subject == SubjectReference(kind: "request", reference: "RFC-1042"))
    #expect(entry.version == 5)
    #expect(try entry.bytes == bytes)
    #expect(try entry.leafHash.bytes == MerkleTree.sha256.leaf(bytes))
  }

  @Test(
    "LOG-1: an entry with a bad member is refused, read or written",
    arguments: [
      ("a-91c4e07a2bd35f68", "a-91"), ("person:p-7f3a9c2e51d04b68", "Ada"), ("\"format\":1", "\"format\":2"),
      ("true", "null"), ("page/s-", "mail/s-"), ("request.voted/1", "request.voted/0"),
      ("\"version\":5", "\"version\":0"),
      ("cab-member", "CAB member"), ("request:RFC-1042", "RFC-1042"), ("\"words\"", "\"text\""),
      ("\"role\"", "\"onBehalfOf\":\"person:p-1\",\"role\""), ("{\"approve\":true}", "[]"), ("\"role\"", "\"rule\""),
    ])
  func refused(part: String, other: String) {
    #expect(throws: EntryProblem.self) { try LogEntry(bytes: Array(Self.example.replacing(part, with: other).utf8)) }
  }

  @Test("LOG-1: who acts for another names the delegation")
  func delegation() throws {
    var entry = try LogEntry(bytes: Array(Self.example.utf8))
    entry.onBehalfOf = SubjectReference(kind: "person", reference: "p-7f3a9c2e51d04b69")
    #expect(throws: EntryProblem.self) { try entry.bytes }
    entry.delegation = SubjectReference(kind: "delegation", reference: "D-1")
    #expect(try LogEntry(bytes: entry.bytes) == entry)
  }

  @Test("LOG-1: 65,535 bytes are an entry and one more is refused with what to do")
  func length() throws {
    var entry = try LogEntry(bytes: Array(Self.example.utf8))
    entry.body = ["note": ""]
    let room = try 65_535 - entry.bytes.count
    entry.body = ["note": .string(String(repeating: "x", count: room))]
    #expect(try entry.bytes.count == 65_535)
    entry.body = ["note": .string(String(repeating: "x", count: room + 1))]
    #expect(throws: EntryProblem.tooLong(bytes: 65_536)) { try entry.bytes }
    #expect(EntryProblem.tooLong(bytes: 65_536).says.contains("65535 are allowed"))
  }

  @Test("LOG-3: words commit to salt and text in normal form; a salt has 16 bytes")
  func words() throws {
    let salt = try #require(Salt(Array(0..<16)))
    let words = WordsCommitment.make(text: "Cafe\u{301}", salt: salt)
    #expect(words == WordsCommitment.make(text: "Caf\u{e9}", salt: salt))
    #expect(words.digest == Digest.of(salt.bytes + Array("Caf\u{e9}".utf8)))
    #expect(WordsCommitment.matches(words, text: "Caf\u{e9}", salt: salt))
    #expect(!WordsCommitment.matches(words, text: "Cafe", salt: salt))
    #expect(Salt([1, 2, 3]) == nil)
    #expect(Salt(hex: salt.hex) == salt)
    let name = DocumentCommitment.make(bytes: [1, 2], salt: salt)
    #expect(DocumentCommitment.matches(name, bytes: [1, 2], salt: salt))
    #expect(!DocumentCommitment.matches(name, bytes: [1], salt: salt))
    #expect(try DocumentName.shape.read(DocumentName.shape.write(name)) == name)
  }

  @Test(
    "LOG-2: the verifier's scan refuses what is not canonical",
    arguments: [
      "{\"b\":1,\"a\":2}", "{\"a\":1,\"a\":2}", "{\"a\": 1}", "{\"a\":null}", "{\"a\":01}", "{\"a\":-0}", "{\"a\":1.5}",
      "{\"a\":9007199254740992}", "{\"a\":99999999999999999999}", "{\"a\":1}x", "{\"a\":1", "{\"a\":\"x}", "[]", "",
      "{\"a\":\"\\", "{\"a\":[1,]}", "{\"version\":\"1\"}", "{\"body\":{\"y\":1,\"x\":1}}",
    ])
  func scan(text: String) {
    #expect(Array(text.utf8).withUnsafeBytes { EntryScan($0) == nil })
  }

  @Test("LOG-2: the scan sees what a subject, a version and words really are, not what a text pretends")
  func pretence() {
    let hex = String(repeating: "a", count: 64)
    let json: JSON = [
      "body": ["subject": "x:1", "t": .string("{\"words\":\"\(hex)\"}"), "u": ["words": .string(hex)]],
      "kind": "a.b/1", "subject": "request:RFC-1", "version": 3,
    ]
    json.canonicalBytes.withUnsafeBytes { bytes in
      let scan = EntryScan(bytes)
      #expect(scan?.names.count == 1)
      #expect(scan.flatMap { scan in scan.subject.map(scan.text) } == "request:RFC-1")
      #expect(scan?.version == 3)
    }
  }
}
