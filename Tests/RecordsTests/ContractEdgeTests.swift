import ConfigurationRules
import Evidence
import Operations
import Testing
import Vocabulary

@testable import Records

extension ContractTests {
  @Test(
    "CFG-3: whoever points at a subject is found from its end, as long as the edge stands", arguments: Twin.allCases)
  func edges(_ twin: Twin) async throws {
    let shop = try await twin.open()
    let one = try needed(ItemReference("CI-1"))
    try await shop.work { books in
      for number in 1...4 { try record(number, "item \(number)", books) }
      var desk = desk(books)
      for (from, type) in [("CI-2", RelationshipType.runsOn), ("CI-3", .dependsOn), ("CI-3", .connectsTo)] {
        let held = try desk.get(ConfigurationItem.self, from)
        try desk.record([.linked(ItemLink(type: type, to: one))], on: held)
      }
    }
    func incoming() async throws -> [String] {
      try await shop.work { try $0.pointing(at: one.subject, limit: 10) }.map { "\($0.from.text) \($0.name)" }
    }
    #expect(try await incoming() == ["item:CI-2 runs-on", "item:CI-3 connects-to", "item:CI-3 depends-on"])
    try await shop.work { books in
      var desk = desk(books)
      let held = try desk.get(ConfigurationItem.self, "CI-3")
      try desk.record([.unlinked(ItemLink(type: .connectsTo, to: one))], on: held)
    }
    #expect(try await incoming() == ["item:CI-2 runs-on", "item:CI-3 depends-on"])
    #expect(try await shop.work { try $0.pointing(at: one.subject, limit: 1) }.count == 1)
  }

  @Test(
    "LIF-1: of very many subjects their rows are asked for at once, and of those that are not there nothing comes",
    arguments: Twin.allCases)
  func facets(_ twin: Twin) async throws {
    let shop = try await twin.open()
    try await shop.work { books in for number in 1...3 { try record(number, "item \(number)", books) } }
    let asked = ["CI-2", "CI-3"] + (10...1200).map { "CI-\($0)" }
    let rows = try await shop.work { try $0.facets(ConfigurationItem.self, of: asked) }
    #expect(rows.keys.sorted() == ["CI-2", "CI-3"])
    let whole = try await shop.work { try $0.load(ConfigurationItem.self, "CI-2") }
    let known = ConfigurationItem.facetNotes.filter(\.sorts).map(\.name)
    let expected = try needed(whole).value.facets.filter { known.contains($0.name) }
    #expect(rows["CI-2"]?.sorted { $0.name < $1.name } == expected.sorted { $0.name < $1.name })
    #expect(try await shop.work { try $0.facets(ConfigurationItem.self, of: []) }.isEmpty)
  }

  @Test(
    "LIF-1 ROL-5: what keeps a subject is kept for the roles that clear it, replaced whole, and free ones are found",
    arguments: Twin.allCases)
  func verdicts(_ twin: Twin) async throws {
    let shop = try await twin.open()
    @Sendable func owner(_ name: String) -> SubjectReference { SubjectReference(kind: "release", reference: name) }
    @Sendable func kept(_ rules: [(String, [Role])], onward: String? = "building") -> KeptVerdicts {
      let refusals = rules.map { Refusal($0.0, because: "Because.", clears: "Clears.", by: $0.1).json }
      return KeptVerdicts(
        verdicts: [KeptVerdict(check: "a-check", refusals: refusals, warnings: [], grounds: [])], onward: onward)
    }
    let first = kept([("one", [.librarian, .developer]), ("two", [.developer])])
    try await shop.work { books in
      try books.keep(first, of: owner("REL-1.1"))
      try books.keep(kept([]), of: owner("REL-2.1"))
      try books.keep(kept([], onward: nil), of: owner("REL-3.1"))
    }
    func rules(_ role: Role) async throws -> [String] {
      try await shop.work { try $0.blockers(for: role, limit: 10) }.compactMap { $0.refusal["rule"]?.text }
    }
    let read = try needed(try await shop.work { try $0.verdicts(of: owner("REL-1.1")) })
    #expect(KeptVerdicts.shape.write(read).canonicalText == KeptVerdicts.shape.write(first).canonicalText)
    #expect(try await rules(.developer) == ["one", "two"])
    #expect(try await rules(.librarian) == ["one"])
    #expect(try await shop.work { try $0.unblocked(kind: "release", limit: 10) } == [owner("REL-2.1")])
    try await shop.work { try $0.keep(kept([("two", [.developer])]), of: owner("REL-1.1")) }
    #expect(try await rules(.developer) == ["two"])
    #expect(try await rules(.librarian) == [])
    #expect(try await shop.work { try $0.blockers(for: .developer, limit: 0) }.isEmpty)
  }

  @Test(
    "OPS-2: timers come when they are due, oldest first; a moved one comes once, at its new time",
    arguments: Twin.allCases)
  func timers(_ twin: Twin) async throws {
    let shop = try await twin.open()
    @Sendable func timer(_ name: String, _ after: Span) -> KeptTimer {
      KeptTimer(name: name, due: now + after, operation: "library.refresh", body: ["n": 1])
    }
    try await shop.work { books in
      for one in [timer("b", .hours(2)), timer("a", .hours(2)), timer("c", .hours(1)), timer("d", .hours(9))] {
        try books.setTimer(one)
      }
      try books.setTimer(timer("c", .hours(3)))
    }
    func due(_ after: Span) async throws -> [String] {
      try await shop.work { try $0.dueTimers(at: now + after, limit: 10) }.map(\.name)
    }
    #expect(try await due(.hours(1)).isEmpty)
    #expect(try await due(.hours(4)) == ["a", "b", "c"])
    try await shop.work { try $0.dropTimer("b") }
    #expect(try await due(.hours(4)) == ["a", "c"])
    #expect(try await shop.work { try $0.timer("d") } == timer("d", .hours(9)))
  }

  @Test("DEP-4: the deployments of a host come newest first, each once", arguments: Twin.allCases)
  func deploymentsOfHost(_ twin: Twin) async throws {
    let shop = try await twin.open()
    let host = try needed(HostIdentifier("h-5c1e0f9a7b2d4683"))
    try await shop.work { books in
      for (number, deployment) in [(1, 7), (2, 9), (3, 7), (4, 8)] {
        try books.keepOrder(
          KeptOrder(
            host: host, number: number, digest: try needed(Digest(bytes: [UInt8](repeating: UInt8(number), count: 32))),
            deployment: try needed(DeploymentReference(number: deployment)), epoch: 1, envelope: "{}", ended: true))
      }
    }
    let found = try await shop.work { try $0.deployments(of: host, limit: 2) }
    #expect(found.map(\.number) == [8, 7])
  }
}
