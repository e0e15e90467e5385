import Testing
import Vocabulary

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

  @Test("CFG-5: how often the machine is looked at is handed in, in minutes from one to a day")
  func minutes() throws {
    #expect(try Flags(["run"]).minutes("inventory-every", else: .minutes(15)) == .minutes(15))
    #expect(try Flags(["run", "--inventory-every", "5"]).minutes("inventory-every", else: .minutes(15)) == .minutes(5))
    for wrong in ["0", "1441", "often"] {
      let flags = try Flags(["run", "--inventory-every", wrong])
      #expect(throws: Flags.Misused.self) { _ = try flags.minutes("inventory-every", else: .minutes(15)) }
    }
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
