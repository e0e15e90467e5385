import Evidence
import Vocabulary

public enum HostCommand: Sendable {
  /// The machine is given up; nothing takes its place.
  case retire
  /// Another machine takes its place.
  case giveWay(HostEvent.Replaced)
}

/// What is still to be done with a host.
public struct HostFacts: Sendable {
  /// Deployments in which it has not ended.
  public var open: [DeploymentReference]
  /// Releases on their way that are planned for it.
  public var planned: [ReleaseReference]

  public init(open: [DeploymentReference], planned: [ReleaseReference] = []) {
    self.open = open
    self.planned = planned
  }
}

extension Host {
  /// What keeps it from being retired or replaced (CFG-14): both end its key, and whoever has work for it must know.
  public func blockers(of command: HostCommand, given facts: HostFacts) -> [Refusal] {
    let open = facts.open.map {
      Refusal(
        "host-without-open-work", because: "\($0) has not ended on \(identifier).",
        clears: "Wait until it has ended there; if the machine is lost, halt the deployment and give the host up.",
        by: [.releaseManager])
    }
    switch command {
    case .retire:
      if retired { return [retiredAlready] }
      let planned = facts.planned.map {
        Refusal(
          "host-unplanned", because: "\($0) is planned for \(identifier).",
          clears: "Plan it without this host, or bring it to its review first.", by: [.releaseManager])
      }
      return open + planned
    case .giveWay:
      guard let replacedBy else { return open }
      return [
        Refusal(
          "host-replaced-once", because: "\(replacedBy) has taken the place of \(identifier) already.",
          clears: "If that machine is to be replaced too, replace \(replacedBy).", by: [.operationsEngineer])
      ]
    }
  }

  private var retiredAlready: Refusal {
    Refusal(
      "host-serves", because: "\(identifier) is retired.",
      clears: "Nothing is left to do; a machine that comes in its place is enrolled with a token made for that.",
      by: [.operationsEngineer])
  }

  public func decide(_ command: HostCommand, given facts: HostFacts) throws(Refused) -> [HostEvent] {
    try Refused.unlessEmpty(blockers(of: command, given: facts))
    switch command {
    case .retire: return [.retired]
    case .giveWay(let replaced): return (retired ? [] : [.retired]) + [.replaced(replaced)]
    }
  }
}
