import Packages
import Vocabulary

/// A body that host and server exchange: canonical JSON with a protocol number (docs/decisions/0006).
public protocol WireMessage: Sendable, Equatable {
  static var shape: Shape<Self> { get }
}

/// Why a body could not be read.
public struct BadMessage: Error, Sendable, Equatable {
  /// As a sentence for the log and the answer.
  public let says: String

  public init(says: String) { self.says = says }
}

extension WireMessage {
  /// The body to send.
  public var bytes: [UInt8] { Self.shape.write(self).canonicalBytes }

  /// Reads a body. Members that this version does not know are ignored, so that newer neighbours can be understood.
  public init(bytes: [UInt8]) throws(BadMessage) {
    let json: JSON
    do { json = try JSON(parsing: bytes) } catch {
      throw BadMessage(says: "the message is not JSON at byte \(error.offset): \(error.says)")
    }
    // What a neighbour of the same age sends has no member that is not known: it reads as it is.
    if let known = try? Self.shape.read(json) {
      self = known
      return
    }
    do { self = try Self.shape.read(json.known(to: Self.shape.spelling)) } catch {
      let places = error.problems.map { "\($0.pointer.isEmpty ? "the message" : $0.pointer): \($0.says)" }
      throw BadMessage(says: places.joined(separator: "; "))
    }
  }
}

extension JSON {
  /// This value without the members of records that the spelling does not know. Alternatives of a choice stay: one that
  /// is unknown has no meaning here and must be reported.
  public func known(to spelling: Spelling) -> JSON {
    switch (self, spelling) {
    case (.array(let items), .list(let element, _, _)): .array(items.map { $0.known(to: element) })
    case (.object(let members), .record(let notes)):
      .object(
        members.compactMap { member in
          guard let note = notes.first(where: { $0.name == member.name }) else { return nil }
          return .init(member.name, member.value.known(to: note.spelling))
        })
    case (.object(let members), .choice(let notes)):
      .object(
        members.map { member in
          guard let note = notes.first(where: { $0.name == member.name }) else { return member }
          return .init(member.name, member.value.known(to: note.spelling))
        })
    default: self
    }
  }
}

/// The number of the protocol, and which neighbours are understood (OPS-12).
public enum WireProtocol {
  public static let number = 1

  /// One older and one newer are understood.
  public static func understands(_ other: Int) -> Bool { (number - 1...number + 1).contains(other) }

  static let shape = Shape<Int>.whole(0...1_000_000).mapped(
    { understands($0) ? $0 : nil }, { $0 },
    else: "protocol \(number - 1) to \(number + 1) is understood here; update the older side first")
}

/// Paths and header names, written once for both sides.
public enum WirePath {
  public static let enrol = "/host/v1/enrol"
  public static let session = "/host/v1/session"
  public static let poll = "/host/v1/poll"
  public static let begin = "/host/v1/begin"
  public static let report = "/host/v1/report"
  public static let inventory = "/host/v1/inventory"
  public static func root(_ version: Int) -> String { "/host/v1/root/\(version)" }
  public static func blob(_ digest: Digest) -> String { "/host/v1/blobs/\(digest.hex)" }
}

public enum WireHeader {
  public static let signature = "Slipway-Signature"
  public static let session = "Slipway-Session"
  public static let counter = "Slipway-Counter"
  public static let code = "Slipway-Mac"
}
