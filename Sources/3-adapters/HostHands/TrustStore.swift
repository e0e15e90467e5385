import Packages
import Vocabulary

/// What the host believes of the library, on disk: every root it walked, the newest timestamp and targets, and the
/// versions
/// seen, written before anything that brought them is used (docs/decisions/0007).
struct TrustStore: Sendable {
  let folder: AgentFolder

  private func rootName(_ version: Int) -> String { "metadata/root-\(version).json" }

  /// Believes the first root by its digest and walks to the last. Once pinned, another first root is refused.
  func adopt(_ roots: [Envelope], pinned digest: Digest) throws(HandsFault) -> RootMetadata {
    if let known = try pin(), known != digest {
      throw HandsFault("this host trusts another library (root \(known.short)); remove \(folder.path) first")
    }
    guard let first = roots.first else { throw HandsFault("no root metadata was given") }
    let library = try believed { () throws(Objection) in
      try TrustedLibrary.pinned(first, digest: digest).walking(Array(roots.dropFirst()))
    }
    for (index, envelope) in roots.enumerated() {
      try folder.write(rootName(index + 1), Envelope.shape.write(envelope))
    }
    try folder.write("metadata/pin.json", .string(digest.text))
    try store(try load()?.seen ?? library.seen)
    return library.root
  }

  private func pin() throws(HandsFault) -> Digest? {
    try folder.document("metadata/pin.json")?.text.flatMap { Digest(text: $0) }
  }

  /// What is believed now; nil before the first root.
  func load() throws(HandsFault) -> TrustedLibrary? {
    guard let pin = try pin(), let first = try envelope(rootName(1)) else { return nil }
    let seen =
      try folder.document("metadata/seen.json", LibraryVersions.shape)
      ?? LibraryVersions(root: 0, targets: 0, timestamp: 0)
    var later: [Envelope] = []
    while let next = try envelope(rootName(later.count + 2)) { later.append(next) }
    let roots = later
    var library = try believed { () throws(Objection) in
      try TrustedLibrary.pinned(first, digest: pin, seen: seen).walking(roots)
    }
    // What expired meanwhile is not believed any more; the gate says so when an order needs it.
    let now = Clocks.now()
    if let timestamp = try envelope("metadata/timestamp.json"),
      let accepted = try? library.accepting(timestamp: timestamp, at: now)
    {
      library = accepted
    }
    if let targets = try envelope("metadata/targets.json"),
      let accepted = try? library.accepting(targets: targets, at: now)
    {
      library = accepted
    }
    return library
  }

  /// Takes newer metadata as far as it is to be believed; what is not believed is logged and changes nothing.
  func take(roots: [Envelope], timestamp: Envelope?, targets: Envelope?, at now: Moment) throws(HandsFault) {
    guard var library = try load() else { throw HandsFault("no root is trusted yet; enrol first") }
    do throws(Objection) {
      if !roots.isEmpty { library = try library.walking(roots) }
      if let timestamp { library = try library.accepting(timestamp: timestamp, at: now) }
      if let targets { library = try library.accepting(targets: targets, at: now) }
    } catch {
      log("metadata-refused", ["rule": error.rule, "because": error.because])
      // Roots that were believed stay: they may be what makes the rest believable later.
      guard !roots.isEmpty, let walked = try? load()?.walking(roots) else { return }
      return try write(roots: roots, timestamp: nil, targets: nil, walked)
    }
    try write(roots: roots, timestamp: timestamp, targets: targets, library)
  }

  private func write(
    roots: [Envelope], timestamp: Envelope?, targets: Envelope?, _ library: TrustedLibrary
  ) throws(HandsFault) {
    for envelope in roots {
      guard let root = try? RootMetadata(payload: envelope.payload) else { continue }
      try folder.write(rootName(root.version), Envelope.shape.write(envelope))
    }
    if let timestamp { try folder.write("metadata/timestamp.json", Envelope.shape.write(timestamp)) }
    if let targets { try folder.write("metadata/targets.json", Envelope.shape.write(targets)) }
    try store(library.seen)
  }

  private func store(_ seen: LibraryVersions) throws(HandsFault) {
    try folder.write("metadata/seen.json", LibraryVersions.shape.write(seen))
  }

  func versions() throws(HandsFault) -> LibraryVersions {
    try load()?.versions ?? LibraryVersions(root: 0, targets: 0, timestamp: 0)
  }

  private func envelope(_ name: String) throws(HandsFault) -> Envelope? { try folder.document(name, Envelope.shape) }

  private func believed<Value>(_ act: () throws(Objection) -> Value) throws(HandsFault) -> Value {
    do { return try act() } catch { throw HandsFault("\(error.because) (\(error.rule)); \(error.clears)") }
  }
}
