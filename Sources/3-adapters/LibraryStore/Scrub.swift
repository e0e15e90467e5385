import DeploymentRules
import Evidence
import Packages
import Vocabulary

/// Which files the library speaks of.
public struct LibraryNames: Sendable {
  /// Files that packages need now, sorted.
  public var needed: [Digest]
  /// Files of every version there ever was.
  public var claimed: Set<Digest>

  public init(needed: [Digest], claimed: Set<Digest>) {
    self.needed = needed
    self.claimed = claimed
  }
}

/// Looks at every file of the library again and again, slowly enough to be felt by nobody, and tells what it finds: so
/// that a way round the controlled form through the file system is seen (DSL-2).
public struct Scrub: Sendable {
  /// The pause after each piece: at most some 25 MiB a second.
  private static let pause = Duration.milliseconds(40)

  private let shelf: FileShelf
  private let names: @Sendable () async throws -> LibraryNames
  private let tell: @Sendable (Digest, FileState) async throws -> Void
  private let tellStrays: @Sendable ([StrayFile]) async throws -> Void
  private let now: @Sendable () -> Moment

  /// - Parameters:
  ///   - tell: Takes what was found; called for each file that a package needs.
  ///   - tellStrays: Takes all files that belong to no version; called once a round.
  public init(
    shelf: FileShelf, names: @escaping @Sendable () async throws -> LibraryNames,
    tell: @escaping @Sendable (Digest, FileState) async throws -> Void,
    tellStrays: @escaping @Sendable ([StrayFile]) async throws -> Void, now: @escaping @Sendable () -> Moment
  ) {
    (self.shelf, self.names, self.tell, self.tellStrays, self.now) = (shelf, names, tell, tellStrays, now)
  }

  /// Looks at each file once: first at those that hosts may be given, then at what else stands in the store.
  public func round() async throws {
    for digest in try await names().needed {
      try Task.checkCancellation()
      try await tell(digest, try await look(at: digest))
    }
    var strays: [StrayFile] = []
    // Asked again: what was admitted during the look is claimed now.
    for found in shelf.unnamed(try await names().claimed, at: now()) {
      try Task.checkCancellation()
      switch found {
      case .stray(let file): strays.append(file)
      case .named(let digest, var file):
        if file.what != .foreign, try await look(at: digest) != .whole { file.what = .misnamed }
        if file.what != .unclaimed || file.since + FileShelf.uploadTerm <= now() { strays.append(file) }
      }
      if strays.count == StrayFile.most { break }
    }
    try await tellStrays(strays)
  }

  private func look(at digest: Digest) async throws -> FileState {
    let looking = shelf.beginLook(digest)
    while looking.step() { try await Task.sleep(for: Self.pause) }
    return looking.end()
  }
}
