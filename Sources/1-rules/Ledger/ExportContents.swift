import Vocabulary

/// What stands after the checkpoint of an export, against what its entries name.
struct ExportContents {
  static let erasureKind = "words.erased/1"

  struct Found {
    let flaw: ExportFlaw
    let entry: Int?
  }

  private(set) var texts = 0
  private(set) var erased = 0
  /// Texts and documents that entries name: sorted before the first text is read, then walked once.
  private var named: [NamedContent] = []
  private var cursor = 0
  private var changeSets: [HashValue: Int] = [:]
  private var erasures: [HashValue: [Int]] = [:]
  /// Texts that no entry names; a change set must.
  private var loose: [NamedContent] = []
  private var namedInChangeSets: Set<HashValue> = []
  private var last: HashValue?
  private var inChangeSets = false

  mutating func note(_ names: [NamedContent], by entry: Int) {
    for name in names {
      if name.kind == .changeSet {
        if changeSets[name.digest] == nil { changeSets[name.digest] = entry }
      } else {
        named.append(NamedContent(digest: name.digest, kind: name.kind, entry: entry))
      }
    }
  }

  /// False unless the erasure's body lists digests.
  mutating func noteErasure(_ scan: EntryScan, by entry: Int) -> Bool {
    guard let body = scan.body, let json = try? JSON(parsing: scan.bytes[body]), let items = json["digests"]?.items,
      !items.isEmpty
    else { return false }
    for item in items {
      guard let digest = Self.value(hex: item.text) else { return false }
      erasures[digest, default: []].append(entry)
    }
    return true
  }

  /// Puts the names in order, the first entry of each: once, when the entries are through.
  mutating func sort() {
    named.sort()
    var kept = 0
    for index in named.indices {
      if kept > 0, named[kept - 1].digest == named[index].digest, named[kept - 1].kind == named[index].kind { continue }
      named[kept] = named[index]
      kept += 1
    }
    named.removeLast(named.count - kept)
  }

  mutating func feed(_ bytes: UnsafeRawBufferPointer, line: Int) -> Found? {
    guard let claimed = ContentLine(bytes) else { return Found(flaw: .contentLine(line), entry: nil) }
    switch claimed {
    case .text(let digest, let found):
      return inOrder(digest, line) ?? content(digest, found, .words)
    case .document(let digest, let found):
      return inOrder(digest, line) ?? content(digest, found, .document)
    case .erased(let digest, let entry): return inOrder(digest, line) ?? erasure(digest, entry)
    case .changeSet(let digest, let bytes): return changeSet(digest, bytes)
    }
  }

  mutating func finish() -> Found? {
    if let missing = passOver(upTo: nil) { return missing }
    if let missing = changeSets.min(by: { $0.value == $1.value ? $0.key < $1.key : $0.value < $1.value }) {
      return Found(flaw: .changeSetMissing(missing.key.hex), entry: missing.value)
    }
    if let spare = loose.first(where: { !namedInChangeSets.contains($0.digest) }) {
      return Found(flaw: .contentUnnamed(spare.digest.hex), entry: nil)
    }
    return nil
  }

  private mutating func inOrder(_ digest: HashValue, _ line: Int) -> Found? {
    if inChangeSets { return Found(flaw: .contentLine(line), entry: nil) }
    if let last, last >= digest { return Found(flaw: .contentOrder(digest.hex), entry: nil) }
    last = digest
    return passOver(upTo: digest)
  }

  /// Everything that is named below the digest should have had its line.
  private mutating func passOver(upTo digest: HashValue?) -> Found? {
    guard cursor < named.count else { return nil }
    if let digest, named[cursor].digest >= digest { return nil }
    return Found(flaw: .contentMissing(named[cursor].digest.hex), entry: named[cursor].entry)
  }

  /// The name that this line answers; a digest that no entry names waits for a change set.
  private mutating func answered(_ digest: HashValue, _ kind: NamedContent.Kind?) -> Found? {
    guard cursor < named.count, named[cursor].digest == digest else {
      loose.append(NamedContent(digest: digest, kind: kind ?? .words))
      return nil
    }
    while cursor < named.count, named[cursor].digest == digest {
      if let kind, named[cursor].kind != kind {
        return Found(flaw: .contentForm(digest.hex), entry: named[cursor].entry)
      }
      cursor += 1
    }
    return nil
  }

  private var naming: Int? { cursor < named.count && named[cursor].digest == last ? named[cursor].entry : nil }

  private mutating func content(_ digest: HashValue, _ found: HashValue, _ kind: NamedContent.Kind) -> Found? {
    if digest != found { return Found(flaw: .content(digest.hex), entry: naming) }
    if let entry = erasures[digest]?.first { return Found(flaw: .contentNotErased(digest.hex), entry: entry) }
    texts += 1
    return answered(digest, kind)
  }

  private mutating func erasure(_ digest: HashValue, _ entry: Int) -> Found? {
    guard erasures[digest]?.contains(entry) == true else {
      return Found(flaw: .erasureNotListed(digest.hex, entry: entry), entry: naming)
    }
    erased += 1
    return answered(digest, nil)
  }

  private mutating func changeSet(_ digest: HashValue, _ bytes: [UInt8]) -> Found? {
    if !inChangeSets, let missing = passOver(upTo: nil) { return missing }
    inChangeSets = true
    let found = bytes.withUnsafeBytes { SHA256Hash.of($0) }
    guard found == digest else { return Found(flaw: .changeSet(digest.hex), entry: changeSets[digest]) }
    guard let entry = changeSets.removeValue(forKey: digest) else {
      return Found(flaw: .changeSetUnnamed(digest.hex), entry: nil)
    }
    let names = bytes.withUnsafeBytes { EntryScan($0, isEnvelope: false)?.names ?? [] }
    for name in names {
      guard has(name.digest) else { return Found(flaw: .contentMissing(name.digest.hex), entry: entry) }
      namedInChangeSets.insert(name.digest)
    }
    return nil
  }

  private func has(_ digest: HashValue) -> Bool {
    [named, loose].contains { list in
      var (low, high) = (0, list.count)
      while low < high {
        let middle = (low + high) / 2
        if list[middle].digest < digest { low = middle + 1 } else { high = middle }
      }
      return low < list.count && list[low].digest == digest
    }
  }

  static func value(hex: String?) -> HashValue? {
    guard let hex, hex.utf8.count == 64 else { return nil }
    return Hex.bytes(hex).flatMap { HashValue(bytes: $0) }
  }
}
