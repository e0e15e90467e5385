import ConfigurationRules
import Evidence
import Operations
import Testing
import Vocabulary

@Suite("The life of a configuration item")
struct ItemLifeTests {
  private let shop: Shop
  private var it: Organisation { shop.it }

  init() throws { shop = try Shop() }

  private func record(_ name: String, _ status: JSON = "planned") throws -> String {
    let body: JSON = ["class": "service", "name": .string(name), "status": status]
    return try needed(try it.act("configuration", "item.record", body)["item"]?.text)
  }

  private func turn(_ item: String, _ to: JSON) throws {
    try it.act(
      "configuration", "item.change-status", ["item": .string(item), "to": to, "why": "The contract says so"])
  }

  private func link(_ item: String, _ to: String) -> JSON {
    ["item": .string(item), "type": "depends-on", "to": .string(to)]
  }

  @Test("CFG-1: an item goes from planned to live to retired and back, and its history says when and why")
  func turns() throws {
    let item = try record("Mail")
    try turn(item, "live")
    try turn(item, "retired")
    try turn(item, "planned")
    #expect(try it.refusals { try turn(item, "pending") } == ["item-status-way"])
    let shown = try it.ask("security", "item.show", ["item": .string(item)])
    #expect(shown["row"]?["status"] == "planned")
    let kinds = (shown["history"]?.items ?? []).compactMap { $0["kind"]?.text }
    #expect(kinds.count { $0 == "item.status-changed/1" } == 3)
    #expect(shown["history"]?.items?.first?["why"] == "The contract says so")
  }

  @Test("CFG-1: an item that others lean on is not retired; all of them are named, and retired ones count no more")
  func leanedOn() throws {
    let (base, one, two) = (try record("Base", "live"), try record("One", "live"), try record("Two", "live"))
    try it.act("configuration", "item.link", link(one, base))
    try it.act("configuration", "item.link", link(two, base))
    #expect(try it.refusals { try turn(base, "retired") } == ["item-without-dependants", "item-without-dependants"])
    try turn(one, "retired")
    try it.act("configuration", "item.unlink", link(two, base))
    try turn(base, "retired")
    #expect(try it.refusals { try turn(one, "live") } == ["link-end-stands"])
  }

  @Test("CFG-1, CFG-14: the status of what stands for a host or a version follows from that")
  func follows() throws {
    try shop.beginLibrary()
    let host = try shop.host("web-1", "production")
    let item = try needed(try it.ask("release", "host.show", ["host": .string(host)])["row"]?["item"]?.text)
    #expect(try it.refusals { try turn(item, "retired") } == ["item-status-follows"])
    #expect(try it.ask("release", "item.show", ["item": .string(item)])["standsFor"]?.text == "host:\(host)")
  }

  @Test("CFG-2: nothing depends on itself, not even where circles are allowed")
  func itself() throws {
    let one = try record("One", "live")
    let body: JSON = ["item": .string(one), "type": "depends-on", "to": .string(one)]
    #expect(try it.refusals { try it.act("configuration", "item.link", body) } == ["link-to-another"])
  }
}
