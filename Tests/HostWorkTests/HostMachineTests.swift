import Packages
import Testing
import Vocabulary

@testable import HostWork

@Suite struct HostMachineTests {
  static let no = Objection("order-expired", because: "It is too late", clears: "Plan again")

  @Test("DEP-3: installs in the order of decision 0004 and keeps what verifies")
  func installs() throws {
    var host = ModelHost()
    let machine = try host.run(ModelHost.order(.install, host.package))
    #expect(host.result == "kept")
    #expect(machine.progress.kept)
    let words = host.performed.map { String($0.says.prefix { $0 != " " }) }
    #expect(words == ["unpack", "stop", "run", "place", "switch", "start"])
    #expect(host.disk.current == "versions/\(host.package.package.hex)")
    let told = host.reports.keys.sorted().compactMap { host.reports[$0]?.name }
    #expect(told == ["accepted", "progress", "fingerprint", "began", "verified", "fingerprint", "ended"])
  }

  @Test("CHG-3: an order that the gates refuse changes nothing and says which rule refused")
  func refused() throws {
    var host = ModelHost()
    _ = try host.run(ModelHost.order(.install, host.package), refused: [Self.no])
    #expect(host.performed.isEmpty)
    #expect(host.disk == ModelHost.Disk())
    #expect(host.reports[1] == .refused([Self.no]))
    #expect(host.reports.count == 1)
  }

  @Test("CHG-3: without the server's go nothing begins")
  func noGo() throws {
    var host = ModelHost()
    host.beginAnswer = .refused([Objection("approval-void", because: "The approval is void", clears: "Approve")])
    let machine = try host.run(ModelHost.order(.install, host.package))
    #expect(host.disk == ModelHost.Disk())
    #expect(machine.progress.ended?.result == "refused")
  }

  @Test("CHG-3: when the server cannot be asked, nothing begins and the order may come again")
  func unreachable() throws {
    var host = ModelHost()
    host.beginAnswer = .unreachable("no route")
    let machine = try host.run(ModelHost.order(.install, host.package))
    #expect(host.disk == ModelHost.Disk())
    #expect(machine.progress.recovery == .untouched)
    host.beginAnswer = .mayBegin
    _ = try host.run(ModelHost.order(.install, host.package))
    #expect(host.result == "kept")
  }

  @Test("DEP-3: an unmet prerequisite refuses before the first step")
  func prerequisites() throws {
    var host = ModelHost()
    host.unmet = [Objection("prerequisite-unmet", because: "No space", clears: "Make space")]
    let machine = try host.run(ModelHost.order(.install, host.package))
    #expect(host.performed.isEmpty)
    #expect(machine.progress.ended?.result == "refused")
  }

  @Test("DEP-14: a host that is not in the expected state is held before the first step")
  func held() throws {
    var host = ModelHost()
    let note = ModelHost.order(.install, host.package)
    let expected = ExpectedState(
      fingerprint: ModelHost.digest("another state"), scope: host.package.scope.digest, without: [])
    _ = try host.run(note.expecting(expected))
    #expect(host.result == "held")
    #expect(host.performed.isEmpty)
    #expect(host.reports.values.contains { $0.name == "fingerprint" })
  }

  @Test("DEP-14: a host in the expected state is not held, whatever is noise")
  func expected() throws {
    var host = ModelHost()
    host.noisy = true
    let facts: [Fingerprint.Fact] = [
      .init(key: "file:/opt/greeter/current", stands: "absent"), .init(key: "service:greeter.main", stands: ""),
    ]
    let expected = ExpectedState(
      fingerprint: Fingerprint(facts: facts).digest, scope: host.package.scope.digest, without: ["file:/etc/noise"])
    _ = try host.run(ModelHost.order(.install, host.package).expecting(expected))
    #expect(host.result == "kept")
  }

  @Test("DEP-14: a plan that looked at something else holds the host")
  func scopeDiffers() throws {
    var host = ModelHost()
    let expected = ExpectedState(
      fingerprint: ModelHost.digest("x"), scope: ModelHost.digest("another scope"), without: [])
    _ = try host.run(ModelHost.order(.install, host.package).expecting(expected))
    #expect(host.result == "held")
    #expect(host.cause.contains("plan again"))
  }

  @Test("ACC-8: what does not verify backs out by itself, and the state equals the state before")
  func backsOut() throws {
    var host = ModelHost()
    host.failing = ["verify"]
    _ = try host.run(ModelHost.order(.install, host.package))
    #expect(host.result == "backed-out")
    #expect(host.disk == ModelHost.Disk())
    #expect(host.cause.contains("answers"))
    let documents = host.reports.keys.sorted().compactMap { number -> Fingerprint? in
      if case .fingerprint(let one, _, _) = host.reports[number] { one } else { nil }
    }
    #expect(documents.count == 2)
    #expect(documents.first == documents.last)
  }

