import Evidence
import PeopleRules
import ReleaseRules
import Testing
import Vocabulary

private let now = Moment(milliseconds: 1_795_460_400_000)

private struct Scene {
  let request: RequestReference
  let host: HostIdentifier
  let person: PersonIdentifier
  let digest: Digest
  let package: PackageReference
  var release: Release
  var facts: ReleaseFacts

  init() throws {
    request = try #require(RequestReference("RFC-1042"))
    host = try #require(HostIdentifier(chance: [UInt8](repeating: 1, count: 8)))
    person = try #require(PersonIdentifier(chance: [UInt8](repeating: 2, count: 8)))
    digest = try #require(Digest(bytes: [UInt8](repeating: 3, count: 32)))
    package = try #require(PackageReference("greeter@1.0.0"))
    let words = Words(digest: digest)
    let stamp = Stamp(actor: "person:\(person.text)", at: now)
    let born = Release.born("REL-1042.1", of: .opened(.init(title: words, requests: [request])), stamp)
    release = try #require(born)
    facts = ReleaseFacts(
      requests: [RequestStanding(request: request, isApproved: true, isReviewed: false, status: "approved")],
      package: nil, hosts: [HostStanding(host: host, name: "web-1", isProduction: true, isRetired: false)],
      deployments: [])
  }

  mutating func apply(_ event: ReleaseEvent) {
    release = release.applying(event, Stamp(actor: "person:\(person.text)", at: now))
  }

  mutating func plan() {
    let window = Interval(from: now, until: now + .hours(4))
    apply(.planned(ReleasePlan(hosts: [host], window: window, parameters: [], plannedBy: person)))
  }

  mutating func choose(isReleased: Bool, isProven: Bool) {
    apply(.packageChosen(ChosenPackage(package: package, digest: digest)))
    facts.package = PackageStanding(
      package: package, digest: digest, status: isReleased ? "released" : "stored", isUsable: true,
      isAccepted: isReleased, isReleased: isReleased, isProven: isProven, serves: [request])
  }

  /// Operations signs acceptance off on the package as it stands.
  mutating func signOff() throws {
    let duty = try #require(Duty.named("ACCEPT-OPS-1"))
    apply(
      .dutyAnswered(
        DutyAnswer(
          duty: duty.name, outcome: .done, says: Words(digest: digest), person: person, tests: [], at: now,
          grounds: release.grounds(for: duty, version: 1))))
  }

  func rules(of command: ReleaseCommand) -> [String] {
    release.blockers(of: command, given: facts, at: now).map(\.rule)
  }
}

struct ReleaseTests {
  @Test(
    "LIF-1: a transition that is not in the published table is refused with what is possible", arguments: Phase.allCases
  )
  func unpublished(_ to: Phase) throws {
    let scene = try Scene()
    let isPublished = Transition.find(.planning, to) != nil
    #expect(scene.rules(of: .move(to)).contains("transition-published") == !isPublished)
  }

  @Test("LIF-1: planning ends only with a plan whose window lies ahead and whose hosts serve production")
  func planGate() throws {
    var scene = try Scene()
    #expect(scene.rules(of: .move(.building)) == ["plan-complete"])
    scene.plan()
    #expect(scene.rules(of: .move(.building)).isEmpty)
    scene.facts.hosts = []
    #expect(scene.rules(of: .move(.building)) == ["host-known"])
  }

  @Test("LIF-1: hosts that nobody has enrolled are named one by one while they are few, and counted beyond")
  func manyHosts() throws {
    var scene = try Scene()
    func plan(_ count: Int) throws {
      let hosts = try (0..<count).map { number in
        try #require(HostIdentifier(chance: [9, 9, 9, 9, 9, 9, UInt8(number / 256), UInt8(number % 256)]))
      }
      scene.apply(
        .planned(
          ReleasePlan(
            hosts: hosts, window: Interval(from: now, until: now + .hours(4)), parameters: [], plannedBy: scene.person))
      )
    }
    try plan(20)
    #expect(scene.rules(of: .move(.building)).count { $0 == "host-known" } == 20)
    try plan(10_000)
    let refusals = scene.release.blockers(of: .move(.building), given: scene.facts, at: now)
    let known = try #require(refusals.first { $0.rule == "host-known" })
    #expect(known.because.text.hasPrefix("10000 hosts of the plan have not been enrolled: h-"))
    #expect(known.because.text.hasSuffix(" and 9980 more.") && known.because.subjects.count == 20)
  }

  @Test("CHG-3: a request whose approval fell stops every gate")
  func approvalFell() throws {
    var scene = try Scene()
    scene.plan()
    scene.facts.requests[0].isApproved = false
    #expect(scene.rules(of: .move(.building)) == ["release-requests-approved"])
  }

  @Test("BLD-2: a request without component, and a component without request, are refused by name")
  func serving() throws {
    var scene = try Scene()
    scene.plan()
    scene.apply(.moved(try move(.planning, .building)))
    scene.choose(isReleased: false, isProven: false)
    scene.facts.package?.serves = [try #require(RequestReference("RFC-7"))]
    #expect(scene.rules(of: .move(.acceptance)) == ["request-has-component", "component-has-request"])
  }

  @Test("ACC-8: without a proof of backout for this digest nothing goes on")
  func proof() throws {
    var scene = try Scene()
    scene.plan()
    scene.choose(isReleased: true, isProven: false)
    try scene.signOff()
    scene.apply(.moved(try move(.planning, .acceptance)))
    #expect(scene.rules(of: .move(.preparation)) == ["backout-proven"])
  }

  @Test("CHG-3: a new plan voids the approval of the deployment")
  func voiding() throws {
    var scene = try Scene()
    scene.plan()
    scene.choose(isReleased: true, isProven: true)
    try scene.signOff()
    scene.apply(.moved(try move(.planning, .preparation)))
    scene.apply(
      .deploymentApproved(
        DeploymentApproval(number: 1, plan: 1, digest: scene.digest, document: scene.digest, by: scene.person)))
    #expect(scene.rules(of: .move(.deployment)).isEmpty)
    scene.plan()
    #expect(scene.rules(of: .move(.deployment)) == ["deployment-approved"])
  }

  @Test("LIF-3: resuming goes back to the first gate that is not met")
  func resuming() throws {
    var scene = try Scene()
    scene.plan()
    scene.choose(isReleased: true, isProven: true)
    try scene.signOff()
    scene.apply(.moved(try move(.planning, .preparation)))
    scene.apply(.moved(try move(.preparation, .suspended)))
    scene.facts.package?.isProven = false
    let events = try scene.release.decide(.resume, given: scene.facts, at: now)
    #expect(events == [.resumed(Resumed(to: .acceptance, fell: ["backout-proven"]))])
  }

  @Test("ROL-6: who did the first act of a pair may not do the second", arguments: Segregation.pairs)
  func segregation(_ pair: Segregation.Pair) throws {
    let scene = try Scene()
    let other = try #require(PersonIdentifier(chance: [UInt8](repeating: 8, count: 8)))
    #expect(Segregation.refusals(pair, didFirst: scene.person, doesSecond: scene.person).map(\.rule) == [pair.rule])
    #expect(Segregation.refusals(pair, didFirst: scene.person, doesSecond: other).isEmpty)
  }

  private func move(_ from: Phase, _ to: Phase) throws -> ReleaseEvent.Moved {
    let json: JSON = ["moved/1": ["from": .string(from.rawValue), "to": .string(to.rawValue)]]
    guard case .moved(let moved) = try ReleaseEvent.shape.read(json) else { throw BadFields(problems: []) }
    return moved
  }
}
