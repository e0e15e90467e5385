import HostWork
import Packages
import Vocabulary

/// Carries out an order from files, for hosts without a way to the server: the same machine and the same gates,
/// except that
/// nobody vouches for the time and nobody is asked immediately before the first effect. The reports say so.
///
///     LIBRARY/metadata/timestamp.json, targets.json   envelopes
///     LIBRARY/blobs/<hex>                             the package's description and contents
struct Application: Sendable {
  let order: Envelope
  let roots: [Envelope]
  let library: String
  let metadata: [Envelope?]
  let host: HostIdentifier?
  let environment: HostEnvironment?

  /// Reads the files before anything is done.
  init(_ flags: Flags) throws {
    library = try flags.needed("library")
    order = try Self.envelope(try flags.needed("order"))
    roots = try Self.roots(try flags.needed("trust"))
    metadata = try ["timestamp", "targets"].map { name in
      let path = "\(try flags.needed("library"))/metadata/\(name).json"
      return try Disk.exists(path) ? Self.envelope(path) : nil
    }
    host = try flags["host"].map { text in
      guard let host = HostIdentifier(text) else { throw Flags.Misused(says: "--host looks like \(HostKind.example)") }
      return host
    }
    environment = try flags["environment"].map { word in
      guard let environment = HostEnvironment(rawValue: word) else {
        throw Flags.Misused(says: "--environment is laboratory or production")
      }
      return environment
    }
  }

  private static func json(_ path: String) throws(HandsFault) -> JSON {
    guard let bytes = try Disk.read(path) else { throw HandsFault("there is no \(path)") }
    do { return try JSON(parsing: bytes) } catch { throw HandsFault("\(path), byte \(error.offset): \(error.says)") }
  }

  private static func envelope(_ path: String) throws(HandsFault) -> Envelope { try envelope(json(path), path) }

  private static func envelope(_ json: JSON, _ path: String) throws(HandsFault) -> Envelope {
    do { return try Envelope.shape.read(json) } catch {
      throw HandsFault(
        "\(path) is no envelope: \(error.problems.map { "\($0.pointer) \($0.says)" }.joined(separator: "; "))")
    }
  }

  /// One root, or all from the first on as a list.
  private static func roots(_ path: String) throws(HandsFault) -> [Envelope] {
    let json = try json(path)
    var roots: [Envelope] = []
    for one in json.items ?? [json] { roots.append(try envelope(one, path)) }
    return roots
  }

  /// - Returns: 0 if the order ended as it was to, otherwise 3.
  func apply(_ workshop: Workshop) async throws -> Int32 {
    _ = try await workshop.recover()
    try workshop.startServices()
    let identity = try known(workshop)
    guard let first = roots.first else { throw HandsFault("the file of --trust holds no root") }
    let store = TrustStore(folder: workshop.folder)
    if try store.load() == nil { _ = try store.adopt(roots, pinned: first.payloadDigest) }
    let now = Clocks.now()
    try store.take(roots: newer(try store.versions().root), timestamp: metadata[0], targets: metadata[1], at: now)
    let keeps = identity.server != nil
    let supplier = LocalSupplier(library: library, keeps: keeps)
    let desk = OrderDesk(
      workshop: workshop, keeper: Gatekeeper(folder: workshop.folder, identity: identity), supplier: supplier)
    try await desk.carryOut(order, nil)
    let digest = order.payloadDigest.hex
    let queue = ReportFiles(folder: workshop.folder)
    if keeps { try queue.show(of: digest) } else { await supplier.deliver(queue, orderRuns: false) }
    let journal = try JournalFile.open(workshop.folder.at("orders/\(digest)/journal"))
    let result = Progress(journal.entries).ended?.result
    return ["kept", "removed", "proven"].contains(result) || result == "backed-out" && isBackout ? 0 : 3
  }

  private var isBackout: Bool { (try? Order(payload: order.payload))?.action == .backout }

  private func newer(_ version: Int) -> [Envelope] {
    roots.filter { envelope in ((try? RootMetadata(payload: envelope.payload))?.version ?? 0) > version }
  }

  /// Who this host is: as enrolled, or as the command line says the first time.
  private func known(_ workshop: Workshop) throws -> Identity {
    if let identity = try workshop.folder.identity() {
      guard host == nil || host == identity.host, environment == nil || environment == identity.environment else {
        throw HandsFault("this host is \(identity.host.text), \(identity.environment.rawValue); leave --host out")
      }
      return identity
    }
    guard let host, let environment else {
      throw Flags.Misused(says: "this host is not enrolled: say --host and --environment, once")
    }
    let identity = Identity(host: host, environment: environment, server: nil)
    try workshop.folder.write(identity)
    return identity
  }
}
