import Operations
import ReleaseRules
import Vocabulary

/// Planning or analysing a risk again begins with what is there.
enum RiskForms {
  static func standing(
    _ operation: RegisteredOperation, _ reference: String, _ desk: Desk
  ) throws -> [(name: String, value: String)] {
    guard let it = try desk.find(Risk.self, reference)?.value else { return [] }
    return operation.name.text == AssessRisk.name
      ? assessment(it).formPairs("", operation.spelling) : try plan(it, desk).formPairs("", operation.spelling)
  }

  private static func assessment(_ it: Risk) -> JSON {
    var members: [JSON.Member] = [.init("probability", .int(Int64(it.assessment.probability)))]
    if let loss = it.assessment.loss {
      members.append(.init("loss", Money.shape.write(loss)))
    } else {
      members.append(.init("impact", .int(Int64(it.assessment.impact))))
    }
    return .object(members)
  }

  private static func plan(_ it: Risk, _ desk: Desk) throws -> JSON {
    guard let plan = it.plan else { return .object([]) }
    var members: [JSON.Member] = [
      .init("mitigation", .string(try desk.text(plan.mitigation))),
      .init("contingency", .string(try desk.text(plan.contingency))), .init("owner", .string(plan.owner.text)),
      .init("trigger", .string(try desk.text(plan.trigger))),
      .init("watches", .array(plan.watches.map { .string($0.rawValue) })),
      .init("mitigateBy", .string(plan.mitigateBy.text)), .init("reviewBy", .string(plan.reviewBy.text)),
    ]
    if let deployment = plan.deployment { members.append(.init("deployment", .string(deployment.text))) }
    if let count = plan.failedHosts { members.append(.init("failedHosts", .int(Int64(count)))) }
    return .object(members)
  }
}
