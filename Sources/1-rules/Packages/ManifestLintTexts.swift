import Vocabulary

extension ManifestLint {
  static func parameters(in manifest: Manifest) -> [Finding] {
    var found: [Finding] = []
    for (index, parameter) in manifest.parameters.enumerated() {
      let place = "/parameters/\(index)"
      if parameter.kind == .choice, parameter.choices.isEmpty {
        found.append(
          Finding(
            .blocks, "choice-without-choices", at: place, says: "«\(parameter.name)» offers nothing to choose",
            remedy: "list the choices"))
      } else if parameter.kind != .choice, !parameter.choices.isEmpty {
        found.append(
          Finding(
            .blocks, "choices-without-choice", at: place + "/choices",
            says: "«\(parameter.name)» is of kind \(parameter.kind.rawValue)",
            remedy: "use kind choice or leave the choices out"))
      }
      if let standing = parameter.standing, let problem = parameter.problem(with: standing) {
        found.append(
          Finding(
            .blocks, "default-unfit", at: place + "/default", says: problem,
            remedy: "give a default of the kind \(parameter.kind.rawValue)"))
      }
    }
    return found
  }

  static func placeholders(in manifest: Manifest) -> [Finding] {
    var texts: [(place: String, text: String)] = []
    func add(_ check: Check, at place: String) {
      switch check.probe {
      case .http(let address, _): texts.append((place + "/http", address))
      case .command(let words, _):
        for (number, word) in words.enumerated() { texts.append(("\(place)/command/\(number)", word)) }
      }
      if let contains = check.contains { texts.append((place + "/contains", contains)) }
    }
    for (index, component) in manifest.components.enumerated() {
      guard case .service(let service) = component.content else { continue }
      for (number, word) in service.command.enumerated() {
        texts.append(("/components/\(index)/service/command/\(number)", word))
      }
    }
    for (index, check) in manifest.verify.enumerated() { add(check, at: "/verify/\(index)") }
    for (index, monitor) in manifest.monitors.enumerated() { add(monitor.check, at: "/monitors/\(index)/check") }
    return texts.flatMap { unknownNames(in: Array($0.text.utf8), at: $0.place, of: manifest) }
  }

  static func unknownNames(in bytes: [UInt8], at place: String, of manifest: Manifest) -> [Finding] {
    do {
      let unknown = try Substitution.names(in: bytes).filter { name in
        !manifest.parameters.contains { $0.name == name }
      }
      return unknown.map {
        Finding(
          .blocks, "parameter-unknown", at: place, says: "{{\($0)}} names no parameter of the package",
          remedy: "declare a parameter \($0) or correct the name")
      }
    } catch {
      return [Finding(.blocks, error.rule, at: place, says: error.because, remedy: error.clears)]
    }
  }

  static func completeness(of manifest: Manifest) -> [Finding] {
    var found: [Finding] = []
    for (name, path) in [("install", manifest.procedures.install), ("remove", manifest.procedures.remove)]
    where path == nil {
      found.append(
        Finding(
          .blocks, "procedure-missing", at: "/procedures/\(name)", says: "the written procedure to \(name) is missing",
          remedy: "write how to \(name) the package by hand and name the file here"))
    }
    if manifest.verify.isEmpty {
      found.append(
        Finding(
          .warns, "verify-missing", at: "/verify", says: "nothing tells whether the package works",
          remedy: "add a check that fails when it does not"))
    }
    if manifest.symptoms.isEmpty {
      found.append(
        Finding(
          .warns, "symptoms-missing", at: "/symptoms", says: "nothing tells how a problem shows",
          remedy: "say what people notice, how to make sure and what to do"))
    }
    return found
  }
}
