import CommandLine
import Evidence
import HTTPServer
import LibraryStore
import Logging
import Operations
import Packages
import Vocabulary
import WebPages

/// `slipway serve`: the data folder, the timers, the door.
struct Serving {
  let options: ServeOptions

  func run() async throws -> Int32 {
    let logger = Logger(label: "slipway")
    let news = NewsBoard()
    let data: DataFolder
    let house: OfficeHouse
    do {
      data = try await DataFolder.open(options.data, spread: { news.take($0) }, tell: { logger.info("\($0)") })
      house = OfficeHouse(office: data.office, verifierKey: try data.keys.checkpointKey().verifier.text)
      try await begin(data, house)
    } catch let fault as Fault {
      logger.error("\(fault.says) \(fault.remedy)", metadata: ["fault": "\(fault.name)"])
      return ExitCode.fault
    }
    let around = DoorSurroundings(
      house: house, blobs: data.shelf, log: house, pages: SlipwayPages(), registry: .slipway, now: Machine.now,
      chance: Machine.chance, secret: try data.keys.secret(), answers: try data.keys.signingKey("answers"), news: news,
      isTLS: options.url?.hasPrefix("https://") ?? false, scratch: data.scratch)
    let timers = Task { await keepTime(data, house, logger) }
    let scrubbing = Task { await scrub(data.shelf, around, logger) }
    defer {
      timers.cancel()
      scrubbing.cancel()
    }
    do {
      try await WebServer(around, host: "127.0.0.1", port: options.port, connections: Machine.connections()) { port in
        logger.info("Slipway listens", metadata: ["url": "http://127.0.0.1:\(port)"])
      }.run(logger: logger)
    } catch {
      logger.error(
        "The server could not listen on port \(options.port), or stopped: \(error). Is the port taken? Name another with --port."
      )
      return ExitCode.fault
    }
    do {
      _ = try await data.office.checkpoint()
      try await data.office.close()
    } catch let fault as Fault {
      // Everything acknowledged is on the disk; the next start signs the checkpoint.
      logger.warning("\(fault.says) \(fault.remedy)", metadata: ["fault": "\(fault.name)"])
    }
    return ExitCode.done
  }

  private func perform(_ name: String, _ body: JSON, _ actor: Actor, _ house: OfficeHouse) async throws {
    let call = Call(
      operation: name, body: body, actor: actor, seen: nil, key: nil, fingerprint: "",
      act: "a-" + Hex.text(Machine.chance(8)), at: Machine.now())
    _ = try await house.transact { try Registry.slipway.perform(call, $0) }
  }

  private func begin(_ data: DataFolder, _ house: OfficeHouse) async throws {
    let root = try data.keys.firstRoot(at: Machine.now())
    let text = String(decoding: root.canonicalBytes, as: UTF8.self)
    guard let kept = try await house.inquire({ try $0.metadata("root", version: nil) }) else {
      return try await perform(BeginLibrary.name, ["root": .string(text)], .server, house)
    }
    try data.keys.belong(to: Envelope(bytes: Array(kept.envelope.utf8)))
  }

  /// Looks at every file of the library, then rests: rounds begin an hour apart.
  private func scrub(_ shelf: FileShelf, _ around: DoorSurroundings, _ logger: Logger) async {
    let scrub = Scrub(
      shelf: shelf,
      names: {
        let now = Machine.now()
        return try await around.house.inquire { books in
          let desk = Desk(books: books, actor: .server, now: now, operation: ShowLibraryContent.name, act: "")
          return LibraryNames(
            needed: Array(Set(try LibraryFiles.needed(desk).flatMap(\.digests))).sorted(),
            claimed: try LibraryFiles.claimed(desk))
        }
      }, tell: { try await around.note($0, $1) }, tellStrays: { try await around.note($0) }, now: Machine.now)
    while !Task.isCancelled {
      do { try await scrub.round() } catch is CancellationError { return } catch {
        logger.error("Looking at the library's files failed: \(error)")
      }
      try? await Task.sleep(for: .seconds(3600))
    }
  }

  /// Does what is due. A fault of one timer does not hold up the others.
  private func strikeTimers(_ house: OfficeHouse) async throws {
    let now = Machine.now()
    var failed: (any Error)?
    for timer in try await house.inquire({ try $0.dueTimers(at: now, limit: 100) }) {
      let act = "a-" + Hex.text(Machine.chance(8))
      do {
        try await house.transact { try Registry.slipway.strike(timer, $0, act: act, at: now) }
      } catch  where Registry.isOver(error) {
        try await house.transact { try $0.dropTimer(timer.name) }
      } catch { failed = error }
    }
    if let failed { throw failed }
  }

  /// A checkpoint at most a second after an entry; a look at the library's timestamp each minute.
  private func keepTime(_ data: DataFolder, _ house: OfficeHouse, _ logger: Logger) async {
    var second = 0
    var failing = ""
    while !Task.isCancelled {
      do {
        _ = try await data.office.checkpoint()
        try await data.office.scour()
        try await strikeTimers(house)
        if second.isMultiple(of: 60) { try await perform(RefreshTimestamp.name, [:], .clock, house) }
        failing = ""
      } catch {
        // Once for each cause: a full disk would otherwise fill the messages too.
        let says = (error as? Fault).map { "\($0.says) \($0.remedy)" } ?? "\(error)"
        if says != failing { logger.error("A timer failed: \(says)") }
        failing = says
      }
      second += 1
      try? await Task.sleep(for: .seconds(1))
    }
  }
}
