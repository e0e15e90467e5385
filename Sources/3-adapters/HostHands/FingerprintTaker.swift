import Glibc
import HostWork
import Packages
import Vocabulary

/// Looks at the host and writes down what it sees (docs/decisions/0004, «Fingerprint»).
struct FingerprintTaker: Sendable {
  let root: HostRoot
  let folder: AgentFolder
  let services: Services

  func take(_ scope: ObservedScope) throws(HandsFault) -> Fingerprint {
    var walk = Walk(scope: scope, skip: folder.path, root: root.folder)
    for path in scope.files { walk.one(path) }
    if !scope.owns.isEmpty { owned(scope.owns, &walk) }
    for path in scope.watched { walk.tree(path) }
    var facts = walk.facts
    for name in scope.services { facts.append(try service(name)) }
    for port in scope.ports { facts.append(self.port(port)) }
    return Fingerprint(facts: facts)
  }

  /// What the package owns is looked at through `current`: other versions beside it are not the host's state.
  private func owned(_ owns: String, _ walk: inout Walk) {
    let link = "\(owns)/current"
    walk.one(link)
    guard let target = try? root.target(link), !target.hasPrefix("/"), !target.split(separator: "/").contains("..")
    else { return }
    walk.tree("\(owns)/\(target)", as: link)
  }

  private func service(_ name: String) throws(HandsFault) -> Fingerprint.Fact {
    guard let record = try services.record(name) else {
      return .init(key: "service:\(name)", stands: ["known": false, "running": false])
    }
    var members: [JSON.Member] = [.init("known", true)]
    let process = services.process(of: record)
    members.append(.init("running", .bool(process != nil)))
    if let process { members.append(.init("program", Self.program(of: process))) }
    return .init(key: "service:\(name)", stands: .object(members))
  }

  private func port(_ port: Int) -> Fingerprint.Fact {
    let (listeners, hidden) = ProcessTable.listeners(port: port)
    guard let first = listeners.min() else {
      return .init(key: "port:\(port)", stands: ["listening": .bool(hidden)])
    }
    return .init(key: "port:\(port)", stands: ["listening": true, "program": Self.program(of: first)])
  }

  /// Digest of the file that the process runs, by the kernel's own link to it.
  private static func program(of process: pid_t) -> JSON {
    guard let bytes = try? Disk.read("/proc/\(process)/exe") else { return "unreadable" }
    return .string(Digest.sha256(of: bytes).text)
  }
}

/// One walk over files; what cannot be read is a fact too.
private struct Walk {
  let scope: ObservedScope
  /// The agent's own folder on this machine: it changes with every order.
  let skip: String
  let root: String
  var facts: [Fingerprint.Fact] = []

  init(scope: ObservedScope, skip: String, root: String) {
    (self.scope, self.skip, self.root) = (scope, skip, root)
  }

  mutating func one(_ path: String) {
    visit(Array(path.utf8), shown: Array(path.utf8), deep: false)
  }

  mutating func tree(_ path: String, as shown: String? = nil) {
    visit(Array(path.utf8), shown: Array((shown ?? path).utf8), deep: true, isTop: shown != nil)
  }

  /// - Parameter isTop: the folder behind `current`, whose own fact is that of the link.
  private mutating func visit(_ path: [UInt8], shown: [UInt8], deep: Bool, isTop: Bool = false) {
    let text = String(decoding: shown, as: UTF8.self)
    let real = Array(root.utf8) + path
    guard !scope.leavesOut(path: text), String(decoding: real, as: UTF8.self) != skip else { return }
    let name = real.map { CChar(bitPattern: $0) } + [0]
    var raw = stat()
    let key = "file:" + keyText(ofPath: shown)
    guard lstat(name, &raw) == 0 else {
      facts.append(
        .init(key: key, stands: ["kind": .string(errno == ENOENT || errno == ENOTDIR ? "absent" : "hidden")]))
      return
    }
    let found = FileFacts(raw)
    if !isTop { facts.append(.init(key: key, stands: describe(found, name))) }
    guard deep, found.kind == .folder else { return }
    let descriptor = open(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    let folder = OpenFile(descriptor: descriptor)
    for one in HostRoot.names(in: folder.descriptor) {
      let tail = [UInt8(ascii: "/")] + one.dropLast().map { UInt8(bitPattern: $0) }
      visit(path + tail, shown: shown + tail, deep: true)
    }
  }

  private func describe(_ found: FileFacts, _ name: [CChar]) -> JSON {
    var members: [JSON.Member] = [
      .init("kind", .string(found.kind.rawValue)), .init("uid", .int(Int64(found.owner))),
      .init("gid", .int(Int64(found.group))),
    ]
    if found.kind == .link {
      members.append(.init("link", .string(keyText(ofPath: target(name)))))
    } else {
      members.append(.init("mode", .string("0" + String(found.mode, radix: 8))))
    }
    if found.kind == .file { members += content(name) + capabilities(name) }
    return .object(members)
  }

  private func target(_ name: [CChar]) -> [UInt8] {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink(name, &buffer, 4095)
    return buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
  }

  private func content(_ name: [CChar]) -> [JSON.Member] {
    let descriptor = open(name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return [.init("unreadable", true)] }
    let file = OpenFile(descriptor: descriptor)
    var running = RunningDigest()
    while let piece = try? file.read(1 << 16) {
      if piece.isEmpty { return [.init("digest", .string(running.digest.text))] }
      running.add(piece)
    }
    return [.init("unreadable", true)]
  }

  private func capabilities(_ name: [CChar]) -> [JSON.Member] {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = lgetxattr(name, "security.capability", &buffer, buffer.count)
    return count > 0 ? [.init("capabilities", .string(Hex.text(buffer.prefix(count))))] : []
  }
}

/// lgetxattr(2), which the module map does not show.
@_silgen_name("lgetxattr")
private func lgetxattr(
  _ path: UnsafePointer<CChar>, _ name: UnsafePointer<CChar>, _ value: UnsafeMutableRawPointer, _ size: Int
) -> Int
