import CommandLine
import Testing
import Vocabulary

@Suite("exit codes and problems")
struct EndingTests {
  private static let refusals: JSON = [
    "title": "The rules say no", "detail": "Two things stand in the way.", "status": 409,
    "refusals": [
      [
        "rule": "cab-quorum", "because": "One vote is missing.", "clears": "Another member votes.",
        "by": ["cab-member"], "notBefore": 1_795_460_400_000,
      ], ["rule": "own-request", "because": "You raised it.", "clears": "Somebody else decides."],
    ],
  ]

  @Test("OPS-4: every refusal is printed with rule, reason and what clears it, and the command ends with 1")
  func refused() async {
    let stage = Stage()
    #expect(
      await stage.run(["request", "raise", "--title", "x"]) { _ in .json(409, Self.refusals) } == ExitCode.refused)
    #expect(
      stage.complaints == """
        The rules say no
        Two things stand in the way.
          cab-quorum: One vote is missing.
            To clear it: Another member votes.
            Who can: CAB member
            Not before 2026-11-23T19:00:00.000Z
          own-request: You raised it.
            To clear it: Somebody else decides.
        """)
  }

  @Test("OPS-4: every bad field is printed with its place, and the command ends with 2")
  func badFields() async {
    let stage = Stage()
    let problem: JSON = [
      "title": "Some fields are bad",
      "fields": [["pointer": "/title", "says": "81 characters"], ["pointer": "", "says": "is odd"]],
    ]
    #expect(await stage.run(["request", "raise", "--title", "x"]) { _ in .json(422, problem) } == ExitCode.usage)
    #expect(stage.complaints == "Some fields are bad\n  /title: 81 characters\n  The whole document: is odd")
  }

  @Test(
    "OPS-4: a status ends with its code",
    arguments: [
      (200, 0), (400, 2), (401, 1), (403, 1), (404, 1), (409, 1), (412, 1), (413, 2), (415, 2), (422, 2), (428, 1),
      (429, 3), (500, 3), (503, 3), (302, 3),
    ] as [(Int, Int32)])
  func statuses(_ status: Int, _ code: Int32) async {
    #expect(await Stage().run(["request", "list"]) { _ in .json(status, [:]) } == code)
  }

  @Test("OPS-4: a subject that is not there refuses before anything is sent that changes")
  func showRefused() async {
    let stage = Stage()
    let code = await stage.run(["request", "vote", "RFC-9", "--approve"]) { _ in .json(404, ["title": "No RFC-9"]) }
    #expect(code == ExitCode.refused)
    #expect(stage.sent.map(\.method) == ["GET"])
    #expect(stage.complaints == "No RFC-9")
  }

  private struct Unplugged: Error, CustomStringConvertible {
    var description: String { "unplugged" }
  }

  @Test("OPS-4: a server that cannot be reached ends with 3 and says that a decision may have happened")
  func unreachable() async {
    let stage = Stage()
    #expect(await stage.run(["request", "raise", "--title", "x"]) { _ in throw Unplugged() } == ExitCode.fault)
    #expect(stage.complaints.contains("https://slipway.example.org cannot be reached: unplugged."))
    #expect(stage.complaints.contains("may have happened"))
  }

  @Test("OPS-4: an answer that is no JSON ends with 3")
  func noJSON() async {
    let stage = Stage()
    let page = ServerAnswer(status: 200, headers: [], body: Array("<html>".utf8))
    #expect(await stage.run(["request", "list"]) { _ in page } == ExitCode.fault)
    let bare = ServerAnswer(status: 502, headers: [], body: Array("<html>".utf8))
    #expect(await stage.run(["request", "list"]) { _ in bare } == ExitCode.fault)
    #expect(stage.complaints.contains("status 502"))
  }

  @Test("OPS-4: an answer without a version for a decision is a fault, not a decision without one")
  func noVersion() async {
    let stage = Stage()
    #expect(await stage.run(["request", "vote", "RFC-9", "--approve"]) == ExitCode.fault)
    #expect(stage.sent.map(\.method) == ["GET"])
  }

  @Test(
    "OPS-4: without a server, or with something else in its place, nothing is sent",
    arguments: ["", "slipway.example.org", "ftp://slipway.example.org", "https://", "https://a b", "https://a?x"])
  func noServer(_ address: String) async {
    let stage = Stage()
    #expect(await stage.run(["request", "list"], environment: ["SLIPWAY_SERVER": address]) == ExitCode.usage)
    #expect(stage.sent.isEmpty)
  }

  @Test("OPS-4: --server goes before SLIPWAY_SERVER")
  func serverFlag() async {
    let stage = Stage()
    #expect(await stage.run(["request", "list", "--server", "http://127.0.0.1:8080"]) == 0)
    #expect(stage.sent.first?.url == "http://127.0.0.1:8080/api/v1/requests")
  }

  @Test("OPS-4: a token that could break a header is refused")
  func badToken() async {
    let stage = Stage()
    let environment = ["SLIPWAY_SERVER": "https://slipway.example.org", "SLIPWAY_TOKEN": "a\r\nX: y"]
    #expect(await stage.run(["request", "list"], environment: environment) == ExitCode.usage)
    #expect(stage.sent.isEmpty)
  }
}
