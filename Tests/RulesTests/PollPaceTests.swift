import DeploymentRules
import Testing
import Vocabulary

private let now = Moment(milliseconds: 1_795_460_400_000)

@Suite("When a host is to come next")
struct PollPaceTests {
  private let host: HostIdentifier

  init() throws { host = try #require(HostIdentifier("h-1725a43b83320c61")) }

  /// The time, brought back to tenths of what it would be without jitter.
  private func tenths(_ pace: PollPace, of calm: Span, poll: Int64 = 1) -> Int64 {
    pace.comeBackIn(host, poll: poll, at: now).milliseconds * 10 / calm.milliseconds
  }

  @Test("OPS-2, DEP-3: a host whose order may begin comes again within about a second")
  func work() {
    let pace = PollPace(work: now, heard: nil)
    #expect((9...11).contains(tenths(pace, of: PollPace.quick)))
  }

  @Test("OPS-2: an idle host comes again in about a minute")
  func idle() {
    #expect((9...11).contains(tenths(PollPace(work: nil, heard: nil), of: PollPace.idle)))
    let longAgo = Moment(milliseconds: now.milliseconds - PollPace.lively.milliseconds)
    #expect((9...11).contains(tenths(PollPace(work: nil, heard: longAgo), of: PollPace.idle)))
  }

  @Test("DEP-3: a host that enrolled or reported within five minutes stays quick, so that its next order finds it soon")
  func lively() {
    let justBefore = Moment(milliseconds: now.milliseconds - PollPace.lively.milliseconds + 1)
    #expect((9...11).contains(tenths(PollPace(work: nil, heard: justBefore), of: PollPace.quick)))
  }

  @Test("DEP-3: an order whose window opens later brings the host back when it opens, and not every second until then")
  func later() {
    #expect((9...11).contains(tenths(PollPace(work: now + .seconds(20), heard: nil), of: .seconds(20))))
    #expect((9...11).contains(tenths(PollPace(work: now + .hours(20), heard: nil), of: PollPace.idle)))
  }

  @Test("OPS-2: under load all come later, those with work within fifteen seconds, the idle within ten minutes")
  func load() {
    let crowded = PollPace(work: now, heard: nil, rate: 3 * PollPace.easyRate)
    #expect((9...11).contains(tenths(crowded, of: .seconds(3))))
    let queue = PollPace(work: nil, heard: nil, waiting: 2 * PollPace.easyWaiting)
    #expect((9...11).contains(tenths(queue, of: .minutes(2))))
    let flooded = PollPace(work: now, heard: nil, rate: 1_000_000)
    #expect((9...11).contains(tenths(flooded, of: PollPace.longestWithWork)))
    #expect((9...11).contains(tenths(PollPace(work: nil, heard: nil, rate: 1_000_000), of: PollPace.longest)))
  }

  @Test("OPS-2: the jitter is the same for the same host and poll, and parts hosts that came together")
  func jitter() throws {
    let pace = PollPace(work: nil, heard: nil)
    #expect(pace.comeBackIn(host, poll: 7, at: now) == pace.comeBackIn(host, poll: 7, at: now))
    let times = try (0..<100).map { number in
      let other = try #require(HostIdentifier(chance: [UInt8](repeating: 0, count: 7) + [UInt8(number)]))
      return pace.comeBackIn(other, poll: 1, at: now)
    }
    #expect(Set(times).count > 80)
    #expect(times.allSatisfy { 54_000 <= $0.milliseconds && $0.milliseconds < 66_000 })
  }
}
