import Evidence
import Operations
import Vocabulary

/// Beside what blocks something stands the act that clears it, if the viewer's roles allow the act: one press from
/// «why?» to «what do I do next?». Which rule is cleared by which act is laid out here; whether it is met is not.
struct NextActs {
  var scene: Scene
  var release: ReleaseReference?
  var request: RequestReference?
  var package: PackageReference?

  func button(for refusal: JSON) -> HTML {
    let mentioned = (refusal["names"]?.items ?? []).compactMap { $0.text.flatMap(SubjectReference.init(text:)) }
    let named = mentioned.first { $0.kind == "request" }?.reference ?? request?.text ?? ""
    let version = mentioned.first { $0.kind == "package" }?.reference ?? package?.text ?? ""
    switch refusal["rule"]?.text ?? "" {
    case "plan-complete", "window-ahead", "host-known", "host-for-production", "setting-known", "setting-fits",
      "setting-given":
      return onRelease("Plan", "release.plan")
    case "package-chosen", "package-in-library", "request-has-component", "component-has-request":
      return onRelease("Choose the package", "release.choose-package")
    case "backout-proven": return onRelease("Try it", "release.try")
    case "package-accepted": return scene.button("Accept it", "package.accept", [(name: "package", value: version)])
    case "package-released": return scene.button("Release it", "package.release", [(name: "package", value: version)])
    case "deployment-approved", "approval-current": return onRelease("Approve", "release.approve-deployment")
    case "host-deployed": return onRelease("Deploy", "release.deploy")
    case "group-signed-off": return onRelease("Sign off", "release.sign-off")
    case "host-backed-out": return onRelease("Back out", "release.back-out")
    case "release-requests-approved":
      guard let release, !named.isEmpty else { return .empty }
      return scene.button(
        "Take it out", "release.take-out",
        [(name: "release", value: release.text), (name: "request", value: named)], for: release)
    case "representative-able": return onRelease("Name another", "release.represent")
    case "profile-fits", "profile-emergency": return onRelease("Choose the profile", "release.choose-profile")
    case "cluster-represented": return onRelease("Name somebody", "release.represent")
    case let rule where rule.hasPrefix("duty-"): return team
    case "task-ended", "tasks-ended": return plan
    case "risk-answered": return onRisk("Plan it", "risk.plan", mentioned)
    case "risk-taken-up": return onRisk("Plan again", "risk.plan", mentioned)
    case "risk-alarm-answered": return onRisk("Answer", "risk.answer-alarm", mentioned)
    case "requests-reviewed":
      return scene.button("Hold the review", "request.review", [(name: "request", value: named)])
    case "question-open":
      return request.map { scene.button("Answer", "request.answer", [(name: "request", value: $0.text)]) } ?? .empty
    default: return .empty
    }
  }

  /// Duties are answered on the team's page, where all of a cluster stand together.
  private var team: HTML {
    guard let path = release?.subject.path else { return .empty }
    return "<a class=\"button\" href=\"\(path)/team\">Duties</a>"
  }

  /// Tasks are finished, given and dropped on the plan's page.
  private var plan: HTML {
    guard let path = release?.subject.path else { return .empty }
    return "<a class=\"button\" href=\"\(path)/plan\">Tasks</a>"
  }

  private func onRisk(_ label: String, _ name: String, _ mentioned: [SubjectReference]) -> HTML {
    guard let risk = mentioned.first(where: { $0.kind == "risk" }) else { return .empty }
    return scene.button(label, name, [(name: "risk", value: risk.reference)], for: release)
  }

  private func onRelease(_ label: String, _ name: String) -> HTML {
    guard let release else { return .empty }
    return scene.button(label, name, [(name: "release", value: release.text)], for: release)
  }
}
