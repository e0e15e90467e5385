import Vocabulary

/// Bytes that a package needs, by digest.
public struct PackageBlob: Sendable, Hashable {
  public var digest: Digest
  public var bytes: Int64

  public init(digest: Digest, bytes: Int64) {
    self.digest = digest
    self.bytes = bytes
  }
}

/// What the library and hosts know of a package: its files and its manifest. The SHA-256 of its canonical bytes is *the
/// package digest* (docs/decisions/0004).
public struct PackageDescription: Sendable, Hashable {
  /// Sorted by the bytes of the path.
  public let files: [PackageFile]
  public let manifest: Manifest
  /// The manifest's members as they were written.
  public let written: JSON

  /// The name of the manifest in the source; it is not one of the package's files.
  public static let manifestPath = "package.yaml"

  private init(files: [PackageFile], written: WrittenManifest) {
    self.files = files
    manifest = written.manifest
    self.written = written.written
  }

  /// Built from a listing of the source in any order. Refuses what the lint blocks and what the files may not be.
  public static func built(
    from listing: [PackageFile], _ written: WrittenManifest
  ) throws(Objections) -> PackageDescription {
    let files = listing.filter { $0.path.text != manifestPath }.sorted { $0.path < $1.path }
    let blocking = ManifestLint.findings(in: written.manifest, files: files).filter { $0.severity == .blocks }
    let found = blocking.map { Objection($0.rule, because: "\($0.place): \($0.says)", clears: $0.remedy) }
    try Objections.unlessEmpty(PackageFileRules.objections(to: files, in: written.manifest) + found)
    return PackageDescription(files: files, written: written)
  }

  /// As hosts and the library read it: canonical, known members, every file in order and inside.
  public init(bytes: [UInt8]) throws(Objection) {
    let json = try Strictly.json(bytes, named: "description")
    do {
      let outer = try Outer.shape.read(json)
      guard !outer.manifest.hasNull else { throw Self.malformed("a null stands in the manifest") }
      self.init(files: outer.files, written: try WrittenManifest(typed: outer.manifest))
    } catch let bad as BadFields {
      throw Self.malformed(bad.line)
    } catch let objection as Objection {
      throw objection
    } catch {
      throw Self.malformed("it cannot be read")
    }
    guard canonicalBytes == bytes else { throw Self.malformed("a null stands in it") }
    guard files.ascend(by: { $0.path < $1.path }) else {
      throw Self.malformed("/files: must be sorted by path, each once")
    }
    if let first = PackageFileRules.objections(to: files, in: manifest).first { throw first }
    // A host does not trust that somebody ran the lint: what would harm it is refused here as well. Only that, because
    // a lint that has grown stricter must not keep a host from backing out what an older one let pass.
    let harm = ManifestLint.findings(in: manifest, files: files).first { ManifestLint.harmful.contains($0.rule) }
    if let first = harm {
      throw Objection(first.rule, because: "\(first.place): \(first.says)", clears: first.remedy)
    }
  }

  private static func malformed(_ says: String) -> Objection {
    Objection(
      "description-malformed", because: "the package description is wrong: \(says)",
      clears: "build the package anew with a version of Slipway that writes this form")
  }

  public var canonicalBytes: [UInt8] {
    Outer.shape.write(Outer(files: files, format: 1, manifest: written)).canonicalBytes
  }

  /// The package digest.
  public var digest: Digest { .sha256(of: canonicalBytes) }

  public func file(_ path: SourcePath) -> PackageFile? { files.first { $0.path == path } }

  /// The files of a tree, sorted.
  public func files(in tree: SourcePath) -> [PackageFile] { files.filter { $0.path.isInside(tree) } }

  /// What has to be there to install it: each once, sorted by digest.
  public var blobs: [PackageBlob] {
    var blobs: [PackageBlob] = []
    for file in files {
      if case .file(let bytes, let digest, _) = file.content {
        blobs.append(PackageBlob(digest: digest, bytes: bytes))
      }
    }
    var seen: Set<Digest> = []
    return blobs.filter { seen.insert($0.digest).inserted }.sorted { $0.digest < $1.digest }
  }

  private struct Outer: Sendable {
    var files: [PackageFile]
    var format: Int
    var manifest: JSON

    static let shape = Shape.record(
      Outer.init(files:format:manifest:),
      field("files", \.files, .list(PackageFile.shape, 0...100_000), "Sorted by path"),
      field("format", \.format, .format(1), "This form"),
      field("manifest", \.manifest, .anything, "The members written"))
  }
}

extension JSON {
  /// Whether a null stands anywhere in it.
  var hasNull: Bool {
    switch self {
    case .null: true
    case .array(let items): items.contains { $0.hasNull }
    case .object(let members): members.contains { $0.value.hasNull }
    case .bool, .int, .string: false
    }
  }
}
