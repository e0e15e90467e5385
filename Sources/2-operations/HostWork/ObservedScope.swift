import Packages
import Vocabulary

/// What a fingerprint covers.
public struct ObservedScope: Sendable, Hashable {
  /// The folder that the package owns alone: `current` and what lies behind it.
  public let owns: String
  public let files: [String]
  public let services: [String]
  public let ports: [Int]
  /// Scanned whole.
  public let watched: [String]
  /// Patterns of paths that change by themselves, as declared.
  public let volatile: [PathPattern]
  /// What users write: outside every comparison.
  public let dataRoots: [String]

  public init(
    owns: String, files: [String], services: [String], ports: [Int], watched: [String],
    volatile: [PathPattern], dataRoots: [String]
  ) {
    self.owns = owns
    self.files = files
    self.services = services
    self.ports = ports
    self.watched = watched
    self.volatile = volatile
    self.dataRoots = dataRoots
  }

  public static let shape = Shape.record(
    ObservedScope.init(owns:files:services:ports:watched:volatile:dataRoots:),
    field("owns", \.owns, .exact, "The package's own folder"),
    field("files", \.files, .list(.exact, 0...100_000), "Files outside it"),
    field("services", \.services, .list(.exact), "Services"),
    field("ports", \.ports, .list(.whole(1...65_535)), "Ports"),
    field("watched", \.watched, .list(.exact), "Watched roots"),
    field("volatile", \.volatile, .list(PathPattern.shape), "Patterns that are left out"),
    field("dataRoots", \.dataRoots, .list(.exact), "What users write"))

  /// SHA-256 of the canonical scope: what an order's `expected` names.
  public var digest: Digest { .sha256(of: Self.shape.write(self).canonicalBytes) }

  /// Whether the path lies in a data root or matches a volatile pattern.
  public func leavesOut(path: String) -> Bool {
    if dataRoots.contains(where: { isInside(path, $0) }) { return true }
    guard let host = HostPath(path) else { return false }
    return volatile.contains { $0.covers(host) }
  }

  /// Whether noise of this key would hide something that the package itself installs.
  public func installs(key: String) -> Bool {
    if services.contains(where: { "service:\($0)" == key }) || ports.contains(where: { "port:\($0)" == key }) {
      return true
    }
    guard key.hasPrefix("file:") else { return false }
    let path = String(key.dropFirst(5))
    return files.contains { keyText(ofPath: $0.utf8) == path } || isInside(path, keyText(ofPath: owns.utf8))
  }
}

/// Whether `path` is `root` or lies below it.
public func isInside(_ path: String, _ root: String) -> Bool { path == root || path.hasPrefix(root + "/") }
