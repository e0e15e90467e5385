import Foundation
import Vocabulary

/// The real clock, real chance, the environment.
enum Machine {
  static var environment: [String: String] { ProcessInfo.processInfo.environment }

  @Sendable static func now() -> Moment {
    Moment(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
  }

  @Sendable static func chance(_ count: Int) -> [UInt8] {
    var random = SystemRandomNumberGenerator()
    // Eight bytes for each question to the kernel, not one.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 7)
    while bytes.count < count { withUnsafeBytes(of: random.next()) { bytes += $0 } }
    return Array(bytes.prefix(count))
  }
}
