import Evidence
import Vocabulary

/// What a look at the library's files has found (DSL-2): a file that somebody changed or removed past the controlled form
/// is known here until it is whole again.
public struct LibraryContent: Subject {
  public static let kind = "library"
  /// There is one library.
  public static let reference = "content"

  public var broken: [BrokenFile]

  public var reference: String { Self.reference }

  public static let shape = Shape.record(
    LibraryContent.init(broken:), field("broken", \.broken, .list(BrokenFile.shape, 0...1_000_000), "Files not whole"))

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

  /// Which of these files are not whole, as refusals: a package that needs one goes to no host.
  public func blockers(of package: PackageReference, needing digests: [Digest]) -> [Refusal] {
    broken.filter { digests.contains($0.digest) }.map {
      Refusal(
        "package-content-whole",
        because: "A file of \(package) in the library is \($0.state.rawValue): \($0.digest.short)….",
        clears: "The librarian puts back exactly this file, from a backup or from a fresh build of the package.",
        by: [.librarian])
    }
  }
}

public enum FileState: String, Sendable, Hashable, CaseIterable {
  case whole, altered, missing
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
}

public enum LibraryContentEvent: SubjectEvent {
  case found(BrokenFile)
  case restored(Digest)

  public static let shape = Shape<LibraryContentEvent>.choice(
    .when("file-broken/1", BrokenFile.shape, { .found($0) }, { if case .found(let it) = $0 { it } else { nil } }),
    .when(
      "file-restored/1", one("digest", Digest.shape), { .restored($0) },
      { if case .restored(let it) = $0 { it } else { nil } }))
}

extension LibraryContent {
  public static func born(_ reference: String, of event: LibraryContentEvent, _ stamp: Stamp) -> LibraryContent? {
    guard reference == Self.reference else { return nil }
    return LibraryContent(broken: []).applying(event, stamp)
  }

  public func applying(_ event: LibraryContentEvent, _ stamp: Stamp) -> LibraryContent {
    var next = self
    switch event {
    case .found(let file):
      next.broken.removeAll { $0.digest == file.digest }
      next.broken.append(file)
    case .restored(let digest): next.broken.removeAll { $0.digest == digest }
    }
    return next
  }
}
