import Packages
import Vocabulary

/// Which forms of signed documents a host understands.
public struct UnderstoodFormats: Sendable, Hashable {
  public var approval: [Int]
  public var description: [Int]
  public var metadata: [Int]
  public var order: [Int]

  public init(approval: [Int] = [1], description: [Int] = [1], metadata: [Int] = [1], order: [Int] = [1]) {
    self.approval = approval
    self.description = description
    self.metadata = metadata
    self.order = order
  }

  private static let numbers = Shape<[Int]>.list(Shape<Int>.whole(1...1000), 0...100)

  public static let shape = Shape.record(
    UnderstoodFormats.init(approval:description:metadata:order:),
    field("approval", \.approval, numbers, "Of approvals"),
    field("description", \.description, numbers, "Of package descriptions"),
    field("metadata", \.metadata, numbers, "Of the library's metadata"),
    field("order", \.order, numbers, "Of orders"))
}

/// The highest that the host has seen.
public struct SeenOrders: Sendable, Hashable {
  public var era: Int
  public var number: Int

  public init(era: Int, number: Int) {
    self.era = era
    self.number = number
  }

  public static let shape = Shape.record(
    SeenOrders.init(era:number:),
    field("era", \.era, .whole(0...2_147_483_647), "Highest era"),
    field("number", \.number, .whole(0...2_147_483_647), "Highest order number, 0 if none"))
}

/// A host asks what there is to do.
public struct PollRequest: WireMessage, Hashable {
  /// Version of the agent.
  public var agent: String
  /// Whether an order is being carried out.
  public var busy: Bool
  public var formats: UnderstoodFormats
  /// Digest of the inventory that was sent last; absent before the first.
  public var inventory: Digest?
  public var protocolNumber: Int
  public var seen: SeenOrders
  public var versions: LibraryVersions

  public init(
    agent: String, busy: Bool, formats: UnderstoodFormats, inventory: Digest?,
    protocolNumber: Int = WireProtocol.number, seen: SeenOrders, versions: LibraryVersions
  ) {
    self.agent = agent
    self.busy = busy
    self.formats = formats
    self.inventory = inventory
    self.protocolNumber = protocolNumber
    self.seen = seen
    self.versions = versions
  }

  public static let shape = Shape.record(
    PollRequest.init(agent:busy:formats:inventory:protocolNumber:seen:versions:),
    field("agent", \.agent, .text(1...80), "Version of the agent"),
    field("busy", \.busy, .yesOrNo, "Whether an order is being carried out"),
    field("formats", \.formats, UnderstoodFormats.shape, "Which forms are understood"),
    optional("inventory", \.inventory, Digest.bareShape, "Digest of the inventory sent last"),
    field("protocol", \.protocolNumber, WireProtocol.shape, "Number of the protocol"),
    field("seen", \.seen, SeenOrders.shape, "Highest era and order number"),
    field("versions", \.versions, LibraryVersions.shape, "Metadata that the host has"))
}

/// The least epoch of a deployment.
public struct DeploymentFloor: Sendable, Hashable {
  public var deployment: DeploymentReference
  public var epoch: Int

  public init(deployment: DeploymentReference, epoch: Int) {
    self.deployment = deployment
    self.epoch = epoch
  }

  public static let shape = Shape.record(
    DeploymentFloor.init(deployment:epoch:),
    field("deployment", \.deployment, DeploymentReference.shape, "The deployment"),
    field("epoch", \.epoch, .whole(0...2_147_483_647), "Orders below are refused"))
}

/// What is refused from now on.
public struct OrderFloors: Sendable, Hashable {
  /// The least era of all orders.
  public var all: Int
  public var deployments: [DeploymentFloor]

  public init(all: Int, deployments: [DeploymentFloor]) {
    self.all = all
    self.deployments = deployments
  }

  public static let shape = Shape.record(
    OrderFloors.init(all:deployments:),
    field("all", \.all, .whole(0...2_147_483_647), "Least era of all orders"),
    field("deployments", \.deployments, .list(DeploymentFloor.shape, 0...1000), "Least epoch per deployment"))
}

/// Library metadata that is newer than the host's; a member is absent where it is not.
public struct NewerMetadata: Sendable, Hashable {
  public var roots: [Envelope]
  public var targets: Envelope?
  public var timestamp: Envelope?

  public init(roots: [Envelope] = [], targets: Envelope? = nil, timestamp: Envelope? = nil) {
    self.roots = roots
    self.targets = targets
    self.timestamp = timestamp
  }

  public static let shape = Shape.record(
    { NewerMetadata(roots: $0, targets: $1, timestamp: $2) },
    field("roots", \.roots, .list(Envelope.shape, 0...1000), else: [], "Roots after the host's, in order"),
    optional("targets", \.targets, Envelope.shape, "Targets"),
    optional("timestamp", \.timestamp, Envelope.shape, "Timestamp"))
}