  @Test("DEP-3: a step that fails backs out what was done before it", arguments: ["script", "place"])
  func stepFails(_ step: String) throws {
    var host = ModelHost()
    host.failing = [step]
    _ = try host.run(ModelHost.order(.install, host.package))
    #expect(host.result == "backed-out")
    #expect(host.disk == ModelHost.Disk())
    #expect(host.scriptRuns["backout prepare"] == 1)
  }

  @Test("DEP-3: a way back that fails is reported as failed, and the rest is taken back all the same")
  func backoutFails() throws {
    var host = ModelHost()
    host.failing = ["verify", "backout"]
    _ = try host.run(ModelHost.order(.install, host.package))
    #expect(host.result == "failed")
    #expect(host.cause.contains("prepare"))
    #expect(host.disk == ModelHost.Disk())
  }

  @Test("ACC-8: a try installs, backs out, compares, does it again, and proves")
  func proves() throws {
    var host = ModelHost()
    _ = try host.run(ModelHost.order(.rehearse, host.package))
    #expect(host.result == "proven")
    #expect(host.disk == ModelHost.Disk())
    #expect(host.scriptRuns == ["install prepare": 2, "backout prepare": 2])
    let backouts = host.reports.values.filter {
      if case .fingerprint(_, .afterBackout, _) = $0 { true } else { false }
    }
    #expect(backouts.count == 2)
  }

  @Test("ACC-8: noise is found, named, and does not spoil the proof")
  func noise() throws {
    var host = ModelHost()
    host.noisy = true
    _ = try host.run(ModelHost.order(.rehearse, host.package))
    #expect(host.result == "proven")
    #expect(
      host.reports.values.contains {
        if case .fingerprint(_, .before, let noise) = $0 { noise == ["file:/etc/noise"] } else { false }
      })
  }

  @Test("ACC-8: noise that covers what the package installs refuses the proof before anything is done")
  func noiseCovers() throws {
    var host = ModelHost()
    host.noisy = true
    let scope = host.package.scope
    host.package = host.package.observing(
      ObservedScope(
        owns: scope.owns, files: scope.files + ["/etc/noise"], services: scope.services, ports: [],
        watched: scope.watched, volatile: [], dataRoots: scope.dataRoots))
    _ = try host.run(ModelHost.order(.rehearse, host.package))
    #expect(host.result == "failed")
    #expect(host.performed.isEmpty)
  }

  @Test("ACC-8: a change that nobody declared refuses the proof")
  func undeclared() throws {
    var host = ModelHost()
    host.package = host.package.observing(host.package.scope, touched: [])
    _ = try host.run(ModelHost.order(.rehearse, host.package))
    #expect(host.result == "failed")
    #expect(host.cause.contains("/marks/"))
    #expect(host.disk == ModelHost.Disk())
  }

  @Test("DEP-3: a later backout restores the former version")
  func laterBackout() throws {
    var host = ModelHost()
    _ = try host.run(ModelHost.order(.install, host.package, 1))
    let first = host.disk
    (host.package, host.journal, host.reports) = (ModelHost.package("2.0"), [], [:])
    _ = try host.run(ModelHost.order(.install, host.package, 2))
    #expect(host.disk != first)
    (host.journal, host.reports) = ([], [:])
    _ = try host.run(ModelHost.order(.backout, host.package, 3))
    #expect(host.result == "backed-out")
    #expect(host.disk == first)
    #expect(host.kept.count == 1)
  }

  @Test("DEP-3: a package that does not stand here cannot be taken back", arguments: [OrderAction.backout, .remove])
  func notHere(_ action: OrderAction) throws {
    var host = ModelHost()
    let machine = try host.run(ModelHost.order(action, host.package))
    #expect(machine.progress.ended?.result == "refused")
  }

  @Test("DEP-3: removing takes away every version")
  func removes() throws {
    var host = ModelHost()
    _ = try host.run(ModelHost.order(.install, host.package, 1))
    (host.package, host.journal, host.reports) = (ModelHost.package("2.0"), [], [:])
    _ = try host.run(ModelHost.order(.install, host.package, 2))
    (host.journal, host.reports) = ([], [:])
    _ = try host.run(ModelHost.order(.remove, host.package, 3))
    #expect(host.result == "removed")
    #expect(host.disk == ModelHost.Disk())
    #expect(host.kept.isEmpty)
  }

  @Test("DEP-3: a former state that cannot be kept stops before the first deed")
  func cannotKeep() throws {
    var host = ModelHost()
    host.failing = ["keep"]
    _ = try host.run(ModelHost.order(.install, host.package))
    #expect(host.result == "failed")
    #expect(host.performed.isEmpty)
  }
}

extension OrderNote {
  func expecting(_ expected: ExpectedState) -> OrderNote {
    OrderNote(
      order: order, number: number, deployment: deployment, step: step, action: action, package: package,
      expected: expected)
  }
}

extension PackageNote {
  func observing(_ scope: ObservedScope, touched: [String]? = nil) -> PackageNote {
    PackageNote(
      name: name, package: package, contents: contents, prerequisites: prerequisites, version: version,
      scripts: scripts, files: files, services: services, checks: checks, scope: scope,
      touched: touched ?? self.touched)
  }
}
