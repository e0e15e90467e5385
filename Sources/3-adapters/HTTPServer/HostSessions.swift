import Packages
import Synchronization
import Vocabulary
import Wire

/// The sessions of hosts on this node (docs/decisions/0006, «MAC»). A host has one that is proven and at most a few that
/// are not, so nothing has to be swept: what is kept grows with the number of hosts only.
final class HostSessions: Sendable {
  /// Sessions that a host may have without a valid message: whoever repeats a request for a session gains no more.
  static let mostUnproven = 4

  struct Session {
    let host: HostIdentifier
    let key: MessageKey
    let until: Moment
    /// The tick of news before the host was last seen to be served.
    var servedAsOf: UInt64
    var window = CounterWindow()
    var isProven = false
    var poll: KeptPoll?
  }

  private struct State {
    var all: [String: Session] = [:]
    /// Names of a host's sessions, oldest first.
    var names: [HostIdentifier: [String]] = [:]
  }

  private let state = Mutex(State())

  func open(_ name: SessionName, _ host: HostIdentifier, key: MessageKey, until: Moment, at now: Moment, asOf: UInt64) {
    state.withLock { state in
      var names = state.names.removeValue(forKey: host) ?? []
      for old in names where state.all[old].map({ $0.until <= now }) ?? true { state.all[old] = nil }
      names.removeAll { state.all[$0] == nil }
      let unproven = names.filter { state.all[$0]?.isProven == false }
      for old in unproven.dropLast(Self.mostUnproven - 1) {
        state.all[old] = nil
        names.removeAll { $0 == old }
      }
      state.all[name.text] = Session(host: host, key: key, until: until, servedAsOf: asOf)
      state.names[host] = names + [name.text]
    }
  }

  /// Host and key of a session that has not ended.
  func find(_ name: String, at now: Moment) -> Session? {
    state.withLock { state in state.all[name].flatMap { $0.until > now ? $0 : nil } }
  }

  /// Takes the counter of a message whose code was valid. False if it was taken before. The first such message of a
  /// session ends the host's others.
  func take(_ counter: Int64, of name: String) -> Bool {
    state.withLock { state in
      guard state.all[name]?.window.take(counter) == true else { return false }
      if let session = state.all[name], !session.isProven {
        for other in state.names[session.host] ?? [] where other != name { state.all[other] = nil }
        state.names[session.host] = [name]
        state.all[name]?.isProven = true
      }
      return true
    }
  }

  /// The host was looked up and is still served.
  func served(_ name: String, asOf: UInt64) { state.withLock { $0.all[name]?.servedAsOf = asOf } }

  /// Ends every session of a host: its key is good for nothing any more.
  func end(_ host: HostIdentifier) {
    state.withLock { state in
      for name in state.names.removeValue(forKey: host) ?? [] { state.all[name] = nil }
    }
  }

  func keep(_ poll: KeptPoll, of name: String) { state.withLock { $0.all[name]?.poll = poll } }
}

/// A poll that was read and answered: the same bytes are given the same answer until there is news for the host.
struct KeptPoll: Sendable {
  /// Digest of the request's body.
  let request: Digest
  /// The tick of news before the answer was worked out.
  let asOf: UInt64
  let open: [DeploymentReference]
  let work: Moment?
  /// The answer after its two first members, which differ each time.
  let rest: [UInt8]
}
