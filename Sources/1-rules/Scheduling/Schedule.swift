/// Where an activity lies in time, as early and as late as the network allows.
public struct Slot: Sendable, Hashable {
  public var start: Int
  public var finish: Int
  public var latestStart: Int
  public var latestFinish: Int
  /// By how much it may end later without moving the end of all or missing a deadline; negative when one is missed
  /// already. Nil for what has ended.
  public var slack: Int?
  /// The place of the activity that gave it its time; nil when its own constraint, its progress or the present did.
  public var driver: Int?

  /// Without any room to move.
  public var isCritical: Bool { slack.map { $0 <= 0 } ?? false }
}

/// Forward and backward pass over a network (PLN-1, PLN-8). The same network always gives the same times.
public struct Schedule: Sendable, Hashable {
  public let slots: [Slot]
  /// When all of it ends; the begin for an empty network.
  public let end: Int
  /// The places that determine the end, first to last.
  public let chain: [Int]

  /// Nil when links run in a circle.
  public init?(_ network: Network) {
    guard let order = network.order() else { return nil }
    let incoming = Dictionary(grouping: network.links, by: \.to)
    var slots = network.activities.map { _ in
      Slot(start: 0, finish: 0, latestStart: 0, latestFinish: 0, slack: nil, driver: nil)
    }
    for place in order { slots[place] = Self.early(place, network, incoming[place] ?? [], slots) }
    let end = slots.map(\.finish).max() ?? 0
    let outgoing = Dictionary(grouping: network.links, by: \.from)
    for place in order.reversed() { Self.late(place, network, outgoing[place] ?? [], end, &slots) }
    self.slots = slots
    self.end = end
    chain = Self.chain(slots, network, end)
  }

  /// As early as what it waits for allows.
  private static func early(_ place: Int, _ network: Network, _ links: [Link], _ slots: [Slot]) -> Slot {
    let it = network.activities[place]
    func slot(_ start: Int, _ finish: Int, _ driver: Int?) -> Slot {
      Slot(start: start, finish: finish, latestStart: start, latestFinish: finish, slack: nil, driver: driver)
    }
    if let finished = it.finished { return slot(it.started ?? finished, finished, nil) }
    if let started = it.started {
      var finish = max(network.now, it.expected ?? started + it.duration)
      var driver: Int?
      for link in links where !link.kind.holdsStart {
        let bound = bound(link, slots)
        if bound > finish { (finish, driver) = (bound, link.from) }
      }
      return slot(started, finish, driver)
    }
    var start = max(0, network.now, it.notBefore ?? 0)
    var driver: Int?
    for link in links {
      let bound = bound(link, slots) - (link.kind.holdsStart ? 0 : it.duration)
      if bound > start { (start, driver) = (bound, link.from) }
    }
    return slot(start, start + it.duration, driver)
  }

  private static func bound(_ link: Link, _ slots: [Slot]) -> Int {
    (link.kind.leavesFinish ? slots[link.from].finish : slots[link.from].start) + link.lag
  }

  /// As late as what waits for it and the deadline allow.
  private static func late(_ place: Int, _ network: Network, _ links: [Link], _ end: Int, _ slots: inout [Slot]) {
    let it = network.activities[place]
    guard it.finished == nil else { return }
    var finish = min(end, it.deadline ?? end)
    for link in links {
      let other = network.activities[link.to]
      // What has happened already can no longer be moved, and asks nothing of what comes before it.
      if other.finished != nil || (link.kind.holdsStart && other.started != nil) { continue }
      if !link.kind.leavesFinish && it.started != nil { continue }
      let limit = (link.kind.holdsStart ? slots[link.to].latestStart : slots[link.to].latestFinish) - link.lag
      finish = min(finish, link.kind.leavesFinish ? limit : limit + it.duration)
    }
    slots[place].latestFinish = finish
    slots[place].latestStart = it.started ?? finish - it.duration
    slots[place].slack = finish - slots[place].finish
  }

  private static func chain(_ slots: [Slot], _ network: Network, _ end: Int) -> [Int] {
    guard let last = slots.indices.first(where: { slots[$0].finish == end }) else { return [] }
    var chain = [last]
    while let place = chain.last, let driver = slots[place].driver { chain.append(driver) }
    return chain.reversed()
  }

  /// Places whose time was given by that one, directly or over others.
  public func pushed(by place: Int) -> [Int] {
    slots.indices.filter { candidate in
      var at = slots[candidate].driver
      while let driver = at {
        if driver == place { return true }
        at = slots[driver].driver
      }
      return false
    }
  }
}
