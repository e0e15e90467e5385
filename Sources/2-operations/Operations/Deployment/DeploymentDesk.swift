import DeploymentRules
import Evidence
import Packages
import PeopleRules
import ReleaseRules
import Vocabulary

enum DeploymentDesk {
  /// The installation's era: «stop everything» will raise it.
  static let era = 1

  private static func next(_ desk: Desk) throws -> DeploymentReference {
    guard let reference = DeploymentReference(number: try desk.books.nextNumber("DEP-")) else {
      throw Fault("number-series", says: "The series DEP- has run out.", remedy: "This is a defect: please report it.")
    }
    return reference
  }

  static func start(
    _ release: Release, _ action: DeploymentAction, package chosen: ChosenPackage? = nil, purpose: HostPurpose,
    hosts: [HostIdentifier], window: Interval,
    approval: Int, _ desk: inout Desk, why: String? = nil
  ) throws -> DeploymentStarted {
    guard let package = chosen ?? release.package else {
      throw Refused(
        Refusal(
          "package-chosen", because: "\(release.identifier) has no package.", clears: "Choose one.",
          by: [.releaseManager]))
    }
    let reference = try next(desk)
    let plan = DeploymentPlan(
      release: release.identifier, action: action, purpose: purpose, package: package.package, digest: package.digest,
      approval: approval, window: window, hosts: hosts.sorted())
    try Refused.unlessEmpty(blockersOfStarting(plan, desk))
    let kind: DeploymentStanding.Kind =
      switch action {
      case .install: .rollout
      case .backout: .backout
      case .trial: .trial
      }
    try ReleaseDesk.decide(release.identifier, .start(reference, kind), &desk)
    let held = try desk.open(Deployment.self, reference.text, .started(plan), why: try desk.words(why))
    try order(plan.hosts, held.value, &desk)
    return DeploymentStarted(deployment: reference)
  }

  /// What the package, the library's files and the hosts say to a plan.
  static func blockersOfStarting(_ plan: DeploymentPlan, _ desk: Desk) throws -> [Refusal] {
    let facts = StartFacts(
      library: try desk.find(LibraryVersion.self, plan.package.text)?.value,
      hosts: try plan.hosts.map { try desk.get(Host.self, $0.text).value }, busy: try busy(plan.hosts, desk))
    let broken =
      plan.action == .backout ? [] : try facts.library.map { try LibraryFiles.blockers(of: $0, desk) } ?? []
    return Deployment.blockersOfStarting(plan, given: facts, at: desk.now) + broken
  }

  /// Deployments that have not ended on one of these hosts (DEF-4).
  static func busy(
    _ hosts: [HostIdentifier], _ desk: Desk
  ) throws -> [(host: HostIdentifier, deployment: DeploymentReference)] {
    let states = [DeploymentState.running, .halted]
    let open = try states.flatMap { state in
      try desk.all(Deployment.self, where: [Facet("state", state.rawValue)])
    }
    return open.flatMap { row in
      row.value.runs.filter { $0.result == nil && hosts.contains($0.host) }.map { ($0.host, row.value.identifier) }
    }
  }

  /// Signs an order for each host (docs/decisions/0002).
  static func order(
    _ hosts: [HostIdentifier], _ deployment: Deployment, _ desk: inout Desk
  ) throws {
    let envelope = try ApprovalDesk.envelope(deployment.plan.approval, desk)
    let approval = try Approval(payload: envelope.payload)
    let scope = try ApprovalDesk.scope(deployment.plan.approval, desk)
    let values = scope.values
    guard let approved = ApprovedHosts(scope.hosts.map { ApprovedHost(host: $0, values: values) }) else { return }
    for host in hosts {
      let held = try desk.get(Host.self, host.text)
      guard let proof = approved.proof(of: host) else { throw NotFound(subject: host.subject) }
      let number = held.value.lastOrder + 1
      let order = Order(
        action: action(deployment.plan.action), allowed: [deployment.plan.window],
        approvals: [EnclosedApproval(envelope: envelope, hostProof: proof)], deployment: deployment.identifier,
        epoch: deployment.epoch, era: era, expected: nil, host: host, notAfter: deployment.plan.window.until,
        number: number, package: deployment.plan.digest, parameters: values, plan: approval.plan,
        release: deployment.plan.release, step: "\(deployment.plan.purpose.rawValue)/1")
      let signed = try desk.books.sign(order.canonicalBytes, type: Order.payloadType, role: "orders")
      try desk.record(
        [.ordered(.init(number: number, order: order.digest, deployment: deployment.identifier))], on: held)
      try desk.books.keepOrder(
        KeptOrder(
          host: host, number: number, digest: order.digest, deployment: deployment.identifier,
          epoch: deployment.epoch, envelope: String(decoding: signed.canonicalBytes, as: UTF8.self), ended: false))
    }
  }

  private static func action(_ action: DeploymentAction) -> OrderAction {
    switch action {
    case .install: .install
    case .backout: .backout
    case .trial: .rehearse
    }
  }
}
