import Packages
import Vocabulary

/// The bytes under each `Slipway-Signature`: a prefix that says what is signed, then what it covers (0006).
public enum SignedBytes {
  public static func enrol(body: [UInt8]) -> [UInt8] { prefix("slipway-enrol-1") + body }

  public static func session(body: [UInt8]) -> [UInt8] { prefix("slipway-session-1") + body }

  /// An answer is bound to the request that it answers.
  public static func answer(request: [UInt8], body: [UInt8]) -> [UInt8] {
    prefix("slipway-answer-1") + Digest.sha256(of: request).bytes + body
  }

  public static func retired(request: [UInt8], body: [UInt8]) -> [UInt8] {
    prefix("slipway-retired-1") + Digest.sha256(of: request).bytes + body
  }

  /// The header's text for these bytes.
  public static func header(_ bytes: [UInt8], by key: SigningKey) -> String { Base64.text(key.signature(over: bytes)) }

  /// Whether a header's text is that key's signature over these bytes.
  public static func isValid(_ header: String, over bytes: [UInt8], by key: VerifyingKey) -> Bool {
    Base64.bytes(header).map { key.isValid($0, over: bytes) } ?? false
  }

  /// Whether enough distinct keys signed; one header carries one signature, so a threshold above one never holds.
  public static func isValid(_ header: String, over bytes: [UInt8], by ring: KeyRing) -> Bool {
    ring.threshold == 1 && ring.keys.contains { isValid(header, over: bytes, by: $0) }
  }

  private static func prefix(_ text: String) -> [UInt8] { Array("\(text)\n".utf8) }
}

/// The text of `Slipway-Mac`: HMAC-SHA256 with the session's key, hexadecimal.
public enum MessageCode {
  public static func request(
    method: String, path: String, body: [UInt8], counter: Int64, key: MessageKey
  ) -> String {
    Hex.text(key.code(over: requestBytes(method, path, .sha256(of: body), counter)))
  }

  public static func isValid(
    _ code: String, method: String, path: String, body: [UInt8], counter: Int64, key: MessageKey
  ) -> Bool {
    isValid(code, method: method, path: path, digest: .sha256(of: body), counter: counter, key: key)
  }

  /// For whoever has the body's digest already.
  public static func isValid(
    _ code: String, method: String, path: String, digest: Digest, counter: Int64, key: MessageKey
  ) -> Bool {
    Hex.bytes(code).map { key.isValid($0, over: requestBytes(method, path, digest, counter)) } ?? false
  }

  public static func answer(counter: Int64, status: Int, body: [UInt8], key: MessageKey) -> String {
    Hex.text(key.code(over: answerBytes(counter, status, body)))
  }

  public static func isValidAnswer(
    _ code: String, counter: Int64, status: Int, body: [UInt8], key: MessageKey
  ) -> Bool {
    Hex.bytes(code).map { key.isValid($0, over: answerBytes(counter, status, body)) } ?? false
  }

  private static func requestBytes(_ method: String, _ path: String, _ digest: Digest, _ counter: Int64) -> [UInt8] {
    // Put together without a text in between: it is done for every message.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(method.utf8.count + path.utf8.count + 64 + 24)
    for part in [method, path, digest.hex] {
      bytes += part.utf8
      bytes.append(0x0A)
    }
    bytes += String(counter).utf8
    return bytes
  }

  private static func answerBytes(_ counter: Int64, _ status: Int, _ body: [UInt8]) -> [UInt8] {
    let start = "answer\n\(counter)\n\(status)\n"
    var bytes: [UInt8] = []
    bytes.reserveCapacity(start.utf8.count + 64)
    bytes += start.utf8
    bytes += Digest.sha256(of: body).hex.utf8
    return bytes
  }
}

/// Which counters of a session were seen: a window of 64 below the greatest; a repeated or older one is refused.
public struct CounterWindow: Sendable, Hashable {
  private var greatest: Int64 = 0
  /// Bit n: greatest − n was seen.
  private var seen: UInt64 = 0

  public init() {}

  /// Takes the counter if it is new; from 1.
  public mutating func take(_ counter: Int64) -> Bool {
    guard counter >= 1 else { return false }
    if counter > greatest {
      let step = counter - greatest
      seen = step >= 64 ? 1 : seen << UInt64(step) | 1
      greatest = counter
      return true
    }
    let back = greatest - counter
    guard back < 64, seen & (1 << UInt64(back)) == 0 else { return false }
    seen |= 1 << UInt64(back)
    return true
  }
}
