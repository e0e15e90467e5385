import Vocabulary

/// A piece of a bundle: bytes as they are, or a blob that the caller copies from where it lies.
public enum BundlePart: Sendable, Hashable {
  case bytes([UInt8])
  case blob(Digest, bytes: Int64)
}

/// A package as one file: POSIX ustar, the same bytes for the same package wherever and whenever it is written (BLD-3).
public enum BundleWriter {
  /// The first entry's content.
  public static let mark = JSON.object([.init("format", 1)]).canonicalBytes

  /// All pieces in order. The caller must copy each blob whole: its length is in the header before it.
  public static func parts(of description: PackageDescription) throws(Objection) -> [BundlePart] {
    var parts = entry("bundle.json", mark) + entry("description.json", description.canonicalBytes)
    for blob in description.blobs {
      guard blob.bytes <= PackageFile.largest else {
        throw Objection(
          "file-too-large", because: "a blob has 8 GiB or more, which a bundle cannot hold",
          clears: "split it into smaller files")
      }
      parts.append(.bytes(BundleHeader.bytes(name: "blobs/\(blob.digest.hex)", length: blob.bytes)))
      parts.append(.blob(blob.digest, bytes: blob.bytes))
      parts.append(.bytes([UInt8](repeating: 0, count: BundleHeader.padding(after: blob.bytes))))
    }
    parts.append(.bytes([UInt8](repeating: 0, count: 2 * BundleHeader.block)))
    return parts
  }

  private static func entry(_ name: String, _ content: [UInt8]) -> [BundlePart] {
    let length = Int64(content.count)
    let padding = [UInt8](repeating: 0, count: BundleHeader.padding(after: length))
    return [.bytes(BundleHeader.bytes(name: name, length: length) + content + padding)]
  }
}
