import ChangeRules
import ConfigurationRules
import DeploymentRules
import Evidence
import PeopleRules
import ReleaseRules

/// Every kind of subject that is kept, and all that can happen to them.
public enum Kinds {
  public static let subjects: [any Subject.Type] = [
    Person.self, ChangeRequest.self, Release.self, ConfigurationItem.self, LibraryVersion.self, Host.self,
    Deployment.self, Erasure.self, HostInvitation.self, Waiver.self, LibraryContent.self,
    ReleaseTask.self, AgreedPlan.self, Risk.self,
  ]

  /// `request.raised`, `request.decided`, …: what the log can be searched for (LOG-3).
  public static let happened: [String] = Set(subjects.flatMap { happened($0) }).sorted()

  private static func happened<S: Subject>(_ type: S.Type) -> [String] {
    guard case .choice(let alternatives) = S.Event.shape.spelling else { return [] }
    return alternatives.compactMap { $0.name.split(separator: "/").first.map { "\(S.kind).\($0)" } }
  }
}
