import Vocabulary

/// A file in the library's store that belongs to no version: somebody put it there past the controlled form (DSL-2).
public struct StrayFile: Sendable, Hashable {
  /// Below the folder of the library's files: `ab/ab12…`.
  public var path: String
  public var what: StrayKind
  /// When the file system says that it last changed.
  public var since: Moment

  public init(path: String, what: StrayKind, since: Moment) {
    self.path = path
    self.what = what
    self.since = since
  }

  /// How many are kept in mind: a folder full of them is one finding, not a million entries of the log.
  public static let most = 200

  public static let pathShape = Shape<String>.text(1...1000)
  public static let shape = Shape.record(
    StrayFile.init(path:what:since:),
    field("path", \.path, pathShape, "Where, below the folder of the library's files"),
    field("what", \.what, .oneOf, "What it is"),
    field("since", \.since, Moment.shape, "When it last changed"))
}

public enum StrayKind: String, Sendable, Hashable, CaseIterable {
  /// No upload leaves a thing of that name there.
  case foreign
  /// It bears the name of a content that it does not have.
  case misnamed
  /// It is what its name says, and no version of any package needs it.
  case unclaimed

  public var says: String {
    switch self {
    case .foreign: "no file of a library"
    case .misnamed: "not the content that its name says"
    case .unclaimed: "a file that no package needs"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .foreign, .misnamed: "Find out who put it there, then remove it. No host is ever given it."
    case .unclaimed:
      "Admit the package that it was uploaded for, or remove it. No order names it, so no host asks for it."
    }
  }
}

extension LibraryContent {
  /// What a look at the whole store changes in what is known of strays: nothing, if they are the same.
  public static func events(_ known: LibraryContent?, strays: [StrayFile]) -> [LibraryContentEvent] {
    let before = known?.strays ?? []
    let gone = before.filter { file in !strays.contains { $0.path == file.path } }
    let found = strays.filter { !before.contains($0) }
    let room = max(0, StrayFile.most - (before.count - gone.count))
    let known = Set(before.map(\.path))
    let new = found.filter { !known.contains($0.path) }.prefix(room)
    return gone.map { .strayGone($0.path) } + (found.filter { known.contains($0.path) } + new).map { .strayFound($0) }
  }
}
