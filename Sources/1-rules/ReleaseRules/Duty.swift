import Evidence
import Vocabulary

/// What a cluster owes a release in one process (ROL-2). The gate out of that process is where it is due.
public struct Duty: Sendable, Hashable {
  public let name: String
  public let cluster: Cluster
  public let process: Phase
  public let kind: DutyKind
  public let condition: DutyCondition
  /// What is to be done, as people say it.
  public let says: String

  init(
    _ name: String, _ cluster: Cluster, _ process: Phase, _ kind: DutyKind, _ condition: DutyCondition, _ says: String
  ) {
    self.name = name
    self.cluster = cluster
    self.process = process
    self.kind = kind
    self.condition = condition
    self.says = says
  }

  public static func named(_ name: String) -> Duty? { table.first { $0.name == name } }

  /// The words of the release on which an answer to it rests: when one of them changes, the answer is stale.
  var restsOn: [String] {
    switch process {
    case .planning: ["requests", "plan"]
    case .preparation: ["plan", "package"]
    case .building, .acceptance, .deployment: ["package"]
    case .review, .closed, .suspended, .cancelled, .backedOut: []
    }
  }
}

/// What somebody owes: to answer for it, to do it, to say what they think of it, to be there, to sign it, to speak
/// before a decision.
public enum DutyKind: String, Sendable, Hashable, CaseIterable {
  case own, perform, advise, attend
  case signOff = "sign-off"
  case input
}

/// Whether a duty is there at all.
public enum DutyCondition: String, Sendable, Hashable, CaseIterable {
  case always
  /// Only where the cluster has a part in this release.
  case whereConcerned = "where-concerned"
  /// May be taken up.
  case optional
}

/// Who stands for a cluster in a release, or why nobody has to.
public struct Representation: Sendable, Hashable {
  public var cluster: Cluster
  public var person: PersonIdentifier?
  /// Whether that person has taken the part on; an owner is one who accepted.
  public var accepted: Bool
  /// Why the cluster is not concerned, where nobody stands for it.
  public var notConcerned: Words?

  public init(cluster: Cluster, person: PersonIdentifier?, accepted: Bool, notConcerned: Words?) {
    self.cluster = cluster
    self.person = person
    self.accepted = accepted
    self.notConcerned = notConcerned
  }

  public static let shape = Shape.record(
    Representation.init(cluster:person:accepted:notConcerned:),
    field("cluster", \.cluster, .oneOf, "The cluster"),
    optional("person", \.person, PersonIdentifier.shape, "Who stands for it"),
    field("accepted", \.accepted, .yesOrNo, "Whether that person has taken it on"),
    optional("notConcerned", \.notConcerned, Words.shape, "Why it is not concerned"))
}

/// What a cluster said to a duty.
public struct DutyAnswer: Sendable, Hashable {
  public enum Outcome: String, Sendable, Hashable, CaseIterable {
    case done, refused
    case notConcerned = "not-concerned"
  }

  public var duty: String
  public var outcome: Outcome
  public var says: Words
  public var person: PersonIdentifier
  /// Tests that the person ran or witnessed (ROL-3).
  public var tests: [DeploymentReference]
  public var at: Moment
  public var grounds: [Ground]

  public init(
    duty: String, outcome: Outcome, says: Words, person: PersonIdentifier, tests: [DeploymentReference], at: Moment,
    grounds: [Ground]
  ) {
    self.duty = duty
    self.outcome = outcome
    self.says = says
    self.person = person
    self.tests = tests
    self.at = at
    self.grounds = grounds
  }

  public static let shape = Shape.record(
    DutyAnswer.init(duty:outcome:says:person:tests:at:grounds:),
    field("duty", \.duty, .text(1...40), "Name of the duty"),
    field("outcome", \.outcome, .oneOf, "What was said"),
    field("says", \.says, Words.shape, "In words"),
    field("person", \.person, PersonIdentifier.shape, "Who said it"),
    field("tests", \.tests, .list(DeploymentReference.shape, 0...50), "Tests run or witnessed"),
    field("at", \.at, Moment.shape, "When"),
    field("grounds", \.grounds, .list(Ground.shape), "What it rests on"))
}

/// How a duty stands in a release now.
public enum DutyState: Sendable, Hashable {
  case open
  /// The owner has taken it on.
  case accepted
  case done
  case refused
  case notConcerned
  /// It was answered; this has changed since.
  case stale(Sentence)

  public var word: String {
    switch self {
    case .open: "open"
    case .accepted: "accepted"
    case .done: "done"
    case .refused: "refused"
    case .notConcerned: "not concerned"
    case .stale: "stale"
    }
  }

  /// Whether nothing more is owed.
  public var isSettled: Bool {
    switch self {
    case .accepted, .done, .notConcerned: true
    case .open, .refused, .stale: false
    }
  }
}
