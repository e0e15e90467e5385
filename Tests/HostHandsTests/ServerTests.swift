import HostWork
import Packages
import Testing
import Vocabulary
import Wire

@testable import HostHands

/// The agent against a server in memory: enrolment, session, poll, order, reports.
@Suite struct ServerTests {
  static let url = "http://server.example.org"

  static func enrolled(_ server: FakeServer, _ room: TestRoom) async throws {
    let token = server.token.reveal()
    _ = try await Enrolment(workshop: room.workshop, carrier: server).enrol(
      server: url, token: token, name: "alpha", environment: .laboratory)
  }

  static func package() throws -> (PackageDescription, [[UInt8]]) {
    let texts = [
      "install.md": "Order it.", "program/run": "#!/bin/sh\necho 1.0.0\n", "words": "words={{word}}\n",
      "remove.md": "-",
    ]
    let files = try texts.keys.sorted().map { path in
      let bytes = Array((texts[path] ?? "").utf8)
      return PackageFile(
        path: try #require(SourcePath(path)),
        content: .file(bytes: Int64(bytes.count), digest: .sha256(of: bytes), executable: path.hasPrefix("program")))
    }
    let manifest: JSON = [
      "components": [
        ["name": "program", "serves": "RFC-1042", "tree": "program"],
        ["name": "words", "serves": "RFC-1042", "template": "words", "to": "/etc/words.conf"],
      ], "documents": [], "format": 1, "name": "greeter", "owns": "/opt/greeter",
      "parameters": [["about": "A word", "kind": "text", "name": "word"]],
      "procedures": ["install": "install.md", "remove": "remove.md"], "summary": "Greets",
      "symptoms": [["check": "look", "do": "start it", "sees": "nothing"]],
      "verify": [
        ["command": ["/opt/greeter/current/run"], "contains": "1.0.0", "exit": 0, "name": "runs", "withinSeconds": 5]
      ], "version": "1.0.0",
    ]
    let description = try PackageDescription.built(from: files, try WrittenManifest(typed: manifest))
    return (description, texts.values.map { Array($0.utf8) })
  }

