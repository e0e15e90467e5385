import DeploymentRules
import Foundation
import Packages
import Vocabulary

extension FileShelf {
  /// How long an upload may wait for its package before it counts as claimed by nobody.
  static let uploadTerm = Span.hours(1)

  /// A thing in the store, as its name and the file system show it.
  enum Found {
    /// A file of that digest, wherever its bytes came from.
    case named(Digest, StrayFile)
    case stray(StrayFile)
  }

  /// Everything in the store that no version names, before anybody has read its bytes; sorted by path.
  func unnamed(_ claimed: Set<Digest>, at now: Moment) -> [Found] {
    names("").flatMap { part -> [Found] in
      guard part.utf8.count == 2, isFolder(part) else { return foreign(part).map { [$0] } ?? [] }
      return names(part).compactMap { name in
        if let digest = Digest(hex: name), name.hasPrefix(part) {
          return claimed.contains(digest) ? nil : stray("\(part)/\(name)", .unclaimed).map { .named(digest, $0) }
        }
        guard let found = stray("\(part)/\(name)", .foreign) else { return nil }
        // What is being uploaded grows; what has not grown for long is nobody's upload.
        return name.hasSuffix(Self.unfinished) && found.since + Self.uploadTerm > now ? nil : .stray(found)
      }
    }
  }

  private func foreign(_ path: String) -> Found? { stray(path, .foreign).map { .stray($0) } }

  private func stray(_ path: String, _ what: StrayKind) -> StrayFile? {
    guard let stamp = FileStamp.of("\(folder)/\(path)") else { return nil }
    return StrayFile(
      path: path, what: stamp.isRegular ? what : .foreign,
      since: Moment(milliseconds: max(0, stamp.changed / 1_000_000)))
  }

  private func isFolder(_ path: String) -> Bool {
    var facts = stat()
    return lstat("\(folder)/\(path)", &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
  }

  private func names(_ path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(path)")) ?? []).sorted()
  }
}
