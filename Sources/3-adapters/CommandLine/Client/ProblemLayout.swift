import Vocabulary

/// A server's no, printed whole: every refusal with what clears it, every bad field (docs/decisions/0005).
enum ProblemLayout {
  static func ending(_ answer: ServerAnswer) -> Ending {
    Ending(code: code(answer), says: lines(answer).joined(separator: "\n"))
  }

  private static func code(_ answer: ServerAnswer) -> Int32 {
    switch answer.status {
    case 400, 413, 415, 422: ExitCode.usage
    case 401, 403, 404, 409, 412, 428: ExitCode.refused
    default: ExitCode.fault
    }
  }

  private static func lines(_ answer: ServerAnswer) -> [String] {
    guard let problem = try? JSON(parsing: answer.body), problem.members != nil else {
      return ["The server answered with status \(answer.status) and no explanation."]
    }
    let title = problem["title"]?.text ?? "The server answered with status \(answer.status)."
    var lines = [title, problem["detail"]?.text].compactMap { $0.map(AnswerLayout.clean) }
    for refusal in problem["refusals"]?.items ?? [] { lines += self.refusal(refusal) }
    for field in problem["fields"]?.items ?? [] {
      let place = field["pointer"]?.text ?? ""
      lines.append("  \(place.isEmpty ? "The whole document" : AnswerLayout.clean(place)): \(text(field, "says"))")
    }
    if let wait = answer.header("retry-after") { lines.append("Try again in \(AnswerLayout.clean(wait)) seconds.") }
    return lines
  }

  private static func refusal(_ refusal: JSON) -> [String] {
    var lines = ["  \(text(refusal, "rule")): \(text(refusal, "because"))"]
    lines.append("    To clear it: \(text(refusal, "clears"))")
    let by = (refusal["by"]?.items ?? []).compactMap(\.text).map { Role(rawValue: $0)?.label ?? AnswerLayout.clean($0) }
    if !by.isEmpty { lines.append("    Who can: \(by.joined(separator: ", "))") }
    if let moment = refusal["notBefore"]?.whole {
      lines.append("    Not before \(Moment(milliseconds: moment).text)")
    }
    return lines
  }

  private static func text(_ json: JSON, _ name: String) -> String { AnswerLayout.clean(json[name]?.text ?? "") }
}
