import Packages
import Vocabulary

@testable import HostWork

/// A host in memory that does what effects say, and that can lose its power before or after any of them.
struct ModelHost {
  struct Disk: Equatable {
    var versions: Set<String> = []
    var current: String?
    var files: [String: String] = [:]
    var services: [String: [String]] = [:]
    var scriptMarks: Set<String> = []
    /// What users wrote; nothing may ever touch it.
    var data = "precious"
  }

  struct PowerLoss: Error {}

  var disk = Disk()
  var journal: [JournalEntry] = []
  var reports: [Int64: ReportEvent] = [:]
  var kept: [KeptDeployment] = []
  var documents: [Digest: Fingerprint] = [:]
  /// How often each script was run since the order began, by purpose and component.
  var scriptRuns: [String: Int] = [:]
  var performed: [Deed] = []
  var package = ModelHost.package("1.0")
  /// What goes wrong, as a world would have it.
  var failing: Set<String> = []
  var refusals: [Objection] = []
  var unmet: [Objection] = []
  var beginAnswer: HostEvent = .mayBegin
  var noisy = false
  /// Power is lost when this many boundaries were passed.
  var powerFor: Int?
  var boundaries = 0
  /// The same for the next recovery alone.
  var cutOff: Int?

  static let owns = "/opt/greeter"

  static func digest(_ text: String) -> Digest { .sha256(of: Array(text.utf8)) }

  static func package(_ version: String) -> PackageNote {
    let folder = VersionFolder(
      owns: owns, package: digest("package \(version)"),
      entries: [TreeEntry(path: "greeter", digest: digest("program \(version)"), mode: "0755", link: nil)])
    return PackageNote(
      name: "greeter", package: folder.package, contents: [Content(digest: digest("program \(version)"), bytes: 3)],
      prerequisites: [], version: folder,
      scripts: [
        ScriptDeed(
          component: "prepare", install: digest("in \(version)"), backout: digest("out"), resumable: false,
          timeoutSeconds: 5)
      ],
      files: [FileDeed(to: "/etc/greeter.conf", source: digest("conf \(version)"), mode: "0644", template: false)],
      services: [
        ServiceNote(name: "greeter.main", command: ["\(owns)/current/greeter", version], stopSeconds: 1, owns: owns)
      ],
      checks: [Check(name: "answers", probe: .command(["true"], exit: 0))],
      scope: ObservedScope(
        owns: owns, files: ["/etc/greeter.conf"], services: ["greeter.main"], ports: [], watched: ["/etc"],
        volatile: [], dataRoots: ["/var/lib/greeter"]), touched: ["/marks"])
  }

  static func order(_ action: OrderAction, _ package: PackageNote, _ number: Int64 = 1) -> OrderNote {
    OrderNote(
      order: digest("order \(number)").hex, number: number, deployment: "DEP-\(number)", step: "pilot/1",
      action: action, package: package.package, expected: nil)
  }

  private mutating func boundary() throws {
    boundaries += 1
    if let powerFor, boundaries > powerFor { throw PowerLoss() }
  }

  /// Runs the order to its end, or throws when the power goes.
  mutating func run(_ note: OrderNote, refused: [Objection] = []) throws -> HostMachine {
    var machine = HostMachine(note, at: Moment(milliseconds: 0))
    scriptRuns = [:]
    performed = []
    try drive(&machine, machine.next(.judged(refused), at: Moment(milliseconds: 0)))
    return machine
  }

  /// What the agent does when it starts again.
  mutating func recover() throws -> HostMachine? {
    (powerFor, cutOff) = (cutOff, nil)
    let progress = Progress(journal)
    let named = progress.undoes?.before ?? progress.before?.digest
    guard
      let (machine, effects) = HostMachine.recovering(
        progress, before: named.flatMap { documents[$0] }, at: Moment(milliseconds: 9))
    else { return nil }
    var recovered = machine
    try drive(&recovered, effects)
    return recovered
  }

  private mutating func drive(_ machine: inout HostMachine, _ effects: [Effect]) throws {
    var queue = effects[...]
    while let effect = queue.popFirst() {
      try boundary()
      if let event = try act(effect) {
        precondition(queue.isEmpty, "an effect with an event must be the last: \(effect)")
        try boundary()
        queue = machine.next(event, at: Moment(milliseconds: Int64(boundaries)))[...]
      }
    }
    precondition(
      machine.isOver, "the machine stands still in \(machine.phase) after \(journal.last.map { "\($0)" } ?? "")")
  }

