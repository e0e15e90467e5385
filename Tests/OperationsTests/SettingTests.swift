import Evidence
import Operations
import Testing
import Vocabulary

@Suite("Settings of a plan against the parameters of its package")
struct SettingTests {
  private let shop: Shop
  private let release: String
  private let request: String
  private let host: String
  private let lab: String

  /// A release in building, planned while nobody knew the package.
  init() throws {
    shop = try Shop()
    request = try shop.request()
    try shop.beginLibrary()
    host = try shop.host("web-1", "production")
    lab = try shop.host("lab-1", "laboratory")
    // Without a root nothing is published, so that the package needs no keys.
    shop.it.books.forgetRoot()
    release = try shop.open(request)
    try shop.plan(release, [host], [("port", "eighty"), ("colour", "red")])
    try shop.move(release, "building")
  }

  @Test("BLD-2, DEF-4: settings that do not fit the package chosen later are refused by name, each with its way out")
  func chosenLater() throws {
    let package = try shop.admit("1.0.0", serving: request)
    try shop.choose(release, package)
    // In the order in which the plan gives them: colour before port, then what is missing.
    let rules = ["setting-known", "setting-fits", "setting-given"]
    #expect(try shop.it.refusals { try shop.move(release, "acceptance") } == rules)
    let trial: JSON = ["release": .string(release), "hosts": [.string(lab)]]
    #expect(try shop.it.refusals { try shop.it.act("release", "release.try", trial) } == rules)
    try shop.plan(release, [host], [("word", "hello")])
    try shop.move(release, "acceptance")
    let shown = try shop.it.ask("release", "release.blockers", ["release": .string(release)])
    let blocking = (shown["blockers"]?.items ?? []).compactMap { $0["rule"]?.text }
    #expect(Set(blocking).isDisjoint(with: rules))
  }

  @Test("BLD-2, OPS-4: whoever types settings is told at each field what is wrong")
  func typed() throws {
    try shop.choose(release, try shop.admit("1.0.0", serving: request))
    let wrong = try shop.fields { try shop.plan(release, [host], [("colour", "red"), ("port", "70000")]) }
    #expect(wrong == ["/parameters/0/name", "/parameters/1/value", "/parameters"])
    #expect(try shop.fields { try shop.plan(release, [host], [("word", "hello"), ("port", "80")]) }.isEmpty)
  }

  @Test("BLD-2: a package's page says what can be set, what a value may be and what stands without one")
  func shown() throws {
    let package = try shop.admit("1.0.0", serving: request)
    let rows = try shop.it.ask("release", "package.show", ["package": .string(package)])["parameters"]?.items ?? []
    #expect(rows.map { $0["limits"] } == ["a text of one line", "a port from 1 to 65535"])
    #expect(rows.map { $0["default"] } == [nil, "8081"])
  }
}
