import Hummingbird
import NIOCore

/// Reads a whole body into memory, up to a limit, and says what was wrong with it.
enum BodyReader {
  /// What is still read of a body that is refused for its length.
  private static let drained = 64 << 20

  static func bytes(of request: Request, most: Int) async throws -> [UInt8] {
    let large = Caught(
      problem: Problem(
        "too-large", "Too large", status: 413,
        "A body here may have \(most) bytes. Files of packages go to /api/v1/blobs."))
    do {
      if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > most {
        // Many programs read no answer before they have sent all; nobody is waited for who announces what is absurd.
        if length <= drained { for try await _ in request.body {} }
        throw large
      }
      let buffer = try await request.body.collect(upTo: most)
      return Array(buffer.readableBytesView)
    } catch let caught as Caught {
      throw caught
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
