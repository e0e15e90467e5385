import Packages
import Testing
import Vocabulary
import Wire

@Suite("Messages between host and server")
struct MessageTests {
  private let at = Moment(milliseconds: 1_795_460_460_000)

  private func digest() throws -> Digest { try #require(Digest(hex: String(repeating: "9f", count: 32))) }

  private func survives<Message: WireMessage>(_ message: Message, _ text: String? = nil) throws {
    #expect(try Message(bytes: message.bytes) == message)
    if let text { #expect(String(decoding: message.bytes, as: UTF8.self) == text) }
    let members = try #require(try JSON(parsing: message.bytes).members)
    let newer = JSON.object(members + [.init("zzz", ["later": [1, 2]])])
    #expect(try Message(bytes: newer.canonicalBytes) == message, "an unknown member must be ignored")
  }

  @Test("OPS-12: a report's bytes are those of the decision record")
  func report() throws {
    let report = Report(
      at: at, deployment: DeploymentReference("DEP-17"),
      event: .ended(cause: "", log: "…", milliseconds: 4210, result: .kept), number: 4, order: try digest(),
      step: "pilot/1")
    try survives(
      report,
      #"{"at":1795460460000,"deployment":"DEP-17","event":{"ended":{"cause":"","log":"…","milliseconds":4210,"#
        + #""result":"kept"}},"number":4,"order":""# + String(repeating: "9f", count: 32)
        + #"","protocol":1,"step":"pilot/1"}"#)
  }

  @Test("OPS-12: every event of a report is written and read back")
  func events() throws {
    let objection = Objection("order-overtaken", because: "order 13 came before", clears: "give a new order")
    let check = CheckResult(milliseconds: 12, name: "answers", isGood: true, says: "")
    let events: [(ReportEvent, String)] = [
      (.accepted, #"{"accepted":{}}"#),
      (
        .refused([objection]),
        #"{"refused":{"refusals":[{"because":"order 13 came before","clears":"give a new order","#
          + #""rule":"order-overtaken"}]}}"#
      ),
      (.began(point: "switch"), #"{"began":{"point":"switch"}}"#),
      (.progress(bytes: 5, of: 9), #"{"progress":{"bytes":5,"of":9}}"#),
      (
        .fingerprint(document: ["facts": [], "format": 1], moment: .afterBackout, noise: ["file:/etc/mtab"]),
        #"{"fingerprint":{"document":{"facts":[],"format":1},"moment":"after-backout","noise":["file:/etc/mtab"]}}"#
      ),
      (.verified([check]), #"{"verified":{"checks":[{"milliseconds":12,"name":"answers","ok":true,"says":""}]}}"#),
      (
        .ended(cause: "c", log: "a\nb", milliseconds: 1, result: .backedOut),
        #"{"ended":{"cause":"c","log":"a\nb","milliseconds":1,"result":"backed-out"}}"#
      ),
      (.setAside(number: 3, status: 422), #"{"setAside":{"number":3,"status":422}}"#),
    ]
    for (event, text) in events {
      let report = Report(at: at, deployment: nil, event: event, number: 1, order: try digest(), step: nil)
      try survives(report)
      #expect(ReportEvent.shape.write(event).canonicalText == text)
    }
    let unread = Report(at: at, deployment: nil, event: .accepted, number: 1, order: try digest(), step: nil)
    #expect(try JSON(parsing: unread.bytes)["deployment"] == nil)
  }

  @Test("OPS-12: an event that is not known is reported, not guessed")
  func unknownEvent() throws {
    let report = Report(at: at, deployment: nil, event: .accepted, number: 1, order: try digest(), step: nil)
    let text = String(decoding: report.bytes, as: UTF8.self).replacing("accepted", with: "danced")
    #expect(throws: BadMessage.self) { _ = try Report(bytes: Array(text.utf8)) }
  }

  @Test("OPS-12: unknown members are ignored at every depth")
  func depth() throws {
    let answer = PollAnswer(
      at: at, comeBackIn: .seconds(60),
      floors: OrderFloors(
        all: 1, deployments: [DeploymentFloor(deployment: try #require(DeploymentReference("DEP-17")), epoch: 3)]),
      metadata: NewerMetadata(), orders: [], wantsInventory: false)
    try survives(
      answer,
      #"{"at":1795460460000,"comeBackIn":60000,"floors":{"all":1,"deployments":[{"deployment":"DEP-17","epoch":3}]},"#
        + #""metadata":{"roots":[]},"orders":[],"protocol":1,"wantsInventory":false}"#)
    let text = String(decoding: answer.bytes, as: UTF8.self).replacing(#""epoch":3"#, with: #""epoch":3,"later":true"#)
    #expect(try PollAnswer(bytes: Array(text.utf8)) == answer)
    let report =
      #"{"at":1,"event":{"began":{"later":1,"point":"x"}},"number":1,"order":""#
      + String(repeating: "9f", count: 32) + #"","protocol":1}"#
    #expect(try Report(bytes: Array(report.utf8)).event == .began(point: "x"))
  }

  @Test("OPS-2, DEP-5: an answer put together from a kept rest is byte for byte the answer that the shape writes")
  func keptRest() throws {
    let answer = PollAnswer(
      at: at, comeBackIn: .seconds(60),
      floors: OrderFloors(
        all: 1, deployments: [DeploymentFloor(deployment: try #require(DeploymentReference("DEP-17")), epoch: 3)]),
      metadata: NewerMetadata(), orders: [], wantsInventory: true)
    #expect(PollAnswer.bytes(at: answer.at, comeBackIn: answer.comeBackIn, answer.rest) == answer.bytes)
    var other = answer
    (other.at, other.comeBackIn) = (at + .seconds(1), Span(milliseconds: 0))
    #expect(other.rest == answer.rest)
    #expect(PollAnswer.bytes(at: other.at, comeBackIn: other.comeBackIn, answer.rest) == other.bytes)
  }

  @Test("DEP-6: only ended and refused end an order")
  func ends() {
    let events: [(ReportEvent, Bool)] = [
      (.accepted, false), (.refused([]), true), (.began(point: "x"), false), (.progress(bytes: 1, of: 2), false),
      (.fingerprint(document: .object([]), moment: .before, noise: []), false), (.verified([]), false),
      (.ended(cause: "", log: "", milliseconds: 1, result: .kept), true), (.setAside(number: 1, status: 409), false),
    ]
    for (event, ends) in events { #expect(event.endsOrder == ends) }
  }

  @Test("OPS-12: one protocol older and newer is understood, two are not")
  func neighbours() throws {
    for (number, understood) in [(0, true), (1, true), (2, true), (3, false)] {
      let body = #"{"at":1,"known":false,"protocol":\#(number)}"#
      #expect(((try? ReportAnswer(bytes: Array(body.utf8))) != nil) == understood)
      #expect(WireProtocol.understands(number) == understood)
    }
  }

  @Test("OPS-12: a body that is not JSON, or whose members are missing or wrong, says where")
  func bad() {
    #expect(throws: BadMessage(says: "/at: is missing; /known: is missing; /protocol: is missing")) {
      _ = try ReportAnswer(bytes: Array("{}".utf8))
    }
    #expect(throws: BadMessage.self) { _ = try ReportAnswer(bytes: [0xFF]) }
    #expect(throws: BadMessage(says: "the message: an object is needed")) {
      _ = try ReportAnswer(bytes: Array("[]".utf8))
    }
  }

  @Test("OPS-12: the other messages keep their bytes")
  func others() throws {
    try survives(
      PollRequest(
        agent: "1.0.0", busy: false, formats: UnderstoodFormats(), inventory: nil, seen: SeenOrders(era: 1, number: 12),
        versions: LibraryVersions(root: 1, targets: 2, timestamp: 3)),
      #"{"agent":"1.0.0","busy":false,"formats":{"approval":[1],"description":[1],"metadata":[1],"order":[1]},"#
        + #""protocol":1,"seen":{"era":1,"number":12},"versions":{"root":1,"targets":2,"timestamp":3}}"#)
    try survives(
      BeginRequest(epoch: 3, number: 12, order: try digest()),
      #"{"epoch":3,"number":12,"order":""# + String(repeating: "9f", count: 32) + #"","protocol":1}"#)
    try survives(
      BeginAnswer(at: at, isGo: true, goodFor: .seconds(3), refusals: []),
      #"{"at":1795460460000,"go":true,"goodFor":3000,"protocol":1,"refusals":[]}"#)
    #expect(throws: BadMessage.self) {
      _ = try BeginAnswer(bytes: Array(#"{"at":1,"go":true,"goodFor":3001,"protocol":1,"refusals":[]}"#.utf8))
    }
    try survives(
      Inventory(
        at: at, facts: [InventoryFact(group: .disk, key: "/", source: "statvfs", value: "10")], shared: [.hardware]),
      #"{"at":1795460460000,"facts":[{"group":"disk","key":"/","source":"statvfs","value":"10"}],"protocol":1,"#
        + #""shared":["hardware"]}"#)
    let host = try #require(HostIdentifier("h-5c1e0f9a7b2d4683"))
    try survives(
      RetiredAnswer(host: host, retiredAt: at),
      #"{"host":"h-5c1e0f9a7b2d4683","protocol":1,"retiredAt":1795460460000}"#)
    try survives(EnrolAnswer(host: host, root: [Envelope(payload: [1], payloadType: "a/b", signatures: [])]))
    try survives(
      SessionAnswer(
        at: at, ephemeral: [UInt8](repeating: 7, count: 32),
        session: try #require(SessionName(text: "hs-a-00112233aabbccdd")), until: at + .hours(1)))
  }

  @Test("OPS-12: an unchanged machine has the same inventory digest whatever the time and order")
  func inventoryDigest() {
    let one = InventoryFact(group: .disk, key: "/", source: "statvfs", value: "10")
    let two = InventoryFact(group: .system, key: "kernel", source: "uname", value: "6.8")
    let before = Inventory(at: at, facts: [one, two], shared: [])
    #expect(before.factsDigest == Inventory(at: at + .hours(1), facts: [two, one], shared: []).factsDigest)
    #expect(before.factsDigest != Inventory(at: at, facts: [one], shared: []).factsDigest)
  }

  @Test("OPS-12: whatever a program prints fits into a report")
  func readable() throws {
    let raw: [UInt8] = [0x61, 0x00, 0x1B, 0xFF, 0x0A, 0x62, 0x7F]
    #expect(ReportText.readable(raw) == "a\u{FFFD}\u{FFFD}\u{FFFD}\nb\u{FFFD}")
    let long = ReportText.readable([UInt8](repeating: 0x61, count: 70_000) + [0x62])
    #expect(long.utf8.count == 65_536 && long.last == "b")
    let report = Report(
      at: at, deployment: nil, event: .ended(cause: "", log: long, milliseconds: 1, result: .failed), number: 1,
      order: try digest(), step: nil)
    try survives(report)
  }
}
