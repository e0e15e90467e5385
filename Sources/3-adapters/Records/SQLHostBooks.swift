import DeploymentRules
import Evidence
import Operations
import Packages
import SQL
import Vocabulary

extension SQLBooks {
  public func hasBlob(_ digest: Digest) throws -> Bool { try ports.hasBlob(digest) }
  public func looked(_ digest: Digest) throws -> FileState? { try ports.looked(digest) }
  public func standsInStore(_ path: String) throws -> Bool { try ports.stands(path) }

  public func keepDescription(_ bytes: [UInt8], digest: Digest) throws {
    try connection.execute(
      "INSERT INTO package_description (digest, bytes) VALUES (?1, ?2) ON CONFLICT (digest) DO NOTHING",
      [.text(digest.hex), .blob(bytes)])
  }

  public func description(_ digest: Digest) throws -> [UInt8]? {
    try connection.first("SELECT bytes FROM package_description WHERE digest = ?1", [.text(digest.hex)])?.blob(0)
  }

  public func metadata(_ kind: String, version: Int?) throws -> KeptMetadata? {
    let wanted = version.map { " AND version = \($0)" } ?? ""
    let row = try connection.first(
      "SELECT version, expires, envelope FROM library_metadata WHERE kind = ?1\(wanted) ORDER BY version DESC LIMIT 1",
      [.text(kind)])
    guard let row else { return nil }
    return KeptMetadata(
      kind: kind, version: try row.int(0), expires: Moment(milliseconds: try row.whole(1)), envelope: try row.text(2))
  }

  public func keepMetadata(_ metadata: KeptMetadata) throws {
    if let known = try self.metadata(metadata.kind, version: metadata.version) {
      guard known == metadata else { throw Repeats.metadata(metadata) }
      return
    }
    news.append(.library)
    try connection.execute(
      "INSERT INTO library_metadata (kind, version, expires, envelope) VALUES (?1, ?2, ?3, ?4)",
      [
        .text(metadata.kind), .int(Int64(metadata.version)), .int(metadata.expires.milliseconds),
        .text(metadata.envelope),
      ])
  }

  public func sign(_ payload: [UInt8], type: String, role: String) throws -> Envelope {
    try ports.sign(payload, type, role)
  }
}

extension SQLBooks {
  public func keepOrder(_ order: KeptOrder) throws {
    let known = try connection.query(
      "\(Self.orderColumns) WHERE digest = ?1 OR (host = ?2 AND number = ?3)",
      [.text(order.digest.hex), .text(order.host.text), .int(Int64(order.number))]
    ).map(Self.order)
    if let same = known.first {
      guard known.count == 1, same.isSameOrder(as: order) else { throw Repeats.order(order) }
      return
    }
    news.append(.host(order.host))
    try connection.execute(
      """
      INSERT INTO host_order (digest, host, number, deployment, epoch, envelope, ended) \
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      """,
      [
        .text(order.digest.hex), .text(order.host.text), .int(Int64(order.number)), .text(order.deployment.text),
        .int(Int64(order.epoch)), .text(order.envelope), SQLValue(order.ended),
      ])
  }

  /// Those that have ended are left out: they are not handed out again.
  public func orders(for host: HostIdentifier, after: Int) throws -> [KeptOrder] {
    try connection.query(
      "\(Self.orderColumns) WHERE host = ?1 AND number > ?2 AND ended = 0 ORDER BY number",
      [.text(host.text), .int(Int64(after))]
    ).map(Self.order)
  }

  public func orders(of deployment: DeploymentReference) throws -> [KeptOrder] {
    try connection.query("\(Self.orderColumns) WHERE deployment = ?1 ORDER BY host, number", [.text(deployment.text)])
      .map(Self.order)
  }

  public func order(_ digest: Digest) throws -> KeptOrder? {
    try connection.first("\(Self.orderColumns) WHERE digest = ?1", [.text(digest.hex)]).map(Self.order)
  }

  public func deployments(of host: HostIdentifier, limit: Int) throws -> [DeploymentReference] {
    try connection.query(
      """
      SELECT deployment FROM host_order WHERE host = ?1 GROUP BY deployment ORDER BY MAX(number) DESC LIMIT ?2
      """, [.text(host.text), .int(Int64(max(0, limit)))]
    ).map { try Self.known(DeploymentReference(try $0.text(0)), "deployment") }
  }

  public func address(of order: Digest) throws -> OrderAddress? {
    try connection.first("SELECT host, deployment FROM host_order WHERE digest = ?1", [.text(order.hex)]).map { row in
      OrderAddress(
        host: try Self.known(HostIdentifier(try row.text(0)), "host"),
        deployment: try Self.known(DeploymentReference(try row.text(1)), "deployment"))
    }
  }

  public func endOrder(_ digest: Digest) throws {
    let row = try connection.first(
      "UPDATE host_order SET ended = 1 WHERE digest = ?1 RETURNING host", [.text(digest.hex)])
    if let row { news.append(.host(try Self.known(HostIdentifier(try row.text(0)), "host"))) }
  }

