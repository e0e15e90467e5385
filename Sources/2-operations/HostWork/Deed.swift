import Vocabulary

/// Everything that may be done to somebody's machine (design, «The agent is a journaled state machine»).
///
/// A deed carries all that doing and undoing it needs, except the former state, which `Former` holds, and parameters
/// of kind secret, which are never written down.
public enum Deed: Sendable, Hashable {
  /// Fills `<owns>/versions/<hex>` beside what runs.
  case unpack(VersionFolder)
  /// Stops these services, in this order.
  case stopServices([String])
  case runScript(ScriptDeed)
  /// Writes one file outside `owns` by rename.
  case placeFile(FileDeed)
  /// Makes `<owns>/current` point at the version, by one rename.
  case switchCurrent(VersionFolder)
  case startService(ServiceNote)

  public static let shape = Shape<Deed>.choice(
    .when("unpack", VersionFolder.shape, { .unpack($0) }, { if case .unpack(let one) = $0 { one } else { nil } }),
    .when(
      "stopServices", .list(.text(1...300)), { .stopServices($0) },
      { if case .stopServices(let one) = $0 { one } else { nil } }),
    .when("runScript", ScriptDeed.shape, { .runScript($0) }, { if case .runScript(let one) = $0 { one } else { nil } }),
    .when("placeFile", FileDeed.shape, { .placeFile($0) }, { if case .placeFile(let one) = $0 { one } else { nil } }),
    .when(
      "switchCurrent", VersionFolder.shape, { .switchCurrent($0) },
      { if case .switchCurrent(let one) = $0 { one } else { nil } }),
    .when(
      "startService", ServiceNote.shape, { .startService($0) },
      { if case .startService(let one) = $0 { one } else { nil } }))

  /// The deed in a few words, for logs and reports.
  public var says: String {
    switch self {
    case .unpack(let version): "unpack \(version.package.short) beside, under \(version.owns)"
    case .stopServices(let names): "stop " + (names.isEmpty ? "no service" : names.joined(separator: ", "))
    case .runScript(let script): "run the script of \(script.component)"
    case .placeFile(let file): "place \(file.to)"
    case .switchCurrent(let version): "switch \(version.owns)/current to \(version.package.short)"
    case .startService(let service): "start \(service.name)"
    }
  }
}

/// `<owns>/versions/<hex of the package digest>`.
public struct VersionFolder: Sendable, Hashable {
  public let owns: String
  public let package: Digest
  public let entries: [TreeEntry]

  public init(owns: String, package: Digest, entries: [TreeEntry]) {
    self.owns = owns
    self.package = package
    self.entries = entries
  }

  public var folder: String { "\(owns)/versions/\(package.hex)" }
  public var link: String { "\(owns)/current" }
  /// What `current` says: relative, so that the tree may be moved.
  public var linkTarget: String { "versions/\(package.hex)" }

  public static let shape = Shape.record(
    VersionFolder.init(owns:package:entries:),
    field("owns", \.owns, .exact, "The folder that the package owns alone"),
    field("package", \.package, Digest.shape, "Package digest"),
    field("entries", \.entries, .list(TreeEntry.shape, 0...100_000), "What lies in it"))
}

/// One regular file or symbolic link below a version folder.
public struct TreeEntry: Sendable, Hashable {
  /// Relative to the version folder.
  public let path: String
  /// Content, absent for a link.
  public let digest: Digest?
  public let mode: String?
  public let link: String?

  public init(path: String, digest: Digest?, mode: String?, link: String?) {
    self.path = path
    self.digest = digest
    self.mode = mode
    self.link = link
  }

  public static let shape = Shape.record(
    TreeEntry.init(path:digest:mode:link:),
    field("path", \.path, .exact, "Relative path"),
    optional("digest", \.digest, Digest.shape, "Content"),
    optional("mode", \.mode, .text(3...4), "Octal mode"),
    optional("link", \.link, .exact, "Target, for a symbolic link"))
}

/// A script with its way back.
public struct ScriptDeed: Sendable, Hashable {
  public let component: String
  public let install: Digest
  /// Must be safe to run again and after a script that only half ran: it is the undo.
  public let backout: Digest?
  /// Whether the install script may be run twice. The agent never does so by itself either way.
  public let resumable: Bool
  public let timeoutSeconds: Int

  public init(component: String, install: Digest, backout: Digest?, resumable: Bool, timeoutSeconds: Int) {
    self.component = component
    self.install = install
    self.backout = backout
    self.resumable = resumable
    self.timeoutSeconds = timeoutSeconds
  }

  public static let shape = Shape.record(
    ScriptDeed.init(component:install:backout:resumable:timeoutSeconds:),
    field("component", \.component, .text(1...300), "Name of the component"),
    field("install", \.install, Digest.shape, "The script"),
    optional("backout", \.backout, Digest.shape, "Its undo"),
    field("resumable", \.resumable, .yesOrNo, "May run twice"),
    field("timeoutSeconds", \.timeoutSeconds, .whole(1...86_400), "Killed after this"))
}

/// A file in a folder that others use too.
public struct FileDeed: Sendable, Hashable {
  public let to: String
  public let source: Digest
  public let mode: String
  /// Whether `{{name}}` is replaced by parameters.
  public let template: Bool

  public init(to: String, source: Digest, mode: String, template: Bool) {
    self.to = to
    self.source = source
    self.mode = mode
    self.template = template
  }

  public static let shape = Shape.record(
    FileDeed.init(to:source:mode:template:),
    field("to", \.to, .exact, "Absolute path on the host"),
    field("source", \.source, Digest.shape, "Content, or the template"),
    field("mode", \.mode, .text(3...4), "Octal mode"),
    field("template", \.template, .yesOrNo, "Whether parameters are filled in"))
}

/// A process that the agent keeps running.
public struct ServiceNote: Sendable, Hashable {
  /// `<package>.<component>`.
  public let name: String
  public let command: [String]
  public let stopSeconds: Int
  /// The package's own folder: a program below it is looked up below the agent's root.
  public let owns: String

  public init(name: String, command: [String], stopSeconds: Int, owns: String) {
    self.name = name
    self.command = command
    self.stopSeconds = stopSeconds
    self.owns = owns
  }

  public static let shape = Shape.record(
    ServiceNote.init(name:command:stopSeconds:owns:),
    field("name", \.name, .text(1...300), "Package and component"),
    field("command", \.command, .list(.exact, 1...200), "Program and arguments, parameters filled in"),
    field("stopSeconds", \.stopSeconds, .whole(0...3600), "Patience between TERM and KILL"),
    field("owns", \.owns, .exact, "The package's own folder"))
}
