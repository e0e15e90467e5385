import Glibc
import HostWork
import Packages
import Vocabulary

/// Takes the pieces of one content as they come.
public final class ContentSink: Sendable {
  private let descriptor: Int32
  private let path: String

  init(_ path: String) throws(HandsFault) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_APPEND, 0o600)
    guard descriptor >= 0 else { throw HandsFault("open", path) }
  }

  deinit { close(descriptor) }

  public func take(_ piece: [UInt8]) throws(HandsFault) {
    var written = 0
    while written < piece.count {
      let count = piece[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw HandsFault("write to", path) }
      written += count
    }
  }

  /// Throws away what is there: the other side began anew.
  public func restart() throws(HandsFault) {
    guard ftruncate(descriptor, 0) == 0 else { throw HandsFault("empty", path) }
  }

  func force() throws(HandsFault) {
    guard fsync(descriptor) == 0 else { throw HandsFault("force to disk", path) }
  }
}

/// Contents by digest in the agent's folder. What lies under a digest's name has that digest.
struct ContentStore: Sendable {
  let folder: AgentFolder

  func path(_ digest: Digest) -> String { folder.at("blobs/\(digest.hex)") }
  func has(_ digest: Digest) -> Bool { Disk.exists(path(digest)) }

  /// Brings a content, going on where an earlier attempt stopped.
  func bring(_ digest: Digest, bytes: Int64?, most: Int64, from supplier: any Supplier) async throws(SupplyFailure) {
    guard !has(digest) else { return }
    let part = path(digest) + ".part"
    do {
      try await attempt(digest, bytes, most, part, supplier)
    } catch .wrong(let says) {
      // What an earlier attempt left may be what is wrong: once more from the beginning.
      guard unlink(part) == 0 else { throw .wrong(says) }
      log("content-anew", ["content": digest.text, "because": says])
      try await attempt(digest, bytes, most, part, supplier)
    }
  }

  private func attempt(
    _ digest: Digest, _ bytes: Int64?, _ most: Int64, _ part: String, _ supplier: any Supplier
  ) async throws(SupplyFailure) {
    var have = size(part)
    if let bytes, have > bytes {
      unlink(part)
      have = 0
    }
    do {
      let sink = try ContentSink(part)
      if bytes == nil || have < (bytes ?? 0) || have == 0 { try await supplier.bring(digest, from: have, into: sink) }
      try sink.force()
    } catch let fault as HandsFault {
      if fault.isFull { unlink(part) }
      throw fault.isFull ? .noRoom(fault.says) : .unreachable(fault.says)
    } catch let failure as SupplyFailure {
      if case .noRoom = failure { unlink(part) }
      throw failure
    } catch { throw .unreachable("\(error)") }
    try finish(digest, bytes, most, part)
  }

  private func finish(_ digest: Digest, _ bytes: Int64?, _ most: Int64, _ part: String) throws(SupplyFailure) {
    let came = size(part)
    guard came <= most, bytes.map({ $0 == came }) ?? true else {
      throw .wrong("\(digest.text) has \(came) bytes and must have \(bytes ?? most)")
    }
    guard hashed(part) == digest else { throw .wrong("what came as \(digest.text) has another digest") }
    guard rename(part, path(digest)) == 0 else { throw .unreachable(HandsFault("rename to", path(digest)).says) }
    do { try Disk.forceFolder(of: part) } catch { throw .unreachable(error.says) }
  }

  private func size(_ path: String) -> Int64 {
    var facts = stat()
    return stat(path, &facts) == 0 ? Int64(facts.st_size) : 0
  }

  private func hashed(_ path: String) -> Digest? {
    guard let file = try? OpenFile(path, O_RDONLY) else { return nil }
    var running = RunningDigest()
    while let piece = try? file.read(1 << 16) {
      if piece.isEmpty { return running.digest }
      running.add(piece)
    }
    return nil
  }

  /// Removes what no kept deployment needs for its way back.
  func tidy(keeping kept: [KeptDeployment]) throws(HandsFault) {
    let needed = Set(
      kept.flatMap(\.deeds).compactMap { deed -> String? in
        if case .runScript(let script) = deed { script.backout?.hex } else { nil }
      })
    for name in Disk.names(folder.at("blobs")) where !needed.contains(name) {
      try Disk.remove(folder.at("blobs/\(name)"))
    }
  }
}
