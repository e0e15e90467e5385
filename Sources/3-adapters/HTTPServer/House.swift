import DeploymentRules
import Operations
import Packages
import Vocabulary

/// The house behind the door: transactions and reading. The program hands in the one over the database.
public protocol House: Sendable {
  func transact<T: Sendable>(_ body: @escaping @Sendable (any Books) throws -> T) async throws -> T
  func inquire<T: Sendable>(_ body: @escaping @Sendable (any Books) throws -> T) async throws -> T
}

/// Files of the library by digest.
public protocol BlobShelf: Sendable {
  /// Takes a file in pieces; it is there only if its bytes give the digest. True if it was there already.
  func keep(_ digest: Digest, _ pieces: any AsyncSequence<[UInt8], any Error> & Sendable) async throws -> Bool
  /// Length in bytes, or nil if it is not there.
  func length(_ digest: Digest) throws -> Int64?
  func read(_ digest: Digest, from: Int64, count: Int) throws -> [UInt8]
  /// Looks at a file: reads its bytes if it has changed since the last look, or if they are wanted `anew`.
  func look(_ digest: Digest, anew: Bool) async -> FileState
}

/// The log as it leaves the house.
public protocol LogShelf: Sendable {
  func lastCheckpoint() async throws -> String?
  /// The verifier key of the log (C2SP signed-note), for whoever checks it elsewhere.
  var verifierKey: String { get }
  /// A proof in the tlog-proof form, or nil if there is no such entry.
  func inclusionProof(of index: Int) async throws -> String?
  func export(to write: @escaping @Sendable ([UInt8]) throws -> Void) async throws
}

/// What the door needs from outside.
public struct Surroundings: Sendable {
  public var house: any House
  public var blobs: any BlobShelf
  public var log: any LogShelf
  public var pages: any PageSource
  public var registry: Registry
  public var now: @Sendable () -> Moment
  public var chance: @Sendable (Int) -> [UInt8]
  /// 32 bytes: keys digests of bodies and form tokens.
  public var secret: MessageKey
  public var answers: SigningKey
  /// The board on which commits of `house` leave their news.
  public var news: NewsBoard
  /// Whether cookies carry `Secure`.
  public var isTLS: Bool
  /// A folder on the data's own disk, for what is prepared and then sent.
  public var scratch: String

  public init(
    house: any House, blobs: any BlobShelf, log: any LogShelf, pages: any PageSource, registry: Registry,
    now: @escaping @Sendable () -> Moment, chance: @escaping @Sendable (Int) -> [UInt8], secret: MessageKey,
    answers: SigningKey, news: NewsBoard, isTLS: Bool, scratch: String
  ) {
    self.house = house
    self.blobs = blobs
    self.log = log
    self.pages = pages
    self.registry = registry
    self.now = now
    self.chance = chance
    self.secret = secret
    self.answers = answers
    self.news = news
    self.isTLS = isTLS
    self.scratch = scratch
  }
}
