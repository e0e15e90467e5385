import Packages
import Vocabulary

/// A package's source, read and judged: what `package lint` prints and `package build` needs (BLD-2).
struct PackageSource {
  let folder: PackageFolder
  /// Every finding, those that block first, each as a line `file:line: severity rule: place says; remedy`.
  let lines: [String]
  /// How many of them block.
  let blocking: Int
  /// Nil when anything blocks.
  let description: PackageDescription?

  private static let mostTemplate = 1 << 20

  init(reading path: String) throws(Ending) {
    folder = try PackageFolder(reading: path)
    let (yaml, unreadable) = try Self.manifest(in: folder)
    var findings = folder.findings + [unreadable].compactMap { $0 }
    var built: PackageDescription?
    if let yaml {
      findings += ManifestLint.findings(inUntyped: yaml.json, files: folder.files)
      if let written = try? Manifest.fromUntyped(yaml.json) {
        findings += try Self.templates(of: written.manifest, in: folder)
        do { built = try PackageDescription.built(from: folder.files, written) } catch {
          findings += Self.unlisted(error, beside: findings)
        }
      }
    }
    let blocks = findings.filter { $0.severity == .blocks }
    let warns = findings.filter { $0.severity == .warns }
    lines = (blocks + warns).map { Self.line($0, yaml) }
    blocking = blocks.count
    description = blocks.isEmpty ? built : nil
  }

  private static func manifest(in folder: PackageFolder) throws(Ending) -> (WrittenYAML?, Finding?) {
    let name = PackageDescription.manifestPath
    guard let file = folder.files.first(where: { $0.path.text == name }), case .file = file.content else {
      let finding = Finding(
        .blocks, "manifest-missing", at: name, says: "the folder has no file \(name)",
        remedy: "begin with slipway package init, or name the folder that has it")
      return (nil, finding)
    }
    let bytes = try folder.content(of: file.path, most: WrittenYAML.mostBytes)
    do { return (try WrittenYAML(reading: bytes), nil) } catch {
      let place = error.line.map { "\(name):\($0)" } ?? name
      let remedy = "write plain YAML 1.2 in one document"
      return (nil, Finding(.blocks, "manifest-yaml", at: place, says: error.says, remedy: remedy))
    }
  }

  /// What stands in templates; a template that is missing has its finding already.
  private static func templates(of manifest: Manifest, in folder: PackageFolder) throws(Ending) -> [Finding] {
    var found: [Finding] = []
    for component in manifest.components {
      guard case .template(let placed) = component.content,
        let file = folder.files.first(where: { $0.path == placed.source }), case .file(let bytes, _, _) = file.content
      else { continue }
      guard bytes <= Int64(mostTemplate) else {
        found.append(
          Finding(
            .blocks, "template-too-large", at: placed.source.text, says: "a template has at most 1 MiB",
            remedy: "place what does not change as a file"))
        continue
      }
      let content = try folder.content(of: placed.source, most: mostTemplate)
      found += ManifestLint.findings(inTemplate: content, of: placed.source, in: manifest)
    }
    return found
  }

  /// What the description refuses and the lint does not know: links, collisions of files.
  private static func unlisted(_ objections: Objections, beside findings: [Finding]) -> [Finding] {
    let known = Set(findings.map { "\($0.rule) \($0.place): \($0.says)" })
    return objections.all.filter { !known.contains("\($0.rule) \($0.because)") }.map {
      Finding(.blocks, $0.rule, at: PackageDescription.manifestPath, says: $0.because, remedy: $0.clears)
    }
  }

  private static func line(_ finding: Finding, _ yaml: WrittenYAML?) -> String {
    let severity = finding.severity == .blocks ? "error" : "warning"
    let says = "\(finding.says); \(finding.remedy)."
    guard finding.place.hasPrefix("/") else { return "\(finding.place): \(severity) \(finding.rule): \(says)" }
    let name = PackageDescription.manifestPath
    let place = yaml?.line(of: finding.place == "/" ? "" : finding.place).map { "\(name):\($0)" } ?? name
    return "\(place): \(severity) \(finding.rule): \(finding.place): \(says)"
  }
}

extension PackageSource {
  /// A last line that counts.
  var summary: String {
    let warnings = lines.count - blocking
    if lines.isEmpty { return "Nothing to find fault with." }
    return "\(Self.count(blocking, "error")), \(Self.count(warnings, "warning"))."
  }

  private static func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
}
