import Vocabulary

/// What `slipway serve` was asked for. The program that serves chooses engine, clock and the rest.
public struct ServeOptions: Sendable, Hashable {
  /// From 0 (any free one) to 65535.
  public var port: Int
  /// The folder that holds everything the server keeps.
  public var data: String
  /// How people and hosts reach it, where that is not the machine's own name.
  public var url: String?
  /// The agent's program, for the page that enrols hosts.
  public var agent: String?

  public init(port: Int, data: String, url: String? = nil, agent: String? = nil) {
    self.port = port
    self.data = data
    self.url = url
    self.agent = agent
  }
}

/// What `slipway admin` was asked for on the server's own machine (OPS-11).
public struct AdminOrder: Sendable, Hashable {
  public enum Act: Sendable, Hashable {
    /// The person's sign-in name.
    case resetPassword(String)
    case grant(String, Role)
    /// Replays the log and compares.
    case check
  }

  public var data: String
  public var act: Act

  public init(data: String, act: Act) {
    self.data = data
    self.act = act
  }
}
