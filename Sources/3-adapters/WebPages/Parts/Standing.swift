import Evidence
import Operations
import Vocabulary

/// What keeps acts from being done to some subjects now, whatever would be typed: a way that leads nowhere is greyed and
/// says why (CHG-3, LIF-1). The rules say it; a page only asks.
struct Standing: Sendable {
  private struct Place: Hashable {
    let operation: String
    let subject: SubjectReference
  }

  private var refusals: [Place: [JSON]] = [:]

  /// Asks about every act on the subject that the viewer's roles allow.
  mutating func judge(_ subject: SubjectReference, _ scene: Scene, _ desk: Desk, only names: [String]? = nil) throws {
    let release = ReleaseReference(subject.reference)
    for operation in scene.visit.registry.operations
    where operation.takesReference && operation.name.noun == subject.kind
      && names?.contains(operation.name.text) ?? true && scene.may(operation.name.text, for: release)
    {
      let found = try desk.said(try operation.blockers(subject.reference, desk))
      if !found.isEmpty { refusals[Place(operation: operation.name.text, subject: subject)] = found }
    }
  }

  /// Takes over what was asked already, with an answer that says it.
  mutating func note(_ operation: String, _ subject: SubjectReference, _ found: [JSON]) {
    if !found.isEmpty { refusals[Place(operation: operation, subject: subject)] = found }
  }

  func all(_ operation: String, _ subject: SubjectReference) -> [JSON] {
    refusals[Place(operation: operation, subject: subject)] ?? []
  }

  /// The first no to an act whose fields name its subject.
  func first(_ operation: String, _ values: [(name: String, value: String)]) -> JSON? {
    let noun = RegisteredName(operation).noun
    return values.first { $0.name == noun }
      .flatMap { all(operation, SubjectReference(kind: noun, reference: $0.value)).first }
  }
}
