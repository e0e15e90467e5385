import Vocabulary

/// The words and flags of the agent's command line: few enough to be read by hand.
public struct Flags: Sendable, Hashable {
  public let verb: String
  private let values: [String: String]
  private let switches: Set<String>

  /// What is wrong with a command line, for the person who wrote it.
  public struct Misused: Error, Sendable, Hashable {
    public let says: String
  }

  static let withValue: Set<String> = [
    "server", "token", "name", "root", "state", "order", "library", "trust", "host", "environment", "inventory-every",
  ]
  static let alone: Set<String> = ["once", "help"]

  /// - Parameter arguments: without the program's name.
  public init(_ arguments: [String]) throws(Misused) {
    guard let verb = arguments.first, !verb.hasPrefix("-") else { throw Misused(says: Self.usage) }
    self.verb = verb
    var values: [String: String] = [:]
    var switches: Set<String> = []
    var rest = arguments.dropFirst()
    while let flag = rest.popFirst() {
      let name = String(flag.dropFirst(2))
      if flag.hasPrefix("--"), Self.alone.contains(name) {
        switches.insert(name)
      } else if flag.hasPrefix("--"), Self.withValue.contains(name) {
        guard let value = rest.popFirst(), !value.hasPrefix("--") else { throw Misused(says: "\(flag) needs a value") }
        guard values.updateValue(value, forKey: name) == nil else { throw Misused(says: "\(flag) stands twice") }
      } else {
        throw Misused(says: "\(flag) is no flag of slipway-agent\n\(Self.usage)")
      }
    }
    (self.values, self.switches) = (values, switches)
  }

  public subscript(_ name: String) -> String? { values[name] }
  public func has(_ name: String) -> Bool { switches.contains(name) }

  /// Minutes from one to a day; what stands when the flag is left out.
  public func minutes(_ name: String, else standing: Span) throws(Misused) -> Span {
    guard let text = values[name] else { return standing }
    guard let minutes = Int64(text), (1...1440).contains(minutes) else {
      throw Misused(says: "--\(name) is a whole number of minutes from 1 to 1440")
    }
    return .minutes(minutes)
  }

  public func needed(_ name: String) throws(Misused) -> String {
    guard let value = values[name] else { throw Misused(says: "\(verb) needs --\(name)") }
    return value
  }

  public static let usage = """
    slipway-agent enrol --server URL --token TOKEN --name NAME [--root DIR] [--state DIR]
    slipway-agent run [--root DIR] [--state DIR] [--once] [--inventory-every MINUTES]
    slipway-agent apply --order FILE --library DIR --trust FILE [--host h-… --environment laboratory|production]
                        [--root DIR] [--state DIR]
    slipway-agent recover [--root DIR] [--state DIR]
    slipway-agent stop-services [--root DIR] [--state DIR]
    """
}
