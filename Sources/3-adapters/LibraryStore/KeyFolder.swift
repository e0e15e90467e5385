import Evidence
import Foundation
import Ledger
import Packages
import Vocabulary

/// The installation's private keys: one file each, 32 bytes in hexadecimal, readable by this user only.
public struct KeyFolder: Sendable {
  private let keys: [String: [UInt8]]
  /// 16 hexadecimal digits that name this installation.
  public let installation: String

  private static let names = ["root", "targets", "timestamp", "orders", "approvals", "answers", "log", "secret"]

  /// Reads the keys.
  ///
  /// - Parameter makes: Makes those that are missing, from the chance handed in: for a new installation only, because
  ///   hosts and whoever holds a checkpoint know the old ones.
  public init(folder: String, makes: Bool, chance: (Int) -> [UInt8]) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw Fault(
        "key-unwritable", says: "The folder \(folder) cannot be made.", remedy: "Check the rights of the data folder.")
    }
    var keys: [String: [UInt8]] = [:]
    for name in Self.names { keys[name] = try Self.key("\(folder)/\(name).key", 32, makes, chance) }
    installation = Hex.text(try Self.key("\(folder)/installation", 8, makes, chance))
    self.keys = keys
  }

  private static func key(_ path: String, _ count: Int, _ makes: Bool, _ chance: (Int) -> [UInt8]) throws -> [UInt8] {
    guard access(path, F_OK) == 0 || makes else {
      throw Fault(
        "key-missing", says: "\(path) is not there, but the database of this installation is.",
        remedy: "Restore the folder of keys from the backup; hosts and old checkpoints know these keys and no others.")
    }
    if access(path, F_OK) == 0 {
      let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      guard let bytes = Hex.bytes(String(text.prefix { !$0.isNewline })), bytes.count == count else {
        throw Fault(
          "key-unreadable", says: "\(path) cannot be read, or does not hold \(count) bytes in hexadecimal.",
          remedy: "Restore it from the backup; without it, hosts and old checkpoints cannot be served.")
      }
      return bytes
    }
    let bytes = chance(count)
    try SafeFile.replace(path, Array((Hex.text(bytes) + "\n").utf8))
    return bytes
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    guard let bytes = keys[name] else {
      throw Fault(
        "key-unknown", says: "There is no key \(name).", remedy: "This is a defect of Slipway: please report it.")
    }
    return bytes
  }

  public var origin: String { "slipway/\(installation)" }

  public func signingKey(_ role: String) throws -> SigningKey {
    guard let key = SigningKey(rawBytes: try bytes(role)) else {
      throw Fault("key-unusable", says: "The key \(role) is no Ed25519 key.", remedy: "Restore it from the backup.")
    }
    return key
  }

  public func checkpointKey() throws -> CheckpointKey {
    try CheckpointKey(origin: origin, rawPrivateKey: try bytes("log"))
  }

  /// Keys digests of bodies and form tokens.
  public func secret() throws -> MessageKey { MessageKey(bytes: try bytes("secret")) }

  public func sign(_ payload: [UInt8], type: String, role: String) throws -> Envelope {
    .signing(payload, type: type, with: [try signingKey(role)])
  }

  /// Refuses keys of another installation: hosts would refuse everything that they sign.
  public func belong(to root: Envelope) throws {
    let roles = try RootMetadata(payload: root.payload).roles
    let wanted = [
      ("answers", roles.answers), ("approvals", roles.approvals), ("orders", roles.orders), ("root", roles.root),
      ("targets", roles.targets), ("timestamp", roles.timestamp),
    ]
    for (name, role) in wanted where !role.keyIdentifiers.contains(try signingKey(name).identifier) {
      throw Fault(
        "key-of-another", says: "keys/\(name).key is not the key that this installation's hosts trust.",
        remedy: "Put back the folder of keys that belongs to this database, from the backup.")
    }
  }

  /// The first root of the library, good for a year (docs/decisions/0007).
  public func firstRoot(at now: Moment) throws -> Envelope {
    func one(_ role: String) throws -> RoleKeys {
      RoleKeys(keyIdentifiers: [try signingKey(role).identifier], threshold: 1)
    }
    let roles = KeyRoles(
      answers: try one("answers"), approvals: try one("approvals"), orders: try one("orders"), root: try one("root"),
      targets: try one("targets"), timestamp: try one("timestamp"))
    let listed = try ["answers", "approvals", "orders", "root", "targets", "timestamp"]
      .map { ListedKey(try signingKey($0).verifying) }.sorted { $0.identifier < $1.identifier }
    let root = RootMetadata(expires: now + .days(365), keys: listed, origin: origin, roles: roles, version: 1)
    return root.signed(by: [try signingKey("root")])
  }
}
