import Packages
import Vocabulary

/// What stood on the host before the first effect, as far as the deeds touch it: all that the way back needs.
/// Bytes of former files are kept in the agent's own folder under the names given here.
public struct Former: Sendable, Hashable {
  /// What `<owns>/current` said, absent if it was not there.
  public let current: String?
  /// Whether the version folder was there already, whole, so that undoing must not remove it.
  public let hadVersion: Bool
  public let files: [FormerFile]
  public let services: [FormerService]
  /// Folders that were not there and that the deeds may make, outermost first.
  public let absentFolders: [String]

  public init(
    current: String?, hadVersion: Bool, files: [FormerFile], services: [FormerService], absentFolders: [String]
  ) {
    self.current = current
    self.hadVersion = hadVersion
    self.files = files
    self.services = services
    self.absentFolders = absentFolders
  }

  public static let shape = Shape.record(
    Former.init(current:hadVersion:files:services:absentFolders:),
    optional("current", \.current, .exact, "What the link current said"),
    field("hadVersion", \.hadVersion, .yesOrNo, "Whether the version folder was there"),
    field("files", \.files, .list(FormerFile.shape, 0...10_000), "Files that deeds replace"),
    field("services", \.services, .list(FormerService.shape), "Services that deeds stop"),
    field("absentFolders", \.absentFolders, .list(.exact, 0...10_000), "Folders that were not there"))
}

/// One file as it was.
public struct FormerFile: Sendable, Hashable {
  public let path: String
  /// Absent if there was no file.
  public let kept: KeptBytes?

  public init(path: String, kept: KeptBytes?) {
    self.path = path
    self.kept = kept
  }

  public static let shape = Shape.record(
    FormerFile.init(path:kept:),
    field("path", \.path, .exact, "Absolute path on the host"),
    optional("kept", \.kept, KeptBytes.shape, "Where its former content is"))
}

/// The content and the facts of a former file or link.
public struct KeptBytes: Sendable, Hashable {
  /// File name in the order's folder `kept`; empty for a link.
  public let name: String
  public let mode: Int
  public let owner: Int
  public let group: Int
  /// Target, if it was a symbolic link.
  public let link: String?

  public init(name: String, mode: Int, owner: Int, group: Int, link: String?) {
    self.name = name
    self.mode = mode
    self.owner = owner
    self.group = group
    self.link = link
  }

  public static let shape = Shape.record(
    KeptBytes.init(name:mode:owner:group:link:),
    field("name", \.name, .text(0...100), "File in the order's folder"),
    field("mode", \.mode, .whole(0...4095), "Mode"),
    field("owner", \.owner, .whole(0...4_294_967_295), "User number"),
    field("group", \.group, .whole(0...4_294_967_295), "Group number"),
    optional("link", \.link, .exact, "Target of a symbolic link"))
}

/// A service as it was.
public struct FormerService: Sendable, Hashable {
  public let note: ServiceNote
  public let running: Bool

  public init(note: ServiceNote, running: Bool) {
    self.note = note
    self.running = running
  }

  public static let shape = Shape.record(
    FormerService.init(note:running:),
    field("note", \.note, ServiceNote.shape, "How it was started"),
    field("running", \.running, .yesOrNo, "Whether it was to run"))
}

/// A deployment that was kept on this host: what a later `backout` or `remove` undoes. The newest stands last.
public struct KeptDeployment: Sendable, Hashable {
  public let order: String
  public let deployment: String
  public let packageName: String
  public let package: Digest
  public let deeds: [Deed]
  public let former: Former
  public let scope: ObservedScope
  /// Digest of the fingerprint taken before it, whose document lies in the order's folder.
  public let before: Digest
  public let noise: [String]

  public init(
    order: String, deployment: String, packageName: String, package: Digest, deeds: [Deed], former: Former,
    scope: ObservedScope, before: Digest, noise: [String]
  ) {
    self.order = order
    self.deployment = deployment
    self.packageName = packageName
    self.package = package
    self.deeds = deeds
    self.former = former
    self.scope = scope
    self.before = before
    self.noise = noise
  }

  public static let shape = Shape.record(
    KeptDeployment.init(order:deployment:packageName:package:deeds:former:scope:before:noise:),
    field("order", \.order, .text(64...64), "Digest of the order, hexadecimal"),
    field("deployment", \.deployment, .text(1...80), "DEP-17"),
    field("packageName", \.packageName, .text(1...40), "Name of the package"),
    field("package", \.package, Digest.shape, "Package digest"),
    field("deeds", \.deeds, .list(Deed.shape, 0...10_000), "What was done"),
    field("former", \.former, Former.shape, "What stood there before"),
    field("scope", \.scope, ObservedScope.shape, "What its fingerprints cover"),
    field("before", \.before, Digest.shape, "Fingerprint before"),
    field("noise", \.noise, .list(.exact, 0...100_000), "Keys that change by themselves"))
}
