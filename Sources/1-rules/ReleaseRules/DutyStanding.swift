import Evidence
import Vocabulary

extension Release {
  public func representation(of cluster: Cluster) -> Representation? {
    team.representations.first { $0.cluster == cluster }
  }

  public func answer(to duty: Duty) -> DutyAnswer? { team.answers.last { $0.duty == duty.name } }

  /// How a duty stands: from who stands for the cluster, what was answered, and what has changed since (ROL-2).
  public func state(of duty: Duty) -> DutyState {
    let standing = representation(of: duty.cluster)
    let answer = answer(to: duty)
    if answer == nil {
      // Who has to sign under this profile is concerned, whatever was recorded under another one (ROL-3).
      let mustSign = duty.kind == .signOff && duty.condition == .always && refuses(duty)
      if standing?.notConcerned != nil, !mustSign { return .notConcerned }
      if duty.condition == .whereConcerned, standing?.person == nil { return .notConcerned }
      if duty.kind == .own { return standing?.accepted == true ? .accepted : .open }
      return .open
    }
    guard let answer else { return .open }
    if let fell = fallen(answer, of: duty) { return .stale(fell) }
    switch answer.outcome {
    case .done: return .done
    case .refused: return .refused
    case .notConcerned: return .notConcerned
    }
  }

  /// What has made an answer void; nil while it stands.
  private func fallen(_ answer: DutyAnswer, of duty: Duty) -> Sentence? {
    if let back = returns.first(where: { answer.at <= $0.at && duty.process.isAt($0.to) }) {
      return "the release went back from \(back.from.label) to \(back.to.label) at \(back.at)"
    }
    guard let changed = answer.grounds.first(where: { value(of: $0.key) != $0.value }) else { return nil }
    return "\(changed.key) was \(changed.value) and is \(value(of: changed.key)) now"
  }

  private func value(of key: String) -> String { statements.first { $0.key == key }?.value ?? "none" }

  /// The grounds of an answer given now.
  public func grounds(for duty: Duty, version: Int) -> [Ground] { duty.restsOn.map { ground($0, version: version) } }

  /// Whether a duty of that kind refuses its gate while it is not settled.
  public func refuses(_ duty: Duty) -> Bool {
    let policy = ProfilePolicy.of(profile.profile)
    guard duty.condition != .optional, policy.refusing.contains(duty.kind) else { return false }
    return duty.kind != .signOff || policy.signers.contains(duty.cluster)
  }

  /// What is owed in one process and not settled: what refuses, and what is only shown.
  func dutyProblems(in process: Phase) -> (refusals: [Refusal], warnings: [Refusal]) {
    var refusals: [Refusal] = []
    var warnings: [Refusal] = []
    for duty in Duty.table where duty.process == process && duty.condition != .optional {
      let state = state(of: duty)
      if state.isSettled { continue }
      if refuses(duty) {
        refusals.append(refusal(duty, state))
      } else {
        warnings.append(refusal(duty, state))
      }
    }
    return (refusals, warnings)
  }

  private func refusal(_ duty: Duty, _ state: DutyState) -> Refusal {
    // Whoever owns it was named; before that it waits for who names them.
    let roles =
      duty.kind == .own
      ? [.releaseManager] : Role.allCases.filter { $0.cluster == duty.cluster && $0.speaksForCluster }
    let because: Sentence
    switch state {
    case .refused: because = "\(duty.cluster.label) has refused: \(duty.says) (\(duty.name))."
    case .stale(let why):
      because = "\(duty.cluster.label) has answered «\(duty.says)» (\(duty.name)) before: \(why)."
    case .open, .accepted, .done, .notConcerned:
      because = "\(duty.cluster.label) has not \(duty.kind.verb): \(duty.says) (\(duty.name))."
    }
    return Refusal(
      "duty-\(duty.kind.rawValue)", because: because,
      clears: duty.kind == .own
        ? "The representative of \(duty.cluster.label) takes the part on."
        : "The representative of \(duty.cluster.label) answers, with what it rests on.",
      by: roles)
  }

  /// Whoever was named can still stand for the cluster: the account is open and the role is held (ROL-2).
  func standingProblems(_ facts: ReleaseFacts) -> [Refusal] {
    team.representations.compactMap { it in
      guard let person = it.person, facts.unable.contains(it.cluster) else { return nil }
      return Refusal(
        "representative-able",
        because:
          "\(person) stands for \(it.cluster.label) and can no longer: the account is closed or the role is gone.",
        clears: "Name somebody else, or have the role given again.", by: [.releaseManager])
    }
  }

  /// Every cluster is represented, or it is recorded why not (ROL-2).
  func representationProblems() -> [Refusal] {
    guard ProfilePolicy.of(profile.profile).needsEveryCluster else { return [] }
    return Cluster.allCases.filter { representation(of: $0) == nil }.map {
      Refusal(
        "cluster-represented", because: "Nobody stands for \($0.label) in \(identifier).",
        clears: "Name a representative, or record why the cluster is not concerned.", by: [.releaseManager])
    }
  }
}

extension DutyKind {
  fileprivate var verb: String {
    switch self {
    case .own: "taken on"
    case .perform: "done"
    case .advise: "advised on"
    case .attend: "attended"
    case .signOff: "signed off"
    case .input: "spoken to"
    }
  }
}
