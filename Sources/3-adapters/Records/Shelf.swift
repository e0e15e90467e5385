import ChangeRules
import ConfigurationRules
import DeploymentRules
import Evidence
import Operations
import PeopleRules
import ReleaseRules
import Vocabulary

/// Every kind of subject that is kept. A kind that is not here has no table and is not replayed.
public enum Shelf {
  public static let all: [any Subject.Type] = [
    Person.self, ChangeRequest.self, Release.self, ConfigurationItem.self, LibraryVersion.self, Host.self,
    Deployment.self, Erasure.self, HostInvitation.self, Waiver.self, LibraryContent.self,
  ]

  static func type(of kind: String) -> (any Subject.Type)? { all.first { $0.kind == kind } }

  static func unknown(_ kind: String) -> Fault {
    Fault(
      "subject-kind-unknown", says: "There is no place for subjects of the kind «\(kind)».",
      remedy: "This is a defect of Slipway: Records/Shelf.swift lacks the kind. Please report it.")
  }
}
