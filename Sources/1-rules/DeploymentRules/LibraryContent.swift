import Evidence
import Vocabulary

/// What looks at the library's files have found (DSL-2): a file that somebody changed or removed past the controlled form
/// is known here until it is whole again, and one that somebody put there until it is gone.
public struct LibraryContent: Subject {
  public static let kind = "library"
  /// There is one library.
  public static let reference = "content"

  public var broken: [BrokenFile]
  /// Files in the store that belong to no version.
  public var strays: [StrayFile]

  public var reference: String { Self.reference }

  public static let shape = Shape.record(
    LibraryContent.init(broken:strays:),
    field("broken", \.broken, .list(BrokenFile.shape, 0...1_000_000), "Files not whole"),
    field("strays", \.strays, .list(StrayFile.shape, 0...1_000_000), else: [], "Files that belong to no version"))

  public static let facetNotes: [FacetNote] = []
  public var facets: [Facet] { [] }

  /// What one look at one file changes in what is known: nothing, if it is as it was.
  public static func events(_ known: LibraryContent?, seen digest: Digest, as state: FileState) -> [LibraryContentEvent]
  {
    let before = known?.broken.first { $0.digest == digest }?.state
    switch (state, before) {
    case (.whole, nil): return []
    case (.whole, _): return [.restored(digest)]
    case (let now, let before): return now == before ? [] : [.found(BrokenFile(digest: digest, state: now))]
    }
  }

  /// What keeps a version from hosts, by what is known and by what the last look at each of its files saw. Nil: nobody has
  /// looked since the file last changed, so nothing is known of it.
  public static func blockers(
    of package: PackageReference, needing files: [(digest: Digest, seen: FileState?)], known: LibraryContent?
  ) -> [Refusal] {
    let states = files.map { file in
      (file.digest, known?.broken.first { $0.digest == file.digest }?.state ?? file.seen)
    }
    let broken = states.compactMap { digest, state in
      state.flatMap { $0 == .whole ? nil : BrokenFile(digest: digest, state: $0).refusal(of: package) }
    }
    guard states.contains(where: { $0.1 == nil }) else { return broken }
    return broken + [
      Refusal(
        "package-content-looked-at",
        because: "A file of \(package) in the library has changed a moment ago, and nobody has looked at it since.",
        clears: "Try again: each attempt begins with a look at the files.")
    ]
  }
}

public enum FileState: String, Sendable, Hashable, CaseIterable {
  case whole, altered, missing
  /// It is there, and the disk does not give its bytes.
  case unreadable
}

public struct BrokenFile: Sendable, Hashable {
  public var digest: Digest
  public var state: FileState

  public init(digest: Digest, state: FileState) {
    self.digest = digest
    self.state = state
  }

  public static let shape = Shape.record(
    BrokenFile.init(digest:state:), field("digest", \.digest, Digest.shape, "The file that should be there"),
    field("state", \.state, .oneOf, "What was found"))

  /// Why it goes to no host.
  public func refusal(of package: PackageReference?) -> Refusal {
    let whose: Sentence = package.map { "A file of \($0)" } ?? "This file"
    return Refusal(
      "package-content-whole", because: "\(whose) in the library is \(state.rawValue): \(digest.short)….",
      clears: "The librarian puts back exactly this file, from a backup or from a fresh build of the package.",
      by: [.librarian])
  }
}

public enum LibraryContentEvent: SubjectEvent {
  case found(BrokenFile)
  case restored(Digest)
  case strayFound(StrayFile)
  /// By its path.
  case strayGone(String)

  public static let shape = Shape<LibraryContentEvent>.choice(
    .when("file-broken/1", BrokenFile.shape, { .found($0) }, { if case .found(let it) = $0 { it } else { nil } }),
    .when(
      "file-restored/1", one("digest", Digest.shape), { .restored($0) },
      { if case .restored(let it) = $0 { it } else { nil } }),
    .when(
      "stray-found/1", StrayFile.shape, { .strayFound($0) }, { if case .strayFound(let it) = $0 { it } else { nil } }),
    .when(
      "stray-gone/1", one("path", StrayFile.pathShape), { .strayGone($0) },
      { if case .strayGone(let it) = $0 { it } else { nil } }))
}

extension LibraryContent {
  public static func born(_ reference: String, of event: LibraryContentEvent, _ stamp: Stamp) -> LibraryContent? {
    guard reference == Self.reference else { return nil }
    return LibraryContent(broken: [], strays: []).applying(event, stamp)
  }

  public func applying(_ event: LibraryContentEvent, _ stamp: Stamp) -> LibraryContent {
    var next = self
    switch event {
    case .found(let file):
      next.broken.removeAll { $0.digest == file.digest }
      next.broken.append(file)
    case .restored(let digest): next.broken.removeAll { $0.digest == digest }
    case .strayFound(let file):
      next.strays.removeAll { $0.path == file.path }
      next.strays.append(file)
    case .strayGone(let path): next.strays.removeAll { $0.path == path }
    }
    return next
  }
}
