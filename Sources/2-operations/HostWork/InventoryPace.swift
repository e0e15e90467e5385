import Vocabulary

/// When the agent looks at its machine anew (CFG-5). Reading everything at each poll keeps an idle machine busy for facts
/// that hardly ever change; what does change often, the services, the agent watches anyway.
public struct InventoryPace: Sendable, Hashable {
  /// Unless the agent is told another: a quarter of an hour.
  public static let usual = Span.minutes(15)

  private let every: Span
  /// On a clock that only goes forwards, milliseconds; nil until the first look of this process.
  private var takenAt: Int64?
  private var services: [String] = []
  private var isOverdue = false

  public init(every: Span = InventoryPace.usual) { self.every = every }

  /// An order that ended may have changed anything.
  public mutating func orderEnded() { isOverdue = true }

  /// How each service stands now; that one stands otherwise than before is worth a look.
  public mutating func see(services now: [String]) {
    if now != services { isOverdue = true }
    services = now
  }

  /// - Parameter isWanted: The server says that it has none, or another.
  public func isDue(isWanted: Bool, at now: Int64) -> Bool {
    guard let takenAt, !isWanted, !isOverdue else { return true }
    return now - takenAt >= every.milliseconds
  }

  /// It was taken, and the server knows it. Until then it stays due.
  public mutating func taken(at now: Int64) { (takenAt, isOverdue) = (now, false) }
}
