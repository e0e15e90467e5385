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
