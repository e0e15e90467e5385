import Glibc
import HostWork
import Vocabulary

/// Reads what this host is made of (CFG-5). With `--root`, what a folder can say comes from the folder; the machine
/// around it is named as shared.
struct InventoryTaker: Sendable {
  let root: HostRoot
  let services: Services
  let version: String

  /// Groups that a confined agent has from the machine.
  var shared: [InventoryFact.Group] { root.isWholeMachine ? [] : [.hardware, .network] }

  func take() throws(HandsFault) -> [InventoryFact] {
    var facts = hardware()
    facts += fromRoot("/etc/os-release", Inventory.system)
    facts += fromRoot("/var/lib/dpkg/status", Inventory.packages)
    facts += fromRoot("/etc/passwd", Inventory.users)
    facts += system()
    facts += network()
    facts += disks()
    for record in try services.all() {
      let value = services.isAlive(record) ? "running" : record.wanted ? "down" : "stopped"
      facts.append(InventoryFact(.service, record.note.name, value, source: "slipway-agent"))
    }
    return facts + health()
  }

  private func fromRoot(_ path: String, _ read: (String, String) -> [InventoryFact]) -> [InventoryFact] {
    Disk.text(root.real(path)).map { read($0, path) } ?? []
  }

  private func hardware() -> [InventoryFact] {
    var facts: [InventoryFact] = []
    if let text = Disk.text("/proc/cpuinfo") { facts += Inventory.processors(text, source: "/proc/cpuinfo") }
    if let text = Disk.text("/proc/meminfo") { facts += Inventory.memory(text, source: "/proc/meminfo") }
    for name in ["product_name", "product_serial", "board_serial", "bios_version", "sys_vendor"] {
      let path = "/sys/class/dmi/id/\(name)"
      let value = firstLine(path)
      if !value.isEmpty { facts.append(InventoryFact(.hardware, name, value, source: path)) }
    }
    return facts
  }

  private func system() -> [InventoryFact] {
    var facts: [InventoryFact] = []
    let name = firstLine(root.real("/etc/hostname"))
    if !name.isEmpty { facts.append(InventoryFact(.system, "hostname", name, source: "/etc/hostname")) }
    var kernel = utsname()
    if root.isWholeMachine, uname(&kernel) == 0 {
      let release = withUnsafeBytes(of: kernel.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      facts.append(InventoryFact(.system, "kernel", release, source: "uname"))
    }
    return facts
  }

  private func network() -> [InventoryFact] {
    Disk.names("/sys/class/net").flatMap { name in
      let path = "/sys/class/net/\(name)"
      return [
        InventoryFact(.network, "\(name).address", firstLine("\(path)/address"), source: path),
        InventoryFact(.network, "\(name).state", firstLine("\(path)/operstate"), source: path),
      ]
    }
  }

  /// Mounted file systems with a device behind them; a confined agent sees the one its folder lies on.
  private func disks() -> [InventoryFact] {
    guard root.isWholeMachine else { return disk("/", at: root.folder) }
    let mounts = (Disk.text("/proc/mounts") ?? "").split(separator: "\n").compactMap { line -> String? in
      let fields = line.split(separator: " ")
      return fields.count > 2 && fields[0].hasPrefix("/dev/") ? String(fields[1]) : nil
    }
    return mounts.flatMap { disk($0, at: $0) }
  }

  private func disk(_ shown: String, at path: String) -> [InventoryFact] {
    var facts = statvfs()
    guard statvfs(path, &facts) == 0 else { return [] }
    let bytes = UInt64(facts.f_blocks) * UInt64(facts.f_frsize)
    // Free space changes all the time; in steps of a GiB it is news only when it matters.
    let free = UInt64(facts.f_bavail) * UInt64(facts.f_frsize) / (1 << 30)
    return [
      InventoryFact(.disk, "\(shown).bytes", String(bytes), source: "statvfs"),
      InventoryFact(.disk, "\(shown).free-gib", String(free), source: "statvfs"),
    ]
  }

  private func health() -> [InventoryFact] {
    let status = (Disk.text("/proc/self/status") ?? "").split(separator: "\n")
    let resident = status.first { $0.hasPrefix("VmRSS:") }?.split(separator: " ").dropFirst().first
    return [
      InventoryFact(.agent, "version", version, source: "slipway-agent"),
      InventoryFact(.agent, "resident-kib", resident.map { String($0) } ?? "unknown", source: "/proc/self/status"),
    ]
  }

  private func firstLine(_ path: String) -> String {
    String((Disk.text(path) ?? "").split(separator: "\n").first ?? "")
  }
}
