import Ledger
import Operations
import Synchronization
import Testing
import Vocabulary

@testable import Records

/// Collects news in the order they were spread.
private final class Heard: Sendable {
  private let all = Mutex<[[HostNews]]>([])
  func take(_ news: [HostNews]) { all.withLock { $0.append(news) } }
  var news: [HostNews] { all.withLock { $0.flatMap { $0 } } }
  func forget() { all.withLock { $0 = [] } }
}

@Suite("Commits say what they changed of what hosts are told")
struct NewsTests {
  private let premises: Premises
  private let office: Office
  private let heard = Heard()
  private let host: HostIdentifier
  private let deployment: DeploymentReference

  init() async throws {
    premises = try Premises()
    let (sequencer, heard) = (Sequencer(), heard)
    var ports = try ports(paper: premises.paper)
    ports.spread = { heard.take($0) }
    office = Office(engine: Premises.door(try premises.engine(sequencer)), sequencer: sequencer, ports: ports)
    try await office.open(remembered: nil)
    host = try needed(HostIdentifier("h-0000000000000001"))
    deployment = try needed(DeploymentReference("DEP-1"))
  }

  @Test("DEP-3, DEP-5: orders kept and ended, inventories and metadata are news; reports are not")
  func news() async throws {
    let (host, deployment) = (host, deployment)
    let order = KeptOrder(
      host: host, number: 1, digest: .of([1]), deployment: deployment, epoch: 1, envelope: "{}", ended: false)
    let report = KeptReport(host: host, order: order.digest, number: 1, deployment: deployment, at: now, body: "{}")
    let metadata = KeptMetadata(kind: "targets", version: 1, expires: now, envelope: "{}")
    func news(_ work: @escaping @Sendable (any Books) throws -> Void) async throws -> [HostNews] {
      heard.forget()
      try await office.transact(work)
      return heard.news
    }
    #expect(try await news { try $0.keepOrder(order) } == [.host(host)])
    #expect(try await news { try $0.keepOrder(order) } == [])
    #expect(try await news { _ = try $0.keepReport(report) } == [])
    #expect(try await news { try $0.endOrder(order.digest) } == [.host(host)])
    #expect(try await news { try $0.endOrder(.of([7])) } == [])
    #expect(try await news { try $0.keepInventory([1], of: host, at: now) } == [.host(host)])
    #expect(try await news { try $0.keepMetadata(metadata) } == [.library])
    try await office.close()
  }

  @Test("OPS-4: what was refused is spread too: news too many cost one reading, news too few would hide a halt")
  func refused() async throws {
    let host = host
    await #expect(throws: NotHere.self) {
      try await office.transact { books in
        try books.keepInventory([1], of: host, at: now)
        throw NotHere()
      }
    }
    #expect(heard.news == [.host(host)])
    try await office.close()
  }
}