  private static let orderColumns = "SELECT host, number, digest, deployment, epoch, envelope, ended FROM host_order"

  private static func order(_ row: SQLRow) throws -> KeptOrder {
    KeptOrder(
      host: try known(HostIdentifier(try row.text(0)), "host"), number: try row.int(1),
      digest: try known(Digest(hex: try row.text(2)), "digest"),
      deployment: try known(DeploymentReference(try row.text(3)), "deployment"), epoch: try row.int(4),
      envelope: try row.text(5), ended: try row.flag(6))
  }

  public func keepReport(_ report: KeptReport) throws -> Bool {
    let key: [SQLValue] = [.text(report.host.text), .text(report.order.hex), .int(Int64(report.number))]
    // Nearly every report is new, so it is written first and looked up only where it was not taken.
    let written = try connection.execute(
      """
      INSERT INTO host_report (host, order_digest, number, deployment, at, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
      ON CONFLICT (host, order_digest, number) DO NOTHING
      """, key + [SQLValue(report.deployment?.text), .int(report.at.milliseconds), .text(report.body)])
    guard written == 0 else { return true }
    let known = try connection.first(
      "SELECT body FROM host_report WHERE host = ?1 AND order_digest = ?2 AND number = ?3", key)
    guard try known?.text(0) == report.body else { throw Repeats.report(report) }
    return false
  }

  public func reports(of deployment: DeploymentReference, limit: Int) throws -> [KeptReport] {
    try connection.query(
      "\(Self.reportColumns) WHERE deployment = ?1 ORDER BY row_id DESC LIMIT ?2",
      [.text(deployment.text), .int(Int64(max(0, limit)))]
    ).reversed().map(Self.report)
  }

  /// By the index of the reports' key; the few of one order are put in order after that.
  public func reports(by host: HostIdentifier, about order: Digest) throws -> [KeptReport] {
    try connection.query(
      "\(Self.reportColumns) WHERE host = ?1 AND order_digest = ?2 ORDER BY row_id",
      [.text(host.text), .text(order.hex)]
    ).map(Self.report)
  }

  private static let reportColumns = "SELECT host, order_digest, number, deployment, at, body FROM host_report"

  private static func report(_ row: SQLRow) throws -> KeptReport {
    KeptReport(
      host: try known(HostIdentifier(try row.text(0)), "host"),
      order: try known(Digest(hex: try row.text(1)), "digest"), number: try row.int(2),
      deployment: try row.optionalText(3).flatMap { DeploymentReference($0) },
      at: Moment(milliseconds: try row.whole(4)), body: try row.text(5))
  }

  public func keepInventory(_ bytes: [UInt8], of host: HostIdentifier, at: Moment) throws {
    news.append(.host(host))
    try connection.execute(
      """
      INSERT INTO inventory (host, bytes, at) VALUES (?1, ?2, ?3) \
      ON CONFLICT (host) DO UPDATE SET bytes = excluded.bytes, at = excluded.at
      """, [.text(host.text), .blob(bytes), .int(at.milliseconds)])
  }

  public func inventory(of host: HostIdentifier) throws -> (bytes: [UInt8], at: Moment)? {
    let row = try connection.first("SELECT bytes, at FROM inventory WHERE host = ?1", [.text(host.text)])
    return try row.map { (try $0.blob(0), Moment(milliseconds: try $0.whole(1))) }
  }

  public func keepInvitation(_ invitation: Invitation) throws {
    try connection.execute(
      """
      INSERT INTO invitation (name, secret, host_name, purpose, expires, used_by, host) \
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (name) DO UPDATE SET secret = excluded.secret, \
      host_name = excluded.host_name, purpose = excluded.purpose, expires = excluded.expires, \
      used_by = excluded.used_by, host = excluded.host
      """,
      [
        .text(invitation.name), .text(invitation.secret), .text(invitation.hostName), .text(invitation.purpose),
        .int(invitation.expires.milliseconds), SQLValue(invitation.usedBy?.hex), SQLValue(invitation.host?.text),
      ])
  }

  public func invitation(_ name: String) throws -> Invitation? {
    let row = try connection.first(
      "SELECT secret, host_name, purpose, expires, used_by, host FROM invitation WHERE name = ?1", [.text(name)])
    guard let row else { return nil }
    return Invitation(
      name: name, secret: try row.text(0), hostName: try row.text(1), purpose: try row.text(2),
      expires: Moment(milliseconds: try row.whole(3)), usedBy: try row.optionalText(4).flatMap { Digest(hex: $0) },
      host: try row.optionalText(5).flatMap { HostIdentifier($0) })
  }
}

extension KeptOrder {
  /// Whether it is the same order, ended or not.
  func isSameOrder(as other: KeptOrder) -> Bool {
    var mine = self
    mine.ended = other.ended
    return mine == other
  }
}
