import DeploymentRules
import Operations
import ReleaseRules
import Vocabulary

/// What a step of the spine shows of itself, from what the release's page knows.
enum ReleaseSteps {
  static func fact(_ step: Phase, _ it: ReleaseDetail) -> HTML {
    let says: HTML?
    switch step {
    case .planning: says = it.hosts.isEmpty ? nil : "\(Wording.count(it.hosts.count, "host")), plan \(it.planVersion)"
    case .building: says = it.row.package.map { "\($0.text)" }
    case .acceptance: says = trial(it)
    case .preparation:
      says = it.approval.map { number in "approval \(number)\(it.approvedBy.map { ", \($0)" } ?? "")" }
    case .deployment: says = rollout(it)
    default: says = nil
    }
    return says.map { "<br>\($0)" } ?? .empty
  }

  private static func trial(_ it: ReleaseDetail) -> HTML? {
    guard let last = it.deployments.last(where: { $0.action == .trial }) else { return nil }
    return "trial \(last.deployment.link) \(last.state.rawValue)"
  }

  private static func rollout(_ it: ReleaseDetail) -> HTML? {
    guard let last = it.deployments.last(where: { $0.action != .trial }) else { return nil }
    return "\(last.deployment.link): \(last.succeeded) of \(Wording.count(last.hosts, "host"))"
  }
}
