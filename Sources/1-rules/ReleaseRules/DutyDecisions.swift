import Evidence
import Vocabulary

extension Release {
  /// What keeps an act of a later phase: the gates on the way there, where the profile carries the release along, and
  /// then the act's own rules (LIF-5).
  public func carried(
    to phase: Phase, given facts: ReleaseFacts, at now: Moment, _ own: (Release) -> [Refusal]
  ) -> [Refusal] {
    var at = self
    while ProfilePolicy.of(profile.profile).actsCarryOnward, at.phase.isBefore(phase),
      let onward = Transition.onward(from: at.phase)
    {
      let refusals = at.failing(onward.gate, facts, now)
      guard refusals.isEmpty else { return refusals }
      at.phase = onward.to
    }
    return own(at)
  }

  /// What keeps a cluster from being represented so.
  func representBlockers(_ it: Representation) -> [Refusal] {
    let policy = ProfilePolicy.of(profile.profile)
    let owes = Duty.table.contains {
      $0.cluster == it.cluster && $0.kind == .signOff && $0.condition == .always && policy.signers.contains($0.cluster)
    }
    var refusals = only(in: Phase.spine + [.suspended, .backedOut])
    if it.person == nil, it.cluster == .release {
      refusals.append(
        Refusal(
          "release-cluster-concerned", because: "Release answers for \(identifier) and is always concerned.",
          clears: "Name somebody who stands for it.", by: [.releaseManager]))
    }
    if it.person == nil, owes {
      refusals.append(
        Refusal(
          "signing-cluster-concerned", because: "\(it.cluster.label) signs acceptance off and is always concerned.",
          clears: "Name somebody who stands for it.", by: [.releaseManager]))
    }
    return refusals
  }

  /// What keeps somebody from taking a part on.
  func acceptBlockers(_ cluster: Cluster, by person: PersonIdentifier, speaksFor clusters: Set<Cluster>) -> [Refusal] {
    if representation(of: cluster)?.person == person { return clusters.contains(cluster) ? [] : [noRole(of: cluster)] }
    return [
      Refusal(
        "part-offered", because: "You are not named for \(cluster.label) in \(identifier).",
        clears: "The release manager names you first.", by: [.releaseManager])
    ]
  }

  /// What keeps an answer from being given: who may speak for the cluster, and what a sign-off must name (ROL-2, ROL-3).
  public func answerBlockers(_ answer: DutyAnswer, speaksFor clusters: Set<Cluster>, _ facts: ReleaseFacts) -> [Refusal]
  {
    guard let duty = Duty.named(answer.duty) else {
      return [
        Refusal(
          "duty-known", because: "There is no duty \(answer.duty).", clears: "Name one that the team page lists.")
      ]
    }
    var refusals = only(in: phasesToAnswer(duty))
    if let named = representation(of: duty.cluster)?.person {
      if named != answer.person {
        refusals.append(
          Refusal(
            "duty-representative", because: "\(named) stands for \(duty.cluster.label) in \(identifier).",
            clears: "That person answers, or the release manager names another.", by: [.releaseManager]))
      }
    }
    if !clusters.contains(duty.cluster) { refusals.append(noRole(of: duty.cluster)) }
    if duty.kind == .own, answer.outcome != .refused {
      refusals.append(
        Refusal(
          "own-is-taken-on", because: "What a cluster owns is taken on by its representative and not answered.",
          clears: "Take the part on, or refuse it with the reason.", by: [.releaseManager]))
    }
    if answer.outcome == .notConcerned, duty.condition == .always {
      refusals.append(
        Refusal(
          "duty-always", because: "\(duty.name) is owed in every release.",
          clears: "Do it, or refuse it with the reason."))
    }
    return refusals + signOffProblems(answer, duty, facts)
  }

  private func noRole(of cluster: Cluster) -> Refusal {
    Refusal(
      "duty-cluster", because: "You hold no role that speaks for \(cluster.label).",
      clears: "Have such a role given, for this release at least, or somebody of that cluster does it.",
      by: [.releaseManager, .administrator])
  }

  /// From its process on. Only advice may come early: what is done or signed is there to be seen.
  private func phasesToAnswer(_ duty: Duty) -> [Phase] {
    guard let due = Phase.spine.firstIndex(of: duty.process) else { return [] }
    return Array(duty.kind == .advise || duty.kind == .own ? Phase.spine[0...] : Phase.spine[due...])
  }

  private func signOffProblems(_ answer: DutyAnswer, _ duty: Duty, _ facts: ReleaseFacts) -> [Refusal] {
    guard duty.kind == .signOff, answer.outcome == .done else { return [] }
    guard let package else {
      return [
        Refusal(
          "package-chosen", because: "\(identifier) has no package to sign off.",
          clears: "Build one and choose it.", by: [.developer, .releaseManager])
      ]
    }
    let ended = facts.deployments.filter {
      $0.kind == .trial && $0.hasSucceeded && $0.digest == package.digest
    }.map(\.deployment)
    let listed = ended.map(\.text).joined(separator: ", ")
    let foreign = answer.tests.filter { !ended.contains($0) }.map {
      Refusal(
        "test-of-this-package", because: "\($0) is no test of \(package.package) with this digest that succeeded.",
        clears: ended.isEmpty
          ? "Have it tried on a laboratory host, and wait for the end." : "Name one of: \(listed).",
        by: [.testingCoordinator])
    }
    let needsTest = [.operations, .security, .support].contains(duty.cluster)
    guard needsTest, answer.tests.isEmpty else { return foreign }
    return [
      Refusal(
        "sign-off-names-test",
        because: "\(duty.cluster.label) signs off what it has run or seen run, and names no test.",
        clears: ended.isEmpty
          ? "Have the package tried on a laboratory host, then name that test."
          : "Name at least one of: \(listed).",
        by: [.testingCoordinator])
    ]
  }
}
