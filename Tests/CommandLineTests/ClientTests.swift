import CommandLine
import Testing
import Vocabulary

@Suite("verbs of the registry")
struct ClientTests {
  @Test("OPS-4: every kind of field is read from flags and sent as the API wants it")
  func coercion() async throws {
    let stage = Stage()
    let code = await stage.run(
      [
        "request", "raise", "--title", "Grüße & more", "--urgency=high", "--minutes", "45", "--pilot", "--required-by",
        "2026-12-12", "--from", "2026-12-12T18:30Z", "--tags", "web", "--tags", "mail", "--cost",
        #"{"minorUnits":100,"currency":"EUR"}"#, "--way", "whole",
      ], environment: ["SLIPWAY_SERVER": "https://slipway.example.org/base/", "SLIPWAY_TOKEN": "t0ken"])
    #expect(code == 0, "\(stage.complaints)")
    let sent = try #require(stage.sent.first)
    #expect(stage.sent.count == 1)
    #expect(sent.method == "POST")
    #expect(sent.url == "https://slipway.example.org/base/api/v1/requests/raise")
    #expect(sent.header("Authorization") == "Bearer t0ken")
    #expect(sent.header("Idempotency-Key") == "key-1")
    #expect(sent.header("Content-Type") == "application/json")
    #expect(sent.header("If-Match") == nil)
    let wanted: JSON = [
      "title": "Grüße & more", "urgency": "high", "minutes": 45, "pilot": true, "requiredBy": "2026-12-12",
      "from": 1_797_100_200_000, "tags": ["web", "mail"], "cost": ["minorUnits": 100, "currency": "EUR"],
      "way": ["whole": [:]],
    ]
    #expect(sent.json?.canonicalText == wanted.canonicalText)
  }

