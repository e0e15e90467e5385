import Evidence
import Vocabulary

extension Release {
  /// What keeps the release from its next phase: the page shows this, the deed refuses with it.
  public func blockersOnward(given facts: ReleaseFacts, at now: Moment) -> [Refusal] {
    Transition.onward(from: phase).map { failing($0.gate, facts, now) } ?? []
  }

  func failing(_ gate: [GateCheck], _ facts: ReleaseFacts, _ now: Moment) -> [Refusal] {
    gate.flatMap { failing($0, facts, now) }
  }

  func failing(_ check: GateCheck, _ facts: ReleaseFacts, _ now: Moment) -> [Refusal] {
    switch check {
    case .requestsApproved: requestProblems(facts)
    case .planComplete: plan.map { planProblems($0, facts, now) } ?? [noPlan]
    case .packageInLibrary: packageProblem(facts, { $0.isUsable }, "usable", by: [.librarian])
    case .packageAccepted:
      packageProblem(facts, { $0.isAccepted || $0.isReleased }, "accepted", by: [.testingCoordinator])
    case .packageReleased: packageProblem(facts, { $0.isReleased }, "released", by: [.librarian])
    case .packageServes: servingProblems(facts)
    case .settingsFit: settingProblems(facts)
    case .backoutProven: provenProblem(facts)
    case .deploymentApproved: approvalProblem(facts)
    case .groupsSignedOff: signOffProblems(facts)
    case .everyHostBackedOut, .nothingInProduction: stillInProduction(facts)
    case .nothingRuns: stillRunning(facts)
    case .requestsReviewed: reviewProblems(facts)
    case .outcomeTrue: outcomeProblem(facts)
    case .profileFits: profileProblems(profile, facts)
    case .risksAnswered: riskProblems(facts).refusals
    case .clustersRepresented: representationProblems()
    case .representativesStand: standingProblems(facts)
    case .dutiesOfPlanning: dutyProblems(in: .planning).refusals
    case .dutiesOfBuilding: dutyProblems(in: .building).refusals
    case .dutiesOfAcceptance: dutyProblems(in: .acceptance).refusals
    case .dutiesOfPreparation: dutyProblems(in: .preparation).refusals
    case .dutiesOfDeployment: dutyProblems(in: .deployment).refusals
    case .tasksOfPlanning: taskProblems(in: .planning, facts)
    case .tasksOfBuilding: taskProblems(in: .building, facts)
    case .tasksOfAcceptance: taskProblems(in: .acceptance, facts)
    case .tasksOfPreparation: taskProblems(in: .preparation, facts)
    case .tasksOfDeployment: taskProblems(in: .deployment, facts)
    case .tasksOfReview: taskProblems(in: .review, facts)
    }
  }

  private func requestProblems(_ facts: ReleaseFacts) -> [Refusal] {
    facts.requests.filter { !$0.isApproved }.map {
      Refusal(
        "release-requests-approved", because: "\($0.request) is not approved: it is \($0.status).",
        clears: "The advisory board approves it, or it leaves the release.", by: [.changeManager, .advisoryBoardMember])
    }
  }

  private func reviewProblems(_ facts: ReleaseFacts) -> [Refusal] {
    facts.requests.filter { !$0.isReviewed }.map {
      Refusal(
        "requests-reviewed", because: "\($0.request) has not been reviewed.",
        clears: "The change owner or the change manager holds its change review.", by: [.changeOwner, .changeManager])
    }
  }

  private var noPlan: Refusal {
    Refusal(
      "plan-complete", because: "\(identifier) has no plan: no hosts, no window.",
      clears: "Name the hosts and the window.", by: [.releaseManager])
  }

