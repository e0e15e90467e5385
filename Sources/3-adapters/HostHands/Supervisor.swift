import HostWork
import Vocabulary

/// Keeps the services running between orders.
struct Supervisor {
  let services: Services
  private var watched: [String: ServiceSupervision] = [:]
  /// How each service stood at the last look, in the order of names.
  private(set) var states: [String] = []

  init(services: Services) { self.services = services }

  /// Looks at every service once. While an order is being executed nobody calls this.
  mutating func look() throws(HandsFault) {
    var states: [String] = []
    for record in try services.all() {
      var one = watched[record.note.name] ?? ServiceSupervision()
      let alive = services.isAlive(record)
      if one.look(isWanted: record.wanted, isAlive: alive, orderRuns: false, at: Clocks.now()) == .start {
        log("service-start", ["service": record.note.name, "failures": String(one.failures)])
        do { try services.start(record.note) } catch { log("service-fault", ["because": error.says]) }
      }
      watched[record.note.name] = one
      states.append("\(record.note.name) \(record.wanted ? "wanted" : "unwanted") \(alive ? "alive" : "down")")
    }
    self.states = states
  }
}
