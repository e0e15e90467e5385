import Packages
import Vocabulary

extension PackageNote {
  /// What the machine needs to know, from the description and the order's parameters.
  public init(_ description: PackageDescription, parameters: [ParameterValue]) throws(Objections) {
    let manifest = description.manifest
    let values = try manifest.values(given: parameters)
    let package = description.digest
    let reading = DescriptionReading(
      package: package, manifest: manifest, files: description.files, values: values, filling: Substitution(values))
    let (deeds, checks): (DescriptionReading.Deeds, [Check])
    do throws(Objection) {
      deeds = try reading.deeds()
      checks = try manifest.verify.map { check throws(Objection) in try reading.filled(check) }
    } catch {
      guard let all = Objections([error]) else { preconditionFailure("one objection is not none") }
      throw all
    }
    let version =
      deeds.entries.isEmpty
      ? nil : VersionFolder(owns: manifest.owns.text, package: package, entries: deeds.entries)
    self.init(
      name: manifest.name.text, package: package,
      contents: description.blobs.map { Content(digest: $0.digest, bytes: $0.bytes) },
      prerequisites: manifest.prerequisites,
      version: version, scripts: deeds.scripts, files: deeds.files, services: deeds.services,
      checks: checks, scope: reading.scope(deeds), touched: deeds.touched)
  }
}

/// Reads a description, component by component.
private struct DescriptionReading {
  let package: Digest
  let manifest: Manifest
  let files: [PackageFile]
  let values: [ParameterValue]
  let filling: Substitution

  struct Deeds {
    var entries: [TreeEntry] = []
    var scripts: [ScriptDeed] = []
    var files: [FileDeed] = []
    var services: [ServiceNote] = []
    var touched: [String] = []
  }

  func deeds() throws(Objection) -> Deeds {
    var deeds = Deeds()
    for component in manifest.components {
      switch component.content {
      case .tree(let source): deeds.entries += entries(of: source)
      case .file(let placed): deeds.files.append(try deed(placed, template: false))
      case .template(let placed): deeds.files.append(try deed(placed, template: true))
      case .script(let script):
        deeds.touched += script.touches.map(\.text)
        deeds.scripts.append(
          ScriptDeed(
            component: plainName(component.name), install: try digest(script.install),
            backout: try script.backout.map { path throws(Objection) in try digest(path) },
            resumable: script.resumable, timeoutSeconds: script.timeout))
      case .service(let service):
        deeds.services.append(
          ServiceNote(
            name: "\(manifest.name.text).\(plainName(component.name))",
            command: try service.command.map(filling.rendered),
            stopSeconds: service.stopSeconds, owns: manifest.owns.text))
      }
    }
    return deeds
  }

  private func entries(of folder: SourcePath) -> [TreeEntry] {
    files.compactMap { file in
      guard let path = file.path.relative(to: folder)?.text else { return nil }
      return switch file.content {
      case .file(_, let digest, let executable):
        TreeEntry(path: path, digest: digest, mode: executable ? "0755" : "0644", link: nil)
      case .link(let target): TreeEntry(path: path, digest: nil, mode: nil, link: target)
      }
    }
  }

  private func deed(_ placed: PlacedFile, template: Bool) throws(Objection) -> FileDeed {
    let mode = "0" + padded(Int(String(placed.mode, radix: 8)) ?? 644, 3)
    return FileDeed(to: placed.to.text, source: try digest(placed.source), mode: mode, template: template)
  }

  private func digest(_ path: SourcePath) throws(Objection) -> Digest {
    if case .file(_, let digest, _) = files.first(where: { $0.path == path })?.content { return digest }
    throw Objection(
      "package-incomplete", because: "The manifest names \(path.text), which is not among the package's files",
      clears: "Build the package anew")
  }

  func filled(_ check: Check) throws(Objection) -> Check {
    var check = check
    switch check.probe {
    case .http(let address, let status): check.probe = .http(address: try filling.rendered(address), status: status)
    case .command(let words, let exit): check.probe = .command(try words.map(filling.rendered), exit: exit)
    }
    check.contains = try check.contains.map(filling.rendered)
    return check
  }

  func scope(_ deeds: Deeds) -> ObservedScope {
    let ports = manifest.parameters.filter { $0.kind == .port }.compactMap { parameter in
      values.first { $0.name == parameter.name }.flatMap { Int($0.value) }
    }
    return ObservedScope(
      owns: manifest.owns.text, files: deeds.files.map(\.to), services: deeds.services.map(\.name), ports: ports,
      watched: manifest.fingerprint.watched.map(\.text), volatile: manifest.fingerprint.volatile,
      dataRoots: manifest.fingerprint.dataRoots.map(\.text))
  }
}