/// What there is to do and when to ask again.
public struct PollAnswer: WireMessage, Hashable {
  public var at: Moment
  public var comeBackIn: Span
  public var floors: OrderFloors
  public var metadata: NewerMetadata
  public var orders: [Envelope]
  public var protocolNumber: Int
  public var wantsInventory: Bool

  public init(
    at: Moment, comeBackIn: Span, floors: OrderFloors, metadata: NewerMetadata, orders: [Envelope],
    protocolNumber: Int = WireProtocol.number, wantsInventory: Bool
  ) {
    self.at = at
    self.comeBackIn = comeBackIn
    self.floors = floors
    self.metadata = metadata
    self.orders = orders
    self.protocolNumber = protocolNumber
    self.wantsInventory = wantsInventory
  }

  /// The body after `at` and `comeBackIn`, which stand first and differ each time: what can be kept and given again.
  public var rest: [UInt8] {
    var plain = self
    (plain.at, plain.comeBackIn) = (Moment(milliseconds: 0), Span(milliseconds: 0))
    return Array(plain.bytes.dropFirst(Self.head(at: plain.at, comeBackIn: plain.comeBackIn).count))
  }

  /// The body with these first members before a kept rest: byte for byte what `bytes` gives.
  public static func bytes(at: Moment, comeBackIn: Span, _ rest: [UInt8]) -> [UInt8] {
    var bytes = head(at: at, comeBackIn: comeBackIn)
    bytes += rest
    return bytes
  }

  private static func head(at: Moment, comeBackIn: Span) -> [UInt8] {
    Array("{\"at\":\(at.milliseconds),\"comeBackIn\":\(comeBackIn.milliseconds)".utf8)
  }

  static let span = Shape<Int64>.whole(0...86_400_000).mapped(
    { Span(milliseconds: $0) }, { $0.milliseconds }, else: "milliseconds are needed")

  public static let shape = Shape.record(
    PollAnswer.init(at:comeBackIn:floors:metadata:orders:protocolNumber:wantsInventory:),
    field("at", \.at, Moment.shape, "The server's clock"),
    field("comeBackIn", \.comeBackIn, span, "Milliseconds until the next poll"),
    field("floors", \.floors, OrderFloors.shape, "What is refused from now on"),
    field("metadata", \.metadata, NewerMetadata.shape, else: NewerMetadata(), "Newer library metadata"),
    field("orders", \.orders, .list(Envelope.shape, 0...100), "Orders for this host"),
    field("protocol", \.protocolNumber, WireProtocol.shape, "Number of the protocol"),
    field("wantsInventory", \.wantsInventory, .yesOrNo, "Whether to send the inventory"))
}

/// Immediately before the first effect: may I?
public struct BeginRequest: WireMessage, Hashable {
  public var epoch: Int
  public var number: Int
  /// Digest of the order's payload.
  public var order: Digest
  public var protocolNumber: Int

  public init(epoch: Int, number: Int, order: Digest, protocolNumber: Int = WireProtocol.number) {
    self.epoch = epoch
    self.number = number
    self.order = order
    self.protocolNumber = protocolNumber
  }

  public static let shape = Shape.record(
    BeginRequest.init(epoch:number:order:protocolNumber:),
    field("epoch", \.epoch, .whole(0...2_147_483_647), "The order's epoch"),
    field("number", \.number, .whole(1...2_147_483_647), "The order's number"),
    field("order", \.order, Digest.bareShape, "Digest of the order's payload"),
    field("protocol", \.protocolNumber, WireProtocol.shape, "Number of the protocol"))
}

/// Go, for at most three seconds, or why not.
public struct BeginAnswer: WireMessage, Hashable {
  public var at: Moment
  public var isGo: Bool
  public var goodFor: Span
  public var protocolNumber: Int
  public var refusals: [Objection]

  public init(
    at: Moment, isGo: Bool, goodFor: Span, protocolNumber: Int = WireProtocol.number, refusals: [Objection]
  ) {
    self.at = at
    self.isGo = isGo
    self.goodFor = goodFor
    self.protocolNumber = protocolNumber
    self.refusals = refusals
  }

  static let goodForShape = Shape<Int64>.whole(0...3000).mapped(
    { Span(milliseconds: $0) }, { $0.milliseconds }, else: "0 to 3000 milliseconds are needed")

  public static let shape = Shape.record(
    BeginAnswer.init(at:isGo:goodFor:protocolNumber:refusals:),
    field("at", \.at, Moment.shape, "The server's clock"),
    field("go", \.isGo, .yesOrNo, "Whether to begin"),
    field("goodFor", \.goodFor, goodForShape, "Milliseconds for which the go holds"),
    field("protocol", \.protocolNumber, WireProtocol.shape, "Number of the protocol"),
    field("refusals", \.refusals, .list(Objection.shape, 0...100), "Why not"))
}
