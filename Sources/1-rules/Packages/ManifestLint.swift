import Vocabulary

/// Everything that speaks against a manifest, with place and remedy (BLD-2, BLD-3).
public enum ManifestLint {
  /// All findings; with the source's files also what is missing or unused.
  public static func findings(in manifest: Manifest, files: [PackageFile]?) -> [Finding] {
    let all =
      names(in: manifest) + ownership(in: manifest) + placements(in: manifest) + scripts(in: manifest)
      + services(in: manifest) + fingerprint(in: manifest) + parameters(in: manifest) + placeholders(in: manifest)
      + completeness(of: manifest) + (files.map { SourceLint.findings(in: manifest, files: $0) } ?? [])
    // A pattern that hides both the folder and a file in it is one mistake at one place.
    var places: Set<[String]> = []
    return all.filter { $0.rule != "volatile-covers-package" || places.insert([$0.rule, $0.place]).inserted }
  }

  /// Rules whose breach could harm a host: they are checked again by whoever reads a description.
  static let harmful: Set<String> = [
    "owns-shared-folder", "placed-inside-owns", "placed-collides", "data-root-switched", "data-root-written",
    "source-missing", "trees-collide",
  ]

  /// For a document as YAML gives it: first its form, field by field; the rest once the form is right.
  public static func findings(inUntyped json: JSON, files: [PackageFile]?) -> [Finding] {
    do { return findings(in: try Manifest.fromUntyped(json).manifest, files: files) } catch {
      return error.problems.map {
        Finding(
          .blocks, "manifest-form", at: $0.pointer.isEmpty ? "/" : $0.pointer, says: $0.says,
          remedy: "write it as the description of the manifest's form 1 says")
      }
    }
  }

  /// For the content of a template: every `{{name}}` must be a parameter.
  public static func findings(
    inTemplate bytes: [UInt8], of path: SourcePath, in manifest: Manifest
  ) -> [Finding] {
    unknownNames(in: bytes, at: path.text, of: manifest)
  }

  private static func names(in manifest: Manifest) -> [Finding] {
    let lists: [(String, [String])] = [
      ("components", manifest.components.map(\.name)), ("parameters", manifest.parameters.map(\.name)),
      ("verify", manifest.verify.map(\.name)), ("prerequisites", manifest.prerequisites.map(\.name)),
      ("monitors", manifest.monitors.map(\.check.name)),
    ]
    var found: [Finding] = []
    for (list, names) in lists {
      for (index, name) in names.enumerated() where names[..<index].contains(name) {
        found.append(
          Finding(
            .blocks, "name-repeated", at: "/\(list)/\(index)/name", says: "the name «\(name)» stands twice",
            remedy: "give each its own name"))
      }
    }
    return found
  }

  /// Folders that belong to everybody; a package that owned one would sweep others' files away.
  private static let shared: Set<String> = [
    "/usr/bin", "/usr/lib", "/usr/lib64", "/usr/local", "/usr/sbin", "/usr/share", "/usr/local/bin", "/usr/local/lib",
    "/var/lib", "/var/log", "/var/cache", "/var/tmp", "/var/run", "/var/spool", "/etc/systemd", "/etc/init.d",
  ]

  private static func ownership(in manifest: Manifest) -> [Finding] {
    guard manifest.owns.parts.count < 2 || shared.contains(manifest.owns.text) else { return [] }
    return [
      Finding(
        .blocks, "owns-shared-folder", at: "/owns", says: "\(manifest.owns.text) is a folder that others use too",
        remedy: "name a folder of the package's own, like /opt/\(manifest.name.text)")
    ]
  }

  private static func placements(in manifest: Manifest) -> [Finding] {
    var found: [Finding] = []
    var earlier: [(name: String, to: HostPath)] = []
    for (index, component) in manifest.components.enumerated() {
      guard let to = component.placed?.to else { continue }
      let place = "/components/\(index)/to"
      if to.isWithin(manifest.owns) || manifest.owns.isInside(to) {
        found.append(
          Finding(
            .blocks, "placed-inside-owns", at: place, says: "\(to.text) lies in or above the folder that is switched",
            remedy: "put the file into a tree, or place it outside \(manifest.owns.text)"))
      }
      for other in earlier where to.isWithin(other.to) || other.to.isInside(to) {
        found.append(
          Finding(
            .blocks, "placed-collides", at: place, says: "\(to.text) collides with \(other.to.text) of «\(other.name)»",
            remedy: "give each file a place of its own"))
      }
      if to.text.contains("{{") {
        found.append(
          Finding(
            .blocks, "placeholder-in-path", at: place, says: "a parameter stands in a path",
            remedy: "write the path out; parameters stand in templates, commands and addresses"))
      }
      if let mode = component.placed?.mode, mode & 0o002 != 0 {
        found.append(
          Finding(
            .warns, "mode-writable-by-all", at: "/components/\(index)/mode", says: "everybody may write the file",
            remedy: "use 0644 or 0640 unless that is meant"))
      }
      earlier.append((component.name, to))
    }
    return found
  }

