import Packages
import Vocabulary

/// What happens before the first effect: nothing here changes the host.
extension HostMachine {
  mutating func judged(_ refusals: [Objection], _ now: Moment) -> [Effect] {
    guard refusals.isEmpty else { return refuse(refusals, now) }
    let accepted = [write(.accepted(note))] + tell(.accepted)
    switch note.action {
    case .install, .rehearse, .inspect:
      phase = .describing
      return accepted + [.fetchDescription(note.package)]
    case .backout, .remove:
      phase = .recalling
      return accepted + [.recall(note.package)]
    }
  }

  mutating func described(_ package: PackageNote) -> [Effect] {
    self.package = package
    guard note.action != .inspect else { return look(package.scope) }
    phase = .fetching
    return [.fetch(package.contents)]
  }

  mutating func fetched() -> [Effect] {
    guard let package else { return [] }
    phase = .examining
    let all = package.contents.reduce(0) { $0 + $1.bytes }
    return tell(.progress(bytes: all, of: all)) + [.examine(packageName: package.name, package.prerequisites)]
  }

  mutating func examined(_ unmet: [Objection], _ services: [FormerService], _ now: Moment) -> [Effect] {
    guard unmet.isEmpty else { return refuse(unmet, now) }
    guard let package else { return [] }
    self.services = services
    return look(package.scope)
  }

  mutating func recalled(_ kept: [KeptDeployment], _ before: Fingerprint?, _ now: Moment) -> [Effect] {
    guard let newest = kept.last, newest.package == note.package else {
      return refuse(
        [
          Objection(
            "package-not-here",
            because: "The package \(note.package.text) is not what stands on this host, so it cannot be taken back",
            clears: "Order it for the package that the host's last report names")
        ], now)
    }
    let undone = note.action == .remove ? Self.removal(of: kept) : newest
    undoes = undone
    self.before = note.action == .remove ? nil : before
    noise = newest.noise
    guard note.expected == nil else { return look(newest.scope) }
    phase = .asking
    return [.askToBegin]
  }

  /// Taking away a package for good is taking it back to a state in which it never was.
  static func removal(of kept: [KeptDeployment]) -> KeptDeployment? {
    guard let newest = kept.last else { return nil }
    // Of earlier deployments what may still stand: their versions, what their scripts did, files nobody replaced since.
    let earlier = kept.dropLast().flatMap(\.deeds).filter { deed in
      switch deed {
      case .unpack, .runScript: !newest.deeds.contains(deed)
      case .placeFile(let file):
        !newest.deeds.contains { if case .placeFile(let other) = $0 { other.to == file.to } else { false } }
      case .stopServices, .switchCurrent, .startService: false
      }
    }
    let deeds = earlier + newest.deeds.filter { if case .stopServices = $0 { false } else { true } }
    let files = deeds.compactMap { deed -> FormerFile? in
      guard case .placeFile(let file) = deed else { return nil }
      // What stood there before the package first came was somebody else's.
      let first = kept.flatMap(\.former.files).first { $0.path == file.to }
      return first ?? FormerFile(path: file.to, kept: nil)
    }
    var folders = kept.flatMap(\.former.absentFolders)
    if !newest.scope.owns.isEmpty { folders += [newest.scope.owns, "\(newest.scope.owns)/versions"] }
    let former = Former(
      current: nil, hadVersion: false, files: files, services: [], absentFolders: Array(Set(folders)).sorted())
    return KeptDeployment(
      order: newest.order, deployment: newest.deployment, packageName: newest.packageName, package: newest.package,
      deeds: deeds, former: former, scope: newest.scope, before: newest.before, noise: newest.noise)
  }

  private mutating func look(_ scope: ObservedScope) -> [Effect] {
    phase = .lookingBefore
    return [.fingerprint(.before, scope, like: nil, without: [], patience: .seconds(0))]
  }

  mutating func sawBefore(_ taken: [Fingerprint], _ now: Moment) -> [Effect] {
    guard let first = taken.first, let last = taken.last, case let digest = last.digest else { return [] }
    let found = last.differences(from: first)
    // A way back is compared with the state before the installation, not with the state it starts from.
    if undoes == nil { (before, noise) = (last, found) }
    let moment: FingerprintMoment = undoes == nil ? .before : .after
    let told =
      [write(.fingerprinted(FingerprintNote(moment: moment, digest: digest, noise: found)))]
      + tell(.fingerprint(last, moment, noise: found))
    if let difference = unexpected(last) { return told + end("held", difference, now) }
    if note.action == .inspect { return told + end("kept", "Nothing was to be changed", now) }
    if note.action == .rehearse, let hidden = found.first(where: { package?.scope.installs(key: $0) ?? false }) {
      return told
        + end("failed", "\(hidden) changes by itself, and the package installs it: nothing could be proven", now)
    }
    phase = .asking
    return told + [.askToBegin]
  }

  /// Why this is not the state that the plan rests on, if it is not (DEP-14).
  private func unexpected(_ seen: Fingerprint) -> String? {
    guard let expected = note.expected, let scope = package?.scope ?? undoes?.scope else { return nil }
    guard scope.digest == expected.scope else {
      return "The plan's fingerprint covers something else than the package declares; plan again"
    }
    let now = seen.without(expected.without).digest
    guard now != expected.fingerprint else { return nil }
    return "The host is not in the state that the plan rests on: expected \(expected.fingerprint.text), "
      + "found \(now.text). The fingerprint reported with this shows what differs: adopt it, overwrite it, "
      + "or leave the host out"
  }
}
