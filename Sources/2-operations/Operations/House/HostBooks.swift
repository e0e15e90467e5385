import DeploymentRules
import Evidence
import Ledger
import Packages
import Vocabulary

/// The software library: metadata, descriptions, and whether a file's bytes are there. The bytes come in before an
/// operation runs, as content-addressed blobs.
public protocol LibraryBooks: AnyObject {
  func hasBlob(_ digest: Digest) throws -> Bool
  /// What the last look at a file saw, if it stands as it stood then; nil if nobody has looked since it changed.
  func looked(_ digest: Digest) throws -> FileState?
  /// Whether anything stands at this path below the folder of the library's files.
  func standsInStore(_ path: String) throws -> Bool
  func keepDescription(_ bytes: [UInt8], digest: Digest) throws
  func description(_ digest: Digest) throws -> [UInt8]?
  /// The newest signed metadata of a kind (`root`, `targets`, `timestamp`), as the envelope's JSON text.
  func metadata(_ kind: String, version: Int?) throws -> KeptMetadata?
  func keepMetadata(_ metadata: KeptMetadata) throws
  /// Signs with the installation's key of that role: `orders`, `approvals`, `targets`, `timestamp`, `root`, `answers`.
  func sign(_ payload: [UInt8], type: String, role: String) throws -> Envelope
}

public struct KeptMetadata: Sendable, Hashable {
  public var kind: String
  public var version: Int
  public var expires: Moment
  /// Canonical JSON of the envelope.
  public var envelope: String

  public init(kind: String, version: Int, expires: Moment, envelope: String) {
    self.kind = kind
    self.version = version
    self.expires = expires
    self.envelope = envelope
  }
}

/// What hosts are given and what they say: orders, reports, inventories, enrolment tokens. Observations, not decisions.
public protocol HostBooks: AnyObject {
  func keepOrder(_ order: KeptOrder) throws
  /// Orders for a host with a number above `after`, ascending.
  func orders(for host: HostIdentifier, after: Int) throws -> [KeptOrder]
  func orders(of deployment: DeploymentReference) throws -> [KeptOrder]
  func order(_ digest: Digest) throws -> KeptOrder?
  /// Deployments that gave this host an order, newest first.
  func deployments(of host: HostIdentifier, limit: Int) throws -> [DeploymentReference]
  /// Host and deployment of an order, without the order: every report asks for them.
  func address(of order: Digest) throws -> OrderAddress?
  /// Marks an order as one that the host has ended; it is not handed out again.
  func endOrder(_ digest: Digest) throws

  /// True if it is new; false if the very same is there; throws `Refused` (`report-repeated-differently`) if another is.
  func keepReport(_ report: KeptReport) throws -> Bool
  /// Reports of a deployment in the order they came, newest last.
  func reports(of deployment: DeploymentReference, limit: Int) throws -> [KeptReport]
  /// Reports of one host about one order in the order they came.
  func reports(by host: HostIdentifier, about order: Digest) throws -> [KeptReport]

  func keepInventory(_ bytes: [UInt8], of host: HostIdentifier, at: Moment) throws
  func inventory(of host: HostIdentifier) throws -> (bytes: [UInt8], at: Moment)?

  func keepInvitation(_ invitation: Invitation) throws
  func invitation(_ name: String) throws -> Invitation?
}

public struct KeptOrder: Sendable, Hashable {
  public var host: HostIdentifier
  public var number: Int
  /// SHA-256 of the payload.
  public var digest: Digest
  public var deployment: DeploymentReference
  public var epoch: Int
  /// The envelope's canonical JSON.
  public var envelope: String
  public var ended: Bool

  public init(
    host: HostIdentifier, number: Int, digest: Digest, deployment: DeploymentReference, epoch: Int, envelope: String,
    ended: Bool
  ) {
    self.host = host
    self.number = number
    self.digest = digest
    self.deployment = deployment
    self.epoch = epoch
    self.envelope = envelope
    self.ended = ended
  }
}

/// Whom an order is for, and of which deployment it is.
public struct OrderAddress: Sendable, Hashable {
  public var host: HostIdentifier
  public var deployment: DeploymentReference

  public init(host: HostIdentifier, deployment: DeploymentReference) {
    self.host = host
    self.deployment = deployment
  }
}

public struct KeptReport: Sendable, Hashable {
  public var host: HostIdentifier
  public var order: Digest
  public var number: Int
  public var deployment: DeploymentReference?
  public var at: Moment
  /// The report's canonical JSON.
  public var body: String

  public init(
    host: HostIdentifier, order: Digest, number: Int, deployment: DeploymentReference?, at: Moment, body: String
  ) {
    self.host = host
    self.order = order
    self.number = number
    self.deployment = deployment
    self.at = at
    self.body = body
  }
}

/// A one-time enrolment token as the server knows it. The secret is needed to check the proof, so it stands here, and
/// is wiped when it is used.
public struct Invitation: Sendable, Hashable {
  /// `i-` and 16 hexadecimal digits.
  public var name: String
  /// 32 bytes, hexadecimal; empty once used.
  public var secret: String
  public var hostName: String
  /// `laboratory` or `production`.
  public var purpose: String
  public var expires: Moment
  /// Digest of the enrolment that used it, so that a repeat gives the same answer.
  public var usedBy: Digest?
  public var host: HostIdentifier?

  public init(
    name: String, secret: String, hostName: String, purpose: String, expires: Moment, usedBy: Digest?,
    host: HostIdentifier?
  ) {
    self.name = name
    self.secret = secret
    self.hostName = hostName
    self.purpose = purpose
    self.expires = expires
    self.usedBy = usedBy
    self.host = host
  }
}
