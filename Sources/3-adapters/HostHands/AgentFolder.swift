import Glibc
import HostWork
import Packages
import Vocabulary

/// The agent's own folder, for nobody else to read. Everything in it is written whole or not at all, and forced to
/// disk.
///
///     lock                     held while an agent works on it
///     identity.json, keys/     who this host is (OPS-3)
///     seen.json                the highest number, epochs and era (docs/decisions/0002)
///     metadata/                what of the library's metadata is trusted
///     orders/<digest>/         journal, order.json, kept/ (former bytes), scripts/
///     fingerprints/<hex>.json  documents that the journal names
///     blobs/<hex>              contents of packages
///     deployments/<name>.json  what was kept on this host, the newest last
///     services/<name>.json     what the agent keeps running
///     reports/                 what the server does not know yet
///     reserve                  room on the disk for the agent's own notes, given up when the disk is full
public struct AgentFolder: Sendable, Hashable {
  public let path: String

  public init(path: String) { self.path = path }

  func at(_ name: String) -> String { "\(path)/\(name)" }

  public static let folders = [
    "keys", "metadata", "orders", "fingerprints", "blobs", "deployments", "services", "reports",
  ]

  /// Makes what is missing of it.
  public func prepare() throws(HandsFault) {
    try Disk.makeFolder(path)
    for name in Self.folders { try Disk.makeFolder(at(name)) }
  }

  /// Holds the folder for this process until it ends; refused while another agent does.
  public func hold() throws(HandsFault) -> Hold {
    let descriptor = open(at("lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw HandsFault("open", at("lock")) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw HandsFault("another slipway-agent works in \(path); stop it first")
    }
    return Hold(file: OpenFile(descriptor: descriptor))
  }

  /// While this lives, no other agent works in the folder.
  public struct Hold: ~Copyable {
    let file: OpenFile
    /// Read at the end, so that it lives until then.
    var isHeld: Bool { file.descriptor >= 0 }
  }

  /// A document, or nil if there is none. One that cannot be read is a fault: it must not count as absent.
  func document(_ name: String) throws(HandsFault) -> JSON? {
    guard let bytes = try Disk.read(at(name)) else { return nil }
    do { return try JSON(parsing: bytes) } catch {
      throw HandsFault("\(at(name)) is damaged (byte \(error.offset): \(error.says))")
    }
  }

  func document<Value>(_ name: String, _ shape: Shape<Value>) throws(HandsFault) -> Value? {
    guard let json = try document(name) else { return nil }
    do { return try shape.read(json) } catch {
      throw HandsFault(
        "\(at(name)) is damaged (\(error.problems.map { "\($0.pointer) \($0.says)" }.joined(separator: "; ")))")
    }
  }

  func write(_ name: String, _ json: JSON) throws(HandsFault) { try Disk.replace(at(name), json.canonicalBytes) }

  /// Thirty-two bytes of chance, made once and kept for nobody else to read.
  func secret(_ name: String) throws(HandsFault) -> [UInt8] {
    if let bytes = try Disk.read(at(name)) {
      guard bytes.count == 32 else { throw HandsFault("\(at(name)) is damaged: it must have 32 bytes") }
      return bytes
    }
    let bytes = chance(32)
    try Disk.replace(at(name), bytes)
    return bytes
  }

  // What was kept.

  func deployments(of package: String) throws(HandsFault) -> [KeptDeployment] {
    try document("deployments/\(package).json", .list(KeptDeployment.shape)) ?? []
  }

  func allDeployments() throws(HandsFault) -> [KeptDeployment] {
    var all: [KeptDeployment] = []
    for name in Disk.names(at("deployments")) where name.hasSuffix(".json") {
      all += try deployments(of: String(name.dropLast(5)))
    }
    return all
  }

  /// Remembering the same order again changes nothing.
  func remember(_ kept: KeptDeployment) throws(HandsFault) {
    let others = try deployments(of: kept.packageName).filter { $0.order != kept.order }
    try writeDeployments(others + [kept], of: kept.packageName)
  }

  func forget(_ package: String, order: String?) throws(HandsFault) {
    guard let order else { return try writeDeployments([], of: package) }
    try writeDeployments(try deployments(of: package).filter { $0.order != order }, of: package)
  }

  private func writeDeployments(_ kept: [KeptDeployment], of package: String) throws(HandsFault) {
    let name = "deployments/\(package).json"
    guard !kept.isEmpty else { return try Disk.remove(at(name)) }
    try write(name, .array(kept.map { KeptDeployment.shape.write($0) }))
  }

  /// Removes former bytes that no way back needs any more. Journals stay: they say which orders were taken up.
  func tidyFormer(keeping kept: [KeptDeployment]) throws(HandsFault) {
    let needed = Set(kept.map(\.order))
    for order in Disk.names(at("orders")) where !needed.contains(order) && Disk.exists(at("orders/\(order)/kept")) {
      let progress = Progress(try JournalFile.open(at("orders/\(order)/journal")).entries)
      if progress.ended != nil { try HostRoot(folder: "").removeTree(at("orders/\(order)/kept")) }
    }
  }

  // Fingerprints.

  func keep(_ fingerprint: Fingerprint) throws(HandsFault) {
    let bytes = fingerprint.json.canonicalBytes
    let path = at("fingerprints/\(Digest.sha256(of: bytes).hex).json")
    guard !Disk.exists(path) else { return }
    try Disk.replace(path, bytes)
  }

  func fingerprint(_ digest: Digest) throws(HandsFault) -> Fingerprint? {
    try document("fingerprints/\(digest.hex).json").flatMap { Fingerprint(json: $0) }
  }
}
