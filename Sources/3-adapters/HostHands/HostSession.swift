import Packages
import Vocabulary
import Wire

/// Why a message did not do what it should.
enum MessageFailure: Error, Sendable, Hashable {
  /// The network, or an answer that nobody can be held to: back off and try again.
  case fault(String)
  /// What came could not be kept: this host's disk is full.
  case noRoom(String)
  /// The session is over: make a new one.
  case sessionOver
  /// The server says for certain that this host is retired.
  case retired(Moment)
}

/// A session with the server (docs/decisions/0006): what is sent carries a MAC, and no answer without one is believed.
struct HostSession: Sendable {
  let name: SessionName
  let until: Moment
  private let key: MessageKey
  private var counter: Int64 = 0

  /// An answer that the server gave for certain.
  struct Answer: Sendable {
    let status: Int
    let body: [UInt8]
  }

  private init(_ answer: SessionAnswer, key: MessageKey) {
    (name, until, self.key) = (answer.session, answer.until, key)
  }

  /// Agrees on a key: both sides' ephemeral halves, bound to both messages, signed by both.
  static func open(
    _ host: HostIdentifier, signing: SigningKey, answers: KeyRing, server: String, carrier: any Carrier
  ) async throws(MessageFailure) -> HostSession {
    guard let own = AgreementKey(rawBytes: chance(32)) else { throw .fault("no key could be made") }
    let request = SessionRequest(ephemeral: own.publicBytes, host: host, nonce: chance(16))
    let body = request.bytes
    let signature = SignedBytes.header(SignedBytes.session(body: body), by: signing)
    let headers = [(name: WireHeader.signature, value: signature), json]
    let answer = try await carried(carrier, "POST", server + WirePath.session, headers, body)
    if let since = retired(host, answer, request: body, answers) { throw .retired(since) }
    let signed = SignedBytes.answer(request: body, body: answer.body)
    guard let header = answer.header(WireHeader.signature), SignedBytes.isValid(header, over: signed, by: answers)
    else {
      throw .fault("the answer to the session request (status \(answer.status)) is not signed by the server's key")
    }
    guard answer.status == 200, let read = try? SessionAnswer(bytes: answer.body) else {
      throw .fault("the server gave no session (status \(answer.status))")
    }
    guard
      let key = SessionAgreement.key(
        own: own, other: read.ephemeral, nonce: request.nonce, request: body, answer: answer.body)
    else { throw .fault("the server's half of the session's key is none") }
    return HostSession(read, key: key)
  }

  /// Since when the host is retired, if the server's own key says so: nobody else can send an agent away.
  private static func retired(
    _ host: HostIdentifier, _ answer: CarriedAnswer, request: [UInt8], _ answers: KeyRing
  ) -> Moment? {
    guard answer.status == 410, let header = answer.header(WireHeader.signature),
      SignedBytes.isValid(header, over: SignedBytes.retired(request: request, body: answer.body), by: answers),
      let read = try? RetiredAnswer(bytes: answer.body), read.host == host
    else { return nil }
    return read.retiredAt
  }

  /// Headers that authenticate one message.
  mutating func headers(_ method: String, _ path: String, _ body: [UInt8]) -> [(name: String, value: String)] {
    counter += 1
    let code = MessageCode.request(method: method, path: path, body: body, counter: counter, key: key)
    return [(WireHeader.session, name.text), (WireHeader.counter, String(counter)), (WireHeader.code, code)]
  }

  /// Sends a message of this session and believes the answer only if it carries the session's MAC.
  mutating func send(
    _ path: String, _ body: [UInt8], server: String, carrier: any Carrier
  ) async throws(MessageFailure) -> Answer {
    let headers = headers("POST", path, body) + [Self.json]
    let sent = counter
    let answer = try await Self.carried(carrier, "POST", server + path, headers, body)
    // A 401 cannot carry a MAC: the server does not know the session any more. The worst that a liar gains is a new
    // one.
    if answer.status == 401 { throw .sessionOver }
    guard let code = answer.header(WireHeader.code),
      MessageCode.isValidAnswer(code, counter: sent, status: answer.status, body: answer.body, key: key)
    else { throw .fault("the answer to \(path) (status \(answer.status)) does not carry the session's MAC") }
    return Answer(status: answer.status, body: answer.body)
  }

  static let json = (name: "Content-Type", value: "application/json")

  private static func carried(
    _ carrier: any Carrier, _ method: String, _ url: String, _ headers: [(name: String, value: String)], _ body: [UInt8]
  ) async throws(MessageFailure) -> CarriedAnswer {
    do { return try await carrier.send(method, url, headers: headers, body: body) } catch { throw .fault(error.says) }
  }
}
