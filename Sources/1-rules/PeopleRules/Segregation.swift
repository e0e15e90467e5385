import Evidence
import Vocabulary

/// Segregation of duties (ROL-6): pairs of acts that need two persons, and no others.
public enum Segregation {
  /// One pair on one subject: who did the first act may not do the second.
  public struct Pair: Sendable, Hashable {
    /// Stable name of the rule.
    public let rule: String
    /// Kind of subject on which both are done.
    public let kind: String
    /// The earlier act, as people say it: «raised the request».
    public let first: String
    /// The act that another person has to do: «vote on it».
    public let second: String
  }

  public static let requestAndApprove = Pair(
    rule: "segregation-request-approve", kind: "request", first: "raised the request",
    second: "vote on it or close its vote")
  public static let buildAndApprove = Pair(
    rule: "segregation-build-approve", kind: "package", first: "built the package", second: "accept or release it")
  public static let testAndSignOff = Pair(
    rule: "segregation-test-sign-off", kind: "package", first: "ran the test", second: "sign off its result")
  public static let deployAndApprove = Pair(
    rule: "segregation-plan-approve", kind: "release", first: "planned the deployment", second: "approve it")

  public static let pairs = [requestAndApprove, buildAndApprove, testAndSignOff, deployAndApprove]

  /// Refuses when the one who did the first act is the one who now does the second.
  public static func refusals(_ pair: Pair, didFirst: PersonIdentifier?, doesSecond: PersonIdentifier?) -> [Refusal] {
    guard let didFirst, didFirst == doesSecond else { return [] }
    return [
      Refusal(
        pair.rule, because: "\(didFirst) \(pair.first) and may therefore not \(pair.second).",
        clears: "Another person who holds the role does it, or a second person gives a waiver for this rule.",
        by: [.changeManager, .administrator])
    ]
  }
}
