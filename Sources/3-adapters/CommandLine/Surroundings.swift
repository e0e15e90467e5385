import Glibc
import Vocabulary

/// What the command line touches of its surroundings, handed in so that a test can stand in for them.
public struct Surroundings: Sendable {
  /// `SLIPWAY_SERVER`, `SLIPWAY_TOKEN` and the rest of the environment.
  public var environment: [String: String]
  /// A fresh Idempotency-Key: 1 to 128 visible ASCII characters, never the same twice.
  public var freshKey: @Sendable () -> String
  /// A line of a secret from the terminal or a pipe; nil at the end of input.
  public var secretLine: @Sendable () -> String?
  /// Text for standard output.
  public var tell: @Sendable (String) -> Void
  /// Text for standard error.
  public var complain: @Sendable (String) -> Void

  public init(
    environment: [String: String],
    freshKey: @escaping @Sendable () -> String = Surroundings.randomKey,
    secretLine: @escaping @Sendable () -> String? = { readLine(strippingNewline: true) },
    tell: @escaping @Sendable (String) -> Void = { Surroundings.write($0, to: 1) },
    complain: @escaping @Sendable (String) -> Void = { Surroundings.write($0, to: 2) }
  ) {
    self.environment = environment
    self.freshKey = freshKey
    self.secretLine = secretLine
    self.tell = tell
    self.complain = complain
  }

  /// 32 hexadecimal digits by chance.
  public static func randomKey() -> String {
    var generator = SystemRandomNumberGenerator()
    return Hex.text((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
  }

  /// Writes the text and an end of line; what cannot be written (a closed pipe) is lost, nobody could be told.
  public static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array((text + "\n").utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      written += count
    }
  }
}

/// How the program ends.
public enum ExitCode {
  /// It was done, or it is sound.
  public static let done: Int32 = 0
  /// A rule said no, the lint blocks, the log is broken.
  public static let refused: Int32 = 1
  /// The command was written wrongly.
  public static let usage: Int32 = 2
  /// The server could not be reached, or a machine could not.
  public static let fault: Int32 = 3
}

/// Why a command did not go through, with the code it ends with.
struct Ending: Error, Sendable, Equatable {
  let code: Int32
  /// For standard error; may have several lines.
  let says: String

  static func usage(_ says: String) -> Ending { Ending(code: ExitCode.usage, says: says) }
  static func refused(_ says: String) -> Ending { Ending(code: ExitCode.refused, says: says) }
  static func fault(_ says: String) -> Ending { Ending(code: ExitCode.fault, says: says) }
}
