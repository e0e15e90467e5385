import Vocabulary

/// What an approval is for, and with it the least status of the package (docs/decisions/0003).
public enum DeploymentPurpose: String, Sendable, Hashable, CaseIterable {
  case laboratory, pilot, production, emergency

  public static let shape = Shape<DeploymentPurpose>.oneOf

  /// The hosts it counts on.
  public var environment: HostEnvironment {
    switch self {
    case .laboratory: .laboratory
    case .pilot, .production, .emergency: .production
    }
  }
}

/// What a host was enrolled as.
public enum HostEnvironment: String, Sendable, Hashable, CaseIterable {
  case laboratory, production

  public static let shape = Shape<HostEnvironment>.oneOf
}

/// How many hosts an approval covers and the root of their tree.
public struct HostsRoot: Sendable, Hashable {
  public var count: Int
  /// 32 bytes.
  public var root: [UInt8]

  public init(count: Int, root: [UInt8]) {
    self.count = count
    self.root = root
  }

  public static let shape = Shape.record(
    HostsRoot.init(count:root:),
    field("count", \.count, .counting(from: 1), "How many hosts"),
    field("root", \.root, .hexadecimal(bytes: 32), "Root of their tree (RFC 6962)"))
}

/// What a deployment must be contained in (docs/decisions/0003).
public struct Approval: SignedDocument, Hashable {
  public static let payloadType = "application/vnd.slipway.approval+json"
  public static let word = "approval"

  public var actions: [OrderAction]
  /// Its number in this installation, never reused: `approval:17` in the log.
  public var approval: Int
  public var approvedAt: Moment
  public var approvedBy: [PersonIdentifier]
  public var backoutUntil: Moment
  public var format: Int
  public var hosts: HostsRoot
  public var packages: [Digest]
  public var plan: Int
  public var purpose: DeploymentPurpose
  public var release: ReleaseReference
  public var window: Interval

  public init(
    actions: [OrderAction], approval: Int, approvedAt: Moment, approvedBy: [PersonIdentifier], backoutUntil: Moment,
    format: Int = 1, hosts: HostsRoot, packages: [Digest], plan: Int, purpose: DeploymentPurpose,
    release: ReleaseReference, window: Interval
  ) {
    self.actions = actions
    self.approval = approval
    self.approvedAt = approvedAt
    self.approvedBy = approvedBy
    self.backoutUntil = backoutUntil
    self.format = format
    self.hosts = hosts
    self.packages = packages
    self.plan = plan
    self.purpose = purpose
    self.release = release
    self.window = window
  }

  private static let person = Shape<String>.exactText(8...80).mapped(
    { $0.hasPrefix("person:") ? PersonIdentifier(String($0.dropFirst(7))) : nil }, { "person:" + $0.text },
    else: "a person looks like person:\(PersonKind.example)")

  public static let shape = Shape.record(
    Approval.init(
      actions:approval:approvedAt:approvedBy:backoutUntil:format:hosts:packages:plan:purpose:release:window:),
    field("actions", \.actions, .list(OrderAction.shape, 1...5), "What it allows, sorted"),
    field("approval", \.approval, .counting(from: 1), "Its number"),
    field("approvedAt", \.approvedAt, Moment.shape, "When it was decided"),
    field("approvedBy", \.approvedBy, .list(person, 1...100), "Who decided, sorted"),
    field("backoutUntil", \.backoutUntil, Moment.shape, "Until when a host may be ordered back"),
    field("format", \.format, .format(1), "This form"),
    field("hosts", \.hosts, HostsRoot.shape, "The hosts with their parameters"),
    field("packages", \.packages, .list(Digest.shape, 1...1000), "Package description digests, sorted"),
    field("plan", \.plan, .counting(from: 1), "Version of the plan"),
    field("purpose", \.purpose, DeploymentPurpose.shape, "What it is for"),
    field("release", \.release, ReleaseReference.shape, "The release"),
    field("window", \.window, Interval.shape, "The latest window"))

  public var disorder: [FieldProblem] {
    var found: [FieldProblem] = []
    func unsorted(_ name: String) { found.append(FieldProblem(pointer: name, says: "must be sorted, each once")) }
    if !actions.map(\.rawValue).ascend(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) { unsorted("/actions") }
    if !approvedBy.ascend(by: <) { unsorted("/approvedBy") }
    if !packages.ascend(by: <) { unsorted("/packages") }
    if window.isEmpty { found.append(FieldProblem(pointer: "/window", says: "must not be empty")) }
    return found
  }
}
