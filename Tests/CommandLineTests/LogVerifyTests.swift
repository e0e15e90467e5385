import CommandLine
import Foundation
import Ledger
import Testing
import Vocabulary

@Suite("log verify")
struct LogVerifyTests {
  private let key: CheckpointKey
  private let scratch: Scratch

  init() throws {
    key = try CheckpointKey(origin: "slipway/3fe1c07b9a5d2264", rawPrivateKey: Array(1...32))
    scratch = try Scratch()
    var file: [UInt8] = []
    var export = try LogExport(origin: key.verifier.name) { file += $0 }
    var frontier = Frontier()
    for version in 1...2000 {
      let bytes = try LogEntry(
        act: "a-91c4e07a2bd35f68", actor: "person:p-7f3a9c2e51d04b68", at: Moment(milliseconds: 1_795_460_400_000),
        body: ["approve": true], from: "page/s-0b6d1e9f42a7c853", kind: "request.voted/1", operation: "request.vote",
        role: "cab-member", subject: SubjectReference(kind: "request", reference: "RFC-1"), version: version, why: nil
      ).bytes
      let leaf = LogEntry.leafHash(of: bytes)
      try export.entry(bytes, leafHash: leaf)
      frontier.append(leafHash: leaf)
    }
    let checkpoint = try #require(Checkpoint(origin: key.verifier.name, size: frontier.size, root: frontier.root))
    let signed = try key.sign(checkpoint)
    _ = try export.end(with: signed)
    try scratch.write("log", String(decoding: file, as: UTF8.self))
    try scratch.write("checkpoint", signed.text)
  }

  @Test("LOG-2: a sound export longer than a piece is told with its size, and its key authenticates it")
  func sound() async throws {
    #expect(try scratch.bytes("log").count > 3 << 16)
    let stage = Stage()
    let code = await stage.run([
      "log", "verify", scratch("log"), "--checkpoint", scratch("checkpoint"), "--key", key.verifier.text,
    ])
    #expect(code == 0, "\(stage.complaints)")
    #expect(stage.out.contains("The log is sound: 2000 entries"))
    #expect(stage.out.contains("authenticated with the key given"))
  }

  @Test("LOG-2: an altered entry ends with 1 and is named")
  func altered() async throws {
    let text = try scratch.text("log").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var changed = text
    changed[1235] = changed[1235].replacingOccurrences(of: "true", with: "false")
    try scratch.write("log", changed.joined(separator: "\n"))
    let stage = Stage()
    #expect(await stage.run(["log", "verify", scratch("log")]) == ExitCode.refused)
    #expect(stage.complaints.contains("The log is broken at entry 1234"), "\(stage.complaints)")
  }

  @Test("LOG-2: another key, a bad key, a bad checkpoint and a missing file each say what is wrong")
  func badArguments() async throws {
    let other = try CheckpointKey(origin: "slipway/3fe1c07b9a5d2264", rawPrivateKey: Array(2...33))
    let stage = Stage()
    #expect(
      await stage.run(["log", "verify", scratch("log"), "--key", other.verifier.text]) == ExitCode.refused)
    #expect(await stage.run(["log", "verify", scratch("log"), "--key", "nonsense"]) == ExitCode.usage)
    #expect(
      await stage.run(["log", "verify", scratch("log"), "--checkpoint", scratch("log")]) == ExitCode.usage)
    #expect(await stage.run(["log", "verify", scratch("none")]) == ExitCode.fault)
    #expect(await stage.run(["log", "verify"]) == ExitCode.usage)
  }
}
