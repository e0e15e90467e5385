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
    try LibraryFiles.record(&desk) { LibraryContent.events($0, seen: digest, as: state) }
    return Done()
  }
}

/// Notes what stands in the library's store and belongs to no version. An entry only where it changed something.
public struct NoteStrayFiles: Operation {
  public static let name = "library.note-strays"
  public static let about = "Note which files in the library's store belong to no version"
  public static let authority = Authority.inside
  public var strays: [StrayFile]
  public static let shape = Shape.record(
    NoteStrayFiles.init(strays:),
    field("strays", \.strays, .list(StrayFile.shape, 0...StrayFile.most), "All that were found"))

  public func run(_ desk: inout Desk) throws -> Done {
    try LibraryFiles.record(&desk) { LibraryContent.events($0, strays: strays) }
    return Done()
  }
}

/// After a repair: looks again at once, so that nobody waits for the next round (DSL-2).
public struct CheckLibrary: Operation {
  public static let name = "library.check"
  public static let about = "Look again at one file of the library, or at everything that a look has found"
  public static let authority = Authority.roles([.librarian, .operationsEngineer])
  public static var looks: (@Sendable (CheckLibrary, Desk) throws -> FileLook)? {
    { FileLook(try $0.files($1), anew: true) }
  }
  public var digest: Digest?
  public static let shape = Shape.record(
    CheckLibrary.init(digest:),
    optional("digest", \.digest, Digest.shape, "Only this file; left out: everything that was found"))
  public static let answer = LibraryContentAnswer.shape

  private func files(_ desk: Desk) throws -> [Digest] {
    if let digest { return [digest] }
    return try desk.find(LibraryContent.self, LibraryContent.reference)?.value.broken.map(\.digest) ?? []
  }

  public func run(_ desk: inout Desk) throws -> LibraryContentAnswer {
    let known = try desk.find(LibraryContent.self, LibraryContent.reference)?.value
    if let digest {
      let isKnown = known?.broken.contains { $0.digest == digest } ?? false
      try Refused.unlessEmpty(isKnown ? [] : LibraryFiles.needBlockers(digest, desk))
    }
    for file in try files(desk) {
      guard let state = try desk.books.looked(file) else {
        throw Refused(
          Refusal(
            "library-file-rests", because: "The file \(file.short)… changed while it was looked at.",
            clears: "Wait until whoever writes it is done, then look again.", by: [.librarian]))
      }
      try LibraryFiles.record(&desk) { LibraryContent.events($0, seen: file, as: state) }
    }
    let left = try (known?.strays ?? []).filter { try desk.books.standsInStore($0.path) }
    try LibraryFiles.record(&desk) { LibraryContent.events($0, strays: left) }
    return try ShowLibraryContent().ask(desk)
  }
}

public struct LibraryContentAnswer: Sendable {
  /// Files that packages need, count.
  public var files: Int
  public var broken: [BrokenRow]
  public var strays: [StrayFile]
  public static let shape = Shape.record(
    LibraryContentAnswer.init(files:broken:strays:),
    field("files", \.files, .whole(0...100_000_000), "Files that packages need, count"),
    field("broken", \.broken, .list(BrokenRow.shape, 0...1_000_000), "Those that are not whole"),
    field("strays", \.strays, .list(StrayFile.shape, 0...1_000_000), "Files in the store that belong to no version"))
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
    let known = try desk.find(LibraryContent.self, LibraryContent.reference)?.value
    let needed = try LibraryFiles.needed(desk)
    return LibraryContentAnswer(
      files: Set(needed.flatMap(\.digests)).count,
      broken: (known?.broken ?? []).map { file in
        BrokenRow(
          digest: file.digest, state: file.state,
          packages: needed.filter { $0.digests.contains(file.digest) }.map(\.package))
      }, strays: known?.strays ?? [])
  }
}

/// Which files which versions need.
public enum LibraryFiles {
  public static func needed(_ desk: Desk) throws -> [(package: PackageReference, digests: [Digest])] {
    try desk.all(LibraryVersion.self).filter { $0.value.status != .withdrawn }.map {
      ($0.value.identifier, try digests(of: $0.value, desk))
    }
  }

  /// Files of every version there ever was: what stands in the store beside them belongs to none.
  public static func claimed(_ desk: Desk) throws -> Set<Digest> {
    Set(try desk.all(LibraryVersion.self).flatMap { try digests(of: $0.value, desk) })
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

  /// Whether the strays that a look found are other ones than those that are known.
  public static func isNews(_ strays: [StrayFile], _ books: any Books) throws -> Bool {
    let known = try books.load(LibraryContent.self, LibraryContent.reference)?.value
    return !LibraryContent.events(known, strays: strays).isEmpty
  }

  /// Writes what follows from what is known, if anything does.
  static func record(_ desk: inout Desk, _ following: (LibraryContent?) -> [LibraryContentEvent]) throws {
    let held = try desk.find(LibraryContent.self, LibraryContent.reference)
    let events = following(held?.value)
    if let held {
      try desk.record(events, on: held)
    } else if let first = events.first {
      let opened = try desk.open(LibraryContent.self, LibraryContent.reference, first)
      try desk.record(Array(events.dropFirst()), on: opened)
    }
  }

  /// The files of the package that a release or a deployment brings to hosts.
  static func look(for package: PackageReference?, _ desk: Desk) throws -> FileLook {
    let version = try package.flatMap { try desk.find(LibraryVersion.self, $0.text)?.value }
    return FileLook(try version.map { try digests(of: $0, desk) } ?? [])
  }

  /// What keeps a version from hosts because a file of it is not whole, or may not be.
  static func blockers(of version: LibraryVersion, _ desk: Desk) throws -> [Refusal] {
    let files = try digests(of: version, desk).map { (digest: $0, seen: try desk.books.looked($0)) }
    return LibraryContent.blockers(
      of: version.identifier, needing: files,
      known: try desk.find(LibraryContent.self, LibraryContent.reference)?.value)
  }

  static func needBlockers(_ digest: Digest, _ desk: Desk) throws -> [Refusal] {
    try needed(desk).contains { $0.digests.contains(digest) }
      ? []
      : [
        Refusal(
          "library-file-needed", because: "No package of the library needs a file \(digest.short)….",
          clears: "Name one from a package's page.")
      ]
  }
}
