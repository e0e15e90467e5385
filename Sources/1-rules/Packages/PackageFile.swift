import Vocabulary

/// One file or link of a package.
public struct PackageFile: Sendable, Hashable {
  public enum Content: Sendable, Hashable {
    /// Length in bytes, digest of the bytes, and whether the owner may execute it.
    case file(bytes: Int64, digest: Digest, executable: Bool)
    /// A symbolic link inside a tree, with its target as written.
    case link(target: String)
  }

  public var path: SourcePath
  public var content: Content

  public init(path: SourcePath, content: Content) {
    self.path = path
    self.content = content
  }

  /// A blob of 8 GiB or more does not fit the bundle.
  public static let largest: Int64 = 8 * 1024 * 1024 * 1024 - 1

  public static let shape = Shape(
    spelling: PackageFileRow.shape.spelling,
    reading: { json, pointer, problems in
      guard let row = PackageFileRow.shape.read(json, at: pointer, &problems) else { return nil }
      guard let content = row.content else {
        problems.append(FieldProblem(pointer: pointer, says: "either bytes, digest and mode or link is needed"))
        return nil
      }
      return PackageFile(path: row.path, content: content)
    }, writing: { PackageFileRow.shape.write(PackageFileRow($0)) })
}

struct PackageFileRow: Sendable {
  var bytes: Int64?
  var digest: Digest?
  var link: String?
  /// Whether the owner may execute it.
  var mode: Bool?
  var path: SourcePath

  static let shape = Shape.record(
    PackageFileRow.init(bytes:digest:link:mode:path:),
    optional("bytes", \.bytes, .whole(0...PackageFile.largest), "Length"),
    optional("digest", \.digest, Digest.shape, "SHA-256 of the bytes"),
    optional("link", \.link, .exactText(1...1000), "Target of a symbolic link"),
    optional(
      "mode", \.mode,
      Shape<String>.exactText(4...4).mapped(
        { ["0755": true, "0644": false][$0] }, { $0 ? "0755" : "0644" }, else: "0755 or 0644 is needed"),
      "0755 if the owner may execute it, else 0644"),
    field("path", \.path, SourcePath.shape, "Where it lies in the source"))

  var content: PackageFile.Content? {
    switch (bytes, digest, mode, link) {
    case (let bytes?, let digest?, let executable?, nil):
      .file(bytes: bytes, digest: digest, executable: executable)
    case (nil, nil, nil, let target?): .link(target: target)
    default: nil
    }
  }
}

extension PackageFileRow {
  init(_ file: PackageFile) {
    self.init(path: file.path)
    switch file.content {
    case .file(let length, let hash, let executable): (bytes, digest, mode) = (length, hash, executable)
    case .link(let target): link = target
    }
  }
}
