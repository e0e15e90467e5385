import Glibc
import HostWork
import Packages
import Vocabulary

/// The agent's verbs: reads the command line, does one of them, and says with what status the process ends.
public struct AgentProgram: Sendable {
  let carrier: any Carrier
  let probe: Probe

  public init(carrier: any Carrier, probe: @escaping Probe) { (self.carrier, self.probe) = (carrier, probe) }

  /// - Parameter arguments: without the program's name.
  /// - Returns: 0 done, 1 refused or failed, 2 misused, 3 an order did not end as wanted.
  public func run(_ arguments: [String]) async -> Int32 {
    do {
      return try await run(Flags(arguments))
    } catch let misused as Flags.Misused {
      write(misused.says, to: 2)
      return 2
    } catch let fault as HandsFault {
      log("fault", ["because": fault.says])
      return 1
    } catch {
      log("fault", ["because": "\(error)"])
      return 1
    }
  }

  private func run(_ flags: Flags) async throws -> Int32 {
    if flags.has("help") || flags.verb == "help" {
      write(Flags.usage, to: 1)
      return 0
    }
    if flags.verb == "version" {
      write(agentVersion, to: 1)
      return 0
    }
    guard ["enrol", "run", "apply", "recover", "stop-services", "inventory"].contains(flags.verb) else {
      throw Flags.Misused(says: "\(flags.verb) is no verb of slipway-agent\n\(Flags.usage)")
    }
    let workshop = try Workshop(root: flags["root"] ?? "", state: flags["state"], probe: probe)
    let application = flags.verb == "apply" ? try Application(flags) : nil
    let hold = try workshop.folder.hold()
    try workshop.enter()
    Reserve.keep(in: workshop.folder)
    defer { _ = hold.isHeld }
    switch flags.verb {
    case "enrol": try await enrol(flags, workshop)
    case "run":
      let every = try flags.minutes("inventory-every", else: InventoryPace.usual)
      try await AgentLoop(workshop: workshop, carrier: carrier, inventoryEvery: every).run(once: flags.has("once"))
    case "recover":
      log("recovered", ["orders": String(try await workshop.recover())])
      try workshop.startServices()
    case "stop-services": try workshop.stopServices()
    case "inventory": write(try workshop.inventory().canonicalText, to: 1)
    default: if let application { return try await application.apply(workshop) }
    }
    return 0
  }

  private func enrol(_ flags: Flags, _ workshop: Workshop) async throws {
    let word = flags["environment"] ?? HostEnvironment.production.rawValue
    guard let environment = HostEnvironment(rawValue: word) else {
      throw Flags.Misused(says: "--environment is laboratory or production")
    }
    var server = try flags.needed("server")
    while server.hasSuffix("/") { server.removeLast() }
    let identity = try await Enrolment(workshop: workshop, carrier: carrier).enrol(
      server: server, token: try flags.needed("token"), name: try flags.needed("name"), environment: environment)
    log("enrolled", ["host": identity.host.text, "environment": environment.rawValue, "server": server])
  }

  private func write(_ text: String, to descriptor: Int32) {
    let bytes = Array((text + "\n").utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }
}

extension Workshop {
  /// The inventory as a document, for looking at it on the host.
  func inventory() throws(HandsFault) -> JSON {
    let taker = InventoryTaker(root: root, services: services, version: agentVersion)
    return Inventory.document(try taker.take(), shared: taker.shared, at: Clocks.now())
  }
}
