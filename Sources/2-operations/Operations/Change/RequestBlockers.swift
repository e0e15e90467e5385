import ChangeRules
import Evidence
import PeopleRules
import Vocabulary

/// What keeps an act from being done to a request, whatever is typed: the same rules that refuse the deed.
extension RequestDesk {
  static func blockers(
    _ reference: String, _ desk: Desk, _ command: (ChangeRequest) throws -> RequestCommand
  ) throws -> [Refusal] {
    let it = try desk.get(ChangeRequest.self, reference).value
    return it.blockers(of: try command(it), given: try facts(it, desk), at: desk.now)
  }

  /// Who wrote a request neither votes on it nor closes its vote.
  static func separation(_ reference: String, _ desk: Desk) throws -> [Refusal] {
    let it = try desk.get(ChangeRequest.self, reference).value
    return try WaiverDesk.standing(
      Segregation.requestAndApprove, on: it.subject, didFirst: author(it, desk), desk)
  }
}

extension EditRequest {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try RequestDesk.ownBlockers(try desk.get(ChangeRequest.self, reference).value, desk)
      + RequestDesk.blockers(reference, desk) { .edit($0.content) }
  }
}

extension SubmitRequest {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try RequestDesk.blockers(reference, desk) { _ in .submit }
  }
}

extension VoteOnRequest {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    let person = try desk.person()
    let any = { (it: ChangeRequest) -> RequestCommand in
      .vote(Vote(person: person, choice: .abstain, clusters: [], seen: Digest.of([]), reason: nil))
    }
    return try RequestDesk.separation(reference, desk) + RequestDesk.blockers(reference, desk, any)
  }
}

extension CloseVote {
  /// Cancelling asks for least; what refuses even that refuses every outcome.
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try RequestDesk.separation(reference, desk)
      + RequestDesk.blockers(reference, desk) { _ in .closeVote(otherwise: .cancel, until: nil) }
  }
}

extension WithdrawApproval {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try RequestDesk.blockers(reference, desk) { _ in .withdrawApproval }
  }
}

extension AnswerQuestion {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    let it = try desk.get(ChangeRequest.self, reference).value
    return RequestDesk.ownBlockers(it, desk) + it.blockersOfAnswering()
  }
}

extension ReviewRequest {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    let person = try desk.person()
    return try RequestDesk.blockers(reference, desk) { _ in
      .review(
        ChangeReview(objectivesMet: true, usersContent: true, costAsPlanned: true, sideEffects: nil, reviewer: person))
    }
  }
}

extension AttachToRequest {
  public static func blockers(on reference: String, _ desk: Desk) throws -> [Refusal] {
    try desk.get(ChangeRequest.self, reference).value.blockersOfAttaching()
  }
}