  private mutating func act(_ effect: Effect) throws -> HostEvent? {
    switch effect {
    case .journal(let entry):
      // Through its bytes, as on a real disk.
      let line = Journal.line(entry, after: Journal.start)
      journal += Journal.read(line.bytes).entries
      return nil
    case .report(let number, let event):
      reports[number] = event
      return nil
    case .fetchDescription: return .described(package)
    case .fetch: return .fetched
    case .examine:
      let services = disk.services.keys.sorted().map {
        FormerService(note: note($0, disk.services[$0] ?? []), running: true)
      }
      return .examined(unmet: unmet, services: services)
    case .recall: return .recalled(kept, before: kept.last.flatMap { documents[$0.before] })
    case .fingerprint(let moment, let scope, _, _, _):
      var taken = [fingerprint(scope, 0)]
      if moment == .before { taken.append(fingerprint(scope, 1)) }
      for one in taken { documents[one.digest] = one }
      return .fingerprinted(taken)
    case .askToBegin: return beginAnswer
    case .keepFormer(let deeds):
      return failing.contains("keep") ? .failed(because: "disk full", log: "") : .formerKept(former(deeds))
    case .perform(let deed): return perform(deed)
    case .undo(let deed, let former): return undo(deed, former)
    case .removeFolders: return .did(log: "")
    case .verify(let checks, _):
      return .verified(
        checks.map { CheckResult(name: $0.name, ok: !failing.contains("verify"), says: "seen", milliseconds: 1) })
    case .remember(let one):
      kept = kept.filter { $0.order != one.order } + [one]
      return nil
    case .forget(_, let order):
      kept = order.map { order in kept.filter { $0.order != order } } ?? []
      return nil
    case .tidy: return nil
    }
  }

  private func note(_ name: String, _ command: [String]) -> ServiceNote {
    ServiceNote(name: name, command: command, stopSeconds: 1, owns: Self.owns)
  }

  private func fingerprint(_ scope: ObservedScope, _ round: Int) -> Fingerprint {
    var facts = disk.files.keys.sorted().map {
      Fingerprint.Fact(key: "file:\($0)", stands: .string(disk.files[$0] ?? ""))
    }
    facts.append(.init(key: "file:\(Self.owns)/current", stands: .string(disk.current ?? "absent")))
    facts.append(.init(key: "service:greeter.main", stands: .string((disk.services["greeter.main"] ?? []).joined())))
    facts += disk.scriptMarks.sorted().map { .init(key: "file:/marks/\($0)", stands: true) }
    if noisy { facts.append(.init(key: "file:/etc/noise", stands: .int(Int64(round)))) }
    return Fingerprint(facts: facts)
  }

  private func former(_ deeds: [Deed]) -> Former {
    Former(
      current: disk.current, hadVersion: disk.versions.contains(package.package.hex),
      files: package.files.map { file in
        FormerFile(
          path: file.to,
          kept: disk.files[file.to].map { KeptBytes(name: $0, mode: 0o644, owner: 0, group: 0, link: nil) })
      },
      services: disk.services.keys.sorted().map {
        FormerService(note: note($0, disk.services[$0] ?? []), running: true)
      },
      absentFolders: [])
  }

  private mutating func perform(_ deed: Deed) -> HostEvent {
    performed.append(deed)
    switch deed {
    case .unpack(let version): disk.versions.insert(version.package.hex)
    case .stopServices(let names): for name in names { disk.services[name] = nil }
    case .runScript(let script):
      scriptRuns["install \(script.component)", default: 0] += 1
      disk.scriptMarks.insert(script.install.short)
      if failing.contains("script") { return .failed(because: "exit 1", log: "half done") }
    case .placeFile(let file):
      if failing.contains("place") { return .failed(because: "read-only", log: "") }
      disk.files[file.to] = file.source.hex
    case .switchCurrent(let version): disk.current = version.linkTarget
    case .startService(let note): disk.services[note.name] = note.command
    }
    return .did(log: "")
  }

  private mutating func undo(_ deed: Deed, _ former: Former) -> HostEvent {
    switch deed {
    case .unpack(let version): if !former.hadVersion { disk.versions.remove(version.package.hex) }
    case .stopServices: for one in former.services { disk.services[one.note.name] = one.note.command }
    case .runScript(let script):
      scriptRuns["backout \(script.component)", default: 0] += 1
      disk.scriptMarks.remove(script.install.short)
      if failing.contains("backout") { return .failed(because: "exit 2", log: "") }
    case .placeFile(let file): disk.files[file.to] = former.files.first { $0.path == file.to }?.kept?.name
    case .switchCurrent: disk.current = former.current
    case .startService(let note): disk.services[note.name] = nil
    }
    return .did(log: "")
  }

  /// The result of the last order, if it was reported.
  var result: String? { ended.map(\.result) }
  var cause: String { ended?.cause ?? "" }

  private var ended: (result: String, cause: String)? {
    for number in reports.keys.sorted().reversed() {
      switch reports[number] {
      case .ended(let result, let cause, _, _): return (result, cause)
      case .recorded(_, let json):
        let body = json["ended"]
        return (body?["result"]?.text ?? "", body?["cause"]?.text ?? "")
      default: continue
      }
    }
    return nil
  }
}
