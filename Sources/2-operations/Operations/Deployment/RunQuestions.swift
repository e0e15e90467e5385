import DeploymentRules
import Evidence
import Packages
import PeopleRules
import Vocabulary

/// A fingerprint as a host reported it.
struct TakenFingerprint {
  var moment: String
  var document: Fingerprint
  /// Keys that changed by themselves between two looks.
  var noise: [String]

  /// Nil if the event of a report is something else, or cannot be read.
  init?(event: JSON) {
    guard let taken = event["fingerprint"], let moment = taken["moment"]?.text,
      let document = taken["document"].flatMap({ Fingerprint(json: $0) })
    else { return nil }
    self.moment = moment
    self.document = document
    noise = (taken["noise"]?.items ?? []).compactMap(\.text)
  }
}

/// One thing on a host that was one way and is another.
public struct FactDifference: Sendable {
  /// `file:/etc/greeter.conf`, `service:greeter.greeter`, `port:8081`.
  public var key: String
  /// What stood there before; absent if nothing did.
  public var before: JSON?
  public var after: JSON?
  public static let shape = Shape.record(
    FactDifference.init(key:before:after:),
    field("key", \.key, .text(1...4000), "What was observed"),
    optional("before", \.before, .anything, "How it stood; absent if it was not there"),
    optional("after", \.after, .anything, "How it stands; absent if it is not there"))

  /// What differs, noise left out, in the order of keys.
  static func between(_ before: TakenFingerprint, _ after: TakenFingerprint) -> [FactDifference] {
    let noise = before.noise + after.noise
    let (one, two) = (before.document.without(noise), after.document.without(noise))
    return two.differences(from: one).map { key in
      FactDifference(
        key: key, before: one.facts.first { $0.key == key }?.stands, after: two.facts.first { $0.key == key }?.stands)
    }
  }
}

/// One step that a host reported.
public struct RunStep: Sendable {
  public var at: Moment
  public var word: String
  public var says: String
  public var isGood: Bool
  static let shape = Shape.record(
    RunStep.init(at:word:says:isGood:),
    field("at", \.at, Moment.shape, "When the report came"),
    field("word", \.word, .text(1...100), "Kind of report"),
    field("says", \.says, .text(0...4000, lines: true), "What it said"),
    field("isGood", \.isGood, .yesOrNo, "False where it tells of something wrong"))
}

/// Everything about one host in one deployment.
public struct RunDetail: Sendable {
  public var row: RunRow
  public var deployment: DeploymentRow
  /// How many facts the fingerprints cover.
  public var facts: Int
  public var noise: [String]
  /// What the installation changed: before against after. Absent until both were taken.
  public var changed: [FactDifference]?
  /// What backing out did not restore: before against after backout. Empty is the proof; absent until both were taken.
  public var left: [FactDifference]?
  public var steps: [RunStep]
  static let shape = Shape.record(
    RunDetail.init(row:deployment:facts:noise:changed:left:steps:),
    field("row", \.row, RunRow.shape, "In brief"),
    field("deployment", \.deployment, DeploymentRow.shape, "The deployment"),
    field("facts", \.facts, .whole(0...10_000_000), "Facts observed, count"),
    field("noise", \.noise, .list(.text(1...4000), 0...100_000), "Facts that change by themselves and are left out"),
    optional("changed", \.changed, .list(FactDifference.shape, 0...1_000_000), "What the installation changed"),
    optional("left", \.left, .list(FactDifference.shape, 0...1_000_000), "What backing out did not restore"),
    field("steps", \.steps, .list(RunStep.shape, 0...100_000), "What the host reported, in order"))
}

public struct ShowRun: QuestionAsked {
  public static let name = "deployment.run"
  public static let about = "One host in one deployment: its steps, and what differs on it, file by file"
  public var deployment: DeploymentReference
  public var host: HostIdentifier
  public static let shape = Shape.record(
    ShowRun.init(deployment:host:),
    field("deployment", \.deployment, DeploymentReference.shape, "The deployment"),
    field("host", \.host, HostIdentifier.shape, "The host"))
  public static let answer = RunDetail.shape
  public init(deployment: DeploymentReference, host: HostIdentifier) {
    self.deployment = deployment
    self.host = host
  }

  public func ask(_ desk: Desk) throws -> RunDetail {
    let held = try desk.get(Deployment.self, deployment.text)
    guard let run = held.value.runs.first(where: { $0.host == host }) else {
      throw NotFound(subject: SubjectReference(kind: "host", reference: "\(host.text) in \(deployment.text)"))
    }
    let reports = try desk.books.reports(of: deployment, limit: 10_000).filter { $0.host == host }
    let events = reports.compactMap { report in
      (try? JSON(parsing: report.body))?["event"].map { (at: report.at, event: $0) }
    }
    let taken = events.compactMap { TakenFingerprint(event: $0.event) }
    let before = taken.first { $0.moment == "before" }
    let after = taken.last { $0.moment == "after" }
    let restored = taken.last { $0.moment == "after-backout" }
    return RunDetail(
      row: try RunRow.made(run, reports, desk), deployment: try DeploymentRow.made(held, desk),
      facts: before?.document.facts.count ?? 0, noise: before?.noise ?? [],
      changed: before.flatMap { before in after.map { FactDifference.between(before, $0) } },
      left: before.flatMap { before in restored.map { FactDifference.between(before, $0) } },
      steps: events.flatMap { RunStep.made($0.event, at: $0.at) })
  }
}

extension RunStep {
  private static func when(_ moment: String?) -> String {
    switch moment {
    case "before": "before anything was done"
    case "after-backout": "after backing out"
    default: "after installing"
    }
  }

  /// The steps that one report tells of; a report of checks tells of each.
  static func made(_ event: JSON, at: Moment) -> [RunStep] {
    guard let (word, body) = event.members?.first.map({ ($0.name, $0.value) }) else { return [] }
    func step(_ says: String, isGood: Bool = true) -> RunStep {
      RunStep(at: at, word: word, says: says, isGood: isGood)
    }
    switch word {
    case "began": return [step(body["point"]?.text ?? "")]
    case "progress":
      return [step("\(body["bytes"]?.whole ?? 0) of \(body["of"]?.whole ?? 0) bytes are here")]
    case "fingerprint":
      let count = body["document"]?["facts"]?.items?.count ?? 0
      return [step("\(count) facts, \(when(body["moment"]?.text))")]
    case "verified":
      return (body["checks"]?.items ?? []).map { check in
        step(
          "\(check["name"]?.text ?? ""): \(check["says"]?.text ?? "") (\(check["milliseconds"]?.whole ?? 0) ms)",
          isGood: check["ok"] == true)
      }
    case "refused":
      return (body["refusals"]?.items ?? []).map { step($0["because"]?.text ?? "", isGood: false) }
    case "ended":
      let cause = body["cause"]?.text ?? ""
      return [
        step([body["result"]?.text ?? "", cause].filter { !$0.isEmpty }.joined(separator: ": "), isGood: cause.isEmpty)
      ]
    case "setAside":
      return [
        step(
          "Report \(body["number"]?.whole ?? 0) was not taken by the server (status \(body["status"]?.whole ?? 0))",
          isGood: false)
      ]
    default: return [step("")]
    }
  }
}
