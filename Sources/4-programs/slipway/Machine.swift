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
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
  }
}
