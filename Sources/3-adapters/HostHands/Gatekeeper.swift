import HostWork
import Packages
import Vocabulary

/// The highest that this host has seen of what must never go back (docs/decisions/0002, checks 2 and 4).
struct SeenRecord: Sendable, Hashable {
  var number: Int
  /// Digest of the payload of that number.
  var order: Digest?
  var era: Int
  var epochs: [DeploymentEpoch]
  /// Approvals under which an install was begun here: they may be ordered back later (0003).
  var installedUnder: [Int]
  /// The highest `at` of an authenticated answer.
  var latest: Moment

  static let nothing = SeenRecord(
    number: 0, order: nil, era: 0, epochs: [], installedUnder: [], latest: Moment(milliseconds: 0))

  struct DeploymentEpoch: Sendable, Hashable {
    let deployment: DeploymentReference
    let epoch: Int

    static let shape = Shape.record(
      DeploymentEpoch.init(deployment:epoch:),
      field("deployment", \.deployment, DeploymentReference.shape, "Deployment"),
      field("epoch", \.epoch, .whole(0...2_147_483_647), "Highest epoch seen"))
  }

  static let shape = Shape.record(
    SeenRecord.init(number:order:era:epochs:installedUnder:latest:),
    field("number", \.number, .whole(0...2_147_483_647), "Highest order number"),
    optional("order", \.order, Digest.shape, "The order of that number"),
    field("era", \.era, .whole(0...2_147_483_647), "Highest era"),
    field("epochs", \.epochs, .list(DeploymentEpoch.shape, 0...100_000), "Highest epoch per deployment"),
    field("installedUnder", \.installedUnder, .list(.whole(1...2_147_483_647), 0...100_000), "Approvals"),
    field("latest", \.latest, Moment.shape, "Highest time of an answer"))

  mutating func raise(_ deployment: DeploymentReference, to epoch: Int) {
    let known = epochs.first { $0.deployment == deployment }?.epoch ?? 0
    epochs.removeAll { $0.deployment == deployment }
    epochs.append(DeploymentEpoch(deployment: deployment, epoch: max(epoch, known)))
  }

  var floors: SeenFloors {
    SeenFloors(
      era: era, epochs: Dictionary(epochs.map { ($0.deployment, $0.epoch) }, uniquingKeysWith: max), number: number,
      order: order)
  }
}

extension AgentFolder {
  func seen() throws(HandsFault) -> SeenRecord { try document("seen.json", SeenRecord.shape) ?? .nothing }
  func write(_ seen: SeenRecord) throws(HandsFault) { try write("seen.json", SeenRecord.shape.write(seen)) }
}

/// Knows what the gates of docs/decisions/0002 need to know, and writes down what must never go back.
struct Gatekeeper: Sendable {
  let folder: AgentFolder
  let identity: Identity

  /// Raises the floors before the answer that brought them is acted on.
  func raise(era: Int, epochs: [(deployment: DeploymentReference, epoch: Int)]) throws(HandsFault) {
    var seen = try folder.seen()
    let before = seen
    seen.era = max(seen.era, era)
    for one in epochs { seen.raise(one.deployment, to: one.epoch) }
    if seen.floors != before.floors { try folder.write(seen) }
  }

  /// What the server's clock said. Kept in steps of a minute, so that polls do not write. A time far from this host's own
  /// is not accepted: orders are refused while it is so, and once the clock that was wrong is set the host goes on.
  func accept(_ times: AnswerTimes) throws(HandsFault) {
    var seen = try folder.seen()
    guard times.at > seen.latest + .minutes(1), OrderGate.agree(times) else { return }
    seen.latest = times.at
    try folder.write(seen)
  }

  /// - Parameter times: of the answer that brought the order; nil if the order came as a file.
  func facts(_ times: AnswerTimes?) throws(HandsFault) -> GateFacts {
    guard let library = try TrustStore(folder: folder).load() else {
      throw HandsFault("no root is trusted yet; enrol first")
    }
    let seen = try folder.seen()
    let now = Clocks.now()
    return GateFacts(
      host: identity.host, environment: identity.environment, library: library, floors: seen.floors,
      installedUnder: Set(seen.installedUnder), now: now, answer: times ?? AnswerTimes(at: now, receivedAt: now),
      highestAnswer: seen.latest)
  }

  /// Writes the order's number down, before anything is done for it.
  func note(_ admitted: AdmittedOrder) throws(HandsFault) {
    var seen = try folder.seen()
    seen.number = admitted.order.number
    seen.order = admitted.digest
    seen.era = max(seen.era, admitted.order.era)
    seen.raise(admitted.order.deployment, to: admitted.order.epoch)
    let number = admitted.approval.approval
    if admitted.order.action == .install, !seen.installedUnder.contains(number) { seen.installedUnder.append(number) }
    try folder.write(seen)
  }
}
