import Packages
import Vocabulary

/// The way back, and what is decided from the journal after the agent was killed.
extension HostMachine {
  mutating func backOut(_ cause: String, _ now: Moment) -> [Effect] {
    backoutStartedAt = now
    let written = write(.backingOut(cause))
    let told = cause == Self.asOrdered && note.action != .rehearse ? [] : tell(.began(point: "backout"))
    return [written] + told + undo(below: progress.undoneFrom)
  }

  /// Takes back the next deed that may have been done, the last one first.
  private mutating func undo(below index: Int) -> [Effect] {
    guard let former = progress.former else {
      phase = .removingFolders
      return [.removeFolders([])]
    }
    guard index > 0, progress.deeds.indices.contains(index - 1) else {
      phase = .removingFolders
      return [.removeFolders(former.absentFolders)]
    }
    phase = .undoing(index - 1)
    return [write(.undoBegun(index - 1)), .undo(progress.deeds[index - 1], former)]
  }

  mutating func undid(_ index: Int, _ output: String) -> [Effect] {
    log.add(output)
    return [write(.undone(index))] + undo(below: index)
  }

  mutating func didNotUndo(_ index: Int, _ because: String, _ output: String) -> [Effect] {
    log.add(output)
    let noted = write(.undoFailed("Could not take back «\(progress.deeds[index].says)»: \(because)"))
    // The rest is still taken back: a host that is nearly old is easier to mend than one that is half new.
    return [noted, write(.undone(index))] + undo(below: index)
  }

  mutating func removedFolders(_ now: Moment) -> [Effect] {
    if let started = backoutStartedAt {
      backoutMilliseconds = max(backoutMilliseconds, (now - started).milliseconds)
    }
    let written = write(.backedOut)
    guard let scope = progress.scope else {
      return [written] + end("failed", "The journal does not say what to compare", now)
    }
    phase = .lookingAfterBackout
    return [
      written,
      .fingerprint(
        .afterBackout, scope, like: before, without: noise, patience: before == nil ? .seconds(0) : Self.settling),
    ]
  }

  mutating func sawAfterBackout(_ taken: [Fingerprint], _ now: Moment) -> [Effect] {
    guard let seen = taken.last else { return [] }
    let told = tell(.fingerprint(seen, .afterBackout, noise: noise))
    let differing = before.map { seen.without(noise).differences(from: $0.without(noise)) } ?? []
    let cause = progress.backingOut ?? ""
    var causes = cause == Self.asOrdered ? progress.undoFailures : [cause] + progress.undoFailures
    if !differing.isEmpty { causes.append("Differs from before: \(Self.some(differing))") }
    let whole = progress.undoFailures.isEmpty
    switch note.action {
    case .install, .inspect: return told + end(whole ? "backed-out" : "failed", Self.text(causes), now)
    case .backout:
      return told + forgotten(order: undoes?.order ?? progress.undoes?.order)
        + end(whole ? "backed-out" : "failed", Self.text(causes), now)
    case .remove: return told + forgotten(order: nil) + end(whole ? "removed" : "failed", Self.text(causes), now)
    case .rehearse:
      guard cause == Self.asOrdered else { return told + end(whole ? "backed-out" : "failed", Self.text(causes), now) }
      return told + afterTry(whole, differing, causes, now)
    }
  }

  private mutating func afterTry(_ whole: Bool, _ differing: [String], _ causes: [String], _ now: Moment) -> [Effect] {
    guard whole, differing.isEmpty, undeclared.isEmpty else {
      let more =
        undeclared.isEmpty ? [] : ["Changed although the package does not declare it: \(Self.some(undeclared))"]
      return end("failed", Self.text(causes + more), now)
    }
    if isRecovered {
      return end("backed-out", "The agent was stopped in the middle of the try: nothing is proven", now)
    }
    if progress.pass == 1 { return plan(pass: 2) }
    return end("proven", "", now, milliseconds: backoutMilliseconds)
  }

  private func forgotten(order: String?) -> [Effect] {
    progress.packageName.isEmpty ? [] : [.forget(packageName: progress.packageName, order: order)]
  }

  private static func text(_ causes: [String]) -> String { causes.joined(separator: ". ") }

  /// The machine of an order that the agent finds in its folder when it starts, and what it does first. From the
  /// journal alone; `before` is the document that the journal names, if it is still there.
  public static func recovering(
    _ progress: Progress, before: Fingerprint?, at now: Moment
  ) -> (machine: HostMachine, effects: [Effect])? {
    guard let note = progress.note else { return nil }
    var machine = HostMachine(note, at: now)
    machine.progress = progress
    machine.isRecovered = true
    machine.before = note.action == .remove ? nil : before
    machine.noise = progress.undoes?.noise ?? progress.before?.noise ?? []
    machine.undoes = progress.undoes
    let effects = machine.recover(now)
    return (machine, effects)
  }

  private mutating func recover(_ now: Moment) -> [Effect] {
    switch progress.recovery {
    case .nothing, .untouched:
      phase = .over
      return []
    case .reportEnd:
      phase = .over
      guard let ended = progress.ended else { return [.tidy] }
      return tell(.recorded(name: ended.result == "refused" ? "refused" : "ended", ended.event)) + [.tidy]
    case .keep:
      guard let scope = progress.scope else { return [] }
      phase = .lookingAfter
      return remembered() + [.fingerprint(.after, scope, like: nil, without: [], patience: .seconds(0))]
    case .backOut:
      if progress.backingOut != nil { return undo(below: progress.undoneFrom) }
      if progress.undoes != nil { return backOut(Self.asOrdered, now) }
      return backOut("The agent was stopped in the middle and took back what it had begun", now)
    }
  }
}
