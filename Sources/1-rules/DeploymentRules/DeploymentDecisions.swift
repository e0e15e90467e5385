import Evidence
import Vocabulary

public enum DeploymentCommand: Sendable {
  case record(HostRun)
  case halt
  case resume
}

/// What starting needs to know about the package and each host.
public struct StartFacts: Sendable {
  public var library: LibraryVersion?
  public var hosts: [Host]
  /// Deployments that still run on one of these hosts.
  public var busy: [(host: HostIdentifier, deployment: DeploymentReference)]

  public init(
    library: LibraryVersion?, hosts: [Host], busy: [(host: HostIdentifier, deployment: DeploymentReference)]
  ) {
    self.library = library
    self.hosts = hosts
    self.busy = busy
  }
}

extension Deployment {
  /// What stands in the way of starting this plan. Who approved it, and whether it is contained in that approval, is
  /// the release's affair.
  public static func blockersOfStarting(_ plan: DeploymentPlan, given facts: StartFacts, at now: Moment) -> [Refusal] {
    var refusals: [Refusal] = []
    if plan.window.until <= now {
      refusals.append(
        Refusal(
          "window-open", because: "The window ended at \(plan.window.until).",
          clears: "Plan a later window; it needs a new approval.", by: [.releaseManager]))
    }
    refusals += packageBlockers(plan, facts.library)
    for host in facts.hosts {
      if host.retired {
        refusals.append(
          Refusal(
            "host-serves", because: "\(host.name) is retired.",
            clears: "Take it out of the plan; a machine in its place is another host.", by: [.releaseManager]))
      }
      if host.purpose != plan.purpose {
        refusals.append(
          Refusal(
            "host-purpose",
            because: "\(host.name) is a \(host.purpose.rawValue) host; this is for \(plan.purpose.rawValue).",
            clears: "Name hosts of that purpose.", by: [.releaseManager]))
      }
    }
    for one in facts.busy {
      refusals.append(
        Refusal(
          "item-reserved",
          because: "\(one.deployment) is changing \(one.host) (one release at a time changes an item).",
          clears: "Wait until it has ended, or halt and back it out.", by: [.releaseManager]))
    }
    return refusals
  }

  private static func packageBlockers(_ plan: DeploymentPlan, _ library: LibraryVersion?) -> [Refusal] {
    guard let library, library.digest == plan.digest else {
      return [
        Refusal(
          "package-in-library", because: "The library holds no \(plan.package) with this digest.",
          clears: "The librarian admits it.", by: [.librarian])
      ]
    }
    switch (plan.action, plan.purpose) {
    case (.backout, _): return []
    case (_, .laboratory):
      return status(library, atLeast: [.stored, .accepted, .released], "laboratory hosts install from stored on")
    case (_, .production):
      return library.mustBeProven()
        + status(library, atLeast: [.released], "production installs only released versions")
    }
  }

  private static func status(_ library: LibraryVersion, atLeast allowed: [LibraryStatus], _ why: String) -> [Refusal] {
    allowed.contains(library.status)
      ? []
      : [
        Refusal(
          "package-status", because: "\(library.identifier) is \(library.status.rawValue); \(why).",
          clears: "The library's status is raised after its tests.", by: [.testingCoordinator, .librarian])
      ]
  }

  public func decide(_ command: DeploymentCommand, at now: Moment) throws(Refused) -> [DeploymentEvent] {
    try Refused.unlessEmpty(blockers(of: command, at: now))
    switch command {
    case .halt: return [.halted]
    case .resume: return [.resumed]
    case .record(let run):
      let after = runs.map { $0.host == run.host ? run : $0 }
      guard after.allSatisfy({ $0.result != nil }) else { return [.hostEnded(run)] }
      let good = after.allSatisfy { $0.result?.succeeds(for: plan.action) ?? false }
      return [.hostEnded(run), .ended(good ? .succeeded : .failed)]
    }
  }

  /// What keeps the hosts that have not begun from being given up.
  public func blockersOfGivingUp(begun: [HostIdentifier]) -> [Refusal] {
    let halted =
      state == .halted
      ? []
      : [
        Refusal(
          "deployment-halted", because: "\(identifier) is \(state.rawValue).",
          clears: "Only what is halted is given up.")
      ]
    return halted
      + begun.map {
        Refusal(
          "host-reports-first", because: "\($0) has begun and has not said how it ended.",
          clears: "Wait for its report; start its agent if it is down.", by: [.operationsEngineer])
      }
  }

  public func blockers(of command: DeploymentCommand, at now: Moment) -> [Refusal] {
    switch command {
    case .record(let run):
      guard let known = runs.first(where: { $0.host == run.host }) else {
        return [
          Refusal(
            "host-in-deployment", because: "\(run.host) has no part in \(identifier).", clears: "Report to its own.")
        ]
      }
      guard known.result == nil else {
        return [
          Refusal(
            "host-ended-once", because: "\(run.host) has already ended in \(identifier).",
            clears: "Nothing is left to do.")
        ]
      }
      return []
    case .halt:
      return state == .running
        ? []
        : [
          Refusal(
            "deployment-running", because: "\(identifier) is \(state.rawValue).",
            clears: "Nothing runs that could be halted.")
        ]
    case .resume:
      return state == .halted
        ? []
        : [
          Refusal(
            "deployment-halted", because: "\(identifier) is \(state.rawValue).",
            clears: "Only what was halted can go on.")
        ]
    }
  }
}
