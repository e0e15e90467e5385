import Evidence
import Vocabulary

extension Release {
  /// What each check of the gate onward finds now, with what it rests on.
  public func verdictsOnward(given facts: ReleaseFacts, at now: Moment) -> [Verdict] {
    guard let onward = Transition.onward(from: phase) else { return [] }
    return onward.gate.map { check in
      Verdict(
        check: check.rawValue, refusals: failing(check, facts, now),
        warnings: warnings(of: check, facts), grounds: grounds(of: check, facts),
        goodUntil: goodUntil(check, now))
    }
  }

  private func warnings(of check: GateCheck, _ facts: ReleaseFacts) -> [Refusal] {
    check == .risksAnswered
      ? riskProblems(facts).warnings : check.process.map { dutyProblems(in: $0).warnings } ?? []
  }

  /// Time alone makes a plan void when its window has passed.
  private func goodUntil(_ check: GateCheck, _ now: Moment) -> Moment? {
    guard check == .planComplete, let until = plan?.window.until, until > now else { return nil }
    return until
  }

  /// The words of the subjects that a check asks.
  func grounds(of check: GateCheck, _ facts: ReleaseFacts) -> [Ground] {
    switch check {
    case .requestsApproved, .requestsReviewed:
      return facts.requests.map {
        Ground(subject: $0.request.subject, key: "status", value: $0.status, version: $0.version)
      }
    case .outcomeTrue, .everyHostBackedOut, .nothingRuns, .nothingInProduction, .groupsSignedOff:
      return facts.deployments.map {
        Ground(subject: $0.deployment.subject, key: "state", value: $0.word, version: $0.version)
      }
    case .packageInLibrary, .packageAccepted, .packageReleased:
      return package(facts, "status") { $0.status }
    case .backoutProven: return package(facts, "backout-proven") { $0.isProven ? "yes" : "no" }
    case .settingsFit: return own(["plan", "package"], facts)
    case .packageServes: return own(["requests", "package"], facts)
    case .planComplete: return own(["plan"], facts)
    case .deploymentApproved: return own(["plan", "package"], facts)
    case .profileFits: return own(["requests", "plan"], facts)
    case .risksAnswered:
      return facts.risks.map {
        Ground(subject: $0.risk.subject, key: "standing", value: $0.word, version: $0.version)
      }
    case .clustersRepresented, .representativesStand: return []
    case .dutiesOfPlanning, .dutiesOfBuilding, .dutiesOfAcceptance, .dutiesOfPreparation, .dutiesOfDeployment:
      let duties = Duty.table.filter { $0.process == check.process }
      let keys = duties.first?.restsOn ?? []
      return own(keys, facts)
    case .tasksOfPlanning: return tasks(of: .planning, facts)
    case .tasksOfBuilding: return tasks(of: .building, facts)
    case .tasksOfAcceptance: return tasks(of: .acceptance, facts)
    case .tasksOfPreparation: return tasks(of: .preparation, facts)
    case .tasksOfDeployment: return tasks(of: .deployment, facts)
    case .tasksOfReview: return tasks(of: .review, facts)
    }
  }

  private func tasks(of process: Phase, _ facts: ReleaseFacts) -> [Ground] {
    facts.tasks.filter { $0.process == process }.map {
      Ground(subject: $0.task.subject, key: "state", value: $0.state.rawValue, version: $0.version)
    }
  }

  private func own(_ keys: [String], _ facts: ReleaseFacts) -> [Ground] {
    keys.map { ground($0, version: facts.version) }
  }

  private func package(_ facts: ReleaseFacts, _ key: String, _ value: (PackageStanding) -> String) -> [Ground] {
    facts.package.map { [Ground(subject: $0.package.subject, key: key, value: value($0), version: $0.version)] } ?? []
  }
}

extension DeploymentStanding {
  var word: String { isRunning ? "running" : isHalted ? "halted" : hasSucceeded ? "succeeded" : "ended" }
}
