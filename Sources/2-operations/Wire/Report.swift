import Packages
import Vocabulary

/// How carrying out an order ended.
public enum OrderResult: String, Sendable, Hashable, CaseIterable {
  case kept, removed, held, failed, proven
  case backedOut = "backed-out"

  public static let shape = Shape<OrderResult>.oneOf
}

/// When a fingerprint was taken.
public enum FingerprintMoment: String, Sendable, Hashable, CaseIterable {
  case before, after
  case afterBackout = "after-backout"

  public static let shape = Shape<FingerprintMoment>.oneOf
}

/// How one check went.
public struct CheckResult: Sendable, Hashable {
  public var milliseconds: Int
  public var name: String
  public var isGood: Bool
  public var says: String

  public init(milliseconds: Int, name: String, isGood: Bool, says: String) {
    self.milliseconds = milliseconds
    self.name = name
    self.isGood = isGood
    self.says = says
  }

  public static let shape = Shape.record(
    CheckResult.init(milliseconds:name:isGood:says:),
    field("milliseconds", \.milliseconds, .whole(0...2_147_483_647), "How long it took"),
    field("name", \.name, .text(1...80), "The check's name"),
    field("ok", \.isGood, .yesOrNo, "Whether it holds"),
    field("says", \.says, .text(0...4000, lines: true), "What was seen"))
}

/// What happened on a host, one thing per report.
public enum ReportEvent: Sendable, Hashable {
  case accepted
  case refused([Objection])
  /// The first effect of a phase, by its name.
  case began(point: String)
  case progress(bytes: Int64, of: Int64)
  case fingerprint(document: JSON, moment: FingerprintMoment, noise: [String])
  case verified([CheckResult])
  case ended(cause: String, log: String, milliseconds: Int, result: OrderResult)
  /// An earlier report that the server would not take.
  case setAside(number: Int, status: Int)
}

extension ReportEvent {
  /// Whether nothing more of the order is to come.
  public var endsOrder: Bool {
    switch self {
    case .refused, .ended: true
    case .accepted, .began, .progress, .fingerprint, .verified, .setAside: false
    }
  }
}

/// One report. Its key is host, order and number; a repeat with the same bytes is known already.
public struct Report: WireMessage, Hashable {
  public var at: Moment
  /// Absent if the order was not read.
  public var deployment: DeploymentReference?
  public var event: ReportEvent
  /// From 1 per order.
  public var number: Int
  /// Digest of the order's payload.
  public var order: Digest
  public var protocolNumber: Int
  /// Absent if the order was not read.
  public var step: String?

  public init(
    at: Moment, deployment: DeploymentReference?, event: ReportEvent, number: Int, order: Digest,
    protocolNumber: Int = WireProtocol.number, step: String?
  ) {
    self.at = at
    self.deployment = deployment
    self.event = event
    self.number = number
    self.order = order
    self.protocolNumber = protocolNumber
    self.step = step
  }

  public static let shape = Shape.record(
    Report.init(at:deployment:event:number:order:protocolNumber:step:),
    field("at", \.at, Moment.shape, "The host's clock"),
    optional("deployment", \.deployment, DeploymentReference.shape, "The deployment"),
    field("event", \.event, ReportEvent.shape, "What happened"),
    field("number", \.number, .whole(1...2_147_483_647), "From 1 per order"),
    field("order", \.order, Digest.bareShape, "Digest of the order's payload"),
    field("protocol", \.protocolNumber, WireProtocol.shape, "Number of the protocol"),
    optional("step", \.step, .text(1...80), "The plan's step"))
}

/// The server has it.
public struct ReportAnswer: WireMessage, Hashable {
  public var at: Moment
  /// Whether it was there already.
  public var isKnown: Bool
  public var protocolNumber: Int

  public init(at: Moment, isKnown: Bool, protocolNumber: Int = WireProtocol.number) {
    self.at = at
    self.isKnown = isKnown
    self.protocolNumber = protocolNumber
  }

  public static let shape = Shape.record(
    ReportAnswer.init(at:isKnown:protocolNumber:),
    field("at", \.at, Moment.shape, "The server's clock"),
    field("known", \.isKnown, .yesOrNo, "Whether it was there already"),
    field("protocol", \.protocolNumber, WireProtocol.shape, "Number of the protocol"))
}

/// What programs print, made fit for a report.
public enum ReportText {
  /// The last bytes as text: what is no UTF-8, and control characters except line breaks and tabs, become U+FFFD.
  public static func readable(_ bytes: [UInt8], most: Int = 65_536) -> String {
    var text = ""
    for scalar in String(decoding: bytes.suffix(most), as: UTF8.self).unicodeScalars {
      let isControl = scalar.value < 0x20 && ![0x09, 0x0A, 0x0D].contains(scalar.value) || scalar.value == 0x7F
      text.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
    }
    return text
  }
}
