import Vocabulary

/// What the files of a package may not be.
enum PackageFileRules {
  /// `files` sorted by path.
  static func objections(to files: [PackageFile], in manifest: Manifest) -> [Objection] {
    collisions(in: files) + lengths(in: files) + links(in: files, manifest)
  }

  private static func collisions(in files: [PackageFile]) -> [Objection] {
    var found: [Objection] = []
    var paths: Set<SourcePath> = []
    for file in files where !paths.insert(file.path).inserted {
      found.append(
        Objection(
          "file-repeated", because: "\(file.path.text) stands twice in the package", clears: "keep one of them"))
    }
    for file in files {
      var folder = file.path.folder
      while let path = folder {
        if paths.contains(path) {
          found.append(
            Objection(
              "file-is-folder",
              because: "\(path.text) is a file or link and at the same time the folder of \(file.path.text)",
              clears: "rename one of them"))
        }
        folder = path.folder
      }
    }
    return found
  }

  /// One digest cannot have two lengths.
  private static func lengths(in files: [PackageFile]) -> [Objection] {
    var lengths: [Digest: Int64] = [:]
    var found: [Objection] = []
    for file in files {
      guard case .file(let bytes, let digest, _) = file.content else { continue }
      if let other = lengths.updateValue(bytes, forKey: digest), other != bytes {
        found.append(
          Objection(
            "file-length", because: "\(file.path.text) has the digest of another file but not its length",
            clears: "read the source again"))
      }
      if bytes > PackageFile.largest {
        found.append(
          Objection(
            "file-too-large", because: "\(file.path.text) has 8 GiB or more", clears: "split it into smaller files"))
      }
    }
    return found
  }

  private static func links(in files: [PackageFile], _ manifest: Manifest) -> [Objection] {
    let trees = manifest.components.compactMap { if case .tree(let tree) = $0.content { tree } else { nil } }
    let linked = Set(
      files.compactMap { file -> SourcePath? in if case .link = file.content { file.path } else { nil } })
    return files.compactMap { file in
      guard case .link(let target) = file.content else { return nil }
      let around = trees.filter { file.path.isInside($0) }
      guard !around.isEmpty else {
        return Objection(
          "link-outside-tree", because: "\(file.path.text) is a symbolic link outside every tree of the package",
          clears: "put a copy of the file in its place")
      }
      guard let resolved = resolve(target, from: file.path, past: linked),
        around.allSatisfy({ resolved.isInside($0) })
      else {
        return Objection(
          "link-out", because: "\(file.path.text) points to \(target), which is not plainly inside its tree",
          clears: "point it to something inside the same tree, relative, with «..» at the beginning only")
      }
      return nil
    }
  }

  /// The path that a link means, by its text alone. `..` counts at the beginning only and no other link may lie on the
  /// way: then the text's meaning and the file system's are the same.
  private static func resolve(_ target: String, from link: SourcePath, past links: Set<SourcePath>) -> SourcePath? {
    guard target.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), !target.hasPrefix("/") else { return nil }
    var parts = Array(link.parts.dropLast())
    var rest = target.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    while rest.first == ".." {
      guard !parts.isEmpty else { return nil }
      parts.removeLast()
      rest.removeFirst()
    }
    guard let resolved = SourcePath((parts + rest).joined(separator: "/")) else { return nil }
    var folder = resolved.folder
    while let path = folder {
      if links.contains(path) { return nil }
      folder = path.folder
    }
    return resolved
  }
}
