import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// The HTTP server as one service. `ready` is told the port when the socket listens.
public struct WebServer: Sendable {
  private let around: Surroundings
  private let host: String
  private let port: Int
  private let connections: Int
  private let ready: @Sendable (Int) async -> Void

  /// How long a connection may say nothing, between requests or in the middle of one. The answer's time is not counted.
  static let patience = TimeAmount.seconds(30)

  /// - Parameter connections: How many may be open at once; the next ones wait until one ends.
  public init(
    _ around: Surroundings, host: String, port: Int, connections: Int, ready: @escaping @Sendable (Int) async -> Void
  ) {
    self.around = around
    self.host = host
    self.port = port
    self.connections = connections
    self.ready = ready
  }

  /// Serves until the task is cancelled or the process is told to stop.
  public func run(logger: Logger) async throws {
    let application = Application(
      responder: Door(around),
      server: .http1(configuration: .init(additionalChannelHandlers: [NotHTTP()], idleTimeout: Self.patience)),
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: port), serverName: "slipway",
        availableConnectionsDelegate: MaximumAvailableConnections(connections)),
      onServerRunning: { [ready] channel in await ready(channel.localAddress?.port ?? 0) },
      logger: logger)
    try await application.runService()
  }
}
