import Testing

@testable import HostHands

@Suite struct FlagsTests {
  @Test("OPS-3: the agent's command line is read, and what it does not know is refused")
  func reads() throws {
    let flags = try Flags(["apply", "--order", "a.json", "--root", "/srv/x", "--once"])
    #expect(flags.verb == "apply")
    #expect(flags["order"] == "a.json")
    #expect(flags["trust"] == nil)
    #expect(flags.has("once"))
    #expect(throws: Flags.Misused.self) { _ = try flags.needed("trust") }
  }

  @Test(
    "OPS-3: a command line with a mistake is refused",
    arguments: [
      [], ["--root", "/x"], ["run", "--nothing"], ["run", "--root"], ["run", "--root", "--once"],
      ["run", "--root", "/a", "--root", "/b"], ["run", "stray"],
    ])
  func refuses(_ words: [String]) {
    #expect(throws: Flags.Misused.self) { _ = try Flags(words) }
  }
}
