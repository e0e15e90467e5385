import Glibc
import HostWork
import Vocabulary

/// What became of a process that was waited for.
struct ProcessEnd: Sendable {
  /// Exit code; 128 + signal if a signal ended it.
  let code: Int
  let timedOut: Bool
  /// The last 64 KiB of what it printed, both streams as they came.
  let output: String
}

/// Starting processes: each in a session of its own, so that all it starts can be ended with it. They stand in the
/// folder in which the agent stands, its root.
struct Processes: Sendable {
  /// Where processes stand and what they are told (`SLIPWAY_ROOT`).
  let root: HostRoot
  /// The agent's own folder: the mark by which its processes are found again.
  let mark: String

  /// POSIX_SPAWN_SETSID of <spawn.h>, which the module map hides behind _GNU_SOURCE.
  private static let ownSession: Int32 = 0x80
  private static let path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  /// Marks every process of one order or one service, so that an agent that was killed finds what it left running.
  enum Purpose: Sendable, Hashable {
    case order(String)
    case service(String)

    var variable: String {
      switch self {
      case .order(let order): "SLIPWAY_ORDER=\(order)"
      case .service(let name): "SLIPWAY_SERVICE=\(name)"
      }
    }
  }

  /// The program of a command as it is on this machine: what the package owns lies below the root.
  func resolved(_ command: [String], owns: String) -> [String] {
    guard let program = command.first, !owns.isEmpty, isInside(program, owns) else { return command }
    return [root.real(program)] + command.dropFirst()
  }

  /// Runs to its end or kills it with its whole session after the timeout.
  func run(_ command: [String], purpose: Purpose, timeout: Span) throws(HandsFault) -> ProcessEnd {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw HandsFault("make a pipe for", command.first ?? "") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let reading = OpenFile(descriptor: ends[0])
    let process: pid_t
    do {
      let writing = OpenFile(descriptor: ends[1])
      process = try spawn(command, purpose: purpose, output: writing.descriptor)
    }
    _ = fcntl(reading.descriptor, F_SETFL, O_NONBLOCK)
    var output = Tail()
    let deadline = Clocks.monotonic() + timeout.milliseconds
    while true {
      output.drain(reading.descriptor)
      if let code = Self.ended(process) {
        output.drain(reading.descriptor)
        return ProcessEnd(code: code, timedOut: false, output: output.text)
      }
      guard Clocks.monotonic() < deadline else {
        kill(-process, SIGKILL)
        kill(process, SIGKILL)
        let code = Self.waited(process)
        Self.awaitEnd(ofGroup: process)
        output.drain(reading.descriptor)
        return ProcessEnd(code: code, timedOut: true, output: output.text)
      }
      var poll = pollfd(fd: reading.descriptor, events: Int16(POLLIN), revents: 0)
      _ = Glibc.poll(&poll, 1, 20)
      // Somebody else may hold the pipe open or have closed it; the process itself is asked each round.
      if poll.revents & Int16(POLLHUP) != 0 { Clocks.sleep(5) }
    }
  }

  /// Starts and returns its number. Its output goes to `output`, its input is empty.
  func spawn(_ command: [String], purpose: Purpose, output: Int32) throws(HandsFault) -> pid_t {
    guard let program = command.first else { throw HandsFault("a command without a program") }
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, output, 2)
    // The child starts with no signal blocked or ignored, whatever the runtime of the agent has set up.
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let flags = Self.ownSession | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
    posix_spawnattr_setflags(&attributes, Int16(flags))
    let environment = [
      Self.path, "LANG=C.UTF-8", "HOME=/", "SLIPWAY_ROOT=\(root.isWholeMachine ? "/" : root.folder)",
      "SLIPWAY_AGENT=\(mark)", purpose.variable,
    ]
    var process: pid_t = 0
    let code = Self.withCStrings(command) { arguments in
      Self.withCStrings(environment) { posix_spawn(&process, program, &actions, &attributes, arguments, $0) }
    }
    guard code == 0 else { throw HandsFault("start", program, errno: code) }
    return process
  }

  private static func withCStrings<Result>(
    _ texts: [String], _ act: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let pointers = texts.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    return act(pointers + [nil])
  }

  /// The exit code if the child is over.
  static func ended(_ process: pid_t) -> Int? {
    var status: Int32 = 0
    let found = waitpid(process, &status, WNOHANG)
    if found == process { return code(status) }
    // Not our child any more: over, with nothing to learn.
    return found < 0 && errno == ECHILD ? -1 : nil
  }

  private static func waited(_ process: pid_t) -> Int {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { if errno != EINTR { return -1 } }
    return code(status)
  }

  private static func code(_ status: Int32) -> Int {
    let signal = status & 0x7F
    return signal == 0 ? Int(status >> 8 & 0xFF) : 128 + Int(signal)
  }

  /// The end of what was printed.
  private struct Tail {
    private static let most = 64 << 10
    private var bytes: [UInt8] = []

    var text: String { String(decoding: bytes, as: UTF8.self).filter { $0 != "\0" } }

    mutating func drain(_ descriptor: Int32) {
      while true {
        var count = 0
        let piece = [UInt8](unsafeUninitializedCapacity: 1 << 14) { buffer, filled in
          count = Glibc.read(descriptor, buffer.baseAddress, 1 << 14)
          filled = max(0, count)
        }
        guard count > 0 else { return }
        bytes += piece
        if bytes.count > Self.most { bytes.removeFirst(bytes.count - Self.most) }
      }
    }
  }
}

extension Processes {
  /// A kill is not yet an end: waits, at most five seconds, until nothing that runs is left in the group, because what
  /// still writes would spoil the way back that follows.
  fileprivate static func awaitEnd(ofGroup group: pid_t) {
    let deadline = Clocks.monotonic() + 5000
    while Clocks.monotonic() < deadline {
      let left = ProcessTable.all.contains { getpgid($0) == group && ProcessTable.started($0) != nil }
      if !left { return }
      Clocks.sleep(5)
    }
  }
}
