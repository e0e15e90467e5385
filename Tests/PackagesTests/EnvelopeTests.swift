import Packages
import Testing
import Vocabulary

@Suite("Envelopes")
struct EnvelopeTests {
  private let type = "application/vnd.slipway.approval+json"

  private func ring(_ numbers: [UInt8], _ threshold: Int) throws -> KeyRing {
    KeyRing(keys: try numbers.map { try Sample.key($0).verifying }, threshold: threshold)
  }

  @Test("CHG-3: what is signed is DSSE's encoding of type and payload")
  func encoding() {
    #expect(
      String(decoding: Envelope.signedBytes(type: "a/b", payload: Array("xyz".utf8)), as: UTF8.self)
        == "DSSEv1 3 a/b 3 xyz")
  }

  @Test("CHG-3: an approval's bytes, its envelope and an order's bytes are those that another program worked out")
  func golden() throws {
    let approval = try Sample.approval()
    #expect(
      String(decoding: approval.canonicalBytes, as: UTF8.self)
        == #"{"actions":["backout","install"],"approval":17,"approvedAt":1795456800000,"#
        + #""approvedBy":["person:p-7f3a9c2e51d04b68"],"backoutUntil":1798052400000,"format":1,"hosts":{"count":3,"#
        + #""root":"6c448d66ab3b54482dffdee83cd2af933bdf30c73db265fc2d3c3579e52f13d2"},"packages":["sha256:"#
        + String(repeating: "ab", count: 32) + #""],"plan":1,"purpose":"production","release":"REL-1042.1","#
        + #""window":{"from":1795460400000,"until":1795474800000}}"#)
    #expect(approval.digest.hex == "1688027f37dab382720e3313599c0789d33f9059fb2d38469aec9e6ba97c38ee")
    let envelope = approval.signed(by: [try Sample.key(1)])
    #expect(
      Digest.sha256(of: envelope.canonicalBytes).hex
        == "742b6108452b4418a6119de275809ea9a7f00c2598af9859a9aad15ed5100714")
    let order = try Sample.order(approvals: [envelope])
    #expect(order.digest.hex == "5eb5655ac68111e807c1892a14150fc63e2edbc9910a578ffb12a24dc746950e")
    #expect(try Order(payload: order.canonicalBytes) == order)
    #expect(try Approval(payload: approval.canonicalBytes) == approval)
    #expect(try Envelope(bytes: envelope.canonicalBytes) == envelope)
  }

  @Test("CHG-3: a key's identifier is SHA-256 of its 32 public bytes")
  func identifier() throws {
    let key = try Sample.key(1)
    #expect(key.verifying.hex == "8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c")
    #expect(key.identifier.hex == "34750f98bd59fcfc946da45aaabe933be154a4b5094e1c4abf42866505f3c97e")
    #expect(SigningKey(rawBytes: [1, 2, 3]) == nil)
    #expect(VerifyingKey(bytes: [1, 2, 3]) == nil)
    #expect("\(key)".contains("34750f98bd59"))
  }

  @Test("CHG-3: two of three keys suffice, one does not, and no key counts twice")
  func threshold() throws {
    let approval = try Sample.approval()
    let three = try ring([1, 2, 3], 2)
    #expect(try Approval.verified(approval.signed(by: [try Sample.key(1), try Sample.key(3)]), by: three) == approval)
    let lone = approval.signed(by: [try Sample.key(1)])
    #expect(Sample.refusal { _ = try Approval.verified(lone, by: three) } == "approval-signature")
    let repeated = Envelope(
      payload: lone.payload, payloadType: lone.payloadType, signatures: lone.signatures + lone.signatures)
    #expect(repeated.signers(among: three).count == 1)
    #expect(Sample.refusal { _ = try Approval.verified(repeated, by: three) } == "approval-signature")
    let twiceListed = KeyRing(keys: try ring([1, 1], 2).keys, threshold: 2)
    #expect(Sample.refusal { _ = try Approval.verified(lone, by: twiceListed) } == "approval-signature")
    #expect(lone.adding(try Sample.key(1)).signatures.count == 1)
  }

  @Test("CHG-3: signatures stand in the order of their keys, whoever signed first")
  func sorted() throws {
    let approval = try Sample.approval()
    let keys = try [1, 2, 3].map { try Sample.key($0) }
    #expect(approval.signed(by: keys) == approval.signed(by: keys.reversed()))
  }

  @Test("CHG-3: unknown keys do not count, and a threshold of nothing is no threshold")
  func unknown() throws {
    let envelope = try Sample.approval().signed(by: [try Sample.key(9), try Sample.key(1)])
    #expect(envelope.signers(among: try ring([1], 1)).count == 1)
    #expect(Sample.refusal { _ = try Approval.verified(envelope, by: try ring([2], 1)) } == "approval-signature")
    #expect(Sample.refusal { _ = try Approval.verified(envelope, by: try ring([1], 0)) } == "approval-signature")
  }

  @Test("DSL-4: a signature for one kind of document is not good for another")
  func crossType() throws {
    let envelope = try Sample.approval().signed(by: [try Sample.key(1)])
    #expect(Sample.refusal { _ = try Order.verified(envelope, by: try ring([1], 1)) } == "order-payload-type")
    let relabelled = Envelope(
      payload: envelope.payload, payloadType: Order.payloadType, signatures: envelope.signatures)
    #expect(Sample.refusal { _ = try Order.verified(relabelled, by: try ring([1], 1)) } == "order-signature")
  }

  private func survivors<Document: SignedDocument>(_ document: Document) throws -> Int {
    let envelope = document.signed(by: [try Sample.key(1)])
    let ring = try ring([1], 1)
    _ = try Document.verified(envelope, by: ring)
    return envelope.payload.indices.count { index in
      var payload = envelope.payload
      payload[index] ^= 1
      let flipped = Envelope(payload: payload, payloadType: envelope.payloadType, signatures: envelope.signatures)
      return (try? Document.verified(flipped, by: ring)) != nil
    }
  }

  @Test("DSL-4: one flipped bit anywhere in a signed document is refused")
  func flipped() throws {
    #expect(try survivors(try Sample.approval()) == 0)
    #expect(try survivors(try Sample.order()) == 0)
    #expect(try survivors(try Sample.root()) == 0)
    #expect(try survivors(try Sample.targets()) == 0)
    #expect(try survivors(try Sample.timestamp(to: try Sample.targets())) == 0)
  }

  @Test("DSL-4: one flipped bit in a signature is refused")
  func flippedSignature() throws {
    let envelope = try Sample.approval().signed(by: [try Sample.key(1)])
    let good = try #require(envelope.signatures.first)
    for index in good.bytes.indices {
      var bytes = good.bytes
      bytes[index] ^= 0x80
      let flipped = Envelope(
        payload: envelope.payload, payloadType: type, signatures: [EnvelopeSignature(key: good.key, bytes: bytes)])
      #expect(flipped.signers(among: try ring([1], 1)).isEmpty)
    }
  }

  private func reading(_ text: String) -> String? { Sample.refusal { _ = try Order(payload: Array(text.utf8)) } }

  @Test("CHG-3: a signed document with unknown members, another format, spaces or a null is refused")
  func strict() throws {
    let good = String(decoding: try Sample.order().canonicalBytes, as: UTF8.self)
    #expect(reading(good) == nil)
    #expect(reading(good.replacing(#""era":1"#, with: #""era":1,"erb":1"#)) == "order-malformed")
    #expect(reading(good.replacing(#""format":1,"host""#, with: #""format":2,"host""#)) == "order-malformed")
    #expect(reading(good.replacing(#""era":1"#, with: #""era": 1"#)) == "order-not-canonical")
    #expect(reading(good.replacing(#""era":1,"#, with: #""era":1,"expected":null,"#)) == "order-not-canonical")
    #expect(reading("{") == "order-malformed")
    let sealed = good.replacing(#"{"name":"port","value":"8081"}"#, with: #"{"name":"port","sealed":"AA=="}"#)
    #expect(Sample.refusal { _ = try Order(payload: Array(sealed.utf8)) } == "order-malformed")
  }

  @Test("CHG-3: an order whose intervals touch, overlap or are empty, or whose parameters are unsorted is refused")
  func disorder() throws {
    func rule(_ change: (inout Order) throws -> Void) throws -> String? {
      let bytes = try Sample.order(change).canonicalBytes
      return Sample.refusal { _ = try Order(payload: bytes) }
    }
    func interval(_ from: Int64, _ until: Int64) -> Interval {
      Interval(from: Moment(milliseconds: from), until: Moment(milliseconds: until))
    }
    #expect(try rule { $0.allowed = [interval(1, 5), interval(6, 9)] } == nil)
    #expect(try rule { $0.allowed = [interval(1, 5), interval(5, 9)] } == "order-malformed")
    #expect(try rule { $0.allowed = [interval(6, 9), interval(1, 5)] } == "order-malformed")
    #expect(try rule { $0.allowed = [interval(5, 5)] } == "order-malformed")
    #expect(try rule { $0.allowed = [] } == "order-malformed")
    let (one, two) = (ParameterValue(name: "a", value: ""), ParameterValue(name: "b", value: ""))
    #expect(try rule { $0.parameters = [one, two] } == nil)
    #expect(try rule { $0.parameters = [two, one] } == "order-malformed")
    #expect(try rule { $0.parameters = [one, one] } == "order-malformed")
  }
}
