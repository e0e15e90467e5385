import Vocabulary

/// Verifies an export while it streams by, in the order of docs/decisions/0001 (LOG-2). Feed it bytes or lines, then
/// ask for the verdict. It needs memory for subjects and named texts, and log n hashes; never for the entries.
public struct ExportVerification {
  enum Part {
    case header, entries, checkpoint, contents
  }

  private let remembered: Checkpoint?
  private let keys: [VerifierKey]
  private var part = Part.header
  private var origin = ""
  private var frontier = Frontier()
  private var versions: [String: Int] = [:]
  private var contents = ExportContents()
  private var checkpointLines: [String] = []
  private var authenticated = false
  private var rememberedRootComesOut: Bool?
  private var finding: Finding?
  private var line = 0
  private var carried: [UInt8] = []

  /// - Parameters:
  ///   - remembered: A checkpoint that somebody kept apart from the log.
  ///   - keys: The keys of which one must have signed the export's checkpoint; none means «not authenticated».
  public init(remembered: Checkpoint? = nil, keys: [VerifierKey] = []) {
    (self.remembered, self.keys) = (remembered, keys)
    noteRememberedRoot()
  }

  /// Takes the next piece of the file, cut anywhere.
  public mutating func feed(_ bytes: UnsafeRawBufferPointer) {
    var start = 0
    while finding == nil, start < bytes.count {
      guard let end = bytes[start...].firstIndex(of: 0x0A) else {
        carried += bytes[start...]
        return
      }
      if carried.isEmpty {
        feed(line: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      } else {
        let whole = carried + bytes[start..<end]
        carried = []
        feed(line: whole)
      }
      start = end + 1
    }
  }

  public mutating func feed(_ bytes: [UInt8]) { bytes.withUnsafeBytes { feed($0) } }

  /// Takes one line without its end.
  public mutating func feed(line bytes: [UInt8]) { bytes.withUnsafeBytes { feed(line: $0) } }

  /// Takes one line without its end.
  public mutating func feed(line bytes: UnsafeRawBufferPointer) {
    guard finding == nil else { return }
    line += 1
    switch part {
    case .header: header(bytes)
    case .entries:
      if bytes.isEmpty { part = .checkpoint } else { entry(bytes) }
    case .checkpoint: checkpoint(bytes)
    case .contents:
      if let found = contents.feed(bytes, line: line) { report(found.flaw, at: found.entry) }
    }
  }

  /// The verdict, once everything was fed.
  public mutating func finish() -> ExportVerdict {
    if finding == nil {
      if part != .contents || !carried.isEmpty {
        report(.brokenOff)
      } else if let found = contents.finish() {
        report(found.flaw, at: found.entry)
      }
    }
    if let finding { return .broken(finding) }
    return .sound(
      size: frontier.size, root: frontier.root, authenticated: authenticated, texts: contents.texts,
      erased: contents.erased)
  }

  private mutating func report(_ flaw: ExportFlaw, at entry: Int? = nil, _ scan: EntryScan? = nil) {
    let bound: RememberedBound =
      switch rememberedRootComesOut {
      case _ where remembered == nil || remembered?.origin != origin: .none
      case true?: .unaltered(below: remembered?.size ?? 0)
      case false?: .altered(below: remembered?.size ?? 0)
      case nil: .notReached(size: remembered?.size ?? 0)
      }
    finding = Finding(
      entry: entry, kind: scan.flatMap { scan in scan.kind.map(scan.text) },
      subject: scan.flatMap { scan in scan.subject.map(scan.text) }.flatMap(SubjectReference.init(text:)),
      version: scan?.version, flaw: flaw, bound: bound)
  }

  private mutating func header(_ bytes: UnsafeRawBufferPointer) {
    let words = String(decoding: bytes, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 2, words[0] == "slipway-log/1", Checkpoint.isName(String(words[1])) else {
      return report(.header)
    }
    origin = String(words[1])
    part = .entries
  }

  private mutating func entry(_ line: UnsafeRawBufferPointer) {
    let place = frontier.size
    guard let parts = EntryLine(line) else { return report(.entryLine, at: place) }
    let leaf = SHA256Hash.leaf(parts.bytes)
    let scan = EntryScan(parts.bytes)
    guard leaf == parts.hash else { return report(.hash, at: place, scan) }
    guard parts.index == place else { return report(.index(found: parts.index), at: place, scan) }
    guard let scan, parts.bytes.count <= LogEntry.mostBytes, let subject = scan.subject, let version = scan.version,
      let kind = scan.kind
    else { return report(.unreadable, at: place, scan) }
    let last = versions.updateValue(version, forKey: scan.text(subject)) ?? 0
    guard version > last else { return report(.versionRepeats(last: last), at: place, scan) }
    guard version == last + 1 else { return report(.versionGap(expected: last + 1), at: place, scan) }
    contents.note(scan.names, by: place)
    if scan.text(kind) == ExportContents.erasureKind, !contents.noteErasure(scan, by: place) {
      return report(.unreadable, at: place, scan)
    }
    frontier.append(leaf)
    noteRememberedRoot()
  }

  private mutating func noteRememberedRoot() {
    guard let remembered, remembered.size == frontier.size else { return }
    rememberedRootComesOut = frontier.root == remembered.root
  }

  private mutating func checkpoint(_ bytes: UnsafeRawBufferPointer) {
    let text = String(decoding: bytes, as: UTF8.self)
    if checkpointLines.isEmpty, text.contains(" {\"") {
      // A line of an entry stands where the checkpoint should begin: the entry's line was cut in two.
      return report(.entryLine, at: frontier.size)
    }
    guard text.isEmpty, checkpointLines.contains("") else {
      checkpointLines.append(text)
      return
    }
    judge()
  }

  private mutating func judge() {
    let signed: SignedCheckpoint
    do { signed = try SignedCheckpoint(lines: checkpointLines) } catch { return report(.checkpoint(error)) }
    let stated = signed.checkpoint
    guard stated.origin == origin else { return report(.origin(header: origin, checkpoint: stated.origin)) }
    guard stated.size == frontier.size else {
      return report(.size(stated: stated.size, counted: frontier.size))
    }
    guard stated.root == frontier.root else { return report(.root) }
    if let remembered {
      guard remembered.origin == origin else { return report(.rememberedOrigin(remembered.origin)) }
      guard let comesOut = rememberedRootComesOut else { return report(.rememberedSize(remembered.size)) }
      guard comesOut else { return report(.rememberedRoot(size: remembered.size)) }
    }
    if !keys.isEmpty {
      do { authenticated = try !signed.authenticate(by: keys).isEmpty } catch { return report(.checkpoint(error)) }
    }
    versions = [:]
    contents.sort()
    part = .contents
  }
}
