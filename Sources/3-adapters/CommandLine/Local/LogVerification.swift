import Ledger

/// `slipway log verify`: checks an export without a server and without trusting whoever made it (LOG-2).
struct LogVerification {
  let surroundings: Surroundings

  private static let mostCheckpoint = 1 << 16

  /// Streams the file past the verifier; memory does not grow with the number of entries.
  func run(_ path: String, checkpoint: String?, keys: [String]) throws(Ending) {
    var verifiers: [VerifierKey] = []
    for text in keys {
      do { verifiers.append(try VerifierKey(text: text)) } catch { throw .usage("--key \(text): \(error.says)") }
    }
    var verification = ExportVerification(remembered: try remembered(checkpoint), keys: verifiers)
    let file = try LocalFile(reading: path)
    while case let piece = try file.read(), !piece.isEmpty { verification.feed(piece) }
    let verdict = verification.finish()
    switch verdict {
    case .sound: surroundings.tell(verdict.sentence)
    case .broken: throw .refused(verdict.sentence)
    }
  }

  private func remembered(_ path: String?) throws(Ending) -> Checkpoint? {
    guard let path else { return nil }
    let bytes = try LocalFile(reading: path).readAll(most: Self.mostCheckpoint)
    do { return try SignedCheckpoint(text: String(decoding: bytes, as: UTF8.self)).checkpoint } catch {
      throw .usage("--checkpoint \(path): \(error.says)")
    }
  }
}
