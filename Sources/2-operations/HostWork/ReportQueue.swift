import Vocabulary

/// What becomes of a report after the server answered, or did not.
public enum ReportFate: Sendable, Hashable {
  /// Acknowledged: it may be forgotten.
  case delivered
  /// The server will never take it: it is put aside, and a report says so, so that it does not stop the others.
  case setAside
  /// Try again later, in the same order.
  case kept

  /// By the status of an answer that was authenticated (docs/decisions/0006, «Report»).
  public static func of(status: Int) -> ReportFate {
    switch status {
    case 200...299: .delivered
    case 409, 413, 422: .setAside
    default: .kept
    }
  }
}

/// How long to wait after faults of the network: doubling from one second to five minutes, with jitter, so that a
/// thousand hosts do not come back in the same instant.
public struct BackOff: Sendable, Hashable {
  public private(set) var faults = 0

  public init() {}

  public mutating func succeeded() { faults = 0 }

  /// - Parameter chance: any number; its last bits decide the jitter.
  public mutating func failed(chance: UInt64) -> Span {
    faults += 1
    let whole = min(300_000, Int64(1000) << min(faults - 1, 9))
    return BackOff.jittered(Span(milliseconds: whole), chance: chance)
  }

  /// Between half and the whole of the time.
  public static func jittered(_ span: Span, chance: UInt64) -> Span {
    let half = max(1, span.milliseconds / 2)
    return Span(milliseconds: half + Int64(chance % UInt64(half)))
  }
}
