/// How one activity waits for another (PLN-1): what of the first must have happened before what of the second.
public enum LinkKind: String, Sendable, Hashable, CaseIterable {
  case finishToStart = "finish-start"
  case startToStart = "start-start"
  case finishToFinish = "finish-finish"
  case startToFinish = "start-finish"

  /// Whether the first one's finish counts, and not its start.
  public var leavesFinish: Bool { self == .finishToStart || self == .finishToFinish }
  /// Whether the second one's start waits, and not its finish.
  public var holdsStart: Bool { self == .finishToStart || self == .startToStart }

  public var label: String {
    switch self {
    case .finishToStart: "starts after the finish of"
    case .startToStart: "starts after the start of"
    case .finishToFinish: "finishes after the finish of"
    case .startToFinish: "finishes after the start of"
    }
  }
}

/// One piece of work in a network. All times are whole minutes since the plan's begin, without a calendar.
public struct Activity: Sendable, Hashable {
  public var duration: Int
  public var notBefore: Int?
  public var deadline: Int?
  public var started: Int?
  public var finished: Int?
  /// For work under way: when it would end by what was last said of it.
  public var expected: Int?

  public init(
    duration: Int, notBefore: Int? = nil, deadline: Int? = nil, started: Int? = nil, finished: Int? = nil,
    expected: Int? = nil
  ) {
    self.duration = duration
    self.notBefore = notBefore
    self.deadline = deadline
    self.started = started
    self.finished = finished
    self.expected = expected
  }
}

/// That the activity at one place waits for the one at another; a negative lag lets it begin earlier.
public struct Link: Sendable, Hashable {
  public var from: Int
  public var to: Int
  public var kind: LinkKind
  public var lag: Int

  public init(from: Int, to: Int, kind: LinkKind, lag: Int) {
    self.from = from
    self.to = to
    self.kind = kind
    self.lag = lag
  }
}

/// Activities by place and the links between them.
public struct Network: Sendable, Hashable {
  public let activities: [Activity]
  public let links: [Link]
  /// The present minute: what has not begun cannot begin before, what has not ended cannot end before.
  public let now: Int

  public init(activities: [Activity], links: [Link], now: Int) {
    self.activities = activities
    self.links = links.filter { activities.indices.contains($0.from) && activities.indices.contains($0.to) }
    self.now = now
  }

  /// Places in an order in which each comes after all it waits for, the smallest first; nil when links run in a circle.
  func order() -> [Int]? {
    var waits = [Int](repeating: 0, count: activities.count)
    for link in links { waits[link.to] += 1 }
    let outgoing = Dictionary(grouping: links, by: \.from)
    var ready = activities.indices.filter { waits[$0] == 0 }
    var order: [Int] = []
    var next = 0
    while next < ready.count {
      let place = ready[next]
      next += 1
      order.append(place)
      for link in outgoing[place] ?? [] {
        waits[link.to] -= 1
        if waits[link.to] == 0 { ready.append(link.to) }
      }
    }
    return order.count == activities.count ? order : nil
  }

  /// The way from one place to another along the links, both ends named; nil if there is none.
  public func way(from start: Int, to goal: Int) -> [Int]? {
    let outgoing = Dictionary(grouping: links, by: \.from)
    var cameFrom: [Int: Int] = [:]
    var queue = [start]
    var next = 0
    var seen: Set<Int> = [start]
    while next < queue.count {
      let place = queue[next]
      next += 1
      if place == goal {
        var way = [place]
        while let last = way.last, let before = cameFrom[last] { way.append(before) }
        return way.reversed()
      }
      for link in outgoing[place] ?? [] where seen.insert(link.to).inserted {
        cameFrom[link.to] = place
        queue.append(link.to)
      }
    }
    return nil
  }
}
