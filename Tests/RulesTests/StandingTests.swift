import Evidence
import ReleaseRules
import Testing
import Vocabulary

/// What stands in production by a release, worked out from its deployments.
struct StandingTests {
  private let old = Digest(bytes: [UInt8](repeating: 1, count: 32))
  private let new = Digest(bytes: [UInt8](repeating: 2, count: 32))

  private func host(_ number: UInt8) throws -> HostIdentifier {
    try #require(HostIdentifier(chance: [UInt8](repeating: number, count: 8)))
  }

  private func facts(_ steps: [(DeploymentStanding.Kind, Digest?, [UInt8])]) throws -> ReleaseFacts {
    let deployments = try steps.enumerated().map { place, step in
      DeploymentStanding(
        deployment: try #require(DeploymentReference(number: place + 1)), kind: step.0, isRunning: false,
        hasSucceeded: true, digest: try #require(step.1), done: try step.2.map { try host($0) })
    }
    return ReleaseFacts(requests: [], package: nil, hosts: [], deployments: deployments)
  }

  @Test("DEP-7 LIF-1: a host that still runs the former version of the release does not count as deployed")
  func versions() throws {
    let facts = try facts([(.rollout, old, [1, 2]), (.rollout, new, [2])])
    let (first, second) = (try host(1), try host(2))
    #expect(facts.running(new) == [second] && facts.running(old) == [first])
    #expect(facts.inProduction == [first, second])
  }

  @Test("DEP-7: taking back the newer version leaves the older one standing, and that can be taken back too")
  func stacked() throws {
    let one = try facts([(.rollout, old, [1]), (.rollout, new, [1]), (.backout, new, [1])])
    let first = try host(1)
    #expect(one.running(old) == [first] && one.running(new).isEmpty)
    let none = try facts([(.rollout, old, [1]), (.rollout, new, [1]), (.backout, new, [1]), (.backout, old, [1])])
    #expect(none.inProduction.isEmpty)
  }

  @Test(
    "LIF-1: a release with software in production or something halted is not cancelled",
    arguments: [
      Phase.planning, .building, .acceptance, .preparation, .suspended,
    ])
  func cancelling(_ phase: Phase) throws {
    let transition = try #require(Transition.find(phase, .cancelled))
    #expect(transition.gate.contains(.nothingInProduction) && transition.gate.contains(.nothingRuns))
  }
}
