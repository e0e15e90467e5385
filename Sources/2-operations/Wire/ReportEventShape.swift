import Packages
import Vocabulary

extension ReportEvent {
  public static let shape = Shape<ReportEvent>.choice(
    .when("accepted", empty, { _ in .accepted }, { $0 == .accepted ? Empty() : nil }, "The order holds so far"),
    .when(
      "refused", refused, { .refused($0.refusals) },
      { if case .refused(let refusals) = $0 { Refused(refusals: refusals) } else { nil } }, "The order does not hold"),
    .when(
      "began", began, { .began(point: $0.point) },
      { if case .began(let point) = $0 { Began(point: point) } else { nil } }, "A phase began"),
    .when(
      "progress", progress, { .progress(bytes: $0.bytes, of: $0.of) },
      { if case .progress(let bytes, let all) = $0 { Progress(bytes: bytes, of: all) } else { nil } }, "Download"),
    .when(
      "fingerprint", fingerprint, { .fingerprint(document: $0.document, moment: $0.moment, noise: $0.noise) },
      {
        guard case .fingerprint(let document, let moment, let noise) = $0 else { return nil }
        return Taken(document: document, moment: moment, noise: noise)
      }, "The host's state"),
    .when(
      "verified", verified, { .verified($0.checks) },
      { if case .verified(let checks) = $0 { Verified(checks: checks) } else { nil } }, "Checks were made"),
    .when(
      "ended", ended, { .ended(cause: $0.cause, log: $0.log, milliseconds: $0.milliseconds, result: $0.result) },
      {
        guard case .ended(let cause, let log, let milliseconds, let result) = $0 else { return nil }
        return Ended(cause: cause, log: log, milliseconds: milliseconds, result: result)
      }, "The order has ended"),
    .when(
      "setAside", setAside, { .setAside(number: $0.number, status: $0.status) },
      {
        guard case .setAside(let number, let status) = $0 else { return nil }
        return SetAside(number: number, status: status)
      }, "An earlier report was not taken"))

  private struct Empty: Sendable {}
  private struct Refused: Sendable { var refusals: [Objection] }
  private struct Began: Sendable { var point: String }
  private struct Progress: Sendable { var bytes: Int64, of: Int64 }
  private struct Taken: Sendable { var document: JSON, moment: FingerprintMoment, noise: [String] }
  private struct Verified: Sendable { var checks: [CheckResult] }
  private struct Ended: Sendable { var cause: String, log: String, milliseconds: Int, result: OrderResult }
  private struct SetAside: Sendable { var number: Int, status: Int }

  private static let empty = Shape<Empty>.record({ Empty() })
  private static let refused = Shape.record(
    Refused.init(refusals:), field("refusals", \.refusals, .list(Objection.shape, 1...100), "Why"))
  private static let began = Shape.record(
    Began.init(point:), field("point", \.point, .text(1...80), "What began"))
  private static let progress = Shape.record(
    Progress.init(bytes:of:), field("bytes", \.bytes, .whole(0...JSON.largestWhole), "Bytes that are here"),
    field("of", \.of, .whole(0...JSON.largestWhole), "Bytes that are needed"))
  private static let fingerprint = Shape.record(
    Taken.init(document:moment:noise:), field("document", \.document, .anything, "The fingerprint (0004)"),
    field("moment", \.moment, FingerprintMoment.shape, "When it was taken"),
    field("noise", \.noise, .list(.text(1...4000), 0...10_000), "Keys that change by themselves"))
  private static let verified = Shape.record(
    Verified.init(checks:), field("checks", \.checks, .list(CheckResult.shape, 0...200), "How they went"))
  private static let ended = Shape.record(
    Ended.init(cause:log:milliseconds:result:),
    field("cause", \.cause, .text(0...4000, lines: true), "Why, if it did not go as planned"),
    field("log", \.log, .text(0...65_536, lines: true), "The end of what programs said"),
    field("milliseconds", \.milliseconds, .whole(0...2_147_483_647), "How long it took"),
    field("result", \.result, OrderResult.shape, "How it ended"))
  private static let setAside = Shape.record(
    SetAside.init(number:status:), field("number", \.number, .whole(1...2_147_483_647), "That report's number"),
    field("status", \.status, .whole(100...599), "What the server answered"))
}
