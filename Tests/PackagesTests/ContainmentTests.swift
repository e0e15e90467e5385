import Packages
import Testing
import Vocabulary

@Suite("Containment in an approval")
struct ContainmentTests {
  private func rules(
    order change: (inout Order) throws -> Void = { _ in }, approval alter: (inout Approval) throws -> Void = { _ in },
    on environment: HostEnvironment = .production, hasInstalledUnder: Bool = false
  ) throws -> [String] {
    let order = try Sample.order(change)
    let proof = try #require(order.approvals.first).hostProof
    return Containment.refusals(
      of: order, in: try Sample.approval(alter), proof: proof, on: environment, hasInstalledUnder: hasInstalledUnder
    ).map(\.rule)
  }

  @Test("CHG-3: an order within its approval is contained")
  func contained() throws { #expect(try rules() == []) }

  @Test("CHG-3: another release, plan, action or package is not contained")
  func matters() throws {
    #expect(
      try rules { $0.release = try #require(ReleaseReference("REL-1042.2")) } == ["approval-release"])
    #expect(try rules { $0.plan = 2 } == ["approval-plan"])
    #expect(try rules { $0.action = .remove } == ["approval-action"])
    #expect(try rules { $0.package = try Sample.package("cd") } == ["approval-package"])
  }

  @Test("CHG-3: another host, or the same host with another setting, is not contained")
  func host() throws {
    #expect(try rules { $0.host = try Sample.host(3) } == ["approval-host"])
    #expect(try rules { $0.host = try Sample.host(4) } == ["approval-host"])
    #expect(try rules { $0.parameters = [ParameterValue(name: "port", value: "8082")] } == ["approval-host"])
    #expect(try rules { $0.parameters = [] } == ["approval-host"])
  }

  @Test("CHG-3: a proof with another index, a missing or an added hash is no proof")
  func proof() throws {
    let hosts = try Sample.hosts()
    let two = ApprovedHost(host: try Sample.host(2), values: Sample.parameters)
    var proof = try #require(hosts.proof(of: two.host))
    #expect(hosts.root.root == Hex.bytes("6c448d66ab3b54482dffdee83cd2af933bdf30c73db265fc2d3c3579e52f13d2"))
    #expect(ApprovedHosts.contains(two, proof: proof, under: hosts.root))
    proof.index = 0
    #expect(!ApprovedHosts.contains(two, proof: proof, under: hosts.root))
    proof.index = 1
    proof.hashes.removeLast()
    #expect(!ApprovedHosts.contains(two, proof: proof, under: hosts.root))
    proof.hashes += [[UInt8](repeating: 0, count: 32), [UInt8](repeating: 0, count: 32)]
    #expect(!ApprovedHosts.contains(two, proof: proof, under: hosts.root))
    #expect(hosts.proof(of: try Sample.host(9)) == nil)
    #expect(ApprovedHosts([two, two]) == nil)
    #expect(ApprovedHosts([]) == nil)
  }

  @Test(
    "CHG-3: every one of a thousand hosts is proven, in whatever order they were listed",
    arguments: [1, 2, 7, 64, 1000])
  func manyHosts(count: Int) throws {
    let all = try (1...count).map { ApprovedHost(host: try Sample.host($0), values: Sample.parameters) }
    let hosts = try #require(ApprovedHosts(all.reversed()))
    for number in [1, count / 2 + 1, count] {
      let host = all[number - 1]
      #expect(ApprovedHosts.contains(host, proof: try #require(hosts.proof(of: host.host)), under: hosts.root))
    }
    #expect(hosts.root == ApprovedHosts(all)?.root)
  }

  @Test("CHG-3: an interval or the last moment outside the window is not contained, to the millisecond")
  func window() throws {
    func at(_ milliseconds: Int64) -> Moment { Moment(milliseconds: milliseconds) }
    let (from, until) = (Sample.window.from.milliseconds, Sample.window.until.milliseconds)
    #expect(try rules { $0.allowed = [Interval(from: at(from - 1), until: at(until))] } == ["approval-window"])
    #expect(try rules { $0.allowed = [Interval(from: at(from), until: at(until + 1))] } == ["approval-window"])
    #expect(try rules { $0.notAfter = at(until + 1) } == ["approval-window"])
    #expect(try rules { $0.notAfter = at(from - 1) } == ["approval-window"])
    #expect(try rules { $0.allowed = [Interval(from: at(from + 1), until: at(until - 1))] } == [])
  }

  @Test("CHG-3: a host that installed under an approval may be ordered back until the approval says, not longer")
  func backout() throws {
    func late(_ order: inout Order, _ notAfter: Int64) {
      order.action = .backout
      order.notAfter = Moment(milliseconds: notAfter)
      order.allowed = [Interval(from: Sample.window.until, until: order.notAfter)]
    }
    #expect(try rules(order: { late(&$0, 1_798_052_400_000) }, hasInstalledUnder: true) == [])
    #expect(try rules(order: { late(&$0, 1_798_052_400_001) }, hasInstalledUnder: true) == ["approval-backout"])
    #expect(try rules(order: { late(&$0, 1_798_052_400_000) }) == ["approval-window"])
    func install(_ order: inout Order) {
      late(&order, 1_798_052_400_000)
      order.action = .install
    }
    #expect(try rules(order: install, hasInstalledUnder: true) == ["approval-window"])
  }

  @Test("CHG-3: a laboratory approval counts in the laboratory only, any other in production only")
  func environment() throws {
    #expect(try rules(on: .laboratory) == ["approval-environment"])
    #expect(try rules(approval: { $0.purpose = .laboratory }) == ["approval-environment"])
    #expect(try rules(approval: { $0.purpose = .laboratory }, on: .laboratory) == [])
    #expect(
      try rules(order: { $0.action = .rehearse }, approval: { $0.actions = [.rehearse] }) == ["approval-rehearsal"])
  }

  @Test("CHG-3: everything that goes beyond is said at once")
  func all() throws {
    #expect(try rules { ($0.plan, $0.action) = (2, .remove) } == ["approval-plan", "approval-action"])
  }
}