  func planProblems(_ plan: ReleasePlan, _ facts: ReleaseFacts, _ now: Moment) -> [Refusal] {
    var refusals = namedTwice(plan)
    if plan.window.isEmpty {
      refusals.append(
        Refusal(
          "window-forwards",
          because: "The window ends at \(plan.window.until), not after its begin at \(plan.window.from).",
          clears: "Choose an end that is later than the begin.", by: [.releaseManager]))
    } else if plan.window.until <= now {
      refusals.append(
        Refusal(
          "window-ahead", because: "The window from \(plan.window.from) to \(plan.window.until) has passed.",
          clears: "Choose one that ends in the future.", by: [.releaseManager]))
    }
    let known = Dictionary(facts.hosts.map { ($0.host, $0) }, uniquingKeysWith: { first, _ in first })
    refusals += perHost(
      plan.hosts.filter { known[$0] == nil }, "host-known", by: [.operationsEngineer],
      one: { "No host \($0) has been enrolled." }, many: { "\($0) hosts of the plan have not been enrolled: \($1)." },
      clears: "Enrol it, or take it out of the plan.")
    return refusals + plan.hosts.compactMap { known[$0] }.flatMap { placeProblems($0) }
  }

  private func placeProblems(_ standing: HostStanding) -> [Refusal] {
    guard standing.isRetired || !standing.isProduction else { return [] }
    let what: Sentence =
      if let other = standing.replacedBy {
        "retired; \(other) has taken its place"
      } else {
        standing.isRetired ? "retired" : "a laboratory host"
      }
    return [
      Refusal(
        "host-for-production", because: "\(standing.name) is \(what).", clears: "Name production hosts.",
        by: [.releaseManager])
    ]
  }

  private func namedTwice(_ plan: ReleasePlan) -> [Refusal] {
    // Plans are sorted: what stands twice stands side by side.
    let twice = zip(plan.hosts, plan.hosts.dropFirst()).filter { $0 == $1 }.map(\.0)
    let hosts = Set(twice).sorted().map {
      Refusal(
        "host-named-once", because: "\($0) stands in the plan more than once.", clears: "Name each host once.",
        by: [.releaseManager])
    }
    let names = plan.parameters.map(\.name)
    return hosts
      + Set(names.filter { name in names.count { $0 == name } > 1 }).sorted().map {
        Refusal(
          "setting-named-once", because: "The setting \($0) stands in the plan more than once.",
          clears: "Give each setting one value.", by: [.releaseManager])
      }
  }

  private func packageProblem(
    _ facts: ReleaseFacts, _ holds: (PackageStanding) -> Bool, _ needed: String, by roles: [Role]
  ) -> [Refusal] {
    guard package != nil, let standing = facts.package else {
      return [
        Refusal(
          "package-chosen", because: "\(identifier) has no package.",
          clears: "Build one, have it admitted to the library, and choose it.", by: [.developer, .releaseManager])
      ]
    }
    return holds(standing)
      ? []
      : [
        Refusal(
          "package-\(needed)", because: "\(subject: standing.package.subject) is \(standing.status), not \(needed).",
          clears: "Its status in the library is raised.", by: roles)
      ]
  }

  private func servingProblems(_ facts: ReleaseFacts) -> [Refusal] {
    guard let package = facts.package else { return [] }
    let without = requests.filter { !package.serves.contains($0) }.map {
      Refusal(
        "request-has-component", because: "No component of \(package.package) serves \($0).",
        clears: "Add a component that names it, or take it out of the release.", by: [.developer])
    }
    let foreign = package.serves.filter { !requests.contains($0) }.map {
      Refusal(
        "component-has-request", because: "\(package.package) serves \($0), which is not in \(identifier).",
        clears: "Take the component out, or take the request into the release.", by: [.developer, .releaseManager])
    }
    return without + foreign
  }

  private func provenProblem(_ facts: ReleaseFacts) -> [Refusal] {
    guard let package = facts.package, !package.isProven else { return [] }
    return [
      Refusal(
        "backout-proven", because: "No trial has shown that backing out \(package.package) restores a host.",
        clears: "Try it on a laboratory host.", by: [.testingCoordinator, .releaseManager])
    ]
  }

