import Packages
import Testing
import Vocabulary

@Suite("What a host checks before it does anything")
struct OrderGateTests {
  private func rule(
    _ order: Order? = nil, signedBy number: UInt8 = 12, _ change: (inout GateFacts) throws -> Void = { _ in }
  ) throws -> String? {
    let envelope = (try order ?? Sample.order()).signed(by: [try Sample.key(number)])
    let facts = try Sample.facts(change)
    return Sample.refusal { _ = try OrderGate.admit(envelope, facts) }
  }

  @Test("DEP-3: an order that passes every check is admitted with its approval and the library's word")
  func admitted() throws {
    let order = try Sample.order()
    let admitted = try OrderGate.admit(order.signed(by: [try Sample.key(12)]), try Sample.facts())
    #expect(admitted.order == order)
    #expect(admitted.approval.approval == 17)
    #expect(admitted.entry.status == .released)
    #expect(!admitted.isRepeat)
  }

  @Test("CHG-3: an order signed by a key of another role is refused before it is parsed")
  func signature() throws {
    #expect(try rule(signedBy: 11) == "order-signature")
    let garbage = Envelope.signing(Array("not json".utf8), type: Order.payloadType, with: [try Sample.key(11)])
    #expect(Sample.refusal { _ = try OrderGate.admit(garbage, try Sample.facts()) } == "order-signature")
    let signed = Envelope.signing(Array("not json".utf8), type: Order.payloadType, with: [try Sample.key(12)])
    #expect(Sample.refusal { _ = try OrderGate.admit(signed, try Sample.facts()) } == "order-malformed")
  }

  @Test("CHG-3: an order for another host is refused")
  func wrongHost() throws {
    #expect(try rule { $0.host = try Sample.host(1) } == "order-other-host")
  }

  @Test("CHG-3: an order below the epoch of its deployment or the era of everything is refused")
  func floors() throws {
    let deployment = try #require(DeploymentReference("DEP-17"))
    let other = try #require(DeploymentReference("DEP-18"))
    #expect(try rule { $0.floors.epochs[deployment] = 4 } == "order-epoch")
    #expect(try rule { $0.floors.epochs[deployment] = 3 } == nil)
    #expect(try rule { $0.floors.epochs[other] = 4 } == nil)
    #expect(try rule { $0.floors.era = 2 } == "order-era")
    #expect(try rule { $0.floors.era = 1 } == nil)
  }

  @Test("DEP-3: an overtaken number is refused, and so is another order of the same number")
  func numbers() throws {
    let digest = try Sample.order().digest
    #expect(try rule { ($0.floors.number, $0.floors.order) = (13, digest) } == "order-overtaken")
    #expect(try rule { ($0.floors.number, $0.floors.order) = (12, try Sample.package()) } == "order-number-reused")
    #expect(try rule { ($0.floors.number, $0.floors.order) = (12, nil) } == "order-number-reused")
    #expect(try rule { ($0.floors.number, $0.floors.order) = (11, try Sample.package()) } == nil)
  }

  @Test("DEP-3: the same order again is known as a repeat, also after its window")
  func repeated() throws {
    let order = try Sample.order()
    let facts = try Sample.facts {
      ($0.floors.number, $0.floors.order, $0.now) = (12, order.digest, Sample.window.until)
    }
    let envelope = order.signed(by: [try Sample.key(12)])
    #expect(try OrderGate.read(envelope, facts).isRepeat)
    #expect(Sample.refusal { _ = try OrderGate.admit(envelope, facts) } == "order-too-late")
  }

  @Test("CHG-3: one approval alone must contain the order; two halves do not make one")
  func approvals() throws {
    let key = try Sample.key(11)
    let plan = try Sample.approval { $0.plan = 2 }.signed(by: [key])
    let action = try Sample.approval { $0.actions = [.remove] }.signed(by: [key])
    let good = try Sample.approval().signed(by: [key])
    #expect(try rule(try Sample.order(approvals: [plan, action])) == "approval-plan")
    #expect(try rule(try Sample.order(approvals: [plan, good])) == nil)
    let foreign = try Sample.approval().signed(by: [try Sample.key(12)])
    #expect(try rule(try Sample.order(approvals: [foreign])) == "approval-signature")
  }