  @Test(
    "OPS-4: other spellings of the same values",
    arguments: [
      (["--pilot", "no"], #"{"pilot":false,"title":"x"}"#), (["--pilot=yes"], #"{"pilot":true,"title":"x"}"#),
      (["--requiredBy", "2026-12-12"], #"{"requiredBy":"2026-12-12","title":"x"}"#),
      (["--from", "1795460400000"], #"{"from":1795460400000,"title":"x"}"#),
      (["--from", "2026-12-12T18:30:05.250Z"], #"{"from":1797100205250,"title":"x"}"#),
      (["--tags", #"["a","b"]"#], #"{"tags":["a","b"],"title":"x"}"#),
      (["--way", #"{"step":{"size":3}}"#], #"{"title":"x","way":{"step":{"size":3}}}"#),
    ])
  func spellings(_ flags: [String], _ body: String) async throws {
    let stage = Stage()
    #expect(await stage.run(["request", "raise", "--title", "x"] + flags) == 0, "\(stage.complaints)")
    #expect(stage.sent.first?.json?.canonicalText == body)
  }

  @Test(
    "OPS-4: a value that does not fit is told with its flag, nothing is sent, and the command ends with 2",
    arguments: [
      (["--minutes", "many"], "--minutes: a whole number from 1 to 600"), (["--minutes", "601"], "from 1 to 600"),
      (["--pilot=maybe"], "--pilot: yes or no"), (["--urgency", "middling"], "one of low, high"),
      (["--required-by", "2026-02-30"], "--required-by: a date"),
      (["--from", "2026-12-12T25:00Z"], "--from: a moment"),
      (["--from", "yesterday"], "--from: a moment"), (["--tags", "[a"], "JSON list"), (["--cost", "7"], "JSON like"),
      (["--way", "step"], "JSON like"), (["--title", "y"], "--title: may be given once"),
      (["--tilte", "x"], "unknown"),
      (["--minutes"], "needs a value"), (["-x"], "two hyphens"), (["RFC-1"], "stands where a flag is needed"),
    ])
  func misfits(_ flags: [String], _ says: String) async {
    let stage = Stage()
    #expect(await stage.run(["request", "raise", "--title", "x"] + flags) == ExitCode.usage)
    #expect(stage.complaints.contains(says), "\(stage.complaints)")
    #expect(stage.sent.isEmpty)
  }

  @Test("OPS-4: every bad flag is told at once, with what is missing")
  func allAtOnce() async {
    let stage = Stage()
    #expect(await stage.run(["request", "raise", "--minutes", "x", "--pilot=x"]) == ExitCode.usage)
    for says in ["--title is missing", "--minutes:", "--pilot:"] { #expect(stage.complaints.contains(says)) }
  }

  @Test("OPS-4: an operation on a subject asks for its version and sends it as If-Match")
  func version() async throws {
    let stage = Stage()
    let code = await stage.run(["request", "vote", "RFC-1042", "--approve", "yes"]) { sent in
      sent.method == "GET"
        ? .json(200, [:], headers: [(name: "ETag", value: "\"5\"")])
        : .json(200, ["answer": [:], "receipts": ["ab12"], "subject": "request:RFC-1042", "version": 6])
    }
    #expect(code == 0, "\(stage.complaints)")
    #expect(
      stage.sent.map(\.url) == [
        "https://slipway.example.org/api/v1/requests/RFC-1042",
        "https://slipway.example.org/api/v1/requests/RFC-1042/vote",
      ])
    #expect(stage.sent.last?.header("If-Match") == "\"5\"")
    #expect(stage.sent.last?.json == ["approve": true])
    #expect(stage.out == "request:RFC-1042 is at version 6\nReceipt ab12")
  }

  @Test("OPS-4: --seen sends the version that the person saw, without asking")
  func seen() async {
    let stage = Stage()
    #expect(await stage.run(["request", "vote", "RFC-1", "--approve", "--seen", "4"]) == 0, "\(stage.complaints)")
    #expect(stage.sent.count == 1)
    #expect(stage.sent.first?.header("If-Match") == "\"4\"")
  }

  @Test("OPS-4: names of several words and questions lead to their routes")
  func routes() async {
    let stage = Stage()
    #expect(await stage.run(["release", "plan", "agree", "REL-1042.1"]) == 0)
    #expect(await stage.run(["request", "list", "--state", "a b", "--state", "c&d", "--limit", "5"]) == 0)
    #expect(
      stage.sent.map { "\($0.method) \($0.url.dropFirst(27))" } == [
        "POST /api/v1/releases/REL-1042.1/plan/agree", "GET /api/v1/requests?state=a%20b&state=c%26d&limit=5",
      ])
  }

  @Test("OPS-4: a reference cannot climb out of its route")
  func encodedReference() async {
    let stage = Stage()
    #expect(await stage.run(["request", "show", "../people?x=1"]) == 0)
    #expect(stage.sent.first?.url == "https://slipway.example.org/api/v1/requests/..%2Fpeople%3Fx%3D1")
  }

  @Test("OPS-4: a list is a table with moments a person can read, and tells where it goes on")
  func table() async {
    let stage = Stage()
    let page: JSON = [
      "items": [
        ["request": "RFC-7", "title": "New\u{1B}[2J pump", "raised": 1_795_460_400_000],
        ["request": "RFC-1042", "title": "x", "raised": 0],
      ], "next": "WzFd",
    ]
    #expect(await stage.run(["request", "list"]) { _ in .json(200, page) } == 0)
    #expect(
      stage.out == """
        Request   Title         Raised
        RFC-7     New [2J pump  2026-11-23T19:00:00.000Z
        RFC-1042  x             1970-01-01T00:00:00.000Z
        More: --after WzFd
        """)
  }

  @Test("OPS-4: --json prints the answer as it is")
  func json() async {
    let stage = Stage()
    #expect(await stage.run(["request", "show", "RFC-7", "--json"]) { _ in .json(200, ["b": 1, "a": [2]]) } == 0)
    #expect(stage.out == #"{"a":[2],"b":1}"#)
  }

  @Test("OPS-4: a secret comes from standard input and never from the command line")
  func secret() async {
    let stage = Stage()
    #expect(await stage.run(["person", "sign-in", "--password", "-"], secret: "pass word") == 0, "\(stage.complaints)")
    #expect(stage.sent.first?.json == ["password": "pass word"])
    #expect(await stage.run(["person", "sign-in", "--password", "hunter2"]) == ExitCode.usage)
    #expect(!stage.complaints.contains("hunter2"))
    #expect(stage.sent.count == 1)
  }
}