  private func approvalProblem(_ facts: ReleaseFacts) -> [Refusal] {
    guard let approval else {
      return [
        Refusal(
          "deployment-approved", because: "The deployment of \(identifier) has no standing approval.",
          clears: "The change manager approves package, hosts and window as they stand.", by: [.changeManager])
      ]
    }
    guard approval.plan == planVersion, approval.digest == package?.digest else {
      return [
        Refusal(
          "approval-current", because: "Approval \(approval.number) was given for another plan or package.",
          clears: "The change manager approves it as it stands now.", by: [.changeManager])
      ]
    }
    return []
  }

  private func signOffProblems(_ facts: ReleaseFacts) -> [Refusal] {
    let running = Set(facts.running(package?.digest))
    let missing = (plan?.hosts ?? []).filter { !running.contains($0) }
    let standing = Set(facts.standing.values.flatMap { $0 }.map(\.deployment))
    // Every rollout that left something in production is signed off, whether all of it succeeded or not.
    let open = facts.deployments.filter {
      $0.kind == .rollout && !$0.isRunning && !$0.isHalted && standing.contains($0.deployment)
        && !signedOff.contains($0.deployment)
    }
    return perHost(
      missing, "host-deployed", by: [.releaseManager], one: { "\($0) does not run the release's package yet." },
      many: { "\($0) hosts do not run the release's package yet: \($1)." },
      clears: "Deploy to it, or take it out of the plan.")
      + open.map {
        Refusal(
          "group-signed-off", because: "\($0.deployment) has ended and is not signed off.",
          clears: "The release manager signs it off.", by: [.releaseManager])
      } + stillRunning(facts)
  }

  /// A release that was taken back during its review did not implement anything (CHG-6).
  private func outcomeProblem(_ facts: ReleaseFacts) -> [Refusal] {
    guard facts.inProduction.isEmpty, facts.requests.contains(where: \.isImplemented) else { return [] }
    return [
      Refusal(
        "outcome-true",
        because: "Nothing of \(identifier) is in production any more, and its requests count as implemented.",
        clears: "Move the release to backed out; its requests then go to their review as backed out.",
        by: [.releaseManager])
    ]
  }

  private func stillInProduction(_ facts: ReleaseFacts) -> [Refusal] {
    perHost(
      facts.inProduction, "host-backed-out", by: [.releaseManager],
      one: { "\($0) still runs the release's package." },
      many: { "\($0) hosts still run the release's package: \($1)." }, clears: "Back it out.")
  }

  private func stillRunning(_ facts: ReleaseFacts) -> [Refusal] {
    facts.deployments.filter(\.isRunning).map {
      Refusal(
        "nothing-runs", because: "\($0.deployment) is running.", clears: "Wait for its end, or halt it.",
        by: [.releaseManager])
    }
      + facts.deployments.filter(\.isHalted).map {
        Refusal(
          "nothing-halted", because: "\($0.deployment) is halted, and hosts of it have not ended.",
          clears: "Let it go on, or give up the hosts that have not begun.", by: [.releaseManager])
      }
  }

  /// A no for each host while they are few. Beyond, one for all of them, with their count and the first of them: nobody
  /// reads ten thousand lines, and the plan's page lists every host.
  private func perHost(
    _ hosts: [HostIdentifier], _ rule: String, by roles: [Role], one: (HostIdentifier) -> Sentence,
    many: (Int, Sentence) -> Sentence, clears: Sentence
  ) -> [Refusal] {
    let few = 20
    if hosts.count <= few { return hosts.map { Refusal(rule, because: one($0), clears: clears, by: roles) } }
    let first = hosts.prefix(few).map { "\($0)" as Sentence }
    let named = first.dropFirst().reduce(first[0]) { "\($0), \($1)" }
    let rest = hosts.count - few
    return [Refusal(rule, because: many(hosts.count, "\(named) and \(rest) more"), clears: clears, by: roles)]
  }
}
