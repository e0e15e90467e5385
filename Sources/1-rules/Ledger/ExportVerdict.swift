import Vocabulary

/// What the verification of an export found (LOG-2).
public enum ExportVerdict: Sendable, Equatable {
  /// Nothing is wrong. `authenticated` says whether a key that was given had signed the checkpoint; `texts` and
  /// `erased` count the texts and documents that are there and those that were erased.
  case sound(size: Int, root: [UInt8], authenticated: Bool, texts: Int, erased: Int)
  case broken(Finding)

  /// The verdict for people, plain text.
  public var sentence: String {
    switch self {
    case .sound(let size, let root, let authenticated, let texts, let erased):
      "The log is sound: \(size) entries give the root \(Hex.text(root)); \(texts) texts match, \(erased) are erased. "
        + (authenticated
          ? "The checkpoint was authenticated with the key given."
          : "The checkpoint was not authenticated, because no key was given: "
            + "whoever made the file may have made the log. Give --key.")
    case .broken(let finding): finding.sentence
    }
  }
}

/// The first thing that is wrong with an export, with its place.
public struct Finding: Sendable, Equatable {
  /// The index of the entry; nil where no single entry can be named.
  public let entry: Int?
  /// Its kind, subject and version, as far as its bytes can be read. They may be altered too.
  public let kind: String?
  public let subject: SubjectReference?
  public let version: Int?
  public let flaw: ExportFlaw
  public let bound: RememberedBound

  public var sentence: String {
    var place = "The log is broken"
    if let entry {
      place += " at entry \(entry)"
      let read = [kind, subject?.text, version.map { "version \($0)" }].compactMap { $0 }.joined(separator: ", ")
      if !read.isEmpty { place += " (\(read))" }
    }
    return "\(place): \(flaw.says)." + bound.says
  }
}

/// What a checkpoint that somebody kept says about where the alteration lies.
public enum RememberedBound: Sendable, Equatable {
  /// None was given, or it is of another log.
  case none
  /// Its root comes out, so the entries below its size are unaltered.
  case unaltered(below: Int)
  /// Its root does not come out, so something below its size was altered.
  case altered(below: Int)
  /// The export broke off below its size, so it says nothing.
  case notReached(size: Int)

  var says: String {
    switch self {
    case .none: ""
    case .unaltered(let size):
      " The \(size) entries below the remembered checkpoint are unaltered, since its root comes out."
    case .altered(let size): " Something among the first \(size) entries was altered after they were remembered."
    case .notReached(let size):
      " The remembered checkpoint of \(size) entries says nothing here, because verification ended below its size."
    }
  }
}

/// What can be wrong with an export, in the order of docs/decisions/0001.
public enum ExportFlaw: Sendable, Equatable {
  case header
  case entryLine
  case hash
  case index(found: Int)
  case unreadable
  case versionRepeats(last: Int)
  case versionGap(expected: Int)
  case brokenOff
  case checkpoint(CheckpointProblem)
  case origin(header: String, checkpoint: String)
  case size(stated: Int, counted: Int)
  case root
  case rememberedOrigin(String)
  case rememberedSize(Int)
  case rememberedRoot(size: Int)
  case contentLine(Int)
  case contentOrder(HexDigest)
  case contentMissing(HexDigest)
  case contentUnnamed(HexDigest)
  case contentForm(HexDigest)
  case content(HexDigest)
  case contentNotErased(HexDigest)
  case erasureNotListed(HexDigest, entry: Int)
  case changeSet(HexDigest)
  case changeSetMissing(HexDigest)
  case changeSetUnnamed(HexDigest)

  /// 64 hexadecimal digits.
  public typealias HexDigest = String

  /// As a clause.
  public var says: String {
    switch self {
    case .header: "the first line is not «slipway-log/1» and the log's origin"
    case .entryLine: "its line does not have the form index, hash, bytes"
    case .hash: "its bytes do not give its hash"
    case .index(let found): "the index \(found) stands in its line, so entries were removed, added or moved"
    case .unreadable: "its bytes are not an entry of the form that docs/decisions/0001 gives"
    case .versionRepeats(let last): "its subject already has version \(last)"
    case .versionGap(let expected): "version \(expected) of its subject is missing before it"
    case .brokenOff: "the file breaks off before its end"
    case .checkpoint(let problem): "the checkpoint is not good. \(problem.says.dropLast())"
    case .origin(let header, let checkpoint): "the file is of \(header), its checkpoint of \(checkpoint)"
    case .size(let stated, let counted): "its checkpoint is for \(stated) entries, and it has \(counted)"
    case .root: "the entries do not give the root of its checkpoint, so some of them were rewritten with their hashes"
    case .rememberedOrigin(let origin): "the remembered checkpoint is of another log, \(origin)"
    case .rememberedSize(let size):
      "the remembered checkpoint knows \(size) entries, more than there are: some were cut off"
    case .rememberedRoot(let size): "the first \(size) entries do not give the root of the remembered checkpoint"
    case .contentLine(let line): "line \(line), after the checkpoint, is no text, document, erasure or change set"
    case .contentOrder(let digest): "the text \(digest) stands twice or out of order"
    case .contentMissing(let digest): "it names the text \(digest), which is not in the file"
    case .contentUnnamed(let digest): "no entry names the text \(digest) that is in the file"
    case .contentForm(let digest): "a document stands for the text \(digest), or a text for the document"
    case .content(let digest): "the text \(digest) does not give its digest: it was altered"
    case .contentNotErased(let digest): "it erased the text \(digest), which is still in the file"
    case .erasureNotListed(let digest, let entry):
      "the text \(digest) is gone, and entry \(entry), which is said to have erased it, does not list it"
    case .changeSet(let digest): "the change set \(digest) does not give its digest: it was altered"
    case .changeSetMissing(let digest): "it names the change set \(digest), which is not in the file"
    case .changeSetUnnamed(let digest): "no entry names the change set \(digest), or it stands twice"
    }
  }
}
