import Testing
import Vocabulary

@testable import Ledger

/// A small log with texts, a document, a change set and an erasure, and its export.
struct SampleLog {
  static let origin = "slipway/3fe1c07b9a5d2264"
  let key: CheckpointKey
  var entries: [[UInt8]] = []
  var contents: [(Digest, ExportedText)] = []
  var changeSets: [[UInt8]] = []

  init() throws {
    key = try CheckpointKey(origin: Self.origin, rawPrivateKey: Array(1...32))
    for number in 0..<28 {
      let (request, version) = (number % 4, number / 4 + 1)
      let salt = try #require(Salt(Array(repeating: UInt8(number), count: 16)))
      let text = number % 5 == 0 ? "Because «\(number)»\nand \"so\"" : "Plain reason \(number)"
      let words = WordsCommitment.make(text: text, salt: salt)
      contents.append((words.digest, number == 6 ? .erased(by: 28) : .text(text, salt: salt)))
      entries.append(try Self.entry(subject: "request:RFC-\(request + 1)", version: version, why: words).bytes)
    }
    let document: [UInt8] = [0, 255, 10, 34]
    let salt = try #require(Salt(Array(100..<116)))
    let name = DocumentCommitment.make(bytes: document, salt: salt)
    contents.append((name.digest, .document(document, salt: salt)))
    let set = Array("{\"added\":[\"web-1\"]}".utf8)
    changeSets.append(set)
    let gone: JSON = ["digests": [.string(contents[6].0.hex)]]
    entries.append(
      try Self.entry(subject: "text:T-1", version: 1, kind: ExportContents.erasureKind, body: gone).bytes)
    let body: JSON = [
      "changeSet": .string(Digest.of(set).text), "seen": ["document": .string(name.digest.hex)],
    ]
    entries.append(try Self.entry(subject: "item:CI-1", version: 1, kind: "item.observed/1", body: body).bytes)
  }

  static func entry(
    subject: String, version: Int, kind: String = "request.voted/1", body: JSON = ["approve": true], why: Words? = nil
  ) throws -> LogEntry {
    LogEntry(
      act: "a-91c4e07a2bd35f68", actor: "person:p-7f3a9c2e51d04b68", at: Moment(milliseconds: 1_795_460_400_000),
      body: body, from: "page/s-0b6d1e9f42a7c853", kind: kind, operation: "request.vote", role: "cab-member",
      subject: try #require(SubjectReference(text: subject)), version: version, why: why)
  }

  func signed(at size: Int? = nil, by other: CheckpointKey? = nil) throws -> SignedCheckpoint {
    var frontier = Frontier()
    for entry in entries.prefix(size ?? entries.count) { frontier.append(leafHash: LogEntry.leafHash(of: entry)) }
    let checkpoint = try #require(Checkpoint(origin: Self.origin, size: frontier.size, root: frontier.root))
    return try (other ?? key).sign(checkpoint)
  }

  /// The file. A forger may bring a checkpoint that is not of these entries.
  func export(with checkpoint: SignedCheckpoint? = nil) throws -> [UInt8] {
    var file: [UInt8] = []
    var export = try LogExport(origin: Self.origin) { file += $0 }
    for entry in entries { try export.entry(entry, leafHash: LogEntry.leafHash(of: entry)) }
    let texts = try export.end(with: try checkpoint ?? signed())
    for (digest, text) in contents.sorted(by: { $0.0 < $1.0 }) { try texts.text(text, of: digest) }
    for set in changeSets { try texts.changeSet(set) }
    return file
  }

  func verify(_ file: [UInt8], remembered: Checkpoint? = nil, keyed: Bool = true) -> ExportVerdict {
    var verification = ExportVerification(remembered: remembered, keys: keyed ? [key.verifier] : [])
    verification.feed(file)
    return verification.finish()
  }
}

extension ExportVerdict {
  var finding: Finding? { if case .broken(let finding) = self { finding } else { nil } }
  var isSound: Bool { finding == nil }
}
