import Packages
import Vocabulary

/// What the host tells the server about an order (docs/decisions/0006, «Report»).
public enum ReportEvent: Sendable, Hashable {
  case accepted
  case refused([Objection])
  case began(point: String)
  case progress(bytes: Int64, of: Int64)
  case fingerprint(Fingerprint, FingerprintMoment, noise: [String])
  case verified([CheckResult])
  case ended(result: String, cause: String, log: String, milliseconds: Int64)
  /// Report `number` of the same order was refused by the server with this HTTP status.
  case setAside(number: Int64, status: Int)
  /// As it was written into the journal.
  case recorded(name: String, JSON)

  public var name: String {
    switch self {
    case .accepted: "accepted"
    case .refused: "refused"
    case .began: "began"
    case .progress: "progress"
    case .fingerprint: "fingerprint"
    case .verified: "verified"
    case .ended: "ended"
    case .setAside: "setAside"
    case .recorded(let name, _): name
    }
  }

  /// The member `event` of a report.
  public var json: JSON {
    if case .recorded(_, let json) = self { return json }
    return .object([.init(name, body)])
  }

  private var body: JSON {
    switch self {
    case .accepted, .recorded: .object([])
    case .refused(let refusals):
      [
        "refusals": .array(
          refusals.map {
            ["because": .string(fit($0.because)), "clears": .string(fit($0.clears)), "rule": .string($0.rule)]
          })
      ]
    case .began(let point): ["point": .string(point)]
    case .progress(let bytes, let all): ["bytes": .int(bytes), "of": .int(all)]
    case .fingerprint(let document, let moment, let noise):
      [
        "document": document.json, "moment": .string(moment.rawValue),
        "noise": .array(noise.prefix(10_000).map { .string($0) }),
      ]
    case .verified(let checks):
      [
        "checks": .array(
          checks.map {
            [
              "milliseconds": .int($0.milliseconds), "name": .string($0.name), "ok": .bool($0.ok),
              "says": .string(fit($0.says)),
            ]
          })
      ]
    case .ended(let result, let cause, let log, let milliseconds):
      [
        "cause": .string(fit(cause)), "log": .string(fit(log, most: 65_536)), "milliseconds": .int(milliseconds),
        "result": .string(result),
      ]
    case .setAside(let number, let status): ["number": .int(number), "status": .int(Int64(status))]
    }
  }
}

/// A text as reports take it: so many characters, from the end if it is longer, and no control characters but line
/// breaks and tabs. What programs print is not ours to choose, and a report that the server refuses helps nobody.
private func fit(_ text: String, most: Int = 4000) -> String {
  var out = String.UnicodeScalarView()
  for scalar in text.unicodeScalars.suffix(most) {
    let isControl = scalar.value < 0x20 && ![0x09, 0x0A, 0x0D].contains(scalar.value) || scalar.value == 0x7F
    out.append(isControl ? "\u{FFFD}" : scalar)
  }
  return String(out)
}
