import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import Vocabulary

/// Says what is wrong with bytes that are no HTTP request, in the form of every other problem, and hangs up.
final class NotHTTP: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// Requests that are not answered to the end. Who is in the middle of one is told by whoever reads its body.
  private var open = 0

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .head = unwrapInboundIn(data) { open += 1 }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { open -= 1 }
    context.write(data, promise: promise)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let wrong = error as? HTTPParserError, open == 0 else { return context.fireErrorCaught(error) }
    let problem = Problem(
      "not-http", "Not an HTTP request", status: 400,
      "This is no request of HTTP/1.1, or its headers are more than 1000 or larger than 80 KiB (\(wrong)).")
    let body = ByteBuffer(bytes: problem.json.canonicalBytes)
    let head = HTTPResponse(
      status: .badRequest,
      headerFields: [
        .contentType: "application/problem+json", .contentLength: String(body.readableBytes), .connection: "close",
      ])
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(body)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    context.close(promise: nil)
  }
}
