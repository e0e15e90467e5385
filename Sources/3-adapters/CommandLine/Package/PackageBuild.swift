import Glibc
import Packages
import Vocabulary

/// Writes a bundle from a source: the same bytes for the same source, whenever and wherever (BLD-3).
enum PackageBuild {
  /// Writes beside the file and renames, so that a bundle is there whole or not at all.
  static func write(_ description: PackageDescription, from folder: PackageFolder, to path: String) throws(Ending) {
    let parts: [BundlePart]
    do { parts = try BundleWriter.parts(of: description) } catch {
      throw .refused("\(error.because); \(error.clears).")
    }
    let fresh = path + ".part"
    do throws(Ending) {
      let file = try LocalFile(making: fresh, replacing: true)
      for part in parts {
        switch part {
        case .bytes(let bytes): try file.write(bytes)
        case .blob(let digest, let bytes): try copy(digest, bytes, of: description, from: folder, into: file)
        }
      }
      try file.force()
      guard rename(fresh, path) == 0 else { throw LocalFile.failed("rename to", path) }
    } catch {
      unlink(fresh)
      throw error
    }
  }

  private static func copy(
    _ digest: Digest, _ bytes: Int64, of description: PackageDescription, from folder: PackageFolder,
    into file: borrowing LocalFile
  ) throws(Ending) {
    guard let source = description.source(of: digest) else { throw .fault("No file of the source has \(digest.text).") }
    let opened = try folder.open(source)
    var hash = RunningDigest()
    while case let piece = try opened.read(), !piece.isEmpty {
      hash.add(piece)
      guard hash.count <= bytes else { break }
      try file.write(piece)
    }
    guard hash.count == bytes, hash.digest == digest else {
      throw .refused("\(source.text) changed while the package was built. Build again when nobody changes the source.")
    }
  }
}

extension PackageDescription {
  /// A file with that content.
  func source(of wanted: Digest) -> SourcePath? {
    files.first { file in
      guard case .file(_, let digest, _) = file.content else { return false }
      return digest == wanted
    }?.path
  }

  /// `greeter-1.4.0.slipway`
  var bundleName: String { "\(manifest.name.text)-\(manifest.version.text).slipway" }
}
