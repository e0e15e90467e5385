import Glibc
import Vocabulary

/// Who runs on this machine, from `/proc`.
enum ProcessTable {
  /// When the process started, in clock ticks since the machine did; nil if it is not there or only a zombie.
  static func started(_ process: pid_t) -> Int64? {
    guard let text = Disk.text("/proc/\(process)/stat"), let close = text.lastIndex(of: ")") else { return nil }
    // proc(5): after the name in parentheses comes the state, and the start is the twentieth field from there.
    let fields = text[text.index(after: close)...].split(separator: " ")
    guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
    return Int64(fields[19])
  }

  static var all: [pid_t] { Disk.names("/proc").compactMap { pid_t($0) } }

  /// Processes whose environment says all of this: what an agent that was killed left running. A zombie has none.
  static func marked(_ variables: [String]) -> [pid_t] {
    all.filter { process in
      guard process != getpid(), let bytes = try? Disk.read("/proc/\(process)/environ") else { return false }
      let own = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      return variables.allSatisfy { own.contains($0) }
    }
  }

  /// Kills all processes so marked and waits until none is left, at most five seconds.
  static func end(marked variables: [String]) throws(HandsFault) {
    let deadline = Clocks.monotonic() + 5000
    while true {
      let left = marked(variables)
      if left.isEmpty { return }
      guard Clocks.monotonic() < deadline else {
        throw HandsFault("process \(left[0]) does not end although it was killed")
      }
      for process in left {
        kill(process, SIGKILL)
        _ = Processes.ended(process)
      }
      Clocks.sleep(10)
    }
  }

  /// Which processes answer on a TCP port, by the sockets that listen on it. Empty if nobody listens; `hidden` if
  /// somebody does whose descriptors this agent may not see.
  static func listeners(port: Int) -> (processes: [pid_t], hidden: Bool) {
    let inodes = Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap { listening($0, port: port) })
    guard !inodes.isEmpty else { return ([], false) }
    let wanted = Set(inodes.map { "socket:[\($0)]" })
    let owners = all.filter { process in
      Disk.names("/proc/\(process)/fd").contains { name in
        link("/proc/\(process)/fd/\(name)").map { wanted.contains($0) } ?? false
      }
    }
    return (owners, owners.isEmpty)
  }

  /// Inodes of the sockets in state LISTEN (0A) with that local port.
  private static func listening(_ table: String, port: Int) -> [String] {
    (Disk.text(table) ?? "").split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: " ")
      guard fields.count > 9, fields[3] == "0A", let colon = fields[1].lastIndex(of: ":"),
        Int(fields[1][fields[1].index(after: colon)...], radix: 16) == port
      else { return nil }
      return String(fields[9])
    }
  }

  static func link(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink(path, &buffer, 4095)
    guard count > 0 else { return nil }
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
