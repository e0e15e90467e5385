import CommandLine
import Testing
import Vocabulary

@Suite("help and local verbs")
struct HelpTests {
  @Test(
    "OPS-4: --help lists every public verb by noun, and none that only the server may do",
    arguments: ["--help", "-h", "help"])
  func everything(_ flag: String) async {
    let stage = Stage()
    #expect(await stage.run([flag]) == 0)
    let lines = stage.out.split(separator: "\n").map(String.init)
    for noun in ["ADMIN", "LIBRARY", "LOG", "PACKAGE", "RELEASE", "REQUEST", "SERVE"] { #expect(lines.contains(noun)) }
    #expect(lines.contains { $0.hasPrefix("  request raise ") && $0.hasSuffix("Raise a request for change") })
    #expect(lines.contains { $0.hasPrefix("  library admit ") })
    #expect(!stage.out.contains("host tidy"))
  }

  @Test("OPS-4: a verb's help is made from its fields")
  func verb() async {
    let stage = Stage()
    #expect(await stage.run(["request", "raise", "--help"]) == 0)
    for part in [
      "Raise a request for change", "usage: slipway request raise --title TEXT [--field VALUE …]",
      "What is asked for (needed)", "How soon; one of low, high (else low)", "How long it takes; 1 to 600 (else 30)",
      "--required-by 2026-12-12", "Words to find it by; may be given several times", "(else no)",
    ] { #expect(stage.out.contains(part), "\(stage.out)") }
    #expect(stage.sent.isEmpty)
  }

  @Test("OPS-4: a verb that takes a reference shows what one looks like")
  func reference() async {
    let stage = Stage()
    #expect(await stage.run(["help", "request", "vote"]) == 0)
    #expect(stage.out.contains("usage: slipway request vote REQUEST --approve yes|no"))
    #expect(stage.out.contains("REQUEST: The request, like RFC-1042"))
    #expect(await stage.run(["request", "vote", "--approve"]) == ExitCode.usage)
    #expect(stage.complaints.contains("REQUEST is missing, like RFC-1042"))
  }

  @Test("OPS-4: a noun alone lists its verbs, nonsense says where to look")
  func nouns() async {
    let stage = Stage()
    #expect(await stage.run(["request", "--help"]) == 0)
    #expect(stage.out.contains("slipway request vote"))
    #expect(await stage.run(["package"]) == ExitCode.usage)
    #expect(stage.complaints.contains("slipway package admit"))
    #expect(stage.complaints.contains("slipway package lint"))
    #expect(await stage.run(["request", "dance"]) == ExitCode.usage)
    #expect(stage.complaints.contains("«request dance» is no command"))
    #expect(await stage.run(["nonsense"]) == ExitCode.usage)
    #expect(await stage.run([]) == ExitCode.usage)
  }

  @Test("OPS-4: a verb that only the server may do is no command")
  func inside() async {
    let stage = Stage()
    #expect(await stage.run(["host", "tidy", "h-5c1e0f9a7b2d4683"]) == ExitCode.usage)
    #expect(stage.sent.isEmpty)
  }

  @Test("serve hands over what was asked for")
  func serve() async {
    let stage = Stage()
    let code = await stage.run([
      "serve", "--port", "8080", "--data", "/srv/slipway", "--url", "https://slipway.example.org", "--agent", "agent",
    ])
    #expect(code == 0, "\(stage.complaints)")
    #expect(
      stage.served == [
        ServeOptions(port: 8080, data: "/srv/slipway", url: "https://slipway.example.org", agent: "agent")
      ])
  }

  @Test(
    "serve refuses what it cannot use",
    arguments: [
      ["--port", "65536", "--data", "d"], ["--data", "d"], ["--port", "1"],
      ["--port", "1", "--data", "d", "--url", "x"],
    ])
  func serveRefuses(_ flags: [String]) async {
    let stage = Stage()
    #expect(await stage.run(["serve"] + flags) == ExitCode.usage)
    #expect(stage.served.isEmpty)
    #expect(!stage.complaints.isEmpty)
  }

  @Test("OPS-11: admin hands over its order; a role that is none is refused with those there are")
  func admin() async {
    let stage = Stage()
    #expect(await stage.run(["admin", "reset-password", "ada", "--data", "d"]) == 0)
    #expect(await stage.run(["admin", "grant", "ada", "release-manager", "--data", "d"]) == 0)
    #expect(
      stage.orders == [
        AdminOrder(data: "d", act: .resetPassword("ada")), AdminOrder(data: "d", act: .grant("ada", .releaseManager)),
      ])
    #expect(await stage.run(["admin", "grant", "ada", "emperor", "--data", "d"]) == ExitCode.usage)
    #expect(stage.complaints.contains("librarian"))
    #expect(await stage.run(["admin", "--help"]) == 0)
    #expect(stage.out.contains("reset-password"))
  }
}
