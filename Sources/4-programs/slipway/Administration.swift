import CommandLine
import Evidence
import HTTPServer
import Operations
import PeopleRules
import Vocabulary

/// `slipway admin`: for the locked-out, on the server's own machine only (OPS-11).
struct Administration {
  let order: AdminOrder
  let surroundings: Terminal

  func run() async throws -> Int32 {
    let data: DataFolder
    do { data = try await DataFolder.open(order.data, tell: surroundings.complain) } catch let fault as Fault {
      surroundings.complain("\(fault.says) \(fault.remedy)")
      return ExitCode.fault
    }
    let house = OfficeHouse(office: data.office, verifierKey: try data.keys.checkpointKey().verifier.text)
    do {
      switch order.act {
      case .check: return try await check(data)
      case .resetPassword(let name): try await reset(name, house)
      case .grant(let name, let role):
        try await perform(
          GrantFromConsole.name, ["signInName": .string(name), "role": .string(role.rawValue)], [:], house)
      }
      surroundings.tell("Done. It is in the log.")
      _ = try await data.office.checkpoint()
      try await data.office.close()
      return ExitCode.done
    } catch let refused as Refused {
      for refusal in refused.all { surroundings.complain("\(refusal.because.text) \(refusal.clears.text)") }
    } catch let missing as NotFound {
      surroundings.complain(missing.says)
    } catch let bad as BadFields {
      for problem in bad.problems { surroundings.complain("\(problem.pointer) \(problem.says)") }
    }
    try await data.office.close()
    return ExitCode.refused
  }

  /// What the log says is what there is (LOG-1): made anew from nothing but the log, every subject is as it is kept.
  private func check(_ data: DataFolder) async throws -> Int32 {
    let different = try await data.office.replayDifferences()
    try await data.office.close()
    guard !different.isEmpty else {
      surroundings.tell("The log, replayed, gives exactly what the database holds.")
      return ExitCode.done
    }
    for subject in different { surroundings.complain("\(subject.text) is kept otherwise than the log says.") }
    return ExitCode.refused
  }

  private func reset(_ name: String, _ house: OfficeHouse) async throws {
    surroundings.complain("New password for \(name), 12 characters at least:")
    let password = surroundings.secretLine() ?? ""
    let verifier = try await Passwords().verifier(of: Array(password.utf8), salt: Machine.chance(16))
    try await perform(
      ResetPassword.name, ["signInName": .string(name), "password": .string(password)], ["password": verifier], house)
  }

  private func perform(_ name: String, _ body: JSON, _ verifiers: [String: String], _ house: OfficeHouse) async throws {
    var call = Call(
      operation: name, body: body, actor: .console, seen: nil, key: nil, fingerprint: "",
      act: "a-" + Hex.text(Machine.chance(8)), at: Machine.now())
    call.verifiers = verifiers
    let ready = call
    _ = try await house.transact { try Registry.slipway.perform(ready, $0) }
  }
}
