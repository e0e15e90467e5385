import ConfigurationRules
import DeploymentRules
import Evidence
import Operations
import Packages
import PeopleRules
import ReleaseRules
import Testing
import Vocabulary

@Suite("A machine that is retired while a release stands on it")
struct RetiredInProductionTests {
  private let shop: Shop
  private let lab: String
  private let web: [String]
  private let release: String
  private var it: Organisation { shop.it }

  /// A release that has been rolled out to two hosts and is in its review.
  init() throws {
    shop = try Shop()
    try shop.beginLibrary()
    lab = try shop.host("lab-1", "laboratory")
    web = try ["web-1", "web-2"].map { [shop] in try shop.host($0, "production") }
    shop.it.books.forgetRoot()
    let request = try shop.request()
    release = try shop.open(request)
    let same: JSON = ["release": .string(release)]
    try shop.plan(release, web, [("word", "hello")])
    try shop.move(release, "building")
    let package = try shop.admit("1.0.0", serving: request)
    try shop.choose(release, package)
    try shop.move(release, "acceptance")
    try it.act("release", "release.try", ["release": .string(release), "hosts": [.string(lab)]])
    try report(lab, "proven")
    let trial = try needed(try it.books.load(Release.self, release)?.value.deployments.last).text
    try it.act(
      "operations", "release.answer-duty",
      [
        "release": .string(release), "duty": "ACCEPT-OPS-1", "outcome": "done", "says": "It can be run.",
        "tests": [.string(trial)],
      ])
    try it.act("tester", "package.accept", ["package": .string(package)])
    try shop.move(release, "preparation")
    try it.act("librarian", "package.release", ["package": .string(package)])
    try it.act("change", "release.approve-deployment", same)
    try shop.move(release, "deployment")
    let rollout = try needed(try it.act("release", "release.deploy", same)["deployment"]?.text)
    for host in web { try report(host, "kept") }
    try it.act("release", "release.sign-off", ["release": .string(release), "deployment": .string(rollout)])
    try shop.move(release, "review")
  }

  /// The host reports the same state before and after, and how its open order ended.
  private func report(_ host: String, _ result: String) throws {
    let identifier = try needed(HostIdentifier(host))
    let order = try needed(try it.books.orders(for: identifier, after: 0).first { !$0.ended })
    let document = Fingerprint(facts: []).json
    let ended: JSON = ["ended": ["cause": "", "log": "", "milliseconds": 5, "result": .string(result)]]
    let events: [JSON] =
      ["before", "after-backout"].map { ["fingerprint": ["document": document, "moment": .string($0), "noise": []]] }
      + [ended]
    for (place, event) in events.enumerated() {
      let body: JSON = ["event": event]
      try it.perform(
        "host.report",
        [
          "order": .string(order.digest.text), "number": .int(Int64(place + 1)), "ends": .bool(place == 2),
          "body": .string(body.canonicalText),
        ], Actor(principal: .host(identifier), from: "host/\(host)"))
    }
  }

  private func rules(of to: String) throws -> [String] { try it.refusals { try shop.move(release, to) } }

  @Test("CFG-14, CFG-7: its software leaves the CMDB with it, and a release is backed out on the hosts that are left")
  func backedOut() throws {
    let item = try needed(try it.books.load(Host.self, web[0])).value.item
    let before = try it.ask("release", "item.show", ["item": .string(item.text)])["incoming"]?.items ?? []
    #expect(before.count == 1)
    try it.act("operations", "host.retire", ["host": .string(web[0]), "why": "It burnt down"])
    let after = try it.ask("release", "item.show", ["item": .string(item.text)])["incoming"]?.items ?? []
    #expect(after.isEmpty)
    #expect(try rules(of: "backed-out") == ["host-backed-out"])
    try it.act("release", "release.back-out", ["release": .string(release), "why": "It greets in the wrong tone"])
    try report(web[1], "backed-out")
    #expect(try rules(of: "backed-out").isEmpty)
  }

  @Test("CFG-14: on the machine that takes its place nothing stands until it is deployed there")
  func replaced() throws {
    try shop.beginLibrary()
    let token = try it.act("operations", "host.replace", ["host": .string(web[0]), "why": "It burnt down"])
    let new = try needed(HostIdentifier(try shop.enrol(token)))
    let held = try needed(try it.books.load(Release.self, release)).value
    let incoming = try it.ask("release", "item.show", ["item": .string(try needed(item(new)).text)])["incoming"]
    #expect(incoming?.items?.isEmpty == true)
    #expect(held.plan?.hosts.contains(new) == false)
    #expect(try it.books.orders(for: new, after: 0).isEmpty)
  }

  private func item(_ host: HostIdentifier) throws -> ItemReference? {
    try it.books.load(Host.self, host.text)?.value.item
  }

  @Test("CFG-5, LOG-1: what an inventory says of the machine reaches its item, and the same again leaves no entry")
  func inventory() throws {
    let host = try needed(HostIdentifier(web[0]))
    let facts: JSON = [
      ["group": "system", "key": "os-pretty_name", "source": "/etc/os-release", "value": "Debian 12"],
      ["group": "hardware", "key": "memory-bytes", "source": "/proc/meminfo", "value": "2147483648"],
      ["group": "hardware", "key": "product_serial", "source": "/sys", "value": "S-17"],
    ]
    func observe(at: Int64) throws {
      let body: JSON = ["at": .int(at), "facts": facts, "protocol": 1, "shared": []]
      try it.perform(
        "host.observe", ["body": .string(body.canonicalText)],
        Actor(principal: .host(host), from: "host/\(host.text)"))
    }
    try observe(at: 1)
    let item = try needed(try self.item(host))
    let read = try needed(try it.books.load(ConfigurationItem.self, item.text))
    #expect(read.value.attribute("operating-system") == "Debian 12" && read.value.attribute("memory-mib") == "2048")
    #expect(read.value.attribute("serial-number") == "S-17")
    try observe(at: 2)
    #expect(try it.books.version(of: item.subject) == read.version)
  }
}
