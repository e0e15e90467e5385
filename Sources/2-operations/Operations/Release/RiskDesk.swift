import DeploymentRules
import Evidence
import PeopleRules
import ReleaseRules
import Vocabulary

/// What the operations on risks share, and how triggers raise themselves (STR-3).
enum RiskDesk {
  static func decide(
    _ risk: RiskReference, _ desk: inout Desk, why: String? = nil, _ command: (Risk) throws -> RiskCommand
  ) throws -> Done {
    let held = try desk.get(Risk.self, risk.text)
    let events = try held.value.decide(
      try command(held.value), by: try hand(for: held.value.release, desk), at: desk.now)
    let after = try desk.record(events, on: held, why: try desk.words(why))
    try setTimer(after.value, desk)
    return Done()
  }

  static func hand(for release: ReleaseReference, _ desk: Desk) throws -> RiskHand {
    let actor = desk.actor
    return RiskHand(
      person: try desk.person(), roles: Set(Role.allCases.filter { actor.holds($0, for: release) }))
  }

  /// The open risks of a release as its gates see them.
  static func standing(of release: ReleaseReference, _ desk: Desk) throws -> [RiskStanding] {
    try open(release, desk).map { $0.value.standing(version: $0.version) }
  }

  static func open(_ release: ReleaseReference, _ desk: Desk) throws -> [Held<Risk>] {
    try desk.all(Risk.self, where: [Facet("release", release.text), Facet("open", "yes")])
  }

  /// What the facts of this run set off, written by the server in the same transaction.
  static func observe(_ desk: inout Desk) throws {
    for subject in desk.touched.sorted() {
      if subject.kind == DeploymentKind.word {
        guard let it = try desk.find(Deployment.self, subject.reference)?.value else { continue }
        let release = Facet("release", it.plan.release.text)
        for held in try desk.all(Risk.self, where: [release, Facet("watching", "yes")]) {
          try raise(held, held.value.alarms(seeing: seen(it)), &desk)
        }
      } else if subject.kind == RiskKind.word, let held = try desk.find(Risk.self, subject.reference),
        // What a plan names may have happened before it was made.
        let named = held.value.plan?.deployment, let it = try desk.find(Deployment.self, named.text)?.value
      {
        try raise(held, held.value.alarms(seeing: seen(it)), &desk)
      }
    }
  }

  private static func raise(_ held: Held<Risk>, _ events: [RiskEvent], _ desk: inout Desk) throws {
    guard !events.isEmpty else { return }
    try desk.byServer(WatchRisk.name) { server in _ = try server.record(events, on: held) }
  }

  private static func seen(_ it: Deployment) -> DeploymentSeen {
    DeploymentSeen(
      deployment: it.identifier, isProduction: it.plan.purpose == .production, isHalted: it.state == .halted,
      hasFailed: it.state == .failed,
      failedHosts: it.runs.count { $0.result.map { !$0.succeeds(for: it.plan.action) } ?? false }, epoch: it.epoch)
  }

  /// The clock looks when the day of the mitigation has passed.
  private static func setTimer(_ risk: Risk, _ desk: Desk) throws {
    let name = "risk:\(risk.reference)"
    guard let due = risk.lateFrom else { return try desk.books.dropTimer(name) }
    try desk.books.setTimer(
      KeptTimer(name: name, due: due, operation: WatchRisk.name, body: ["risk": .string(risk.reference)]))
  }

  /// What keeps a command from being given to that risk now.
  static func blockers(
    _ reference: String, _ desk: Desk, _ refusals: (Risk, RiskHand) throws -> [Refusal]
  ) throws -> [Refusal] {
    let it = try desk.get(Risk.self, reference).value
    return try refusals(it, try hand(for: it.release, desk))
  }

  static func release(of risk: RiskReference, _ books: any Books) throws -> ReleaseReference? {
    try books.load(Risk.self, risk.text)?.value.release
  }
}
