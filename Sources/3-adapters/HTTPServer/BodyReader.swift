import Hummingbird
import NIOCore

/// Reads a whole body into memory, up to a limit, and says what was wrong with it.
enum BodyReader {
  static func bytes(of request: Request, most: Int) async throws -> [UInt8] {
    let large = Caught(
      problem: Problem(
        "too-large", "Too large", status: 413,
        "A body here may have \(most) bytes. Files of packages go to /api/v1/blobs."))
    // Said before the body is sent, where its length is announced.
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > most { throw large }
    do {
      let buffer = try await request.body.collect(upTo: most)
      return Array(buffer.readableBytesView)
    } catch is NIOTooManyBytesError {
      throw large
    } catch {
      throw Caught(
        problem: Problem(
          "body-broken", "The body broke off", status: 400,
          "The body ended before its announced length, or is not chunked as HTTP/1.1 wants it. Send it again."))
    }
  }
}
