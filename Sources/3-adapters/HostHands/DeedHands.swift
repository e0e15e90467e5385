import Glibc
import HostWork
import Packages
import Vocabulary

/// Does and undoes deeds. Everything that changes somebody's machine goes through `perform`, `undo` and the keeping of
/// the former state.
struct DeedHands: Sendable {
  let root: HostRoot
  let folder: AgentFolder
  let services: Services
  let processes: Processes
  /// Digest of the order, hexadecimal: names its folder and marks its processes.
  let order: String
  /// The values of the package's parameters, known as soon as its description was read.
  var values: [ParameterValue] = []

  var orderFolder: String { folder.at("orders/\(order)") }

  /// What a deed printed, if it was a script.
  func perform(_ deed: Deed) throws(HandsFault) -> String {
    switch deed {
    case .unpack(let version): try unpack(version)
    case .stopServices(let names): for name in names { try services.stop(name) }
    case .runScript(let script): return try run(script.install, of: script, as: "install")
    case .placeFile(let file): try place(file)
    case .switchCurrent(let version): try root.link(version.link, to: version.linkTarget)
    case .startService(let note): try services.start(note)
    }
    return ""
  }

  /// Takes a deed back, whether it was done, half done, or not done at all.
  func undo(_ deed: Deed, _ former: Former) throws(HandsFault) -> String {
    switch deed {
    case .unpack(let version): if !former.hadVersion { try root.removeTree(version.folder) }
    case .stopServices: for one in former.services { try restore(one) }
    case .runScript(let script):
      // An install script of an agent that was killed may still run; nothing is taken back under its feet.
      try ProcessTable.end(marked: marks)
      guard let backout = script.backout else { return "" }
      return try run(backout, of: script, as: "backout")
    case .placeFile(let file): try putBack(file, former)
    case .switchCurrent(let version):
      if let target = former.current { try root.link(version.link, to: target) } else { try root.remove(version.link) }
    case .startService(let note):
      try services.stop(note.name)
      try services.forget(note.name)
    }
    return ""
  }

  private var marks: [String] { ["SLIPWAY_AGENT=\(folder.path)", Processes.Purpose.order(order).variable] }

  private func restore(_ one: FormerService) throws(HandsFault) {
    if one.running { return try services.start(one.note) }
    try services.write(ServiceRecord(note: one.note, wanted: false, process: nil, started: nil))
  }

  private func putBack(_ file: FileDeed, _ former: Former) throws(HandsFault) {
    guard let kept = former.files.first(where: { $0.path == file.to })?.kept else { return try root.remove(file.to) }
    let (owner, group) = (uid_t(kept.owner), gid_t(kept.group))
    if let target = kept.link { return try root.link(file.to, to: target, owner: owner, group: group) }
    guard let bytes = try Disk.read(folder.at("orders/\(kept.name)")) else {
      throw HandsFault("the former content of \(file.to) is no longer in the agent's folder")
    }
    try root.place(file.to, bytes, mode: mode_t(kept.mode), owner: owner, group: group)
  }

  private func unpack(_ version: VersionFolder) throws(HandsFault) {
    if try root.facts(version.folder) != nil { return try compare(version) }
    for entry in version.entries {
      let path = "\(version.folder)/\(entry.path)"
      if let target = entry.link {
        try root.link(path, to: target)
      } else if let digest = entry.digest {
        try root.place(path, try content(digest), mode: try mode(entry.mode))
      }
    }
    try root.forceTree(version.folder)
  }

  /// A version that is there already must be what the package says, or it is not used.
  private func compare(_ version: VersionFolder) throws(HandsFault) {
    for entry in version.entries {
      let path = "\(version.folder)/\(entry.path)"
      var same = false
      if let target = entry.link {
        if try root.facts(path)?.kind == .link { same = try root.target(path) == target }
      } else if let bytes = try root.read(path) {
        same = Digest.sha256(of: bytes) == entry.digest
      }
      guard same else {
        throw HandsFault("\(path) was there already and is not what the package says; remove \(version.folder)")
      }
    }
  }

  private func place(_ file: FileDeed) throws(HandsFault) {
    var bytes = try content(file.source)
    if file.template {
      do { bytes = try Substitution(values).rendered(bytes: bytes) } catch {
        throw HandsFault("\(file.to) cannot be made from its template: \(error.because)")
      }
    }
    try root.place(file.to, bytes, mode: try mode(file.mode))
  }

  private func mode(_ text: String?) throws(HandsFault) -> mode_t {
    guard let text else { return 0o644 }
    guard let mode = mode_t(text, radix: 8), mode <= 0o7777 else { throw HandsFault("\(text) is no mode") }
    return mode
  }

  /// From the store, and again compared with its name: a disk may lie.
  func content(_ digest: Digest) throws(HandsFault) -> [UInt8] {
    guard let bytes = try Disk.read(folder.at("blobs/\(digest.hex)")) else {
      throw HandsFault("the content \(digest.text) is not in the agent's store")
    }
    guard Digest.sha256(of: bytes) == digest else {
      throw HandsFault("the content \(digest.text) is damaged on this disk")
    }
    return bytes
  }

  private func run(_ digest: Digest, of script: ScriptDeed, as purpose: String) throws(HandsFault) -> String {
    let path = "\(orderFolder)/\(purpose)-\(script.component)"
    try Disk.replace(path, try content(digest), mode: 0o700)
    let end = try processes.run([path], purpose: .order(order), timeout: .seconds(Int64(script.timeoutSeconds)))
    let output = end.output.isEmpty ? "" : "[\(purpose) \(script.component)]\n\(end.output)\n"
    guard !end.timedOut else {
      throw HandsFault("the \(purpose) script took longer than \(script.timeoutSeconds) s and was killed. \(output)")
    }
    guard end.code == 0 else { throw HandsFault("the \(purpose) script ended with \(end.code). \(output)") }
    return output
  }
}
