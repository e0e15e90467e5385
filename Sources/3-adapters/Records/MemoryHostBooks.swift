import DeploymentRules
import Evidence
import Operations
import Packages
import Vocabulary

extension MemoryBooks {
  public func hasBlob(_ digest: Digest) throws -> Bool { try ports.hasBlob(digest) }
  public func looked(_ digest: Digest) throws -> FileState? { try ports.looked(digest) }
  public func standsInStore(_ path: String) throws -> Bool { try ports.stands(path) }

  public func keepDescription(_ bytes: [UInt8], digest: Digest) throws {
    if state.descriptions[digest] == nil { state.descriptions[digest] = bytes }
  }

  public func description(_ digest: Digest) throws -> [UInt8]? { state.descriptions[digest] }

  public func metadata(_ kind: String, version: Int?) throws -> KeptMetadata? {
    let all = state.metadata[kind] ?? []
    return version.map { version in all.first { $0.version == version } } ?? all.max { $0.version < $1.version }
  }

  public func keepMetadata(_ metadata: KeptMetadata) throws {
    if let known = state.metadata[metadata.kind]?.first(where: { $0.version == metadata.version }) {
      guard known == metadata else { throw Repeats.metadata(metadata) }
      return
    }
    state.metadata[metadata.kind, default: []].append(metadata)
  }

  public func sign(_ payload: [UInt8], type: String, role: String) throws -> Envelope {
    try ports.sign(payload, type, role)
  }
}

extension MemoryBooks {
  public func keepOrder(_ order: KeptOrder) throws {
    let known = state.orders.filter {
      $0.digest == order.digest || ($0.host == order.host && $0.number == order.number)
    }
    if let same = known.first {
      guard known.count == 1, same.isSameOrder(as: order) else { throw Repeats.order(order) }
      return
    }
    state.orders.append(order)
  }

  public func orders(for host: HostIdentifier, after: Int) throws -> [KeptOrder] {
    state.orders.filter { $0.host == host && $0.number > after && !$0.ended }.sorted { $0.number < $1.number }
  }

  public func orders(of deployment: DeploymentReference) throws -> [KeptOrder] {
    state.orders.filter { $0.deployment == deployment }.sorted {
      $0.host == $1.host ? $0.number < $1.number : $0.host < $1.host
    }
  }

  public func order(_ digest: Digest) throws -> KeptOrder? { state.orders.first { $0.digest == digest } }

  public func deployments(of host: HostIdentifier, limit: Int) throws -> [DeploymentReference] {
    let own = state.orders.filter { $0.host == host }.sorted { $0.number > $1.number }
    var found: [DeploymentReference] = []
    for order in own where !found.contains(order.deployment) { found.append(order.deployment) }
    return Array(found.prefix(max(0, limit)))
  }

  public func address(of order: Digest) throws -> OrderAddress? {
    try self.order(order).map { OrderAddress(host: $0.host, deployment: $0.deployment) }
  }

  public func endOrder(_ digest: Digest) throws {
    guard let place = state.orders.firstIndex(where: { $0.digest == digest }) else { return }
    state.orders[place].ended = true
  }

  public func keepReport(_ report: KeptReport) throws -> Bool {
    let known = state.reports.first {
      $0.host == report.host && $0.order == report.order && $0.number == report.number
    }
    if let known {
      guard known.body == report.body else { throw Repeats.report(report) }
      return false
    }
    state.reports.append(report)
    return true
  }

  public func reports(of deployment: DeploymentReference, limit: Int) throws -> [KeptReport] {
    state.reports.filter { $0.deployment == deployment }.suffix(max(0, limit))
  }

  public func reports(by host: HostIdentifier, about order: Digest) throws -> [KeptReport] {
    state.reports.filter { $0.host == host && $0.order == order }
  }

  public func keepInventory(_ bytes: [UInt8], of host: HostIdentifier, at: Moment) throws {
    state.inventories[host] = (bytes, at)
  }

  public func inventory(of host: HostIdentifier) throws -> (bytes: [UInt8], at: Moment)? { state.inventories[host] }

  public func keepInvitation(_ invitation: Invitation) throws { state.invitations[invitation.name] = invitation }

  public func invitation(_ name: String) throws -> Invitation? { state.invitations[name] }
}
