import Packages
import Testing
import Vocabulary

@testable import HostWork

@Suite struct SmallRulesTests {
  static func at(_ seconds: Int64) -> Moment { Moment(milliseconds: seconds * 1000) }

  @Test("ACC-8: two fingerprints differ in the keys whose facts differ or that only one has")
  func differences() {
    let one = Fingerprint(facts: [.init(key: "b", stands: 1), .init(key: "a", stands: 1), .init(key: "d", stands: 1)])
    let two = Fingerprint(facts: [.init(key: "a", stands: 1), .init(key: "b", stands: 2), .init(key: "c", stands: 1)])
    #expect(one.differences(from: two) == ["b", "c", "d"])
    #expect(one.differences(from: one).isEmpty)
    #expect(one.without(["b", "d"]) == two.without(["b", "c"]))
    #expect(Fingerprint(json: one.json) == one)
    #expect(one.digest != two.digest)
  }

  @Test("a fingerprint's canonical bytes do not depend on the order in which facts were found")
  func order() {
    let facts = [Fingerprint.Fact(key: "file:/a", stands: true), .init(key: "file:/b", stands: false)]
    #expect(Fingerprint(facts: facts).digest == Fingerprint(facts: facts.reversed()).digest)
    #expect(
      Fingerprint(facts: facts).json.canonicalText
        == #"{"facts":[{"is":true,"key":"file:/a"},{"is":false,"key":"file:/b"}],"format":1}"#)
  }

  @Test("ACC-8: a fingerprint read back from its document equals the one that was taken")
  func readBack() throws {
    let stands: JSON = ["mode": "0644", "gid": 0, "kind": "file", "deep": [["z": 1, "a": 2]]]
    let taken = Fingerprint(facts: [.init(key: "file:/etc/x", stands: stands)])
    let back = try #require(Fingerprint(json: JSON(parsing: taken.json.canonicalBytes)))
    #expect(back == taken)
    #expect(back.differences(from: taken).isEmpty)
  }

  @Test("bytes of a path outside printable ASCII, and the percent sign, are spelled out in keys")
  func keys() {
    #expect(keyText(ofPath: Array("/etc/a b%ü".utf8)) == "/etc/a%20b%25%C3%BC")
    #expect(plainName("knows its version/..") == "knows%20its%20version%2F%2E%2E")
  }

  @Test("ACC-8: data roots and volatile patterns are outside the comparison, their neighbours are not")
  func leftOut() throws {
    let scope = ObservedScope(
      owns: "/opt/x", files: [], services: [], ports: [], watched: ["/etc"],
      volatile: [try #require(PathPattern("/etc/cache*"))], dataRoots: ["/var/lib/x"])
    #expect(scope.leavesOut(path: "/var/lib/x/y"))
    #expect(scope.leavesOut(path: "/etc/cache1"))
    #expect(!scope.leavesOut(path: "/var/lib/xy"))
    #expect(!scope.leavesOut(path: "/etc/other"))
    #expect(scope.installs(key: "file:/opt/x/current/a"))
    #expect(!scope.installs(key: "file:/opt/xy"))
  }

  @Test("DEP-3: a service that dies is started again at once, then ever later, and never while an order runs")
  func supervision() {
    var one = ServiceSupervision()
    #expect(one.look(isWanted: true, isAlive: false, orderRuns: true, at: Self.at(0)) == .leave)
    #expect(one.look(isWanted: false, isAlive: false, orderRuns: false, at: Self.at(0)) == .leave)
    #expect(one.look(isWanted: true, isAlive: false, orderRuns: false, at: Self.at(0)) == .start)
    #expect(one.look(isWanted: true, isAlive: true, orderRuns: false, at: Self.at(1)) == .leave)
    #expect(one.look(isWanted: true, isAlive: false, orderRuns: false, at: Self.at(2)) == .start)
    #expect(one.look(isWanted: true, isAlive: false, orderRuns: false, at: Self.at(3)) == .leave)
    #expect(one.look(isWanted: true, isAlive: false, orderRuns: false, at: Self.at(4)) == .start)
    #expect(one.look(isWanted: true, isAlive: false, orderRuns: false, at: Self.at(5)) == .leave)
    #expect(one.look(isWanted: true, isAlive: false, orderRuns: false, at: Self.at(6)) == .leave)
    #expect(one.look(isWanted: true, isAlive: false, orderRuns: false, at: Self.at(7)) == .start)
    // Up for more than a minute: it begins anew.
    #expect(one.look(isWanted: true, isAlive: false, orderRuns: false, at: Self.at(100)) == .start)
  }

  @Test("OPS-3: after faults the agent waits ever longer, with jitter, five minutes at most")
  func backOff() {
    var one = BackOff()
    for round in 0..<20 {
      let span = one.failed(chance: UInt64(round) &* 7_919).milliseconds
      let whole = min(300_000, Int64(1000) << min(round, 9))
      #expect((whole / 2...whole).contains(span))
    }
    one.succeeded()
    #expect(one.failed(chance: 0).milliseconds == 500)
  }

  @Test("DEP-3: reports that the server will never take are set aside, others wait")
  func fates() {
    #expect(ReportFate.of(status: 200) == .delivered)
    for status in [409, 413, 422] { #expect(ReportFate.of(status: status) == .setAside) }
    for status in [401, 404, 429, 500, 503] { #expect(ReportFate.of(status: status) == .kept) }
  }

  @Test("CFG-5: the inventory reads what systems write")
  func inventory() {
    #expect(
      Inventory.system("ID=debian\nPRETTY_NAME=\"Debian 12\"\nHOME_URL=x\n", source: "s").map(\.value)
        == ["debian", "Debian 12"])
    #expect(
      Inventory.users(
        "root:x:0:0::/:/bin/sh\nann:x:1000:1000:Ann,,,:/home/ann:/bin/sh\nnobody:x:65534:1::/:/x\n", source: "s"
      )
      .map(\.key) == ["ann"])
    let status =
      "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2.36-9\nDescription: x\n y\n\n"
    #expect(Inventory.packages(status, source: "s").map(\.value) == ["2.36-9 install ok installed"])
    #expect(Inventory.packages(status, source: "s").map(\.key) == ["libc6:amd64"])
    #expect(Inventory.memory("MemTotal:       1024 kB\n", source: "s").first?.value == "1048576")
    #expect(
      Inventory.processors("processor\t: 0\nmodel name\t: X\n\nprocessor\t: 1\n", source: "s").map(\.value) == [
        "2", "X",
      ])
  }

  @Test("CFG-5: the agent's own health does not make the inventory new")
  func health() {
    let fact = InventoryFact(.user, "ann", "account", source: "/etc/passwd")
    let before = [fact, InventoryFact(.agent, "resident-kib", "1", source: "p")]
    let after = [InventoryFact(.agent, "resident-kib", "2", source: "p"), fact]
    #expect(Inventory.comparable(before) == Inventory.comparable(after))
  }

  @Test("OPS-3: what programs print is made fit for a report")
  func fitText() throws {
    let log = "a\u{0}b\u{1B}[31m\nend" + String(repeating: "x", count: 70_000)
    let body = try #require(
      ReportEvent.ended(result: "kept", cause: "c\u{7F}", log: log, milliseconds: 1).json["ended"])
    #expect(body["log"]?.text?.unicodeScalars.count == 65_536)
    #expect(body["cause"]?.text == "c\u{FFFD}")
  }
}
