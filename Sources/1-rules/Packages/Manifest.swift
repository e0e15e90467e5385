import Vocabulary

/// What a package is, in its own words: `package.yaml`, format 1 (docs/decisions/0004).
public struct Manifest: Sendable, Hashable {
  public var components: [Component]
  public var documents: [PackageDocument]
  public var fingerprint: FingerprintScope
  public var format: Int
  public var monitors: [Monitor]
  public var name: PackageName
  /// The folder this package owns alone; its content switches by one rename.
  public var owns: HostPath
  public var parameters: [Parameter]
  public var prerequisites: [Prerequisite]
  public var procedures: Procedures
  public var summary: String
  public var symptoms: [Symptom]
  public var verify: [Check]
  public var version: Version

  public init(
    components: [Component], documents: [PackageDocument], fingerprint: FingerprintScope, format: Int = 1,
    monitors: [Monitor], name: PackageName, owns: HostPath, parameters: [Parameter], prerequisites: [Prerequisite],
    procedures: Procedures, summary: String, symptoms: [Symptom], verify: [Check], version: Version
  ) {
    self.components = components
    self.documents = documents
    self.fingerprint = fingerprint
    self.format = format
    self.monitors = monitors
    self.name = name
    self.owns = owns
    self.parameters = parameters
    self.prerequisites = prerequisites
    self.procedures = procedures
    self.summary = summary
    self.symptoms = symptoms
    self.verify = verify
    self.version = version
  }

  public static let shape = Shape.record(
    Manifest.init(
      components:documents:fingerprint:format:monitors:name:owns:parameters:prerequisites:procedures:summary:symptoms:
      verify:version:),
    field("components", \.components, .list(Component.shape, 1...200), "What the package brings"),
    field("documents", \.documents, .list(PackageDocument.shape, 0...200), else: [], "Documents that belong to it"),
    field(
      "fingerprint", \.fingerprint, FingerprintScope.shape, else: FingerprintScope(),
      "What is looked at before and after"),
    field("format", \.format, .format(1), "This form"),
    field("monitors", \.monitors, .list(Monitor.shape, 0...100), else: [], "What is watched while it runs"),
    field("name", \.name, PackageName.shape, "The package's name"),
    field("owns", \.owns, HostPath.shape, "The folder this package owns alone"),
    field("parameters", \.parameters, .list(Parameter.shape, 0...100), else: [], "What differs per environment"),
    field(
      "prerequisites", \.prerequisites, .list(Prerequisite.shape, 0...100), else: [], "What the host must have"),
    field("procedures", \.procedures, Procedures.shape, else: Procedures(), "Written procedures"),
    field("summary", \.summary, .text(1...200), "What it is, in a line"),
    field("symptoms", \.symptoms, .list(Symptom.shape, 0...100), else: [], "How to recognise problems"),
    field("verify", \.verify, .list(Check.shape, 0...100), else: [], "How to tell that it works"),
    field("version", \.version, Version.shape, "Semantic version"))

  /// Where versions lie beside each other.
  public func versionFolder(of package: Digest) -> String { "\(owns.text)/versions/\(package.hex)" }
  /// The link that switches.
  public var current: String { "\(owns.text)/current" }
}

/// A document for people.
public struct PackageDocument: Sendable, Hashable {
  public var path: SourcePath
  public var title: String

  public init(path: SourcePath, title: String) {
    self.path = path
    self.title = title
  }

  public static let shape = Shape.record(
    PackageDocument.init(path:title:),
    field("path", \.path, SourcePath.shape, "The file"),
    field("title", \.title, .text(1...200), "What people call it"))
}

/// Written procedures for installing and removing by hand: required parts (BLD-3); the lint says when one is missing.
public struct Procedures: Sendable, Hashable {
  public var install: SourcePath?
  public var remove: SourcePath?

  public init(install: SourcePath? = nil, remove: SourcePath? = nil) {
    self.install = install
    self.remove = remove
  }

  public static let shape = Shape.record(
    { Procedures(install: $0, remove: $1) },
    optional("install", \.install, SourcePath.shape, "How to install by hand"),
    optional("remove", \.remove, SourcePath.shape, "How to remove by hand"))
}

/// How a problem shows and what to do.
public struct Symptom: Sendable, Hashable {
  public var check: String
  public var remedy: String
  public var sees: String

  public init(check: String, remedy: String, sees: String) {
    self.check = check
    self.remedy = remedy
    self.sees = sees
  }

  public static let shape = Shape.record(
    Symptom.init(check:remedy:sees:),
    field("check", \.check, .text(1...1000, lines: true), "How to make sure"),
    field("do", \.remedy, .text(1...1000, lines: true), "What to do"),
    field("sees", \.sees, .text(1...200), "What people notice"))
}

/// What a fingerprint looks at besides what the package installs (docs/decisions/0004).
public struct FingerprintScope: Sendable, Hashable {
  /// What users write: outside equality, kept by backout.
  public var dataRoots: [HostPath]
  /// Noise that is declared.
  public var volatile: [PathPattern]
  /// Scanned before and after; an undeclared change is reported.
  public var watched: [HostPath]

  public init(dataRoots: [HostPath] = [], volatile: [PathPattern] = [], watched: [HostPath] = []) {
    self.dataRoots = dataRoots
    self.volatile = volatile
    self.watched = watched
  }

  public static let shape = Shape.record(
    { FingerprintScope(dataRoots: $0, volatile: $1, watched: $2) },
    field("dataRoots", \.dataRoots, .list(HostPath.shape, 0...100), else: [], "What users write"),
    field("volatile", \.volatile, .list(PathPattern.shape, 0...100), else: [], "Declared noise"),
    field("watched", \.watched, .list(HostPath.shape, 0...100), else: [], "Folders whose whole listing counts"))
}
