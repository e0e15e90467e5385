import Vocabulary

/// What a reader found while bytes came in.
public enum BundleEvent: Sendable, Hashable {
  /// The whole description, before the first blob.
  case description(PackageDescription)
  case blobBegan(Digest, bytes: Int64)
  /// Bytes of the present blob; not to be believed before `blobEnded`.
  case blobBytes([UInt8])
  /// The blob's bytes give its name.
  case blobEnded(Digest)
}

/// Reads a bundle piece by piece and refuses everything that the writer does not write (docs/decisions/0004).
public struct BundleReader: Sendable {
  private enum Place: Sendable {
    case header
    case document(Entry, [UInt8], left: Int)
    case blob(PackageBlob, RunningDigest, left: Int64)
    case padding(left: Int)
    case end(zeros: Int)
  }

  private enum Entry: Sendable { case mark, description }

  /// A description larger than this is refused before it is kept in memory.
  public static let largestDescription: Int64 = 64 * 1024 * 1024

  private var place = Place.header
  private var pending: [UInt8] = []
  private var names: [String] = []
  /// The blobs that are still to come, in order.
  private var expected: ArraySlice<PackageBlob> = []
  private var named: [Digest: Int64] = [:]
  private var description: PackageDescription?
  /// After a refusal nothing more is read.
  private var refusal: Objection?

  public init() {}

  /// The next bytes of the file, in pieces of any size.
  public mutating func take(_ chunk: [UInt8]) throws(Objection) -> [BundleEvent] {
    if let refusal { throw refusal }
    do { return try reading(chunk) } catch {
      refusal = error
      throw error
    }
  }

  /// The file is over. Gives the description; every blob that it names was there.
  public mutating func finish() throws(Objection) -> PackageDescription {
    if let refusal { throw refusal }
    guard case .end(let zeros) = place, zeros == 2 * BundleHeader.block, let description else {
      throw BundleHeader.objection("bundle-truncated", "the file ends too early")
    }
    return description
  }

  private mutating func reading(_ chunk: [UInt8]) throws(Objection) -> [BundleEvent] {
    var events: [BundleEvent] = []
    var rest = chunk[...]
    while !rest.isEmpty {
      switch place {
      case .header: try readHeader(&rest, &events)
      case .document(let entry, var bytes, let left):
        let piece = rest.prefix(left)
        rest = rest.dropFirst(piece.count)
        bytes += piece
        place = .document(entry, bytes, left: left - piece.count)
        if left == piece.count { try endDocument(entry, bytes, &events) }
      case .blob(let blob, var hash, let left):
        let piece = rest.prefix(Int(min(left, Int64(rest.count))))
        rest = rest.dropFirst(piece.count)
        hash.add(piece)
        events.append(.blobBytes(Array(piece)))
        place = .blob(blob, hash, left: left - Int64(piece.count))
        if left == Int64(piece.count) { try endBlob(blob, hash, &events) }
      case .padding(let left):
        let piece = rest.prefix(left)
        guard piece.allSatisfy({ $0 == 0 }) else {
          throw BundleHeader.objection("bundle-padding", "the space between entries is not all zeros")
        }
        rest = rest.dropFirst(piece.count)
        place = left == piece.count ? .header : .padding(left: left - piece.count)
      case .end(let zeros):
        let piece = rest.prefix(2 * BundleHeader.block - zeros)
        guard !piece.isEmpty, piece.allSatisfy({ $0 == 0 }) else {
          throw BundleHeader.objection("bundle-trailing-data", "something follows the end of the bundle")
        }
        rest = rest.dropFirst(piece.count)
        place = .end(zeros: zeros + piece.count)
      }
    }
    return events
  }

