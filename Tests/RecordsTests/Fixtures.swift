import ConfigurationRules
import Evidence
import Foundation
import Ledger
import Operations
import Packages
import SQL
import SQLiteEngine
import Synchronization
import Vocabulary

@testable import Records

struct NotHere: Error {}

/// The thing itself, or the test ends with an error.
func needed<Value>(_ value: Value?) throws -> Value {
  guard let value else { throw NotHere() }
  return value
}

/// Numbers that look like chance and are the same in each run (SplitMix64).
final class Chance: Sendable {
  private let state: Mutex<UInt64>

  init(seed: UInt64) { state = Mutex(seed) }

  func next() -> UInt64 {
    state.withLock { state in
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }

  func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
  func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
}

/// Collects what is written, from any thread.
final class Paper: Sendable {
  private let lines = Mutex<[[UInt8]]>([])
  func write(_ bytes: [UInt8]) { lines.withLock { $0.append(bytes) } }
  var bytes: [UInt8] { lines.withLock { $0.flatMap { $0 } } }
  var last: String? { lines.withLock { $0.last }.map { String(decoding: $0, as: UTF8.self) } }
}

let origin = "slipway/3fe1c07b9a5d2264"

func checkpointKey() throws -> CheckpointKey {
  try CheckpointKey(origin: origin, rawPrivateKey: Array(repeating: 7, count: 32))
}

func ports(_ seed: UInt64 = 1, paper: Paper = Paper()) throws -> OfficePorts {
  let chance = Chance(seed: seed)
  return OfficePorts(
    chance: { chance.bytes($0) }, hasBlob: { $0.hex.hasPrefix("0") }, looked: { _ in .whole }, stands: { _ in false },
    sign: { payload, type, _ in Envelope(payload: payload, payloadType: type, signatures: []) },
    clock: { Moment(milliseconds: 1_795_460_400_000) }, checkpointKey: try checkpointKey(),
    publish: { paper.write(Array($0.utf8)) })
}

/// A database of its own in a folder of its own.
final class Premises: Sendable {
  let folder: String
  let paper = Paper()

  init() throws {
    folder = NSTemporaryDirectory() + "slipway-records-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  var file: String { folder + "/slipway.sqlite" }

  func engine(_ sequencer: Sequencer) throws -> SQLiteEngine {
    try SQLiteEngine(path: file, witness: sequencer.witness)
  }

  func office(remembered: String? = nil) async throws -> Office {
    let sequencer = Sequencer()
    let office = Office(
      engine: Self.door(try engine(sequencer)), sequencer: sequencer, ports: try ports(paper: paper))
    try await office.open(remembered: remembered)
    return office
  }

  static func door(_ engine: SQLiteEngine) -> EngineDoor {
    EngineDoor(
      write: { try await engine.write($0) }, read: { try await engine.read($0) }, close: { try await engine.close() },
      scour: { try await engine.scour() })
  }
}

/// Books of either make, a transaction at a time.
protocol Shop: AnyObject {
  @discardableResult
  func work<T: Sendable>(_ body: @escaping @Sendable (any Books) throws -> T) async throws -> T
}

final class MemoryShop: Shop {
  let books: MemoryBooks

  init() throws { books = MemoryBooks(ports: try ports()) }

  @discardableResult
  func work<T: Sendable>(_ body: @escaping @Sendable (any Books) throws -> T) async throws -> T {
    try books.transact { try body($0) }
  }
}

final class SQLiteShop: Shop {
  let premises: Premises
  let office: Office

  init() async throws {
    premises = try Premises()
    office = try await premises.office()
  }

  @discardableResult
  func work<T: Sendable>(_ body: @escaping @Sendable (any Books) throws -> T) async throws -> T {
    try await office.transact(body)
  }
}

enum Twin: String, CaseIterable, Sendable {
  case memory, sqlite

  func open() async throws -> any Shop {
    switch self {
    case .memory: try MemoryShop()
    case .sqlite: try await SQLiteShop()
    }
  }
}

let now = Moment(milliseconds: 1_795_460_400_000)

func desk(_ books: any Books) -> Desk {
  Desk(books: books, actor: .console, now: now, operation: "item.record", act: "a-91c4e07a2bd35f68")
}

func recorded(_ name: String, host: String? = nil, itemClass: String = "service") -> ItemEvent {
  .recorded(
    .init(
      itemClass: itemClass, name: name, status: .live,
      attributes: host.map { [ItemAttribute(name: "host", value: $0, source: .person)] } ?? []))
}

/// Records an item with its entry, as an operation does.
@discardableResult
func record(_ number: Int, _ name: String, host: String? = nil, why: String? = nil, _ books: any Books) throws -> Digest
{
  var desk = desk(books)
  let words = try desk.words(why)
  try desk.open(ConfigurationItem.self, "CI-\(number)", recorded(name, host: host), why: words)
  return try needed(desk.receipts.first)
}
