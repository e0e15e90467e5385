import Evidence
import Operations

/// Every kind of subject that is kept. A kind that is not here has no table and is not replayed.
public enum Shelf {
  public static let all = Kinds.subjects

  static func type(of kind: String) -> (any Subject.Type)? { all.first { $0.kind == kind } }

  static func unknown(_ kind: String) -> Fault {
    Fault(
      "subject-kind-unknown", says: "There is no place for subjects of the kind «\(kind)».",
      remedy: "This is a defect of Slipway: Operations/Record/Kinds.swift lacks the kind. Please report it.")
  }
}
