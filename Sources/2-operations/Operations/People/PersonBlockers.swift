import Evidence
import PeopleRules
import Vocabulary

/// What keeps an act from being done to a person or a waiver, whatever is typed: the same rules that refuse the deed.
extension DeactivatePerson {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try PersonDesk.blockers(reference, .deactivate, desk)
  }
}

extension ReactivatePerson {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try PersonDesk.blockers(reference, .reactivate, desk)
  }
}

extension PersonDesk {
  static func blockers(_ reference: String, _ command: PersonCommand, _ desk: Desk) throws -> [Refusal] {
    let it = try desk.get(Person.self, reference).value
    return it.blockers(of: command, given: try facts(it.identifier, desk), at: desk.now)
  }
}

extension GrantWaiver {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try desk.get(Waiver.self, reference).value.blockers(of: .grant, by: desk.person(), at: desk.now)
  }
}

extension RefuseWaiver {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try desk.get(Waiver.self, reference).value.blockers(of: .refuse, by: desk.person(), at: desk.now)
  }
}
