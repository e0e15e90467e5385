import Vocabulary

/// What the journal says was done: a fold over its entries, and all that recovery decides from.
public struct Progress: Sendable, Hashable {
  public private(set) var note: OrderNote?
  public private(set) var pass = 0
  public private(set) var packageName = ""
  public private(set) var deeds: [Deed] = []
  public private(set) var scope: ObservedScope?
  public private(set) var former: Former?
  /// How many deeds were begun; they are begun in order.
  public private(set) var begun = 0
  public private(set) var done = 0
  public private(set) var kept = false
  /// Why everything is being taken back, once it is.
  public private(set) var backingOut: String?
  /// Deeds from this index on are taken back already.
  public private(set) var undoneFrom = 0
  /// What could not be taken back.
  public private(set) var undoFailures: [String] = []
  public private(set) var backedOut = false
  /// The kept deployment that a `backout` or `remove` takes back.
  public private(set) var undoes: KeptDeployment?
  public private(set) var before: FingerprintNote?
  /// Number of the last report in the queue.
  public private(set) var reported: Int64 = 0
  public private(set) var ended: EndNote?
  public private(set) var endReported = false

  public init() {}

  public init(_ entries: [JournalEntry]) { for entry in entries { record(entry) } }

  /// What the agent does first with an order that it finds in its folder when it starts.
  public enum Recovery: Sendable, Hashable {
    /// Over and reported.
    case nothing
    /// Nothing was done on the host: the order may come again.
    case untouched
    /// Over, but nobody was told.
    case reportEnd
    /// All is done and verified: the new state stays, what is left is to say so.
    case keep
    /// Take back every deed that may have been done.
    case backOut
  }

  public var recovery: Recovery {
    if ended != nil { return endReported ? .nothing : .reportEnd }
    if kept { return .keep }
    if undoes != nil || !deeds.isEmpty { return .backOut }
    return .untouched
  }

  public mutating func record(_ entry: JournalEntry) {
    switch entry {
    case .accepted(let note): self.note = note
    case .fingerprinted(let note): if note.moment == .before { before = note }
    case .planned(let plan): start(plan)
    case .former(let former): self.former = former
    case .undoes(let kept):
      undoes = kept
      (packageName, deeds, scope, former) = (kept.packageName, kept.deeds, kept.scope, kept.former)
      (begun, undoneFrom) = (kept.deeds.count, kept.deeds.count)
    case .begun(let index): (begun, undoneFrom) = (index + 1, index + 1)
    case .done(let index): done = index + 1
    case .kept: kept = true
    case .backingOut(let cause): backingOut = cause
    case .undoBegun: break
    case .undone(let index): undoneFrom = index
    case .undoFailed(let says): undoFailures.append(says)
    case .backedOut: backedOut = true
    case .reported(let mark):
      reported = mark.number
      if mark.event == "ended" || mark.event == "refused" { endReported = true }
    case .ended(let note): ended = note
    case .paused: break
    }
  }

  private mutating func start(_ plan: PlanNote) {
    (pass, packageName, deeds, scope) = (plan.pass, plan.packageName, plan.deeds, plan.scope)
    (former, begun, done, undoneFrom) = (nil, 0, 0, 0)
    (kept, backedOut, backingOut) = (false, false, nil)
  }
}
