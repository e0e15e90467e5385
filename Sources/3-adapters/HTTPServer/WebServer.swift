import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// The HTTP server as one service. `ready` is told the port when the socket listens.
public struct WebServer: Sendable {
  private let around: Surroundings
  private let host: String
  private let port: Int
  private let ready: @Sendable (Int) async -> Void

  public init(_ around: Surroundings, host: String, port: Int, ready: @escaping @Sendable (Int) async -> Void) {
    self.around = around
    self.host = host
    self.port = port
    self.ready = ready
  }

  /// Serves until the task is cancelled or the process is told to stop.
  public func run(logger: Logger) async throws {
    let application = Application(
      responder: Door(around),
      configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: "slipway"),
      onServerRunning: { [ready] channel in await ready(channel.localAddress?.port ?? 0) },
      logger: logger)
    try await application.runService()
  }
}
