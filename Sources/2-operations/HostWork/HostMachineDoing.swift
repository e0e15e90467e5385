import Packages
import Vocabulary

/// What changes the host, one journaled deed after the other, up to the moment the new state stays.
extension HostMachine {
  mutating func begin(_ now: Moment) -> [Effect] {
    if let undoes {
      var effects = [write(.undoes(undoes))] + tell(.began(point: point(note.action.rawValue)))
      if let before { effects += tell(.fingerprint(before, .before, noise: noise)) }
      return effects + backOut(Self.asOrdered, now)
    }
    return plan(pass: 1)
  }

  mutating func plan(pass: Int) -> [Effect] {
    guard let package else { return [] }
    phase = .keepingFormer
    let deeds = package.deeds(stopping: services)
    let plan = PlanNote(pass: pass, packageName: package.name, deeds: deeds, scope: package.scope)
    return [write(.planned(plan))] + tell(.began(point: point(pass == 1 ? "install" : "install-again")))
      + [.keepFormer(deeds)]
  }

  private func point(_ name: String) -> String { asks ? name : "\(name), from files, server not asked" }

  mutating func kept(_ former: Former) -> [Effect] { [write(.former(former))] + perform(0) }

  private mutating func perform(_ index: Int) -> [Effect] {
    guard progress.deeds.indices.contains(index) else {
      phase = .verifying
      return [.verify(package?.checks ?? [], owns: package?.scope.owns ?? "")]
    }
    phase = .doing(index)
    return [write(.begun(index)), .perform(progress.deeds[index])]
  }

  mutating func did(_ index: Int, _ output: String) -> [Effect] {
    log.add(output)
    return [write(.done(index))] + perform(index + 1)
  }

  mutating func didNot(_ index: Int, _ because: String, _ output: String, _ now: Moment) -> [Effect] {
    log.add(output)
    return backOut("Could not \(progress.deeds[index].says): \(because)", now)
  }

  mutating func verified(_ results: [CheckResult], _ now: Moment) -> [Effect] {
    let told = tell(.verified(results))
    if let bad = results.first(where: { !$0.ok }) {
      return told + backOut("The check «\(bad.name)» does not hold: \(bad.says)", now)
    }
    guard let scope = progress.scope else { return [] }
    phase = .lookingAfter
    let look = Effect.fingerprint(.after, scope, like: nil, without: [], patience: .seconds(0))
    // A try is never kept: whatever happens from here on, the way back follows.
    guard note.action == .install else { return told + [look] }
    return told + [write(.kept)] + remembered() + [look]
  }

  /// That this deployment stands here now.
  func remembered() -> [Effect] {
    guard let former = progress.former, let scope = progress.scope, let before = progress.before else { return [] }
    return [
      .remember(
        KeptDeployment(
          order: note.order, deployment: note.deployment, packageName: progress.packageName, package: note.package,
          deeds: progress.deeds, former: former, scope: scope, before: before.digest, noise: before.noise))
    ]
  }

  mutating func sawAfter(_ taken: [Fingerprint], _ now: Moment) -> [Effect] {
    guard let seen = taken.last else { return [] }
    undeclared = changedUndeclared(seen)
    let told = tell(.fingerprint(seen, .after, noise: noise))
    guard note.action == .install else { return told + backOut(Self.asOrdered, now) }
    let cause =
      undeclared.isEmpty ? "" : "Changed although the package does not declare it: \(Self.some(undeclared))"
    return told + end("kept", cause, now)
  }

  /// Keys that changed in a watched root and that nobody declared.
  private func changedUndeclared(_ seen: Fingerprint) -> [String] {
    guard let before, let scope = progress.scope else { return [] }
    let noisy = Set(noise)
    let declared = scope.files + (package?.touched ?? [])
    return seen.differences(from: before).filter { key in
      guard !noisy.contains(key), !scope.installs(key: key), key.hasPrefix("file:") else { return false }
      let path = String(key.dropFirst(5))
      return !declared.contains {
        let one = keyText(ofPath: $0.utf8)
        return isInside(path, one) || isInside(one, path)
      }
    }
  }

  /// The first few, for a sentence.
  static func some(_ keys: [String]) -> String {
    keys.prefix(10).joined(separator: ", ") + (keys.count > 10 ? " and \(keys.count - 10) more" : "")
  }
}
