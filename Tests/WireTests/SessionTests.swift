import Packages
import Testing
import Vocabulary
import Wire

@Suite("Enrolment, sessions and message codes")
struct SessionTests {
  private func agreement(_ number: UInt8) throws -> AgreementKey {
    try #require(AgreementKey(rawBytes: [UInt8](repeating: number, count: 32)))
  }

  private func key(_ number: UInt8) throws -> SigningKey {
    try #require(SigningKey(rawBytes: [UInt8](repeating: number, count: 32)))
  }

  private func sessionKey() throws -> MessageKey {
    try #require(
      SessionAgreement.key(
        own: try agreement(7), other: try agreement(9).publicBytes, nonce: (0..<16).map { UInt8($0) },
        request: Array("request".utf8), answer: Array("answer".utf8)))
  }

  @Test("DSL-4: both sides work out the session key that another program worked out")
  func agreementGolden() throws {
    let mine = try sessionKey()
    #expect(mine.reveal { Hex.text($0) } == "ad0a4f27abb3ea65c219a116701d113c2f70ae5f22e638db4a8913d928fbf7e9")
    let theirs = SessionAgreement.key(
      own: try agreement(9), other: try agreement(7).publicBytes, nonce: (0..<16).map { UInt8($0) },
      request: Array("request".utf8), answer: Array("answer".utf8))
    #expect(theirs?.reveal { Hex.text($0) } == mine.reveal { Hex.text($0) })
    #expect("\(mine)" == "MessageKey(•••)")
  }

  @Test("DSL-4: another request, answer or nonce gives another key")
  func bound() throws {
    let parts: [(String, String, UInt8)] = [("r", "a", 0), ("R", "a", 0), ("r", "A", 0), ("r", "a", 1)]
    let keys = try parts.map { request, answer, nonce in
      SessionAgreement.key(
        own: try agreement(7), other: try agreement(9).publicBytes, nonce: [UInt8](repeating: nonce, count: 16),
        request: Array(request.utf8), answer: Array(answer.utf8))?.reveal { Hex.text($0) }
    }
    #expect(Set(keys).count == 4)
  }

  @Test("DSL-4: a half that gives only zeros, or is no key, gives no session")
  func zeros() throws {
    #expect(try agreement(7).shared(with: [UInt8](repeating: 0, count: 32)) == nil)
    #expect(try agreement(7).shared(with: [1] + [UInt8](repeating: 0, count: 31)) == nil)
    #expect(try agreement(7).shared(with: [1, 2, 3]) == nil)
    #expect(AgreementKey(rawBytes: [1]) == nil)
  }

  @Test("DSL-4: message codes are those that another program worked out, and cover every part")
  func codes() throws {
    let key = try sessionKey()
    let body = Array("{}".utf8)
    let code = MessageCode.request(method: "POST", path: WirePath.poll, body: body, counter: 7, key: key)
    #expect(code == "d10dbd5ddc783ddcbd2c10d10eaeecb07a9e642352a04dc329066b80f1d98e1f")
    func holds(_ method: String, _ path: String, _ body: [UInt8], _ counter: Int64, _ key: MessageKey) -> Bool {
      MessageCode.isValid(code, method: method, path: path, body: body, counter: counter, key: key)
    }
    #expect(holds("POST", WirePath.poll, body, 7, key))
    #expect(!holds("GET", WirePath.poll, body, 7, key))
    #expect(!holds("POST", WirePath.poll + "?a=1", body, 7, key))
    #expect(!holds("POST", WirePath.poll, [], 7, key))
    #expect(!holds("POST", WirePath.poll, body, 8, key))
    #expect(!holds("POST", WirePath.poll, body, 7, MessageKey(bytes: [1])))
    #expect(!MessageCode.isValid("zz", method: "POST", path: WirePath.poll, body: body, counter: 7, key: key))
    #expect(!MessageCode.isValid("", method: "POST", path: WirePath.poll, body: body, counter: 7, key: key))
    let answer = MessageCode.answer(counter: 7, status: 200, body: body, key: key)
    #expect(answer == "f4bfc1bf64c6d9a110f0a63e94f448935399dc58ccc888e7f9236746faab3194")
    #expect(MessageCode.isValidAnswer(answer, counter: 7, status: 200, body: body, key: key))
    #expect(!MessageCode.isValidAnswer(answer, counter: 7, status: 401, body: body, key: key))
    #expect(!MessageCode.isValidAnswer(answer, counter: 6, status: 200, body: body, key: key))
  }

  @Test("DSL-4: a counter is taken once, in a window of 64")
  func counters() {
    var window = CounterWindow()
    let taken: [(Int64, Bool)] = [
      (0, false), (-1, false), (1, true), (1, false), (3, true), (2, true), (2, false), (3, false), (100, true),
      (37, true), (37, false), (36, false), (163, true), (101, true), (100, false), (99, false), (1_000_000, true),
      (163, false), (999_937, true), (999_936, false), (Int64.max, true), (Int64.max, false),
    ]
    for (counter, isNew) in taken {
      let got = window.take(counter)
      #expect(got == isNew, "\(counter)")
    }
  }

  @Test("DSL-4: a token is printed and read in three parts, and shows no secret otherwise")
  func token() throws {
    let root = Digest.sha256(of: [1])
    let token = try #require(EnrolmentToken(identifier: "e-1", secret: [UInt8](repeating: 5, count: 32), root: root))
    let text = token.reveal()
    #expect(text == "e-1.\(String(repeating: "05", count: 32)).\(root.hex)")
    let read = try #require(EnrolmentToken(text: text))
    #expect(read.reveal() == text && read.root == root)
    #expect("\(token)" == "EnrolmentToken(e-1)" && "\(token.secret)" == "MessageKey(•••)")
    let secret = String(repeating: "05", count: 32)
    for bad in [
      "", "e-1", "e-1.\(secret)", "e-1.05.\(root.hex)", ".\(secret).\(root.hex)", "\(text).x",
      "e 1.\(secret).\(root.hex)", "e-1.\(secret).00",
    ] {
      #expect(EnrolmentToken(text: bad) == nil, "\(bad)")
    }
  }

  private func enrolment() throws -> EnrolRequest {
    EnrolRequest(
      agreementKey: [UInt8](repeating: 7, count: 32), environment: .laboratory, id: "e-1",
      machine: MachineSummary(architecture: "x86_64", hostname: "web1", kernel: "Linux 6.8", system: "Debian 13"),
      name: "web1.example.org", proof: [UInt8](repeating: 0, count: 32), signingKey: try key(1).verifying)
  }

  @Test("DSL-4: enrolling proves the token's secret over every member, also those that are not known yet")
  func proof() throws {
    let secret = [UInt8](repeating: 5, count: 32)
    let token = try #require(EnrolmentToken(identifier: "e-1", secret: secret, root: .sha256(of: [1])))
    let request = try enrolment().proven(by: token)
    #expect(Hex.text(request.proof) == "1481ee699ce48acbacff406c6700b838d13444a675f1e16cb68598ca88e20481")
    #expect(try EnrolRequest(bytes: request.bytes) == request)
    #expect(EnrolRequest.isProven(request.bytes, by: token.secret))
    #expect(!EnrolRequest.isProven(request.bytes, by: MessageKey(bytes: [6])))
    let moved = String(decoding: request.bytes, as: UTF8.self).replacing("laboratory", with: "production")
    #expect(!EnrolRequest.isProven(Array(moved.utf8), by: token.secret))
    let added = String(decoding: request.bytes, as: UTF8.self).replacing(
      "{\"agreementKey\"", with: "{\"a\":1,\"agreementKey\"")
    #expect(!EnrolRequest.isProven(Array(added.utf8), by: token.secret))
    #expect(!EnrolRequest.isProven(try enrolment().bytes, by: token.secret))
    #expect(!EnrolRequest.isProven([], by: token.secret))
  }

  @Test("DSL-4: a signature over one kind of message is not good for another")
  func signatures() throws {
    let key = try key(1)
    let (request, body) = (Array("q".utf8), Array("b".utf8))
    let all = [
      SignedBytes.enrol(body: body), SignedBytes.session(body: body), SignedBytes.answer(request: request, body: body),
      SignedBytes.retired(request: request, body: body), SignedBytes.answer(request: body, body: body),
    ]
    #expect(Set(all).count == all.count)
    #expect(all[0] == Array("slipway-enrol-1\nb".utf8))
    #expect(all[2] == Array("slipway-answer-1\n".utf8) + Digest.sha256(of: request).bytes + body)
    let header = SignedBytes.header(all[0], by: key)
    #expect(all.map { SignedBytes.isValid(header, over: $0, by: key.verifying) } == [true, false, false, false, false])
    #expect(!SignedBytes.isValid("no base64", over: all[0], by: key.verifying))
    let ring = KeyRing(keys: [try self.key(2).verifying, key.verifying], threshold: 1)
    #expect(SignedBytes.isValid(header, over: all[0], by: ring))
    #expect(!SignedBytes.isValid(header, over: all[0], by: KeyRing(keys: ring.keys, threshold: 2)))
  }

  @Test("OPS-12: a session's name says its node")
  func names() throws {
    let name = try #require(SessionName(node: "node-b", chance: [0, 17, 34, 51, 170, 187, 204, 221]))
    #expect(name.text == "hs-node-b-00112233aabbccdd")
    #expect(SessionName(text: name.text) == name)
    for bad in ["hs--00112233aabbccdd", "hs-00112233aabbccdd", "s-a-00112233aabbccdd", "hs-a-0011", "hs-a-", "hs-"] {
      #expect(SessionName(text: bad) == nil, "\(bad)")
    }
  }
}
