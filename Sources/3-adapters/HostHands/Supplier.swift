import HostWork
import Packages
import Vocabulary

/// Why something did not come.
public enum SupplyFailure: Error, Sendable, Hashable {
  /// It may come later: the network, a busy server.
  case unreachable(String)
  /// This host's disk has no room for it.
  case noRoom(String)
  /// It will not come, or what came is not what its name says.
  case wrong(String)
}

/// Whether an order may begin now.
public enum Go: Sendable, Hashable {
  case go
  /// Rule and reason, as the server words them.
  case no([Objection])
  case unreachable(String)
}

/// Where an order's contents come from and where its reports go: a server, or folders on this machine.
public protocol Supplier: Sendable {
  /// Whether a server is asked before the first effect.
  var asks: Bool { get }
  /// Appends what is missing of a content to the file `part`, which holds `have` bytes already.
  func bring(_ digest: Digest, from have: Int64, into part: ContentSink) async throws(SupplyFailure)
  /// Asks whether the order may begin, immediately before its first effect.
  func mayBegin(_ note: OrderNote) async -> Go
  /// Offers what stands in the queue of reports; what the other side does not take stays there.
  /// - Parameter orderRuns: then nothing is set aside.
  func deliver(_ queue: ReportFiles, orderRuns: Bool) async
}
