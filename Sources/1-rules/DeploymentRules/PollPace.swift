import Vocabulary

/// When a host is to come next (docs/decisions/0006, «Pace»): at once while there is work for it, soon while it has been
/// heard of lately, a minute later when idle, and later still while many ask.
public struct PollPace: Sendable, Hashable {
  /// While there is work, or somebody is likely to make some: one second.
  public static let quick = Span.seconds(1)
  /// When idle: a minute.
  public static let idle = Span.minutes(1)
  /// How long a host stays quick after it enrolled, reported or asked to begin: five minutes.
  public static let lively = Span.minutes(5)
  /// Polls per second that one node takes without asking anybody to come later.
  public static let easyRate = 2000
  /// Polls that may wait for an answer at once without asking anybody to come later.
  public static let easyWaiting = 64
  /// The longest that an idle host is kept away: ten minutes.
  public static let longest = Span.minutes(10)
  /// The longest that a host with work is kept away: fifteen seconds.
  public static let longestWithWork = Span.seconds(15)

  /// First moment at which an order in its hands may begin; nil if it has none.
  public var work: Moment?
  /// When it last enrolled, reported or asked to begin; nil if that is not known here.
  public var heard: Moment?
  /// Polls that this node took within the last second.
  public var rate: Int
  /// Polls that wait for their answers now.
  public var waiting: Int

  public init(work: Moment?, heard: Moment?, rate: Int = 0, waiting: Int = 0) {
    self.work = work
    self.heard = heard
    self.rate = rate
    self.waiting = waiting
  }

  /// Time until the next poll. The jitter follows from the host and the number of the poll, so that hosts that came
  /// together part, and a run can be repeated.
  public func comeBackIn(_ host: HostIdentifier, poll: Int64, at now: Moment) -> Span {
    let calm = calmMilliseconds(at: now)
    let crowd = Int64(max(1, rate / Self.easyRate, waiting / Self.easyWaiting))
    let most = calm <= Self.quick.milliseconds ? Self.longestWithWork : Self.longest
    let wanted = min(calm * crowd, max(calm, most.milliseconds))
    // Nine tenths to eleven tenths.
    return Span(milliseconds: wanted * 9 / 10 + Int64(Self.scatter(host, poll) % UInt64(max(1, wanted / 5))))
  }

  private func calmMilliseconds(at now: Moment) -> Int64 {
    if let heard, now < heard + Self.lively { return Self.quick.milliseconds }
    guard let work else { return Self.idle.milliseconds }
    // An order whose window opens later brings the host back when it opens.
    return min(Self.idle.milliseconds, max(Self.quick.milliseconds, work.milliseconds - now.milliseconds))
  }

  /// FNV-1a: spreads well enough, and is the same in every process.
  private static func scatter(_ host: HostIdentifier, _ poll: Int64) -> UInt64 {
    var value: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    for byte in host.text.utf8 { mix(byte) }
    for shift in stride(from: UInt64(0), to: 64, by: 8) { mix(UInt8(truncatingIfNeeded: poll.magnitude >> shift)) }
    return value ^ value >> 32
  }
}
