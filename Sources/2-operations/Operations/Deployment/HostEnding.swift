import ConfigurationRules
import DeploymentRules
import Evidence
import Packages
import PeopleRules
import ReleaseRules
import Vocabulary

/// What follows when a host ends an order: its run, a proof, the CMDB.
struct HostEnding {
  var host: HostIdentifier
  var order: KeptOrder
  var result: HostResult
  var cause: String
  var milliseconds: Int64?

  init(host: HostIdentifier, order: KeptOrder, ended: JSON) {
    self.host = host
    self.order = order
    result = ended["result"]?.text.flatMap(HostResult.init(rawValue:)) ?? .failed
    cause = ended["cause"]?.text ?? ""
    milliseconds = ended["milliseconds"]?.whole
  }

  init(host: HostIdentifier, order: KeptOrder, refused: JSON) {
    self.host = host
    self.order = order
    result = .refused
    // With what clears it: whoever looks at the deployment has nothing else to go by.
    cause = (refused["refusals"]?.items ?? []).compactMap { refusal in
      refusal["because"]?.text.map { because in "\(because)\(refusal["clears"]?.text.map { "; \($0)" } ?? "")" }
    }.joined(separator: ". ")
    milliseconds = nil
  }

  func run(_ desk: inout Desk) throws {
    let held = try desk.get(Deployment.self, order.deployment.text)
    // A refusal of an order that a halt has overtaken ends nothing: the host will get another order.
    if result == .refused, order.epoch < held.value.epoch { return try desk.books.endOrder(order.digest) }
    guard held.value.runs.contains(where: { $0.host == host && $0.result == nil }) else { return }
    let seen = try fingerprints(desk)
    let run = HostRun(
      host: host, result: result, before: seen.before, after: seen.after, milliseconds: milliseconds,
      cause: cause.isEmpty ? nil : try desk.words(cause))
    let after = try desk.record(held.value.decide(.record(run), at: desk.now), on: held).value
    try desk.books.endOrder(order.digest)
    switch (after.plan.action, result) {
    case (.trial, .proven): try prove(after, seen, &desk)
    case (.install, .kept): try install(after, &desk)
    case (.backout, .backedOut): try remove(after, &desk)
    default: break
    }
  }

  private struct Seen {
    var before: Digest?
    var after: Digest?
    var noise = 0
  }

  /// Digests of the fingerprints that this host reported for this order: the first before, the last after.
  private func fingerprints(_ desk: Desk) throws -> Seen {
    var seen = Seen()
    for report in try desk.books.reports(by: host, about: order.digest) {
      guard let event = (try? JSON(parsing: report.body))?["event"], let taken = TakenFingerprint(event: event) else {
        continue
      }
      // What changes by itself says nothing about the state, so it is left out on both sides (docs/decisions/0004).
      let digest = taken.document.without(taken.noise).digest
      switch taken.moment {
      case "before":
        if seen.before == nil { seen.before = digest }
        seen.noise = max(seen.noise, taken.noise.count)
      case "after-backout": seen.after = digest
      default: if seen.after == nil { seen.after = digest }
      }
    }
    return seen
  }

  /// A trial that ends as proven says how long its backout took.
  private func prove(_ deployment: Deployment, _ seen: Seen, _ desk: inout Desk) throws {
    guard let before = seen.before, let after = seen.after else { return }
    let proof = BackoutProof(
      deployment: deployment.identifier, host: host, before: before, after: after,
      milliseconds: milliseconds ?? 0, noise: seen.noise)
    let held = try desk.get(LibraryVersion.self, deployment.plan.package.text)
    // What a host calls proven is believed only if its own observations agree.
    guard held.value.blockers(of: .prove(proof), at: desk.now).isEmpty else { return }
    try desk.record(held.value.decide(.prove(proof), at: desk.now), on: held)
  }

  private func install(_ deployment: Deployment, _ desk: inout Desk) throws {
    let package = try desk.get(LibraryVersion.self, deployment.plan.package.text).value
    let machine = try desk.get(Host.self, host.text).value
    for other in try installed(on: machine.item, sameNameAs: package, desk) where other != package.item {
      try ItemDesk.unlinkIfThere(other, ItemLink(type: .installedOn, to: machine.item), &desk)
    }
    try ItemDesk.link(package.item, ItemLink(type: .installedOn, to: machine.item), &desk)
    try state(package.item, "deployed", deployment.plan.release, .live, &desk)
  }

  private func remove(_ deployment: Deployment, _ desk: inout Desk) throws {
    let package = try desk.get(LibraryVersion.self, deployment.plan.package.text).value
    let machine = try desk.get(Host.self, host.text).value
    try ItemDesk.unlinkIfThere(package.item, ItemLink(type: .installedOn, to: machine.item), &desk)
    if let former = try former(deployment, package, desk) {
      try ItemDesk.link(former.item, ItemLink(type: .installedOn, to: machine.item), &desk)
    }
    try state(package.item, "backed-out", deployment.plan.release, .pending, &desk)
  }

  /// Items of other versions of the same package that stand on the host.
  private func installed(
    on item: ItemReference, sameNameAs package: LibraryVersion, _ desk: Desk
  ) throws -> [ItemReference] {
    try versions(of: package, desk).filter { version in
      try desk.find(ConfigurationItem.self, version.item.text)?.value.links.contains(
        ItemLink(type: .installedOn, to: item)) ?? false
    }.map(\.item)
  }

  private func versions(of package: LibraryVersion, _ desk: Desk) throws -> [LibraryVersion] {
    try desk.all(LibraryVersion.self, where: [Facet("name", package.name.text)]).map(\.value)
  }

  /// The version that stands on the host once this deployment is backed out: the last that an earlier deployment kept
  /// there and none took back since.
  private func former(_ deployment: Deployment, _ package: LibraryVersion, _ desk: Desk) throws -> LibraryVersion? {
    let known = try versions(of: package, desk)
    var standing: [Digest] = []
    for reference in try desk.books.deployments(of: host, limit: 10_000).reversed() {
      guard reference.number < deployment.identifier.number,
        let earlier = try desk.find(Deployment.self, reference.text)?.value,
        known.contains(where: { $0.digest == earlier.plan.digest }),
        let result = earlier.runs.first(where: { $0.host == host })?.result
      else { continue }
      switch (earlier.plan.action, result) {
      case (.install, .kept): standing.append(earlier.plan.digest)
      case (.backout, .backedOut): standing.removeAll { $0 == earlier.plan.digest }
      default: break
      }
    }
    return standing.last { $0 != package.digest }.flatMap { digest in known.first { $0.digest == digest } }
  }

  private func state(
    _ item: ItemReference, _ state: String, _ release: ReleaseReference, _ status: ItemStatus, _ desk: inout Desk
  ) throws {
    try ItemDesk.set(
      item,
      [
        ItemAttribute(name: "state", value: state, source: .deployment),
        ItemAttribute(name: "release", value: release.text, source: .deployment),
      ], &desk)
    try ItemDesk.change(item, status, &desk)
  }
}
