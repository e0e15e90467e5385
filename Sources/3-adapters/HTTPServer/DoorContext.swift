import Hummingbird
import Logging
import NIOCore

/// A request's surroundings: where it comes from, so that guessing can be slowed by address.
struct DoorContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// Network address of the other end, without its port.
  let address: String

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    address = source.channel.remoteAddress?.ipAddress ?? ""
  }
}
