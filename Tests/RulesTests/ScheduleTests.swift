import Scheduling
import Testing

/// Numbers that look random and are the same each time (SplitMix64).
private struct Dice {
  var state: UInt64

  mutating func next(_ range: ClosedRange<Int>) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    word ^= word >> 31
    return range.lowerBound + Int(word % UInt64(range.count))
  }
}

/// Works times out by asking every rule again and again until nothing moves: slow, and without any order to get wrong.
private struct BruteForce {
  var network: Network
  /// Minutes by which one activity is held up on purpose.
  var held: (place: Int, by: Int)?

  func times() -> [(start: Int, finish: Int)] {
    var times = network.activities.map { it -> (start: Int, finish: Int) in
      if let finished = it.finished { return (it.started ?? finished, finished) }
      if let started = it.started { return (started, max(network.now, it.expected ?? started + it.duration)) }
      let start = max(0, network.now, it.notBefore ?? 0)
      return (start, start + it.duration)
    }
    func delayed(_ place: Int) {
      let it = network.activities[place]
      if it.started == nil { times[place].start += held?.by ?? 0 }
      times[place].finish += held?.by ?? 0
    }
    settle(&times)
    if let held {
      delayed(held.place)
      settle(&times)
    }
    return times
  }

  private func settle(_ times: inout [(start: Int, finish: Int)]) {
    var moved = true
    while moved {
      moved = false
      for link in network.links where network.activities[link.to].finished == nil {
        let it = network.activities[link.to]
        let bound = (link.kind.leavesFinish ? times[link.from].finish : times[link.from].start) + link.lag
        let late = bound - (link.kind.holdsStart ? times[link.to].start : times[link.to].finish)
        guard late > 0, it.started == nil || !link.kind.holdsStart else { continue }
        if it.started == nil { times[link.to].start += late }
        times[link.to].finish += late
        moved = true
      }
    }
  }

  var end: Int { times().map(\.finish).max() ?? 0 }
}

struct ScheduleTests {
  private static func network(_ seed: UInt64) -> Network {
    var dice = Dice(state: seed)
    let count = dice.next(1...7)
    let now = dice.next(0...1) == 0 ? 0 : dice.next(0...20)
    let activities = (0..<count).map { _ -> Activity in
      var it = Activity(duration: dice.next(0...9), notBefore: dice.next(0...4) == 0 ? dice.next(0...25) : nil)
      switch dice.next(0...5) {
      case 0 where now > 0: it.started = dice.next(0...now)
      case 1 where now > 0:
        it.started = dice.next(0...now)
        it.finished = dice.next((it.started ?? 0)...now)
      default: break
      }
      if it.started != nil, it.finished == nil, dice.next(0...1) == 0 { it.expected = dice.next(0...30) }
      return it
    }
    var links: [Link] = []
    // From smaller to greater of a shuffled order, so that places say nothing about what comes first.
    var order = Array(0..<count)
    for place in order.indices { order.swapAt(place, dice.next(0...(count - 1))) }
    for to in order.indices.dropFirst() {
      for _ in 0..<dice.next(0...2) {
        let kind = LinkKind.allCases[dice.next(0...3)]
        links.append(Link(from: order[dice.next(0...(to - 1))], to: order[to], kind: kind, lag: dice.next(-4...6)))
      }
    }
    return Network(activities: activities, links: links, now: now)
  }

  @Test("PLN-1: on a thousand random networks both passes say what asking every rule again and again says")
  func bruteForce() throws {
    for seed in 1...1000 {
      let network = Self.network(UInt64(seed))
      let schedule = try #require(Schedule(network))
      let times = BruteForce(network: network).times()
      #expect(schedule.slots.map(\.start) == times.map(\.start), "seed \(seed)")
      #expect(schedule.slots.map(\.finish) == times.map(\.finish), "seed \(seed)")
      #expect(schedule.end == times.map(\.finish).max())
      for (place, slot) in schedule.slots.enumerated() {
        guard let slack = slot.slack else {
          #expect(network.activities[place].finished != nil)
          continue
        }
        // As much as it says may be lost without moving the end, and not a minute more.
        #expect(slack >= 0, "seed \(seed), place \(place)")
        #expect(BruteForce(network: network, held: (place, slack)).end == schedule.end, "seed \(seed), place \(place)")
        #expect(BruteForce(network: network, held: (place, slack + 1)).end > schedule.end, "seed \(seed), \(place)")
      }
    }
  }

  @Test("PLN-1: the chain runs from what begins by itself to the end, each link of it without room")
  func chain() throws {
    for seed in 1...300 {
      let network = Self.network(UInt64(seed))
      let schedule = try #require(Schedule(network))
      let last = try #require(schedule.chain.last)
      #expect(schedule.slots[last].finish == schedule.end)
      let first = try #require(schedule.chain.first)
      #expect(schedule.slots[first].driver == nil)
      for place in schedule.chain where place != last { #expect(schedule.pushed(by: place).contains(last)) }
    }
  }

  @Test("PLN-1: each kind of link holds what it says, with its lag")
  func kinds() throws {
    func second(_ kind: LinkKind, _ lag: Int) throws -> [Int] {
      let network = Network(
        activities: [Activity(duration: 10), Activity(duration: 4)],
        links: [Link(from: 0, to: 1, kind: kind, lag: lag)], now: 0)
      let slot = try #require(Schedule(network)?.slots[1])
      return [slot.start, slot.finish]
    }
    #expect(try second(.finishToStart, 2) == [12, 16])
    #expect(try second(.finishToStart, -3) == [7, 11])
    #expect(try second(.startToStart, 3) == [3, 7])
    #expect(try second(.finishToFinish, 1) == [7, 11])
    #expect(try second(.startToFinish, 6) == [2, 6])
  }

  @Test("PLN-1: a deadline that is missed shows as negative slack on everything before it")
  func deadline() throws {
    let network = Network(
      activities: [Activity(duration: 10), Activity(duration: 10, deadline: 15), Activity(duration: 30)],
      links: [Link(from: 0, to: 1, kind: .finishToStart, lag: 0)], now: 0)
    let schedule = try #require(Schedule(network))
    #expect(schedule.slots.map(\.slack) == [-5, -5, 0])
    #expect(schedule.slots.map(\.isCritical) == [true, true, true])
  }

  @Test("PLN-8: work under way ends when its owner says, and never before the present")
  func underWay() throws {
    func finish(_ it: Activity, now: Int) throws -> Int {
      try #require(Schedule(Network(activities: [it], links: [], now: now))?.slots[0].finish)
    }
    #expect(try finish(Activity(duration: 10, started: 5), now: 8) == 15)
    #expect(try finish(Activity(duration: 10, started: 5), now: 40) == 40)
    #expect(try finish(Activity(duration: 10, started: 5, expected: 60), now: 40) == 60)
    #expect(try finish(Activity(duration: 10, started: 5, finished: 9), now: 40) == 9)
  }

  @Test("PLN-1: links in a circle give no schedule, and the way round is named")
  func circle() {
    let links = [(0, 1), (1, 2), (2, 0)].map { Link(from: $0.0, to: $0.1, kind: .finishToStart, lag: 0) }
    let network = Network(activities: (0..<3).map { _ in Activity(duration: 1) }, links: links, now: 0)
    #expect(Schedule(network) == nil)
    #expect(network.way(from: 1, to: 0) == [1, 2, 0])
    #expect(Schedule(Network(activities: [], links: [], now: 0))?.end == 0)
  }
}
