import DeploymentRules
import Evidence
import Packages
import Vocabulary

/// Looks at every file of the library again and again, slowly enough to be felt by nobody, and tells what it finds: so
/// that a way round the controlled form through the file system is seen (DSL-2).
public struct Scrub: Sendable {
  /// How much is read at once, and the pause after it: at most some 25 MiB a second.
  private static let piece = 1 << 20
  private static let pause = Duration.milliseconds(40)

  private let shelf: FileShelf
  private let needed: @Sendable () async throws -> [Digest]
  private let tell: @Sendable (Digest, FileState) async throws -> Void

  /// - Parameters:
  ///   - needed: The files that packages need now.
  ///   - tell: Takes what was found; called for each file.
  public init(
    shelf: FileShelf, needed: @escaping @Sendable () async throws -> [Digest],
    tell: @escaping @Sendable (Digest, FileState) async throws -> Void
  ) {
    self.shelf = shelf
    self.needed = needed
    self.tell = tell
  }

  /// Looks at each file once.
  public func round() async throws {
    for digest in try await needed() {
      try Task.checkCancellation()
      try await tell(digest, try await look(at: digest))
    }
  }

  private func look(at digest: Digest) async throws -> FileState {
    guard shelf.has(digest) else { return .missing }
    var running = RunningDigest()
    while case let bytes = try shelf.read(digest, from: running.count, count: Self.piece), !bytes.isEmpty {
      running.add(bytes)
      if bytes.count == Self.piece { try await Task.sleep(for: Self.pause) }
    }
    return running.digest == digest ? .whole : .altered
  }
}
