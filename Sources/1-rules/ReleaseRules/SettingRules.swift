import Evidence
import Packages
import Vocabulary

/// What is wrong with the settings of a plan, measured against the parameters of its package (BLD-2).
public enum SettingProblem: Sendable, Hashable {
  /// The package has no parameter of that name; `place` counts from nought in the order that was given.
  case unknown(place: Int, name: String)
  case wrong(place: Int, name: String, says: String)
  /// The package has no default for it, and nothing was given.
  case missing(Parameter)

  /// Every problem of settings in the order in which they were given.
  public static func all(in settings: [Setting], for parameters: [Parameter]) -> [SettingProblem] {
    let given = settings.enumerated().compactMap { place, setting -> SettingProblem? in
      guard let parameter = parameters.first(where: { $0.name == setting.name }) else {
        return .unknown(place: place, name: setting.name)
      }
      return parameter.problem(with: setting.value).map { .wrong(place: place, name: setting.name, says: $0) }
    }
    let missing = parameters.filter { parameter in
      parameter.standing == nil && !settings.contains { $0.name == parameter.name }
    }
    return given + missing.map { .missing($0) }
  }

  /// For whoever types the settings: at the field that is wrong (OPS-4).
  public func field(in list: String, knowing parameters: [Parameter]) -> FieldProblem {
    switch self {
    case .unknown(let place, let name):
      let known = parameters.isEmpty ? "it has none" : "it has \(parameters.map(\.name).joined(separator: ", "))"
      return FieldProblem(
        pointer: "\(list)/\(place)/name", says: "the package has no parameter \(name); \(known)")
    case .wrong(let place, let name, let says):
      return FieldProblem(pointer: "\(list)/\(place)/value", says: "\(name): \(says)")
    case .missing(let parameter):
      return FieldProblem(
        pointer: list, says: "\(parameter.name) is missing and has no default: \(parameter.limits) is needed")
    }
  }

  /// For whoever meets it later: the package was chosen, or the plan made, after the other.
  func refusal(_ package: PackageReference) -> Refusal {
    switch self {
    case .unknown(_, let name):
      Refusal(
        "setting-known", because: "The plan sets \(name), which is no parameter of \(package).",
        clears: "Plan again without it, or choose a version that has it.", by: [.releaseManager])
    case .wrong(_, let name, let says):
      Refusal(
        "setting-fits", because: "The plan's value for \(name) does not fit \(package): \(says).",
        clears: "Plan again with a value that fits.", by: [.releaseManager])
    case .missing(let parameter):
      Refusal(
        "setting-given", because: "\(package) needs a value for \(parameter.name), and the plan gives none.",
        clears: "Plan again with a value for it: \(parameter.limits).", by: [.releaseManager])
    }
  }
}

extension Release {
  /// What of the plan's settings does not fit the package as both stand now.
  func settingProblems(_ facts: ReleaseFacts) -> [Refusal] {
    guard let plan, let package = facts.package else { return [] }
    return SettingProblem.all(in: plan.parameters, for: package.parameters).map { $0.refusal(package.package) }
  }
}
