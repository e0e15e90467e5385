import Packages
import Vocabulary

/// One order on one host, as a state machine without hands: events in, effects out (design, «The agent is a journaled
/// state machine»). The same events give the same effects; what was done is in `progress`, which the journal restores.
public struct HostMachine: Sendable {
  enum Phase: Sendable, Equatable {
    case judging, describing, recalling, fetching, examining, lookingBefore, asking, keepingFormer, verifying
    case doing(Int)
    case lookingAfter
    case undoing(Int)
    case removingFolders, lookingAfterBackout, over
  }

  public let note: OrderNote
  public internal(set) var progress = Progress()
  var phase = Phase.judging
  var package: PackageNote?
  var services: [FormerService] = []
  var undoes: KeptDeployment?
  /// The state that the way back must come to.
  var before: Fingerprint?
  var noise: [String] = []
  var log = OutputTail()
  /// Whether this continues what an agent that was killed had begun.
  var isRecovered = false
  var undeclared: [String] = []
  let startedAt: Moment
  /// Whether a server is asked before the first effect; if not, the report that it began says so.
  let asks: Bool
  var backoutStartedAt: Moment?
  var backoutMilliseconds: Int64 = 0

  /// - Parameter at: when work on the order begins; durations are counted from here.
  public init(_ note: OrderNote, at: Moment, asks: Bool = true) {
    self.note = note
    self.asks = asks
    startedAt = at
  }

  /// Whether nothing more will come.
  public var isOver: Bool { phase == .over }

  /// Text of a backout that nothing forced: part of a `try`, or the order itself.
  static let asOrdered = "as ordered"
  /// How long services get to come back before the state after backout is compared.
  static let settling = Span.seconds(20)

  public mutating func next(_ event: HostEvent, at now: Moment) -> [Effect] {
    switch (phase, event) {
    case (.judging, .judged(let refusals)): return judged(refusals, now)
    case (.describing, .described(let package)): return described(package)
    case (.recalling, .recalled(let kept, let before)): return recalled(kept, before, now)
    case (.fetching, .fetched): return fetched()
    case (.examining, .examined(let unmet, let services)): return examined(unmet, services, now)
    case (.lookingBefore, .fingerprinted(let taken)): return sawBefore(taken, now)
    case (.asking, .mayBegin): return begin(now)
    case (.describing, .refused(let refusals)), (.fetching, .refused(let refusals)), (.asking, .refused(let refusals)):
      return refuse(refusals, now)
    case (.describing, .unreachable(let says)), (.fetching, .unreachable(let says)), (.asking, .unreachable(let says)):
      return pause(says)
    case (.keepingFormer, .formerKept(let former)): return kept(former)
    case (.keepingFormer, .failed(let because, _)):
      return end("failed", "The former state could not be kept, so nothing was done: \(because)", now)
    case (.doing(let index), .did(let output)): return did(index, output)
    case (.doing(let index), .failed(let because, let output)): return didNot(index, because, output, now)
    case (.verifying, .verified(let results)): return verified(results, now)
    case (.lookingAfter, .fingerprinted(let taken)): return sawAfter(taken, now)
    case (.undoing(let index), .did(let output)): return undid(index, output)
    case (.undoing(let index), .failed(let because, let output)): return didNotUndo(index, because, output)
    case (.removingFolders, .did): return removedFolders(now)
    case (.removingFolders, .failed(let because, _)):
      return [write(.undoFailed("Folders that were made are still there: \(because)"))] + removedFolders(now)
    case (.lookingAfterBackout, .fingerprinted(let taken)): return sawAfterBackout(taken, now)
    default: return []
    }
  }

  /// Goes on counting reports where an earlier attempt stopped that was paused before its first effect.
  public mutating func resume(_ earlier: Progress) { progress = earlier }

  /// Writes an entry down, here and in the journal.
  mutating func write(_ entry: JournalEntry) -> Effect {
    progress.record(entry)
    return .journal(entry)
  }

  /// Queues a report and notes its number.
  mutating func tell(_ event: ReportEvent) -> [Effect] {
    let number = progress.reported + 1
    return [.report(number, event), write(.reported(ReportMark(number: number, event: event.name)))]
  }

  mutating func end(_ result: String, _ cause: String, _ now: Moment, milliseconds: Int64? = nil) -> [Effect] {
    let spent = milliseconds ?? (now - startedAt).milliseconds
    let event = ReportEvent.ended(result: result, cause: cause, log: log.text, milliseconds: max(0, spent))
    return close(result, event)
  }

  mutating func refuse(_ refusals: [Objection], _ now: Moment) -> [Effect] { close("refused", .refused(refusals)) }

  private mutating func close(_ result: String, _ event: ReportEvent) -> [Effect] {
    phase = .over
    let written = write(.ended(EndNote(result: result, event: event.json)))
    return [written] + tell(event) + [.tidy]
  }

  private mutating func pause(_ says: String) -> [Effect] {
    phase = .over
    // What was fetched so far stays: the order may come again.
    return [write(.paused(says))]
  }

}

/// The end of what scripts and programs printed: 64 KiB.
struct OutputTail: Sendable {
  static let most = 64 << 10
  private(set) var text = ""

  mutating func add(_ more: String) {
    guard !more.isEmpty else { return }
    text += more
    if text.utf8.count > Self.most {
      // Decoding repairs a character that the cut goes through.
      text = String(decoding: text.utf8.suffix(Self.most - 3), as: UTF8.self)
    }
  }
}
