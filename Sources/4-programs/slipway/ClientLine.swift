import CommandLine
import Courier
import Vocabulary

/// Carries the command line's requests.
struct ClientLine: Sendable {
  /// Long enough for a large file over a slow line.
  private static let patience = Span.minutes(30)

  @Sendable func send(
    _ method: String, _ url: String, _ headers: [(name: String, value: String)], _ body: [UInt8]
  ) async throws -> ServerAnswer {
    let courier = Courier()
    do {
      let answer = try await courier.send(
        Courier.Request(method, url, headers: headers, body: body, timeout: Self.patience), limit: 1 << 30)
      await courier.close()
      return ServerAnswer(status: answer.status, headers: answer.headers, body: answer.body)
    } catch {
      await courier.close()
      throw error
    }
  }
}
