import DeploymentRules
import Evidence
import Packages
import PeopleRules
import Vocabulary

/// Notes what a look at one file of the library has found (DSL-2). An entry only where it changed something.
public struct NoteLibraryFile: Operation {
  public static let name = "library.note-file"
  public static let about = "Note what a look at one file of the library has found"
  public static let authority = Authority.inside
  public var digest: Digest
  public var state: FileState
  public static let shape = Shape.record(
    NoteLibraryFile.init(digest:state:),
    field("digest", \.digest, Digest.shape, "The file that should be there"),
    field("state", \.state, .oneOf, "What was found"))

  public func run(_ desk: inout Desk) throws -> Done {
    let held = try desk.find(LibraryContent.self, LibraryContent.reference)
    let events = LibraryContent.events(held?.value, seen: digest, as: state)
    if let held {
      try desk.record(events, on: held)
    } else if let first = events.first {
      try desk.open(LibraryContent.self, LibraryContent.reference, first)
    }
    return Done()
  }
}

public struct LibraryContentAnswer: Sendable {
  /// Files that packages need, count.
  public var files: Int
  public var broken: [BrokenRow]
  public static let shape = Shape.record(
    LibraryContentAnswer.init(files:broken:),
    field("files", \.files, .whole(0...100_000_000), "Files that packages need, count"),
    field("broken", \.broken, .list(BrokenRow.shape, 0...1_000_000), "Those that are not whole"))
}

public struct BrokenRow: Sendable {
  public var digest: Digest
  public var state: FileState
  public var packages: [PackageReference]
  static let shape = Shape.record(
    BrokenRow.init(digest:state:packages:), field("digest", \.digest, Digest.shape, "The file that should be there"),
    field("state", \.state, .oneOf, "What was found"),
    field("packages", \.packages, .list(PackageReference.shape, 0...100_000), "Packages that need it"))
}

/// Whether every file of every version is whole, as the last look at each found it.
public struct ShowLibraryContent: QuestionAsked {
  public static let name = "library.content"
  public static let about = "Files of the library that were altered or removed past the controlled form"
  public static let shape = Shape<ShowLibraryContent>.nothing(ShowLibraryContent())
  public static let answer = LibraryContentAnswer.shape
  public init() {}

  public func ask(_ desk: Desk) throws -> LibraryContentAnswer {
    let broken = try desk.find(LibraryContent.self, LibraryContent.reference)?.value.broken ?? []
    let needed = try LibraryFiles.needed(desk)
    return LibraryContentAnswer(
      files: Set(needed.flatMap(\.digests)).count,
      broken: broken.map { file in
        BrokenRow(
          digest: file.digest, state: file.state,
          packages: needed.filter { $0.digests.contains(file.digest) }.map(\.package))
      })
  }
}

/// Which files which versions need.
public enum LibraryFiles {
  public static func needed(_ desk: Desk) throws -> [(package: PackageReference, digests: [Digest])] {
    try desk.all(LibraryVersion.self).filter { $0.value.status != .withdrawn }.map {
      ($0.value.identifier, try digests(of: $0.value, desk))
    }
  }

  static func digests(of version: LibraryVersion, _ desk: Desk) throws -> [Digest] {
    guard let bytes = try desk.books.description(version.digest) else { return [] }
    return try PackageDescription(bytes: bytes).blobs.map(\.digest)
  }

  /// Whether a look at a file found something that is not known yet: only that is worth a transaction.
  public static func isNews(_ digest: Digest, _ state: FileState, _ books: any Books) throws -> Bool {
    let known = try books.load(LibraryContent.self, LibraryContent.reference)?.value
    return !LibraryContent.events(known, seen: digest, as: state).isEmpty
  }

  /// What keeps a version from hosts because a file of it is not whole.
  static func blockers(of version: LibraryVersion, _ desk: Desk) throws -> [Refusal] {
    guard let content = try desk.find(LibraryContent.self, LibraryContent.reference)?.value, !content.broken.isEmpty
    else { return [] }
    return content.blockers(of: version.identifier, needing: try digests(of: version, desk))
  }
}
