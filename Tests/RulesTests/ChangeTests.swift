import ChangeRules
import Evidence
import Testing
import Vocabulary

private func person(_ number: UInt8) throws -> PersonIdentifier {
  try #require(PersonIdentifier(chance: [UInt8](repeating: number, count: 8)))
}

private func words(_ number: UInt8) throws -> Words {
  Words(digest: try #require(Digest(bytes: [UInt8](repeating: number, count: 32))))
}

private func content(_ category: RequestCategory = .minor) throws -> RequestContent {
  let text = try words(1)
  return RequestContent(
    title: text, description: text, need: text, benefit: text, risk: text, resources: text, cost: nil,
    category: category, impact: .medium, urgency: .high, requiredBy: nil, items: [])
}

private let now = Moment(milliseconds: 1_795_460_400_000)

private func voting() throws -> ChangeRequest {
  let stamp = Stamp(actor: "person:" + (try person(9)).text, at: now)
  let born = try #require(ChangeRequest.born("RFC-1042", of: .raised(try content()), stamp))
  return born.applying(.submitted, stamp)
}

private func vote(_ number: UInt8, _ choice: VoteChoice, _ clusters: [Cluster]) throws -> Vote {
  Vote(
    person: try person(number), choice: choice, clusters: clusters,
    seen: try #require(Digest(bytes: [UInt8](repeating: 0, count: 32))), reason: nil)
}

private func cast(_ votes: [Vote], on request: ChangeRequest) -> ChangeRequest {
  votes.reduce(request) { $0.applying(.voted($1), Stamp(actor: "person:" + $1.person.text, at: now)) }
}

struct BallotTests {
  private let rule = VotingRule.standard
  private func members(_ count: UInt8) throws -> [PersonIdentifier] { try (1...count).map { try person($0) } }

  @Test("CHG-2: half of the members present, three quarters for it, every mandatory cluster heard: approved")
  func approved() throws {
    let votes = [
      try vote(1, .implement, [.operations]), try vote(2, .implement, [.security]), try vote(3, .implement, []),
      try vote(4, .reject, []),
    ]
    let count = rule.count(votes, members: try members(6))
    #expect(count.mayClose)
    #expect(count.approves)
  }

  @Test("CHG-2: fewer than half of the members is no quorum")
  func quorum() throws {
    let votes = [try vote(1, .implement, [.operations]), try vote(2, .implement, [.security])]
    let request = cast(votes, on: try voting())
    let facts = RequestFacts(board: try members(5), rule: rule)
    let blockers = request.blockers(of: .closeVote(otherwise: .reject, until: nil), given: facts, at: now)
    #expect(blockers.map(\.rule) == ["cab-quorum"])
  }

  @Test("CHG-2: abstentions take part but are not votes cast")
  func abstention() throws {
    let votes = [
      try vote(1, .implement, [.operations]), try vote(2, .implement, [.security]), try vote(3, .abstain, []),
      try vote(4, .abstain, []),
    ]
    let count = rule.count(votes, members: try members(8))
    #expect(count.mayClose)
    #expect(count.approves)
    #expect(count.abstained == 2)
  }

  @Test("CHG-2: a tie is no, even where the majority asked for is a half")
  func tie() throws {
    let half = VotingRule(quorum: Share(1, of: 2), majority: Share(1, of: 2), mandatory: [])
    let votes = [try vote(1, .implement, []), try vote(2, .reject, [])]
    #expect(!half.count(votes, members: try members(2)).approves)
  }

  @Test("CHG-2: a mandatory cluster that abstains is absent, and the refusal names it")
  func mandatory() throws {
    let votes = [
      try vote(1, .implement, [.operations]), try vote(2, .abstain, [.security]), try vote(3, .implement, []),
    ]
    let request = cast(votes, on: try voting())
    let facts = RequestFacts(board: try members(3), rule: rule)
    let blockers = request.blockers(of: .closeVote(otherwise: .reject, until: nil), given: facts, at: now)
    #expect(blockers.map(\.rule) == ["cab-mandatory-cluster"])
    #expect(blockers.first?.because.text.contains("Security") == true)
  }

  @Test("CHG-2: a vote may be changed before closing; the last one counts")
  func changed() throws {
    let request = cast([try vote(1, .implement, []), try vote(1, .reject, [])], on: try voting())
    #expect(request.votes.map(\.choice) == [.reject])
  }

  @Test("CHG-2: one person in two roles is one vote that speaks for both clusters")
  func twoRoles() throws {
    let votes = [try vote(1, .implement, [.operations, .security])]
    let count = rule.count(votes, members: try members(2))
    #expect(count.forIt == 1)
    #expect(count.missing.isEmpty)
    #expect(count.approves)
  }

  @Test("CHG-2: somebody who is no member is not counted")
  func stranger() throws {
    let votes = [try vote(1, .implement, [.operations, .security]), try vote(7, .reject, [])]
    #expect(rule.count(votes, members: try members(2)).against == 0)
  }

  @Test("CHG-2: editing what was voted on voids the votes and an approval")
  func editing() throws {
    let facts = RequestFacts(board: try members(2), rule: rule)
    let request = cast([try vote(1, .implement, [.operations, .security])], on: try voting())
    let stamp = Stamp(actor: "person:" + (try person(8)).text, at: now)
    let approved = try request.decide(.closeVote(otherwise: .reject, until: nil), given: facts, at: now)
      .reduce(request) { $0.applying($1, stamp) }
    #expect(approved.status == .approved)
    let edited = approved.applying(.edited(try content(.major)), stamp)
    #expect(edited.votes.isEmpty)
    #expect(edited.decision == nil)
    #expect(!edited.status.isApproved)
  }

  @Test("CHG-2: nobody can decide for implementing; only votes can")
  func outcomeByVote() throws {
    let facts = RequestFacts(board: try members(2), rule: rule)
    let rules = try voting().blockers(of: .closeVote(otherwise: .implement, until: nil), given: facts, at: now).map(
      \.rule)
    #expect(rules.contains("outcome-by-vote"))
  }

  @Test("CHG-1: priority comes from impact and urgency, and an emergency is always first")
  func priority() throws {
    #expect(try content().priority == 2)
    #expect(try content(.emergency).priority == 1)
  }

  @Test("CHG-6: the review is due ten working days after the end, and only then can it be held")
  func review() throws {
    let facts = RequestFacts(board: [], rule: rule)
    let review = ChangeReview(
      objectivesMet: true, usersContent: true, costAsPlanned: true, sideEffects: nil, reviewer: try person(1))
    #expect(try voting().blockers(of: .review(review), given: facts, at: now).map(\.rule) == ["request-reviewable"])
    let stamp = Stamp(actor: "clock", at: now)
    let carried = try voting().applying(
      .decided(try BoardDecision.yes), stamp
    ).applying(.joinedRelease(try #require(ReleaseReference("REL-1042.1"))), stamp)
    let done = try carried.decide(.finish(backedOut: false), given: facts, at: now).reduce(carried) {
      $0.applying($1, stamp)
    }
    #expect(done.reviewDue == now.inUTC.date.addingWorkingDays(10))
    #expect(done.blockers(of: .review(review), given: facts, at: now).isEmpty)
  }
}

extension BoardDecision {
  fileprivate static var yes: BoardDecision {
    get throws {
      try BoardDecision.shape.read(["outcome": "implement", "forIt": 1, "against": 0, "abstained": 0, "members": 1])
    }
  }
}
