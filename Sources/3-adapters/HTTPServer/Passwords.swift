import Crypto
import CryptoExtras
import Foundation
import Packages
import Vocabulary

/// scrypt, at most two at a time on threads of their own, so that guessing cannot starve the server.
public final class Passwords: Sendable {
  private static let rounds = 1 << 14
  private let pool: OperationQueue

  public init() {
    pool = OperationQueue()
    pool.maxConcurrentOperationCount = 2
    pool.name = "scrypt"
  }

  /// `scrypt$rounds$salt$hash`
  public func verifier(of password: [UInt8], salt: [UInt8]) async throws -> String {
    let hash = try await derive(password, salt, Self.rounds)
    return "scrypt$\(Self.rounds)$\(Hex.text(salt))$\(Hex.text(hash))"
  }

  /// Takes as long for an account that does not exist, so that names cannot be found out by the clock.
  func matches(_ password: [UInt8], _ verifier: String?) async throws -> Bool {
    let parts = (verifier ?? "").split(separator: "$").map(String.init)
    guard parts.count == 4, let rounds = Int(parts[1]), let salt = Hex.bytes(parts[2]), let hash = Hex.bytes(parts[3])
    else {
      _ = try await derive(password, [UInt8](repeating: 0, count: 16), Self.rounds)
      return false
    }
    let found = try await derive(password, salt, rounds)
    return MessageKey(bytes: hash).isValid(MessageKey(bytes: hash).code(over: hash), over: found)
  }

  private func derive(_ password: [UInt8], _ salt: [UInt8], _ rounds: Int) async throws -> [UInt8] {
    try await withCheckedThrowingContinuation { waiting in
      pool.addOperation {
        waiting.resume(
          with: Result {
            let key = try KDF.Scrypt.deriveKey(
              from: password, salt: salt, outputByteCount: 32, rounds: rounds, blockSize: 8, parallelism: 1)
            return key.withUnsafeBytes { Array($0) }
          })
      }
    }
  }
}
