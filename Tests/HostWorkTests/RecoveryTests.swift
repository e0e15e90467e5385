import Packages
import Testing
import Vocabulary

@testable import HostWork

/// Power is lost at every single boundary of every kind of order.
@Suite struct RecoveryTests {
  struct Scenario: Sendable, CustomTestStringConvertible {
    let name: String
    let action: OrderAction
    /// Whether version 1.0 was kept before.
    let upgrade: Bool
    var failing: Set<String> = []
    var testDescription: String { name }
  }

  static let scenarios = [
    Scenario(name: "first installation", action: .install, upgrade: false),
    Scenario(name: "upgrade", action: .install, upgrade: true),
    Scenario(name: "upgrade that does not verify", action: .install, upgrade: true, failing: ["verify"]),
    Scenario(name: "upgrade whose script fails", action: .install, upgrade: true, failing: ["script"]),
    Scenario(name: "try on an empty host", action: .rehearse, upgrade: false),
    Scenario(name: "try over an older version", action: .rehearse, upgrade: true),
    Scenario(name: "backout", action: .backout, upgrade: true),
    Scenario(name: "remove", action: .remove, upgrade: true),
  ]

  /// The host before the order, and the order.
  static func prepared(_ scenario: Scenario) throws -> (ModelHost, OrderNote) {
    var host = ModelHost()
    if scenario.upgrade {
      _ = try host.run(ModelHost.order(.install, host.package, 1))
      host.package = ModelHost.package("2.0")
    }
    if scenario.action == .backout || scenario.action == .remove {
      (host.journal, host.reports) = ([], [:])
      _ = try host.run(ModelHost.order(.install, host.package, 2))
    }
    (host.journal, host.reports, host.boundaries) = ([], [:], 0)
    host.failing = scenario.failing
    return (host, ModelHost.order(scenario.action, host.package, 3))
  }

  @Test("DEP-3: killed at any instant, the next start ends in old or new with users' data kept", arguments: scenarios)
  func oldOrNew(_ scenario: Scenario) throws {
    let (start, note) = try Self.prepared(scenario)
    var whole = start
    _ = try whole.run(note)
    #expect(whole.boundaries > 10)
    for power in 0..<whole.boundaries {
      var host = start
      host.powerFor = power
      #expect(throws: ModelHost.PowerLoss.self) { _ = try host.run(note) }
      let machine = try host.recover()
      #expect(host.disk == start.disk || host.disk == whole.disk, "power lost after \(power) boundaries")
      #expect(host.disk.data == "precious")
      #expect(machine == nil || machine?.isOver == true)
      // What is remembered as kept is what stands there.
      #expect(host.kept.last?.package.hex == host.disk.current.map { String($0.dropFirst("versions/".count)) })
      // A second start finds nothing left to do.
      let settled = host
      _ = try host.recover()
      #expect(host.disk == settled.disk)
      #expect(host.reports.count == settled.reports.count)
    }
  }

  @Test("DEP-3: no install script runs twice, whenever the power goes", arguments: scenarios)
  func neverTwice(_ scenario: Scenario) throws {
    let (start, note) = try Self.prepared(scenario)
    var whole = start
    _ = try whole.run(note)
    // A try runs it once in each of its two passes, and backs out in between.
    let most = scenario.action == .rehearse ? 2 : 1
    for power in 0..<whole.boundaries {
      var host = start
      host.powerFor = power
      try? { _ = try host.run(note) }()
      let before = host.scriptRuns["install prepare", default: 0]
      _ = try host.recover()
      #expect(host.scriptRuns["install prepare", default: 0] == before)
      #expect(before <= most)
    }
  }

  @Test("DEP-3: whatever was begun is reported as ended exactly once", arguments: scenarios)
  func endsOnce(_ scenario: Scenario) throws {
    let (start, note) = try Self.prepared(scenario)
    var whole = start
    _ = try whole.run(note)
    for power in 0..<whole.boundaries {
      var host = start
      host.powerFor = power
      try? { _ = try host.run(note) }()
      let touched = Progress(host.journal).recovery
      _ = try host.recover()
      let ends = host.reports.values.filter { $0.name == "ended" }.count
      #expect(ends == (touched == .untouched ? 0 : 1), "power lost after \(power) boundaries")
      #expect(Array(host.reports.keys.sorted()) == Array(1..<Int64(host.reports.count + 1)))
    }
  }

  @Test("DEP-3: power lost again during recovery still ends in old or new", arguments: scenarios)
  func twice(_ scenario: Scenario) throws {
    let (start, note) = try Self.prepared(scenario)
    var whole = start
    _ = try whole.run(note)
    for power in stride(from: 0, to: whole.boundaries, by: 7) {
      for second in stride(from: 0, to: 40, by: 5) {
        var host = start
        host.powerFor = power
        try? { _ = try host.run(note) }()
        try? host.recover(for: second)
        _ = try host.recover()
        #expect(host.disk == start.disk || host.disk == whole.disk, "lost after \(power), then after \(second)")
      }
    }
  }
}

extension ModelHost {
  /// A recovery that is cut off too.
  mutating func recover(for power: Int) throws {
    boundaries = 0
    var copy = self
    copy.cutOff = power
    defer { self = copy }
    _ = try copy.recover()
  }
}
