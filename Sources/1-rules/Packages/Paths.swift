import Vocabulary

/// A path in a package's source: relative, `/`-separated, printable ASCII, without `.`, `..` and empty parts.
public struct SourcePath: Sendable, Hashable, Comparable {
  public let text: String

  public init?(_ text: String) {
    guard (1...1000).contains(text.utf8.count), text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }),
      arePlain(text.utf8.split(separator: 0x2F, omittingEmptySubsequences: false))
    else { return nil }
    self.text = text
  }

  public var parts: [String] { text.split(separator: "/").map(String.init) }

  /// Whether this path lies in that folder, at any depth.
  public func isInside(_ folder: SourcePath) -> Bool { text.utf8.starts(with: (folder.text + "/").utf8) }

  /// What is left of it inside that folder.
  public func relative(to folder: SourcePath) -> SourcePath? {
    isInside(folder) ? SourcePath(String(text.dropFirst(folder.text.count + 1))) : nil
  }

  /// The folder it lies in, if it lies in one.
  public var folder: SourcePath? {
    guard let slash = text.lastIndex(of: "/") else { return nil }
    return SourcePath(String(text[..<slash]))
  }

  public static func < (left: Self, right: Self) -> Bool { left.text.utf8.lexicographicallyPrecedes(right.text.utf8) }

  public static let shape = Shape<String>.exactText(1...1000).mapped(
    { SourcePath($0) }, { $0.text },
    else: "a path inside the package's folder is needed: relative, printable ASCII, without «.», «..» and empty parts")
}

/// A path on a host: absolute, without `.`, `..` and empty parts, and never `/` itself.
public struct HostPath: Sendable, Hashable, Comparable {
  public let text: String

  public init?(_ text: String) {
    guard (2...1000).contains(text.utf8.count), text.utf8.first == 0x2F,
      !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }),
      arePlain(text.utf8.dropFirst().split(separator: 0x2F, omittingEmptySubsequences: false))
    else { return nil }
    self.text = text
  }

  public var parts: [String] { text.split(separator: "/").map(String.init) }

  /// Whether it lies in that folder, at any depth.
  public func isInside(_ folder: HostPath) -> Bool { text.utf8.starts(with: (folder.text + "/").utf8) }

  /// Whether it is that path or lies in it.
  public func isWithin(_ folder: HostPath) -> Bool { self == folder || isInside(folder) }

  /// The path of something inside this folder.
  public func appending(_ path: SourcePath) -> HostPath? { HostPath(text + "/" + path.text) }

  public static func < (left: Self, right: Self) -> Bool { left.text.utf8.lexicographicallyPrecedes(right.text.utf8) }

  public static let shape = Shape<String>.exactText(1...1000).mapped(
    { HostPath($0) }, { $0.text },
    else: "a path on the host is needed: absolute, without «.», «..» and empty parts, and not / itself")
}

private func arePlain(_ parts: [some Collection<UInt8>]) -> Bool {
  parts.allSatisfy { part in
    !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
  }
}

/// A pattern over host paths: `*` stands for any characters within one part; what a pattern names, it names with
/// everything inside.
public struct PathPattern: Sendable, Hashable {
  public let path: HostPath

  public init(_ path: HostPath) { self.path = path }

  public init?(_ text: String) {
    guard let path = HostPath(text) else { return nil }
    self.path = path
  }

  public var text: String { path.text }

  public func covers(_ other: HostPath) -> Bool {
    let (mine, theirs) = (path.parts, other.parts)
    guard theirs.count >= mine.count else { return false }
    return zip(mine, theirs).allSatisfy { Self.matches(Array($0.utf8), Array($1.utf8)) }
  }

  /// Linear matching with one remembered star; no pattern makes it slow.
  private static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
    var (at, position, star, mark) = (0, 0, -1, 0)
    while position < name.count {
      if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
        (star, mark) = (at, position)
        at += 1
      } else if at < pattern.count, pattern[at] == name[position] {
        at += 1
        position += 1
      } else if star >= 0 {
        mark += 1
        (at, position) = (star + 1, mark)
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  public static let shape = HostPath.shape.mapped({ PathPattern($0) }, { $0.path }, else: "a path is needed")
}
