import HostWork
import Packages
import Vocabulary

/// Asks an address once: its status and the beginning of what it says, or why there is no answer. Handed in, because
/// talking HTTP is another room's work.
public typealias Probe = @Sendable (_ url: String, _ timeout: Span) async -> Result<ProbeAnswer, HandsFault>

public struct ProbeAnswer: Sendable, Hashable {
  public let status: Int
  public let body: [UInt8]

  public init(status: Int, body: [UInt8]) {
    self.status = status
    self.body = body
  }
}

/// Tries the checks of a package, each again and again until it holds or its time is over.
struct Checks: Sendable {
  let processes: Processes
  let order: String
  let probe: Probe

  static let pause: Int64 = 250

  /// Stops at the first that does not hold: what follows may rest on it.
  func hold(_ checks: [Check], owns: String) async -> [CheckResult] {
    var results: [CheckResult] = []
    for check in checks {
      let result = await hold(check, owns: owns)
      results.append(result)
      if !result.ok { return results }
    }
    return results
  }

  private func hold(_ check: Check, owns: String) async -> CheckResult {
    let started = Clocks.monotonic()
    let deadline = started + Int64(check.withinSeconds) * 1000
    while true {
      let left = max(1000, deadline - Clocks.monotonic())
      let says = await attempt(check, owns, Span(milliseconds: left))
      let spent = Clocks.monotonic() - started
      guard let says else { return CheckResult(name: check.name, ok: true, says: "holds", milliseconds: spent) }
      if Clocks.monotonic() >= deadline {
        return CheckResult(name: check.name, ok: false, says: says, milliseconds: spent)
      }
      Clocks.sleep(Self.pause)
    }
  }

  /// Nil if it holds, otherwise why not.
  private func attempt(_ check: Check, _ owns: String, _ timeout: Span) async -> String? {
    switch check.probe {
    case .http(let url, let status):
      switch await probe(url, timeout) {
      case .failure(let fault): return fault.says
      case .success(let answer):
        guard answer.status == status else { return "\(url) answered \(answer.status), \(status) is needed" }
        return missing(check.contains, in: String(decoding: answer.body, as: UTF8.self), what: url)
      }
    case .command(let command, let exit):
      let shown = command.joined(separator: " ")
      do {
        let resolved = processes.resolved(command, owns: owns)
        let end = try processes.run(resolved, purpose: .order(order), timeout: timeout)
        if end.timedOut { return "«\(shown)» did not end in time" }
        guard end.code == exit else {
          return "«\(shown)» ended with \(end.code), \(exit) is needed: \(end.output.suffix(400))"
        }
        return missing(check.contains, in: end.output, what: "«\(shown)»")
      } catch { return error.says }
    }
  }

  private func missing(_ wanted: String?, in text: String, what: String) -> String? {
    guard let wanted, !Self.contains(Array(text.utf8), Array(wanted.utf8)) else { return nil }
    return "what \(what) says does not contain «\(wanted)» but: \(text.prefix(400))"
  }

  private static func contains(_ text: [UInt8], _ wanted: [UInt8]) -> Bool {
    guard let first = wanted.first else { return true }
    guard text.count >= wanted.count else { return false }
    return (0...(text.count - wanted.count)).contains { text[$0] == first && text[$0...].starts(with: wanted) }
  }
}
