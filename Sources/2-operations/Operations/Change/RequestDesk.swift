import ChangeRules
import DeploymentRules
import Evidence
import Ledger
import PeopleRules
import ReleaseRules
import Vocabulary

/// What the operations on requests share: gather the facts, decide, record.
enum RequestDesk {
  static func facts(_ request: ChangeRequest, _ desk: Desk) throws -> RequestFacts {
    let members = try desk.all(Person.self, where: [Facet("active", "yes"), .holds(.advisoryBoardMember)])
      .filter { $0.value.holds(.advisoryBoardMember) }.map(\.value.identifier)
    // The committee decides on an emergency; the review afterwards is the full board's.
    let rule: VotingRule = request.content.category == .emergency && !request.owesFullReview ? .emergency : .standard
    return RequestFacts(board: members, rule: rule)
  }

  /// What an initiator wrote is changed and answered for by that person, the change owner or the change manager.
  static func ownBlockers(_ request: ChangeRequest, _ desk: Desk) -> [Refusal] {
    let isOwn = desk.actor.person == request.initiator
    guard !isOwn, !desk.actor.holds(.changeOwner), !desk.actor.holds(.changeManager) else { return [] }
    return [
      Refusal(
        "request-own", because: "\(request.identifier) was raised by somebody else.",
        clears: "Its initiator, the change owner or the change manager does it.", by: [.changeOwner, .changeManager])
    ]
  }

  /// Whoever acts, if they wrote any of what stands in the request; else its initiator.
  static func author(_ request: ChangeRequest, _ desk: Desk) -> PersonIdentifier {
    desk.actor.person.flatMap { request.authors.contains($0) ? $0 : nil } ?? request.initiator
  }

  @discardableResult
  static func decide(
    _ request: RequestReference, _ command: RequestCommand, _ desk: inout Desk, why: String? = nil,
    also others: [Refusal] = []
  ) throws -> Done {
    let held = try desk.get(ChangeRequest.self, request.text)
    let facts = try facts(held.value, desk)
    try Refused.unlessEmpty(others + held.value.blockers(of: command, given: facts, at: desk.now))
    let events = try held.value.decide(command, given: facts, at: desk.now)
    try desk.record(events, on: held, why: try desk.words(why))
    return Done()
  }

  /// CHG-3: an approval that falls stops the release. Its approval of the deployment is void and its rollouts halt: the
  /// epoch rises, so hosts refuse the orders they may still hold.
  static func stopReleases(of request: ChangeRequest, _ desk: inout Desk) throws {
    guard let reference = request.release, let release = try desk.find(Release.self, reference.text) else { return }
    if release.value.approval != nil { try desk.record([.approvalVoided], on: release) }
    for deployment in release.value.deployments {
      guard let held = try desk.find(Deployment.self, deployment.text), held.value.state == .running,
        held.value.plan.action == .install
      else { continue }
      try desk.record(held.value.decide(.halt, at: desk.now), on: held)
    }
  }
}
