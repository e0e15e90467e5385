import Foundation
import Glibc
import Vocabulary

/// The real clock, real chance, the environment.
enum Machine {
  static var environment: [String: String] { ProcessInfo.processInfo.environment }

  /// How many connections may be open at once: as many files as the system lets this process open, less what the
  /// database and the library need, so that a crowd at the door cannot keep them from working.
  static func connections() -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 512 }
    limit.rlim_cur = min(limit.rlim_max, 65_536)
    _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 512 }
    return max(64, Int(limit.rlim_cur) - 256)
  }

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