  static func order(
    _ server: FakeServer, _ package: Digest, number: Int = 1, epoch: Int = 1, value: String = "hello",
    approved: String = "hello"
  ) throws -> Envelope {
    let host = try #require(FakeServer.host)
    let now = Clocks.now()
    let window = Interval(from: Moment(milliseconds: now.milliseconds - 3_600_000), until: now + .hours(1))
    let release = try #require(ReleaseReference("REL-1042.1"))
    let hosts = try #require(
      ApprovedHosts([ApprovedHost(host: host, values: [ParameterValue(name: "word", value: approved)])]))
    let approval = Approval(
      actions: [.backout, .install, .rehearse], approval: 17, approvedAt: now,
      approvedBy: [try #require(PersonIdentifier("p-7f3a9c2e51d04b68"))], backoutUntil: now + .days(1),
      hosts: hosts.root,
      packages: [package], plan: 1, purpose: .laboratory, release: release, window: window)
    let proof = try #require(hosts.proof(of: host))
    return Order(
      action: .install, allowed: [window],
      approvals: [
        EnclosedApproval(envelope: approval.signed(by: [try #require(server.keys[.approvals])]), hostProof: proof)
      ],
      deployment: try #require(DeploymentReference("DEP-17")), epoch: epoch, era: 0, expected: nil, host: host,
      notAfter: window.until, number: number, package: package,
      parameters: [ParameterValue(name: "word", value: value)], plan: 1, release: release, step: "pilot/1"
    ).signed(by: [try #require(server.keys[.orders])])
  }

  static func events(_ server: FakeServer) async -> [String] {
    await server.reports.compactMap { $0["event"]?.members?.first?.name }
  }

  @Test("OPS-3, DEP-3: a host enrols, polls, fetches, installs and reports")
  func whole() async throws {
    let (server, room) = (try FakeServer(), try TestRoom())
    let (package, contents) = try Self.package()
    await server.admit(package, contents)
    try await Self.enrolled(server, room)
    await server.give([try Self.order(server, package.digest)])
    let agent = AgentLoop(workshop: room.workshop, carrier: server)
    try await agent.run(once: true)
    #expect(room.text("/etc/words.conf") == "words=hello\n")
    #expect(
      await Self.events(server)
        == ["accepted", "progress", "fingerprint", "began", "verified", "fingerprint", "ended"])
    #expect(await server.reports.last?["event"]?["ended"]?["result"] == "kept")
    #expect(await server.sessions == 1)
    #expect(await server.inventories == 1)
    // The same order again is known and not run twice; an unchanged machine sends no inventory.
    try await agent.run(once: true)
    #expect(await server.reports.count == 7)
    #expect(await server.inventories == 1)
  }

  @Test("OPS-3: an enrolment answered by somebody else is refused, and nothing is believed")
  func foreignEnrolment() async throws {
    let (server, room) = (try FakeServer(), try TestRoom())
    await server.set(.wrongSignature)
    await #expect(throws: HandsFault.self) { try await Self.enrolled(server, room) }
    #expect(try room.workshop.folder.identity() == nil)
  }

  @Test("OPS-3: a token that names another root does not enrol")
  func otherRoot() async throws {
    let (server, room) = (try FakeServer(), try TestRoom())
    let token = server.token.reveal().dropLast(64) + String(repeating: "0", count: 64)
    await #expect(throws: HandsFault.self) {
      _ = try await Enrolment(workshop: room.workshop, carrier: server).enrol(
        server: Self.url, token: String(token), name: "alpha", environment: .laboratory)
    }
  }

  @Test("OPS-3: an answer without the session's MAC is a fault of the network, whatever it says")
  func wrongMac() async throws {
    let (server, room) = (try FakeServer(), try TestRoom())
    let (package, contents) = try Self.package()
    await server.admit(package, contents)
    try await Self.enrolled(server, room)
    await server.give([try Self.order(server, package.digest)])
    await server.set(.wrongMac)
    await #expect(throws: HandsFault.self) {
      try await AgentLoop(workshop: room.workshop, carrier: server).run(once: true)
    }
    #expect(room.text("/etc/words.conf") == nil)
  }

  @Test("OPS-3: after a 401 the agent makes a new session, and gives up when every session ends at once")
  func sessionOver() async throws {
    let (server, room) = (try FakeServer(), try TestRoom())
    try await Self.enrolled(server, room)
    let identity = try #require(try room.workshop.folder.identity())
    let line = ServerLine(folder: room.workshop.folder, carrier: server, identity: identity, server: Self.url)
    let body = ReportAnswer(at: Clocks.now(), isKnown: false).bytes
    _ = try? await line.send(WirePath.poll, body)
    await server.forget()
    _ = try await line.send(WirePath.poll, body)
    #expect(await server.sessions == 2)
    await server.set(.forgetsSession)
    await #expect(throws: MessageFailure.self) { _ = try await line.send(WirePath.poll, body) }
  }

  @Test("CFG-14, OPS-3: a host believes that it is retired only when the server's own key says so")
  func retired() async throws {
    let (server, room) = (try FakeServer(), try TestRoom())
    try await Self.enrolled(server, room)
    func says(_ lie: FakeServer.Lie) async -> String {
      await server.set(lie)
      do {
        try await AgentLoop(workshop: room.workshop, carrier: server).run(once: true)
        return "nothing"
      } catch { return (error as HandsFault).says }
    }
    #expect(await says(.retired).contains("this host is retired"))
    #expect(await says(.retiredBySomebody).contains("not signed"))
    #expect(await says(.none) == "nothing")
  }

  @Test("CHG-3: without the server's go nothing is done, and the refusal is reported in the server's words")
  func noGo() async throws {
    let (server, room) = (try FakeServer(), try TestRoom())
    let (package, contents) = try Self.package()
    await server.admit(package, contents)
    try await Self.enrolled(server, room)
    await server.give([try Self.order(server, package.digest)], go: false)
    try await AgentLoop(workshop: room.workshop, carrier: server).run(once: true)
    #expect(!Disk.exists(room.root.real("/opt/greeter")))
    let refusals = await server.reports.last?["event"]?["refused"]?["refusals"]?.items
    #expect(refusals?.first?["rule"] == "approval-void")
  }

  @Test("CHG-3: an order below the floor of its deployment is refused, whenever it comes")
  func halted() async throws {
    let (server, room) = (try FakeServer(), try TestRoom())
    let (package, contents) = try Self.package()
    await server.admit(package, contents)
    try await Self.enrolled(server, room)
    let floor = DeploymentFloor(deployment: try #require(DeploymentReference("DEP-17")), epoch: 2)
    await server.give([], floors: OrderFloors(all: 0, deployments: [floor]))
    let agent = AgentLoop(workshop: room.workshop, carrier: server)
    try await agent.run(once: true)
    await server.give([try Self.order(server, package.digest)], floors: OrderFloors(all: 0, deployments: []))
    try await agent.run(once: true)
    #expect(!Disk.exists(room.root.real("/opt/greeter")))
    let refusals = await server.reports.last?["event"]?["refused"]?["refusals"]?.items
    #expect(refusals?.first?["rule"] == "order-epoch")
  }

  @Test("CHG-3: settings that were not approved are refused before anything is fetched")
  func settings() async throws {
    let (server, room) = (try FakeServer(), try TestRoom())
    let (package, contents) = try Self.package()
    await server.admit(package, contents)
    try await Self.enrolled(server, room)
    await server.give([try Self.order(server, package.digest, value: "changed")])
    try await AgentLoop(workshop: room.workshop, carrier: server).run(once: true)
    #expect(await Self.events(server) == ["refused"])
    #expect(await server.ranges.isEmpty)
  }

  @Test("DEP-3: a download that breaks off goes on where it stopped")
  func range() async throws {
    let (server, room) = (try FakeServer(), try TestRoom())
    let (package, contents) = try Self.package()
    await server.admit(package, contents)
    try await Self.enrolled(server, room)
    await server.give([try Self.order(server, package.digest)])
    await server.cut(after: 40)
    let agent = AgentLoop(workshop: room.workshop, carrier: server)
    try await agent.run(once: true)
    #expect(!Disk.exists(room.root.real("/opt/greeter")))
    try await agent.run(once: true)
    #expect(await server.ranges.prefix(2) == [0, 40])
    #expect(room.text("/etc/words.conf") == "words=hello\n")
    #expect(await server.reports.last?["event"]?["ended"]?["result"] == "kept")
  }

  @Test("DEP-3: reports wait in the folder while the server cannot be reached, and come in order later")
  func offline() async throws {
    let (server, room) = (try FakeServer(), try TestRoom())
    try await Self.enrolled(server, room)
    let queue = ReportFiles(folder: room.workshop.folder)
    let order = String(repeating: "c", count: 64)
    for number in 1...3 {
      try queue.add(nil, order: order, number: Int64(number), .accepted, at: Clocks.now())
    }
    await server.set(.noAnswer)
    let agent = AgentLoop(workshop: room.workshop, carrier: server)
    await #expect(throws: HandsFault.self) { try await agent.run(once: true) }
    #expect(queue.names().count == 3)
    await server.set(.none)
    try await agent.run(once: true)
    #expect(await server.reports.map { $0["number"] } == [1, 2, 3])
    #expect(queue.names().isEmpty)
  }
}
