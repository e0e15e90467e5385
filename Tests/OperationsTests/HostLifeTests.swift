import ConfigurationRules
import DeploymentRules
import Evidence
import Operations
import Testing
import Vocabulary

@Suite("The life of a host")
struct HostLifeTests {
  private let shop: Shop
  private var it: Organisation { shop.it }

  init() throws {
    shop = try Shop()
    try shop.beginLibrary()
  }

  private func about(_ host: String) -> JSON { ["host": .string(host), "why": "The lease has ended"] }
  private func retire(_ host: String) throws { try it.act("operations", "host.retire", about(host)) }
  private func item(of host: String) throws -> ItemReference {
    try needed(try it.books.load(Host.self, host)).value.item
  }
  private func status(_ item: ItemReference) throws -> ItemStatus {
    try needed(try it.books.load(ConfigurationItem.self, item.text)).value.status
  }
  private func names(_ filter: JSON) throws -> [String] {
    (try it.ask("release", "host.list", filter)["items"]?.items ?? []).compactMap { $0["host"]?.text }
  }
  private func kinds(_ subject: SubjectReference) throws -> [String] {
    try it.books.entries(about: [subject], before: nil, limit: 50).map(\.entry.kind)
  }

  @Test("CFG-14: a retired host leaves the lists, its item is retired with it, and both stay readable with the reason")
  func retired() throws {
    let host = try shop.host("web-1", "production")
    let other = try shop.host("web-2", "production")
    try retire(host)
    #expect(try names([:]) == [other])
    #expect(try names(["retired": "yes"]) == [host])
    #expect(Set(try names(["retired": "all"])) == [host, other])
    #expect(try status(try item(of: host)) == .retired)
    let entries = try it.books.entries(about: [try needed(HostIdentifier(host)).subject], before: nil, limit: 9)
    let why = try needed(entries.first?.entry.why)
    #expect(entries.first?.entry.kind == "host.retired/1" && entries.first?.entry.actor.hasPrefix("person:") == true)
    #expect(try it.books.text(why) == "The lease has ended")
    #expect(try it.refusals { try retire(host) } == ["host-serves"])
  }

  @Test("CFG-14: a host with work before it is not retired: an open deployment, a plan, items that lean on it")
  func work() throws {
    let (lab, web) = (try shop.host("lab-1", "laboratory"), try shop.host("web-1", "production"))
    it.books.forgetRoot()
    let request = try shop.request()
    let release = try shop.open(request)
    try shop.plan(release, [web], [("word", "hello")])
    try shop.move(release, "building")
    try shop.choose(release, try shop.admit("1.0.0", serving: request))
    try it.act("tester", "release.try", ["release": .string(release), "hosts": [.string(lab)]])
    #expect(try it.refusals { try retire(lab) } == ["host-without-open-work"])
    #expect(try it.refusals { try it.act("operations", "host.replace", about(lab)) } == ["host-without-open-work"])
    let service = try needed(
      try it.act("configuration", "item.record", ["class": "service", "name": "Shop"])["item"]?.text)
    let link: JSON = ["item": .string(service), "type": "runs-on", "to": .string(try item(of: web).text)]
    try it.act("configuration", "item.link", link)
    #expect(try it.refusals { try retire(web) } == ["host-unplanned", "item-without-dependants"])
    let page = try it.ask("operations", "host.show", ["host": .string(web)])["life"]
    #expect(page?["blockers"]?.items?.map { $0["rule"] } == ["host-unplanned", "item-without-dependants"])
    #expect(page?["leaning"]?.items?.count == 1)
    try it.act("configuration", "item.unlink", link)
    try it.act(
      "change", "release.suspend", ["release": .string(release), "kind": "plan-not-ready", "why": "It leans on this"])
    #expect(try it.refusals { try retire(web) } == ["host-unplanned"])
  }

  @Test("CFG-14, CFG-7: what deployments put on a machine goes with it")
  func software() throws {
    let web = try shop.host("web-1", "production")
    it.books.forgetRoot()
    let package = try shop.admit("1.0.0", serving: try shop.request())
    let version = try it.ask("release", "package.show", ["package": .string(package)])["item"]?.text
    let link: JSON = [
      "item": .string(try needed(version)), "type": "installed-on", "to": .string(try item(of: web).text),
    ]
    try it.act("configuration", "item.link", link)
    try retire(web)
    let held = try needed(try it.books.load(ConfigurationItem.self, try needed(version)))
    #expect(held.value.links.isEmpty)
  }

  @Test("CFG-14, OPS-3: another machine takes a host's place: same name, same item, another key; the old one is over")
  func replaced() throws {
    let old = try shop.host("web-1", "production")
    let item = try item(of: old)
    let token = try it.act("operations", "host.replace", about(old))
    #expect(try names([:]) == [old])
    let new = try shop.enrol(token, key: "b")
    #expect(try names([:]) == [new])
    #expect(try self.item(of: new) == item && status(item) == .live)
    let before = try needed(try it.books.load(Host.self, old)).value
    let after = try needed(try it.books.load(Host.self, new)).value
    #expect(before.retired && before.replacedBy?.text == new && after.replaces?.text == old)
    #expect(after.name == "web-1" && after.purpose == .production && after.signingKey != before.signingKey)
    #expect(try kinds(before.subject).prefix(2) == ["host.replaced/1", "host.retired/1"])
    #expect(try kinds(item.subject).contains("item.recorded/1"))
    let entries = try it.books.entries(about: [before.subject], before: nil, limit: 1)
    #expect(try it.books.text(try needed(entries.first?.entry.why)) == "The lease has ended")
    #expect(entries.first?.entry.body["decidedBy"]?.text == (try it.person("operations").text))
    #expect(try it.refusals { try it.act("operations", "host.replace", about(old)) } == ["host-replaced-once"])
    try retire(new)
    #expect(try status(item) == .retired)
  }

  @Test("CFG-14: a machine that was retired first can still be replaced, and only once, whatever tokens are about")
  func replacedLater() throws {
    let old = try shop.host("web-1", "production")
    let first = try it.act("operations", "host.replace", about(old))
    try retire(old)
    let second = try it.act("operations", "host.replace", about(old))
    let new = try shop.enrol(second)
    #expect(try status(try item(of: new)) == .live)
    #expect(try it.refusals { try shop.enrol(first) } == ["host-replaced-once"])
    let same: JSON = ["name": "web-1", "purpose": "production"]
    #expect(try it.refusals { try it.act("operations", "host.invite", same) } == ["host-name-free"])
  }
}