  private mutating func readHeader(
    _ rest: inout ArraySlice<UInt8>, _ events: inout [BundleEvent]
  ) throws(Objection) {
    let piece = rest.prefix(BundleHeader.block - pending.count)
    pending += piece
    rest = rest.dropFirst(piece.count)
    guard pending.count == BundleHeader.block else { return }
    let header = pending
    pending = []
    if header.allSatisfy({ $0 == 0 }) {
      try checkWhole()
      place = .end(zeros: BundleHeader.block)
      return
    }
    let (name, length) = try BundleHeader.read(header)
    guard !names.contains(name) else {
      throw BundleHeader.objection("bundle-repeated-entry", "«\(name)» stands twice")
    }
    try begin(name, length, &events)
    // Two names are kept; blobs come in order, so that a repeated one shows without a list of all.
    if names.count < 2 { names.append(name) }
  }

  private mutating func begin(
    _ name: String, _ length: Int64, _ events: inout [BundleEvent]
  ) throws(Objection) {
    switch names.count {
    case 0:
      guard name == "bundle.json", length == Int64(BundleWriter.mark.count) else {
        throw BundleHeader.objection("bundle-mark", "the file does not begin with bundle.json of format 1")
      }
      place = .document(.mark, [], left: Int(length))
    case 1:
      guard name == "description.json" else {
        throw BundleHeader.objection("bundle-order", "«\(name)» stands where description.json must")
      }
      guard (1...Self.largestDescription).contains(length) else {
        throw BundleHeader.objection("bundle-description-length", "the description is empty or beyond 64 MiB")
      }
      place = .document(.description, [], left: Int(length))
    default:
      let blob = try nextBlob(name, length)
      events.append(.blobBegan(blob.digest, bytes: blob.bytes))
      place = .blob(blob, RunningDigest(), left: length)
      if length == 0 { try endBlob(blob, RunningDigest(), &events) }
    }
  }

  private mutating func nextBlob(_ name: String, _ length: Int64) throws(Objection) -> PackageBlob {
    guard name.hasPrefix("blobs/"), let digest = Digest(hex: String(name.dropFirst(6))), let wanted = named[digest]
    else { throw BundleHeader.objection("bundle-blob-unnamed", "nobody names «\(name)»") }
    guard let next = expected.first, next.digest <= digest else {
      throw BundleHeader.objection("bundle-repeated-entry", "«\(name)» stands twice or out of order")
    }
    guard next.digest == digest else {
      throw BundleHeader.objection("bundle-blob-missing", "the blob \(next.digest.hex) is missing before «\(name)»")
    }
    guard wanted == length else {
      throw BundleHeader.objection(
        "bundle-blob-length", "«\(name)» has \(length) bytes, the description says \(wanted)")
    }
    expected = expected.dropFirst()
    return next
  }

  private mutating func endDocument(
    _ entry: Entry, _ bytes: [UInt8], _ events: inout [BundleEvent]
  ) throws(Objection) {
    switch entry {
    case .mark:
      guard bytes == BundleWriter.mark else {
        throw BundleHeader.objection("bundle-mark", "bundle.json does not say format 1")
      }
    case .description:
      let read = try PackageDescription(bytes: bytes)
      description = read
      expected = read.blobs[...]
      named = Dictionary(expected.map { ($0.digest, $0.bytes) }) { first, _ in first }
      events.append(.description(read))
    }
    pad(after: Int64(bytes.count))
  }

  private mutating func endBlob(
    _ blob: PackageBlob, _ hash: RunningDigest, _ events: inout [BundleEvent]
  ) throws(Objection) {
    guard hash.digest == blob.digest else {
      throw BundleHeader.objection("bundle-blob-digest", "the bytes of blob \(blob.digest.hex) do not give its name")
    }
    events.append(.blobEnded(blob.digest))
    pad(after: blob.bytes)
  }

  private mutating func pad(after length: Int64) {
    let padding = BundleHeader.padding(after: length)
    place = padding == 0 ? .header : .padding(left: padding)
  }

  private func checkWhole() throws(Objection) {
    guard description != nil else { throw BundleHeader.objection("bundle-truncated", "the description is missing") }
    if let missing = expected.first {
      throw BundleHeader.objection("bundle-blob-missing", "the blob \(missing.digest.hex) is missing")
    }
  }
}
