import Evidence
import Vocabulary

public enum LibraryCommand: Sendable {
  case prove(BackoutProof)
  case accept
  case release
  case supersede(PackageReference)
  case withdraw
}

extension LibraryVersion {
  public func decide(_ command: LibraryCommand, at now: Moment) throws(Refused) -> [LibraryEvent] {
    try Refused.unlessEmpty(blockers(of: command, at: now))
    switch command {
    case .prove(let proof): return [.proven(proof)]
    case .accept: return [.accepted]
    case .release: return [.released]
    case .supersede(let by): return [.superseded(by)]
    case .withdraw: return [.withdrawn]
    }
  }

  /// Whether a proof that holds exists for exactly this digest: there is one digest per version, so any will do.
  public var isBackoutProven: Bool { proofs.contains { $0.holds } }

  public func blockers(of command: LibraryCommand, at now: Moment) -> [Refusal] {
    switch command {
    case .prove(let proof):
      proof.holds
        ? []
        : [
          Refusal(
            "backout-restores",
            because: "After backout the host differs from before: \(proof.before.short) became \(proof.after.short).",
            clears: "Correct the package; the difference stands on the host's page.", by: [.developer])
        ]
    case .accept: only(in: [.stored]) + mustBeProven()
    case .release: only(in: [.accepted]) + mustBeProven()
    case .supersede: only(in: [.stored, .accepted, .released])
    case .withdraw: only(in: [.stored, .accepted, .released, .superseded])
    }
  }

  public func mustBeProven() -> [Refusal] {
    isBackoutProven
      ? []
      : [
        Refusal(
          "backout-proven", because: "No trial has shown that backing out \(identifier) restores a host.",
          clears: "Try it on a laboratory host: install, verify, back out, compare.",
          by: [.testingCoordinator, .releaseManager])
      ]
  }

  private func only(in allowed: [LibraryStatus]) -> [Refusal] {
    allowed.contains(status)
      ? []
      : [
        Refusal(
          "library-status", because: "\(identifier) is \(status.rawValue).",
          clears: "This needs one that is \(allowed.map(\.rawValue).joined(separator: " or ")).", by: [.librarian])
      ]
  }
}
