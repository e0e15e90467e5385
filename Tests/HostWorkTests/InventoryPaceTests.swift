import HostWork
import Testing
import Vocabulary

@Suite("When an agent looks at its machine anew")
struct InventoryPaceTests {
  private let minute = Span.minutes(1).milliseconds

  /// Polls once a minute for so long, and counts the looks.
  private func looks(_ pace: inout InventoryPace, from start: Int64 = 0, minutes: Int64) -> Int {
    var count = 0
    for now in start..<start + minutes where pace.isDue(isWanted: false, at: now * minute) {
      count += 1
      pace.taken(at: now * minute)
    }
    return count
  }

  @Test("CFG-5: an idle host looks when it starts and every quarter of an hour, not at each poll")
  func idle() {
    var pace = InventoryPace()
    #expect(looks(&pace, minutes: 60) == 4)
  }

  @Test("CFG-5: how often is handed in", arguments: [(5, 12), (30, 2), (60, 1)])
  func handedIn(_ every: Int64, _ count: Int) {
    var pace = InventoryPace(every: .minutes(every))
    #expect(looks(&pace, minutes: 60) == count)
  }

  @Test(
    "CFG-5, CFG-7: after an order has ended, when a service stands otherwise, or when the server asks, it looks at once"
  )
  func atOnce() {
    var pace = InventoryPace()
    pace.see(services: ["greeter running"])
    pace.taken(at: 0)
    pace.see(services: ["greeter running"])
    #expect(!pace.isDue(isWanted: false, at: minute))
    #expect(pace.isDue(isWanted: true, at: minute))
    pace.see(services: ["greeter down"])
    #expect(pace.isDue(isWanted: false, at: minute))
    pace.taken(at: minute)
    #expect(!pace.isDue(isWanted: false, at: 2 * minute))
    pace.orderEnded()
    #expect(pace.isDue(isWanted: false, at: 2 * minute))
  }

  @Test("CFG-5: a look that the server was not told of stays due")
  func untold() {
    var pace = InventoryPace()
    pace.taken(at: 0)
    pace.orderEnded()
    #expect(pace.isDue(isWanted: false, at: minute) && pace.isDue(isWanted: false, at: 2 * minute))
  }
}
