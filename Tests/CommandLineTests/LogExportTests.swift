import Foundation
import Testing
import Vocabulary

@testable import CommandLine

struct LogExportTests {
  private func file() -> String { NSTemporaryDirectory() + "slipway-export-" + UUID().uuidString }

  @Test("LOG-3: log export writes what the server gives, byte for byte, and says how to check it with the key")
  func writes() async throws {
    let (stage, path) = (Stage(), file())
    defer { try? FileManager.default.removeItem(atPath: path) }
    let code = await stage.run(["log", "export", path]) { sent in
      ServerAnswer(
        status: 200, headers: [], body: Array((sent.url.hasSuffix("/key") ? "name+1a2b3c4d+AY==\n" : "the log\n").utf8))
    }
    #expect(code == ExitCode.done)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "the log\n")
    #expect(stage.out.contains("slipway log verify \(path) --key 'name+1a2b3c4d+AY=='"))
  }

  @Test("LOG-3: log export takes the place of no file, and without a file's name nothing is sent")
  func refuses() async throws {
    let (stage, path) = (Stage(), file())
    defer { try? FileManager.default.removeItem(atPath: path) }
    try "kept".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(await stage.run(["log", "export", path]) == ExitCode.fault)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "kept")
    let other = Stage()
    #expect(await other.run(["log", "export"]) == ExitCode.usage)
    #expect(other.sent.isEmpty)
    #expect(await other.run(["log", "export", "--help"]) == ExitCode.done)
    #expect(other.out.contains("FILE"))
  }

  @Test("OPS-11 LOG-1: admin check hands over its order")
  func check() async {
    let stage = Stage()
    #expect(await stage.run(["admin", "check", "--data", "d"]) == ExitCode.done)
    #expect(stage.orders == [AdminOrder(data: "d", act: .check)])
  }
}
