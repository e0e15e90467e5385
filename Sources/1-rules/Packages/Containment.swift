import Vocabulary

/// Whether an approval contains an order (docs/decisions/0003, CHG-3). One approval alone must contain it.
public enum Containment {
  /// Everything in which the order goes beyond the approval.
  ///
  /// - Parameter hasInstalledUnder: whether the host journaled an install under this approval; only then may it be
  ///   ordered back after the window.
  public static func refusals(
    of order: Order, in approval: Approval, proof: HostProof, on environment: HostEnvironment, hasInstalledUnder: Bool
  ) -> [Objection] {
    matters(order, approval) + place(order, approval, proof, environment) + time(order, approval, hasInstalledUnder)
  }

  private static func matters(_ order: Order, _ approval: Approval) -> [Objection] {
    var found: [Objection] = []
    if order.release != approval.release {
      found.append(
        beyond(
          "approval-release", "the order is for \(order.release.text), the approval for \(approval.release.text)",
          "have \(order.release.text) approved"))
    }
    if order.plan != approval.plan {
      found.append(
        beyond(
          "approval-plan", "the order follows plan \(order.plan), approved is plan \(approval.plan)",
          "have the present plan approved"))
    }
    if !approval.actions.contains(order.action) {
      found.append(
        beyond(
          "approval-action", "approval \(approval.approval) does not allow \(order.action.rawValue)",
          "have the action approved"))
    }
    if !approval.packages.contains(order.package) {
      found.append(
        beyond(
          "approval-package", "package \(order.package.short) is not among those approved",
          "have this package approved; a package built anew is another one"))
    }
    if order.action == .rehearse, approval.purpose != .laboratory {
      found.append(
        beyond(
          "approval-rehearsal", "a try belongs into the laboratory, the approval is for \(approval.purpose.rawValue)",
          "order the try on a laboratory host"))
    }
    return found
  }

  private static func place(
    _ order: Order, _ approval: Approval, _ proof: HostProof, _ environment: HostEnvironment
  ) -> [Objection] {
    var found: [Objection] = []
    let host = ApprovedHost(host: order.host, values: order.parameters)
    if !ApprovedHosts.contains(host, proof: proof, under: approval.hosts) {
      found.append(
        beyond(
          "approval-host", "\(order.host.text) with these settings is not among the approved hosts",
          "have the host and its settings approved"))
    }
    if approval.purpose.environment != environment {
      found.append(
        beyond(
          "approval-environment",
          "an approval for \(approval.purpose.rawValue) does not count on a \(environment.rawValue) host",
          "have it approved for \(environment.rawValue)"))
    }
    return found
  }

  private static func time(_ order: Order, _ approval: Approval, _ hasInstalledUnder: Bool) -> [Objection] {
    if order.action == .backout, hasInstalledUnder {
      if order.notAfter <= approval.backoutUntil { return [] }
      return [
        beyond(
          "approval-backout", "the order to back out ends after \(approval.backoutUntil.text), the last moment",
          "have the backout approved anew")
      ]
    }
    let window = approval.window
    guard order.allowed.allSatisfy({ window.contains($0) }), window.from <= order.notAfter,
      order.notAfter <= window.until
    else {
      return [
        beyond(
          "approval-window", "the order's times go beyond \(window.from.text) to \(window.until.text)",
          "order it within the approved window, or have another window approved")
      ]
    }
    return []
  }

  private static func beyond(_ rule: String, _ because: String, _ clears: String) -> Objection {
    Objection(rule, because: because, clears: clears)
  }
}
