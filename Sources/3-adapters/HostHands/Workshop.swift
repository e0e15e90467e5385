import Glibc
import HostWork
import Packages
import Vocabulary

/// Everything an agent works with on one host: its folder, the part of the file system it may change, its services.
public struct Workshop: Sendable {
  public let root: HostRoot
  public let folder: AgentFolder
  let processes: Processes
  let services: Services
  let probe: Probe

  /// - Parameters:
  ///   - root: empty for the whole machine.
  ///   - state: the agent's folder, `<root>/var/lib/slipway-agent` if nothing is said.
  public init(root: String, state: String?, probe: @escaping Probe) throws(HandsFault) {
    let root = HostRoot(folder: try Self.absolute(root))
    self.root = root
    folder = AgentFolder(
      path: try state.map { path throws(HandsFault) in try Self.absolute(path) }
        ?? root.real("/var/lib/slipway-agent"))
    processes = Processes(root: root, mark: folder.path)
    services = Services(folder: folder, processes: processes)
    self.probe = probe
    try folder.prepare()
  }

  private static func absolute(_ path: String) throws(HandsFault) -> String {
    if path.isEmpty { return path }
    guard let real = realpath(path, nil) else {
      // The state folder need not be there yet; what is above it is made.
      if path.hasPrefix("/") { return path }
      throw HandsFault("find the folder", path)
    }
    defer { free(real) }
    return String(cString: real)
  }

  /// Processes stand where the agent stands.
  public func enter() throws(HandsFault) {
    let place = root.isWholeMachine ? "/" : root.folder
    guard chdir(place) == 0 else { throw HandsFault("go to", place) }
    umask(0o022)
    // A reader that went away must not end the agent.
    signal(SIGPIPE, SIG_IGN)
  }

  var taker: FingerprintTaker { FingerprintTaker(root: root, folder: folder, services: services) }

  /// - Parameter parameters: of the order; nil while recovering, which places nothing new.
  func driver(order: String, supplier: any Supplier, parameters: [ParameterValue]?) -> OrderDriver {
    let hands = DeedHands(
      root: root, folder: folder, services: services, processes: processes, order: order)
    return OrderDriver(
      root: root, folder: folder, supplier: supplier, parameters: parameters ?? [], hands: hands, taker: taker,
      probe: probe)
  }

  /// Takes every unfinished order to a safe end, before anything else is done or reported (design, «What must stay
  /// true», 4). Says how many there were.
  public func recover() async throws(HandsFault) -> Int {
    var count = 0
    for order in Disk.names(folder.at("orders")) where Digest(hex: order) != nil {
      if try await recover(order) { count += 1 }
    }
    return count
  }

  private func recover(_ order: String) async throws(HandsFault) -> Bool {
    let progress = Progress(try JournalFile.open(folder.at("orders/\(order)/journal")).entries)
    switch progress.recovery {
    case .nothing: return false
    case .untouched:
      if progress.note != nil { log("order-untouched", ["order": order]) }
      return false
    case .reportEnd, .keep, .backOut: break
    }
    log("order-recovered", ["order": order, "by": "\(progress.recovery)"])
    // Scripts that the killed agent left running must not go on while their work is taken back.
    try ProcessTable.end(marked: ["SLIPWAY_AGENT=\(folder.path)", Processes.Purpose.order(order).variable])
    let before = try (progress.undoes?.before ?? progress.before?.digest).flatMap { digest throws(HandsFault) in
      try folder.fingerprint(digest)
    }
    guard let (machine, effects) = HostMachine.recovering(progress, before: before, at: Clocks.now()) else {
      throw HandsFault("the journal of \(order) does not say which order it is; look at \(folder.path)/orders")
    }
    var recovered = machine
    var driver = driver(order: order, supplier: Unsupplied(), parameters: nil)
    try await driver.run(&recovered, effects)
    return true
  }

  /// Starts what is wanted and does not run; called once before anything else is done.
  public func startServices() throws(HandsFault) {
    var supervisor = Supervisor(services: services)
    try supervisor.look()
  }

  /// Ends all services and leaves them wanted or not as they were: for taking a confined host away.
  public func stopServices() throws(HandsFault) {
    for record in try services.all() {
      try services.stop(record.note.name)
      let again = ServiceRecord(note: record.note, wanted: record.wanted, process: nil, started: nil)
      try services.write(again)
    }
  }
}

/// Recovery needs nothing from outside: it decides and acts from what is on the disk.
struct Unsupplied: Supplier {
  var asks: Bool { true }

  func bring(_ digest: Digest, from have: Int64, into part: ContentSink) async throws(SupplyFailure) {
    throw .unreachable("nothing is fetched while recovering")
  }

  func mayBegin(_ note: OrderNote) async -> Go { .unreachable("nothing is begun while recovering") }
  func deliver(_ queue: ReportFiles, orderRuns: Bool) async {}
}
