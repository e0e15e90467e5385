import Packages
import Vocabulary

/// What the machine asks the hands to do. Of the effects handed out together, at most the last one gives an event.
public enum Effect: Sendable, Hashable {
  /// Append to the order's journal and force it to disk. Gives no event; a failure ends the agent.
  case journal(JournalEntry)
  /// Put into the queue of reports, forced to disk. Gives no event.
  case report(Int64, ReportEvent)
  /// Bring the description of this package → `described`, `refused`, `unreachable`.
  case fetchDescription(Digest)
  /// Bring these contents → `fetched`, `refused`, `unreachable`.
  case fetch([Content])
  /// Look what this host has of what the package needs → `examined`.
  case examine(packageName: String, [Prerequisite])
  /// What was kept here of this package → `recalled`.
  case recall(Digest)
  /// Take one: twice at once for `before`, so that noise shows; else until it is like `like`, for `patience` at most
  /// → `fingerprinted`.
  case fingerprint(FingerprintMoment, ObservedScope, like: Fingerprint?, without: [String], patience: Span)
  /// Ask the server whether this may begin now → `mayBegin`, `refused`, `unreachable`.
  case askToBegin
  /// Keep the former state of what these deeds touch → `formerKept`, `failed`.
  case keepFormer([Deed])
  /// → `did`, `failed`.
  case perform(Deed)
  /// Take the deed back, whether it was done, half done or not done; doing so twice does no harm → `did`, `failed`.
  case undo(Deed, Former)
  /// Remove these folders if they are there and empty, innermost first → `did`, `failed`.
  case removeFolders([String])
  /// → `verified`.
  case verify([Check], owns: String)
  /// This stands on the host now. Gives no event.
  case remember(KeptDeployment)
  /// The kept deployment of that order is gone; without an order, all of the package. Gives no event.
  case forget(packageName: String, order: String?)
  /// The order is over or paused: remove what only it needed. Gives no event.
  case tidy
}

/// What happened outside the machine.
public enum HostEvent: Sendable {
  /// The gates of docs/decisions/0002, 1 to 5, have spoken.
  case judged([Objection])
  case described(PackageNote)
  case fetched
  case examined(unmet: [Objection], services: [FormerService])
  /// All kept deployments of the package's name, the newest last, and the fingerprint taken before the newest; empty if
  /// this package does not stand here.
  case recalled([KeptDeployment], before: Fingerprint?)
  /// One for every time it was taken, with the digest of the canonical document.
  case fingerprinted([Fingerprint])
  case mayBegin
  case refused([Objection])
  case unreachable(String)
  case formerKept(Former)
  /// With the output, if there was any.
  case did(log: String)
  case failed(because: String, log: String)
  case verified([CheckResult])
}

/// Content that must be in the agent's store.
public struct Content: Sendable, Hashable {
  public let digest: Digest
  public let bytes: Int64

  public init(digest: Digest, bytes: Int64) {
    self.digest = digest
    self.bytes = bytes
  }
}

/// What came of one check.
public struct CheckResult: Sendable, Hashable {
  public let name: String
  public let ok: Bool
  public let says: String
  public let milliseconds: Int64

  public init(name: String, ok: Bool, says: String, milliseconds: Int64) {
    self.name = name
    self.ok = ok
    self.says = says
    self.milliseconds = milliseconds
  }
}

/// All that the machine needs to know of a package: worked out from its description and the order's parameters.
public struct PackageNote: Sendable, Hashable {
  public let name: String
  public let package: Digest
  public let contents: [Content]
  public let prerequisites: [Prerequisite]
  /// The version's folder, if the package has content of its own.
  public let version: VersionFolder?
  public let scripts: [ScriptDeed]
  public let files: [FileDeed]
  public let services: [ServiceNote]
  public let checks: [Check]
  public let scope: ObservedScope
  /// Paths that scripts say they touch.
  public let touched: [String]

  public init(
    name: String, package: Digest, contents: [Content], prerequisites: [Prerequisite], version: VersionFolder?,
    scripts: [ScriptDeed], files: [FileDeed], services: [ServiceNote], checks: [Check], scope: ObservedScope,
    touched: [String]
  ) {
    self.name = name
    self.package = package
    self.contents = contents
    self.prerequisites = prerequisites
    self.version = version
    self.scripts = scripts
    self.files = files
    self.services = services
    self.checks = checks
    self.scope = scope
    self.touched = touched
  }

  /// What is done, in the order of docs/decisions/0004: unpack beside, stop, scripts, files, switch, start.
  public func deeds(stopping former: [FormerService]) -> [Deed] {
    var deeds: [Deed] = []
    if let version { deeds.append(.unpack(version)) }
    deeds.append(.stopServices(former.map(\.note.name)))
    deeds += scripts.map { .runScript($0) }
    deeds += files.map { .placeFile($0) }
    if let version { deeds.append(.switchCurrent(version)) }
    return deeds + services.map { .startService($0) }
  }
}
