import Vocabulary

/// The manifest against the files of the source: what is missing, what nobody names.
enum SourceLint {
  static func findings(in manifest: Manifest, files: [PackageFile]) -> [Finding] {
    let named = sources(of: manifest)
    var found: [Finding] = []
    for source in named where !isThere(source, in: files) {
      found.append(
        Finding(
          .blocks, "source-missing", at: source.place,
          says: source.isTree
            ? "the folder \(source.path.text) is not in the source or has no file"
            : "the file \(source.path.text) is not in the source or is a link",
          remedy: "add it to the source or correct the path"))
    }
    for file in files where file.path.text != PackageDescription.manifestPath {
      if !named.contains(where: { $0.isTree ? file.path.isInside($0.path) : file.path == $0.path }) {
        found.append(
          Finding(
            .warns, "source-unused", at: file.path.text, says: "nothing in the manifest names this file",
            remedy: "name it or leave it out of the source"))
      }
    }
    return found + collisions(in: manifest, files) + notExecutable(in: manifest, files)
      + ManifestLint.hidden(switched(in: manifest, files), by: manifest.fingerprint.volatile)
  }

  /// Where the trees' files lie on the host.
  private static func switched(in manifest: Manifest, _ files: [PackageFile]) -> [HostPath] {
    manifest.components.flatMap { component -> [HostPath] in
      guard case .tree(let tree) = component.content else { return [] }
      return files.compactMap { file in
        file.path.relative(to: tree).flatMap { HostPath("\(manifest.current)/\($0.text)") }
      }
    }
  }

  private struct Source {
    var place: String
    var path: SourcePath
    var isTree = false
  }

  private static func sources(of manifest: Manifest) -> [Source] {
    var all: [Source] = []
    for (index, component) in manifest.components.enumerated() {
      let place = "/components/\(index)"
      switch component.content {
      case .tree(let tree): all.append(Source(place: place + "/tree", path: tree, isTree: true))
      case .file(let placed): all.append(Source(place: place + "/file", path: placed.source))
      case .template(let placed): all.append(Source(place: place + "/template", path: placed.source))
      case .script(let script):
        all.append(Source(place: place + "/script/install", path: script.install))
        if let path = script.backout { all.append(Source(place: place + "/script/backout", path: path)) }
        if let path = script.dataWayBack { all.append(Source(place: place + "/script/dataWayBack", path: path)) }
      case .service: break
      }
    }
    if let path = manifest.procedures.install { all.append(Source(place: "/procedures/install", path: path)) }
    if let path = manifest.procedures.remove { all.append(Source(place: "/procedures/remove", path: path)) }
    for (index, document) in manifest.documents.enumerated() {
      all.append(Source(place: "/documents/\(index)/path", path: document.path))
    }
    return all
  }

  private static func isThere(_ source: Source, in files: [PackageFile]) -> Bool {
    if source.isTree { return files.contains { $0.path.isInside(source.path) } }
    return files.contains { file in
      guard case .file = file.content else { return false }
      return file.path == source.path
    }
  }

  /// Two trees are copied into the same folder.
  private static func collisions(in manifest: Manifest, _ files: [PackageFile]) -> [Finding] {
    var taken: [SourcePath: SourcePath] = [:]
    var folders: [SourcePath: SourcePath] = [:]
    var found: [Finding] = []
    for (index, component) in manifest.components.enumerated() {
      guard case .tree(let tree) = component.content else { continue }
      for file in files {
        guard let inside = file.path.relative(to: tree) else { continue }
        var hit = taken.updateValue(file.path, forKey: inside) ?? folders[inside]
        var folder = inside.folder
        while let path = folder {
          hit = hit ?? taken[path]
          folders[path] = folders[path] ?? file.path
          folder = path.folder
        }
        if let hit {
          found.append(
            Finding(
              .blocks, "trees-collide", at: "/components/\(index)/tree",
              says: "\(file.path.text) and \(hit.text) would lie at the same place",
              remedy: "rename one of them or keep both in one tree"))
        }
      }
    }
    return found
  }

  private static func notExecutable(in manifest: Manifest, _ files: [PackageFile]) -> [Finding] {
    manifest.components.enumerated().compactMap { index, component in
      guard case .service(let service) = component.content, let program = service.command.first,
        program.hasPrefix(manifest.current + "/"),
        let inside = SourcePath(String(program.dropFirst(manifest.current.count + 1)))
      else { return nil }
      let trees = manifest.components.compactMap { if case .tree(let tree) = $0.content { tree } else { nil } }
      let runs = files.contains { file in
        guard trees.contains(where: { file.path.relative(to: $0) == inside }) else { return false }
        switch file.content {
        case .file(_, _, let executable): return executable
        case .link: return true
        }
      }
      if runs { return nil }
      return Finding(
        .blocks, "service-program-missing", at: "/components/\(index)/service/command/0",
        says: "no tree brings an executable \(inside.text)",
        remedy: "add the program to a tree and make it executable for its owner")
    }
  }
}