  @Test("CHG-3: a backout after the window passes only where the install was journaled under the approval")
  func backout() throws {
    let order = try Sample.order {
      $0.action = .backout
      $0.notAfter = Moment(milliseconds: 1_795_500_000_000)
      $0.allowed = [Interval(from: Sample.window.from, until: $0.notAfter)]
    }
    #expect(try rule(order) == "approval-window")
    #expect(try rule(order) { $0.installedUnder = [17] } == nil)
    #expect(try rule(order) { $0.installedUnder = [16] } == "approval-window")
  }

  @Test("CHG-3: a clock two minutes apart from the server's, or one that went back, refuses")
  func clock() throws {
    func answered(_ apart: Int64) -> AnswerTimes {
      AnswerTimes(at: Sample.now, receivedAt: Sample.now + Span(milliseconds: apart))
    }
    #expect(try rule { $0.answer = nil } == "answer-not-authenticated")
    #expect(try rule { $0.answer = answered(120_000) } == "clock-apart")
    #expect(try rule { $0.answer = answered(-120_000) } == "clock-apart")
    #expect(try rule { $0.answer = answered(119_999) } == nil)
    #expect(try rule { $0.highestAnswer = Sample.now + Span(milliseconds: 1) } == "clock-went-back")
  }

  @Test("CHG-3: nothing begins before, between or after the allowed intervals, and the next moment is named")
  func window() throws {
    let (from, until) = (Sample.window.from, Sample.window.until)
    let order = try Sample.order {
      $0.allowed = [
        Interval(from: from, until: from + .minutes(1)), Interval(from: from + .minutes(3), until: until),
      ]
    }
    let envelope = order.signed(by: [try Sample.key(12)])
    func refusal(at now: Moment) throws -> Objection? {
      let facts = try Sample.facts { ($0.now, $0.highestAnswer) = (now, from + .minutes(-10)) }
      do { _ = try OrderGate.admit(envelope, facts) } catch { return error }
      return nil
    }
    #expect(try refusal(at: from + .minutes(-1))?.notBefore == from)
    #expect(try refusal(at: from) == nil)
    #expect(try refusal(at: from + .minutes(1))?.rule == "order-not-in-window")
    #expect(try refusal(at: from + .minutes(1))?.notBefore == from + .minutes(3))
    #expect(try refusal(at: until)?.rule == "order-too-late")
    #expect(try refusal(at: until)?.notBefore == nil)
  }

  @Test("DSL-4: a package that is not in fresh metadata, or not far enough, is not installed")
  func library() throws {
    #expect(
      try rule { $0.library = try Sample.library(try Sample.targets { $0.packages = [] }) } == "package-not-in-library")
    #expect(
      try rule { $0.library = try Sample.library(try Sample.targets { $0.packages[0].status = .accepted }) }
        == "package-status")
    #expect(
      try rule { $0.library = try Sample.library(try Sample.targets { $0.packages[0].status = .withdrawn }) }
        == "package-status")
    let root = try Sample.root().signed(by: [try Sample.key(13)])
    #expect(
      try rule { $0.library = try TrustedLibrary.pinned(root, digest: root.payloadDigest) } == "library-incomplete")
  }

  @Test("DEP-3: a withdrawn package may still be taken away")
  func removeWithdrawn() throws {
    let approval = try Sample.approval { $0.actions = [.remove] }.signed(by: [try Sample.key(11)])
    let order = try Sample.order(approvals: [approval]) { $0.action = .remove }
    #expect(
      try rule(order) { $0.library = try Sample.library(try Sample.targets { $0.packages[0].status = .withdrawn }) }
        == nil)
  }

  @Test("DSL-4: the least status by purpose: stored, accepted, released, accepted; withdrawn never")
  func statuses() {
    let least: [DeploymentPurpose: Set<PackageStatus>] = [
      .laboratory: [.stored, .accepted, .released, .superseded], .pilot: [.accepted, .released, .superseded],
      .production: [.released, .superseded], .emergency: [.accepted, .released, .superseded],
    ]
    for purpose in DeploymentPurpose.allCases {
      for status in PackageStatus.allCases {
        #expect(status.suffices(for: purpose) == least[purpose]?.contains(status), "\(status) for \(purpose)")
      }
    }
  }
}