  private static func scripts(in manifest: Manifest) -> [Finding] {
    var found: [Finding] = []
    for (index, component) in manifest.components.enumerated() {
      guard case .script(let script) = component.content else { continue }
      let place = "/components/\(index)/script"
      if script.backout == nil, script.pointOfNoReturn == nil {
        found.append(
          Finding(
            .blocks, "script-without-way-back", at: place, says: "nothing undoes «\(component.name)»",
            remedy: "name a backout script, or say in pointOfNoReturn why there is none"))
      }
      for (number, path) in script.touches.enumerated() {
        let data = manifest.fingerprint.dataRoots.first { path.isWithin($0) || $0.isInside(path) }
        if let data, script.dataWayBack == nil, script.pointOfNoReturn == nil {
          found.append(
            Finding(
              .blocks, "data-without-way-back", at: "\(place)/touches/\(number)",
              says: "\(path.text) changes users' data in \(data.text) and nothing brings it back",
              remedy: "name a dataWayBack script or a pointOfNoReturn"))
        }
      }
    }
    return found
  }

  private static func services(in manifest: Manifest) -> [Finding] {
    var found: [Finding] = []
    for (index, component) in manifest.components.enumerated() {
      guard case .service(let service) = component.content, let program = service.command.first else { continue }
      let place = "/components/\(index)/service/command/0"
      guard let path = HostPath(program) else {
        found.append(
          Finding(
            .blocks, "service-program-path", at: place, says: "«\(program)» is not an absolute path",
            remedy: "name the program with its whole path; there is no shell and no search path"))
        continue
      }
      if !path.isInside(manifest.owns) {
        found.append(
          Finding(
            .warns, "service-outside-owns", at: place, says: "\(program) is not part of the package",
            remedy: "make sure that a prerequisite names it, or bring it along"))
      } else if !path.text.hasPrefix(manifest.current + "/") {
        found.append(
          Finding(
            .blocks, "service-not-current", at: place, says: "\(program) does not follow the switch of versions",
            remedy: "name it below \(manifest.current)"))
      }
    }
    return found
  }

  private static func fingerprint(in manifest: Manifest) -> [Finding] {
    var found: [Finding] = []
    for (index, root) in manifest.fingerprint.dataRoots.enumerated() {
      let switched = ["current", "versions"].compactMap { HostPath("\(manifest.owns.text)/\($0)") }
      if switched.contains(where: { root.isWithin($0) }) || manifest.owns.isWithin(root) {
        found.append(
          Finding(
            .blocks, "data-root-switched", at: "/fingerprint/dataRoots/\(index)",
            says: "\(root.text) would be switched together with the program, and users' data with it",
            remedy: "keep data outside \(manifest.current), for example in /var/lib/\(manifest.name.text)"))
      }
      for component in manifest.components {
        guard let to = component.placed?.to, to.isWithin(root) else { continue }
        found.append(
          Finding(
            .blocks, "data-root-written", at: "/fingerprint/dataRoots/\(index)",
            says: "«\(component.name)» places \(to.text) among users' data",
            remedy: "place the file elsewhere; install and backout never touch a data root"))
      }
    }
    let installed = manifest.components.compactMap { $0.placed?.to } + [HostPath(manifest.current) ?? manifest.owns]
    return found + hidden(installed, by: manifest.fingerprint.volatile)
  }

  /// Noise may not cover what the package installs: a proof of backout would not see it.
  static func hidden(_ installed: [HostPath], by volatile: [PathPattern]) -> [Finding] {
    volatile.enumerated().compactMap { index, pattern in
      installed.first { pattern.covers($0) }.map { hit in
        Finding(
          .blocks, "volatile-covers-package", at: "/fingerprint/volatile/\(index)",
          says: "\(pattern.text) would hide changes of \(hit.text), which the package installs",
          remedy: "name only what changes by itself")
      }
    }
  }
}
