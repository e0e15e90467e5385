import DeploymentRules
import Operations
import Testing
import Vocabulary

@Suite("News for hosts: how long an answer that was kept still holds")
struct NewsTests {
  private let (one, two): (HostIdentifier, HostIdentifier)
  private let (mine, other): (DeploymentReference, DeploymentReference)

  init() throws {
    one = try #require(HostIdentifier("h-0000000000000001"))
    two = try #require(HostIdentifier("h-0000000000000002"))
    mine = try #require(DeploymentReference("DEP-1"))
    other = try #require(DeploymentReference("DEP-2"))
  }

  @Test("DEP-5: a halt ends what was kept for hosts with an open order of that deployment, and for no other host")
  func halt() {
    var ticks = NewsTicks()
    ticks.take([.host(one), .deployment(mine, .running, epoch: 1)])
    let asOf = ticks.tick
    #expect(ticks.holds(since: asOf, for: one, [mine]))
    ticks.take([.deployment(other, .halted, epoch: 2)])
    #expect(ticks.holds(since: asOf, for: one, [mine]))
    ticks.take([.deployment(mine, .halted, epoch: 2)])
    #expect(!ticks.holds(since: asOf, for: one, [mine]))
    #expect(!ticks.holds(since: asOf, for: one, [other, mine]))
    #expect(ticks.holds(since: asOf, for: two, []))
    #expect(ticks.holds(since: ticks.tick, for: one, [mine]))
  }

  @Test("DEP-6: that another host has ended is no news; that the deployment ended, halted or went on is")
  func standing() {
    var ticks = NewsTicks()
    ticks.take([.deployment(mine, .running, epoch: 1)])
    let asOf = ticks.tick
    for _ in 1...3 { ticks.take([.deployment(mine, .running, epoch: 1)]) }
    #expect(ticks.holds(since: asOf, for: one, [mine]))
    for (state, epoch) in [(DeploymentState.halted, 2), (.running, 3), (.succeeded, 3)] {
      let before = ticks.tick
      ticks.take([.deployment(mine, state, epoch: epoch)])
      #expect(!ticks.holds(since: before, for: one, [mine]))
    }
  }

  @Test("DEP-5: a halt that was refused at first is news when it comes true")
  func doubt() {
    var ticks = NewsTicks()
    ticks.take([.deployment(mine, .running, epoch: 1)])
    let halt = HostNews.deployment(mine, .halted, epoch: 2)
    ticks.take([halt.inDoubt])
    let read = ticks.tick
    #expect(ticks.holds(since: read, for: one, [mine]))
    ticks.take([halt])
    #expect(!ticks.holds(since: read, for: one, [mine]))
    #expect(HostNews.library.inDoubt == .library)
  }

  @Test("DEP-3: a new order, an inventory or a changed host ends what was kept for that host alone")
  func host() {
    var ticks = NewsTicks()
    let asOf = ticks.tick
    ticks.take([.host(one)])
    #expect(!ticks.holds(since: asOf, for: one, []))
    #expect(ticks.holds(since: asOf, for: two, []))
  }

  @Test("DSL-4: new metadata of the library ends what was kept for every host")
  func library() {
    var ticks = NewsTicks()
    let asOf = ticks.tick
    ticks.take([])
    #expect(ticks.holds(since: asOf, for: one, []))
    ticks.take([.library])
    #expect(!ticks.holds(since: asOf, for: one, []))
    #expect(!ticks.holds(since: asOf, for: two, [mine]))
  }
}
