import Evidence
import Vocabulary

/// How likely a risk is and how bad it would be, both from 1 to 5 (STR-3). Exposure is their product, never typed.
public struct RiskAssessment: Sendable, Hashable {
  public var probability: Int
  public var impact: Int
  /// What it would cost, where the impact was stated in money; the step was then worked out from it.
  public var loss: Money?

  public init(probability: Int, impact: Int, loss: Money? = nil) {
    self.probability = probability
    self.impact = impact
    self.loss = loss
  }

  /// From what somebody states: the impact either as a step or in money.
  public static func stated(probability: Int, impact: Int?, loss: Money?) throws(Refused) -> RiskAssessment {
    switch (impact, loss) {
    case (let impact?, nil): return RiskAssessment(probability: probability, impact: impact)
    case (nil, let loss?):
      return RiskAssessment(probability: probability, impact: RiskPolicy.impact(of: loss), loss: loss)
    case (nil, nil), (_?, _?):
      throw Refused(
        Refusal(
          "risk-impact-one-way", because: "An impact is stated either as a step from 1 to 5 or in money.",
          clears: "Give one of the two."))
    }
  }

  public var exposure: Int { probability * impact }
  public var band: ExposureBand { ExposureBand(exposure) }

  /// What it costs on average, where the impact is known in money.
  public var expectedLoss: Money? {
    loss.map { loss in
      // Divided first where the product would not fit.
      let share = RiskPolicy.percent(probability)
      return Money(
        minorUnits: loss.minorUnits / 100 * share + loss.minorUnits % 100 * share / 100, currency: loss.currency)
    }
  }

  /// Whether somebody who accepted the other has not accepted this.
  func isGraver(than other: RiskAssessment) -> Bool {
    if exposure > other.exposure { return true }
    guard let expectedLoss else { return false }
    guard let before = other.expectedLoss, before.currency == expectedLoss.currency else { return true }
    return expectedLoss.minorUnits > before.minorUnits
  }

  public static let shape = Shape.record(
    RiskAssessment.init(probability:impact:loss:),
    field("probability", \.probability, .whole(1...5), "How likely, from 1 to 5"),
    field("impact", \.impact, .whole(1...5), "How bad, from 1 to 5"),
    optional("loss", \.loss, Money.shape, "What it would cost"))
}

/// How much attention an exposure asks for.
public enum ExposureBand: String, Sendable, Hashable, CaseIterable {
  case low, medium, high, critical

  public init(_ exposure: Int) {
    switch exposure {
    case ..<5: self = .low
    case 5..<10: self = .medium
    case 10..<15: self = .high
    default: self = .critical
    }
  }
}

/// What an organisation holds of risks: data, so that it may set its own (OPS-7). These are the defaults.
public enum RiskPolicy {
  /// From how many whole units of its currency on an amount is of the next step, whichever currency it is.
  static let lossSteps: [Int64] = [1_000, 10_000, 100_000, 1_000_000]
  /// What the five steps of probability stand for.
  private static let percents: [Int64] = [10, 30, 50, 70, 90]

  static func impact(of loss: Money) -> Int {
    let scale = (0..<Money.digits(loss.currency)).reduce(Int64(1)) { scale, _ in scale * 10 }
    return 1 + lossSteps.count { loss.minorUnits / scale >= $0 }
  }

  public static func percent(_ probability: Int) -> Int64 { percents[min(max(probability, 1), 5) - 1] }

  /// Who may keep any risk of a release, beside who raised and who owns it.
  public static let keepers: [Role] = [.releaseManager, .planOwner, .changeOwner]
}
