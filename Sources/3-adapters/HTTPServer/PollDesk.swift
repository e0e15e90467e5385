import DeploymentRules
import Operations
import Packages
import Synchronization
import Vocabulary
import Wire

/// Answers polls. Most of them say what they said before and there is no news: then the answer stands ready, and neither
/// database nor reader is troubled (docs/decisions/0006, «Answers kept»).
final class PollDesk: Sendable {
  private struct State {
    /// When each host enrolled, reported or asked to begin, as far as this node has seen it.
    var heard: [HostIdentifier: Moment] = [:]
    var waiting = 0
    var second: Int64 = 0
    var polls = 0
    var pollsBefore = 0
  }

  private let around: Surroundings
  private let state = Mutex(State())
  /// A node that has just started has heard nothing of any host yet; it takes all for lively, and crowds are slowed.
  private let began: Moment

  init(around: Surroundings) {
    self.around = around
    began = around.now()
  }

  /// The host has done something: it stays quick for a while.
  func heard(_ host: HostIdentifier, at now: Moment) { state.withLock { $0.heard[host] = now } }

  /// The answer's body, and what to keep of it if it was worked out anew.
  func answer(
    _ bytes: [UInt8], _ digest: Digest, counter: Int64, _ session: HostSessions.Session, at now: Moment
  ) async throws -> (body: [UInt8], kept: KeptPoll?) {
    let host = session.host
    if let kept = session.poll, kept.request == digest, around.news.holds(since: kept.asOf, for: host, kept.open) {
      let pace = pace(kept.work, host, at: now)
      return (PollAnswer.bytes(at: now, comeBackIn: pace.comeBackIn(host, poll: counter, at: now), kept.rest), nil)
    }
    let kept = try await read(try PollRequest(bytes: bytes), digest, host)
    let pace = pace(kept.work, host, at: now)
    return (PollAnswer.bytes(at: now, comeBackIn: pace.comeBackIn(host, poll: counter, at: now), kept.rest), kept)
  }

  private func read(_ message: PollRequest, _ digest: Digest, _ host: HostIdentifier) async throws -> KeptPoll {
    state.withLock { $0.waiting += 1 }
    defer { state.withLock { $0.waiting -= 1 } }
    let asOf = around.news.tick
    let versions = message.versions
    let briefing = try await around.house.inquire { books in
      try HostBriefing.read(
        host, root: versions.root, targets: versions.targets, timestamp: versions.timestamp, books)
    }
    let inventory = briefing.inventory.flatMap { try? Inventory(bytes: $0) }
    let wants = inventory == nil || (message.inventory != nil && inventory?.factsDigest != message.inventory)
    let answer = PollAnswer(
      at: Moment(milliseconds: 0), comeBackIn: Span(milliseconds: 0),
      floors: OrderFloors(
        all: 1, deployments: briefing.floors.map { DeploymentFloor(deployment: $0.deployment, epoch: $0.epoch) }),
      metadata: NewerMetadata(roots: briefing.roots, targets: briefing.targets, timestamp: briefing.timestamp),
      orders: briefing.orders, wantsInventory: wants)
    return KeptPoll(
      request: digest, asOf: asOf, open: briefing.floors.map(\.deployment), work: briefing.work, rest: answer.rest)
  }

  /// Counts this poll and says how the host and the node stand.
  private func pace(_ work: Moment?, _ host: HostIdentifier, at now: Moment) -> PollPace {
    state.withLock { state in
      let second = now.milliseconds / 1000
      if second != state.second {
        state.pollsBefore = second == state.second + 1 ? state.polls : 0
        (state.second, state.polls) = (second, 0)
      }
      state.polls += 1
      return PollPace(
        work: work, heard: state.heard[host] ?? began, rate: max(state.polls, state.pollsBefore), waiting: state.waiting
      )
    }
  }
}
