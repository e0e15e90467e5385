import Testing

@testable import WebPages

/// Whether every element that opens also closes, in its order: a browser would guess, a reader of screens may not.
struct TagBalance {
  private static let void = ["!doctype", "meta", "link", "input", "br"]

  /// What is wrong first; nil if nothing.
  static func problem(in text: String) -> String? {
    var open: [String] = []
    for piece in text.split(separator: "<").dropFirst(text.hasPrefix("<") ? 0 : 1) {
      guard let end = piece.firstIndex(of: ">") else { return "no end: \(piece.prefix(40))" }
      let inside = piece[..<end]
      guard !inside.hasSuffix("/"), let word = inside.split(whereSeparator: \.isWhitespace).first else { continue }
      let name = String(word)
      if name.hasPrefix("/") {
        guard open.popLast() == String(name.dropFirst()) else { return "\(name) closes something else" }
      } else if !void.contains(name) {
        open.append(name)
      }
    }
    return open.isEmpty ? nil : "open: \(open)"
  }
}

@Suite("Balance")
struct BalanceTests {
  @Test("Every page closes what it opens", arguments: PageTests.addresses)
  func pages(address: String) throws {
    #expect(
      TagBalance.problem(in: try PageTests.house().text(address, query: [(name: "request", value: "RFC-1")])) == nil)
  }

  @Test("Pages of releases and deployments close what they open")
  func views() throws {
    let scene = try House().scene("/releases/REL-1.1")
    let release = try ViewTests.release("deployment", blockers: [ViewTests.blocker])
    #expect(TagBalance.problem(in: ReleaseViews.show(release, log: [], scene).text) == nil)
    let deployment = try ViewTests.deployment()
    #expect(TagBalance.problem(in: DeploymentViews.show(deployment, log: [], scene).text) == nil)
  }

  @Test("What is not closed is seen", arguments: ["<p><b></p></b>", "<p>", "<p></div>"])
  func broken(text: String) { #expect(TagBalance.problem(in: text) != nil) }
}
