import Foundation
import ReleaseRules
import Testing
import Vocabulary

@testable import Operations
@testable import WebPages

@Suite("Pages of risks")
struct RiskPageTests {
  static func row(_ number: Int, _ probability: Int, _ impact: Int) throws -> RiskRow {
    guard let risk = RiskReference(number: number), let release = ReleaseReference("REL-1.1") else {
      throw SmallBooks.NotHere()
    }
    let assessment = RiskAssessment(probability: probability, impact: impact)
    return RiskRow(
      risk: risk, release: release, title: "Title " + House.nasty, state: .identified, probability: probability,
      impact: impact, exposure: assessment.exposure, band: assessment.band, loss: nil, expectedLoss: nil, item: nil,
      owner: nil, ownerName: nil, isTakenUp: false, reviewBy: nil, alarms: 1)
  }

  @Test("STR-3: the picture of exposure says in words what it shows, and closes what it opens")
  func matrix() throws {
    let rows = [try Self.row(1, 5, 5), try Self.row(2, 5, 5), try Self.row(3, 1, 2)]
    let text = RiskMatrix.html(rows, "Open risks").text
    #expect(TagBalance.problem(in: text) == nil)
    #expect(text.contains("role=\"img\"") && text.contains("aria-labelledby=\"exposure-title exposure-says\""))
    #expect(text.contains("RISK-3: probability 1, impact 2, exposure 2, low."))
    #expect(text.contains(">2 risks</text>") && text.contains(">RISK-3</text>"))
    #expect(text.components(of: "<rect") == 25)
    #expect(RiskMatrix.said([]) == "No risk is open.")
  }

  @Test(
    "STR-3: the risks of a release stand with their exposure and the act that comes next, and no text becomes markup")
  func release() throws {
    let it = ReleaseRiskDetail(
      version: 1, release: try Self.row(1, 1, 1).release, title: "Greeter " + House.nasty, phase: .planning,
      bearsExposure: 9, exposure: 27, accepted: 2, losses: [Money(minorUnits: 100, currency: "EUR")],
      open: [try Self.row(1, 5, 5), try Self.row(2, 1, 2)], closed: 1)
    let text = RiskViews.ofRelease(it, try House().scene("/releases/REL-1.1/risks")).text
    #expect(TagBalance.problem(in: text) == nil)
    #expect(!text.contains("<b>&"))
    #expect(text.contains("sum of exposure <b>27</b>") && text.contains("/act/risk.answer-alarm?risk=RISK-1"))
    #expect(text.contains("/risks?release=REL-1.1&amp;open=no"))
  }

  @Test("STR-3: the page of one risk shows plan, triggers, acceptance and end")
  func one() throws {
    let now = House.now
    guard let person = PersonIdentifier("p-5c1e0f9a7b2d4683") else { throw SmallBooks.NotHere() }
    let row = try Self.row(7, 3, 4)
    let plan = RiskPlanRow(
      mitigation: "m " + House.nasty, contingency: "c", trigger: "t", watches: [.hostsFailed, .mitigationLate],
      deployment: nil, failedHosts: 2, mitigateBy: now.inUTC.date)
    let alarm = RiskAlarmRow(
      watch: .hostsFailed, about: .init(kind: "deployment", reference: "DEP-1"), hosts: 2, at: now, answer: nil,
      answeredBy: nil)
    let it = RiskDetail(
      version: 1, row: row, description: "d", raisedBy: "Ada", raisedAt: now, plan: plan, acceptedBy: "Ada",
      acceptance: RiskAcceptance(by: person, role: .sponsor, exposure: 12, at: now), mitigation: "done",
      occurrence: nil, alarms: [alarm], closedAt: nil, lesson: nil)
    let house = try House()
    let text = RiskViews.show(it, log: try Journal([], house.desk(house.actor())), house.scene("/risks/RISK-7")).text
    #expect(TagBalance.problem(in: text) == nil)
    #expect(text.contains("hosts fail, from 2 hosts on; the mitigation is late"))
    #expect(text.contains("as sponsor, exposure 12") && text.contains("waits for an answer"))
    #expect(text.contains("It has come true") && text.contains("href=\"/deployments/DEP-1\""))
  }

  @Test("STR-3: the register is there before the first risk, and a reference opens its page whatever its case")
  func list() throws {
    #expect(try House().text("/risks").contains("Raise a risk"))
    #expect(Finder.subject("risk-12")?.path == "/risks/RISK-12")
  }
}

extension String {
  /// How often a piece stands in it.
  fileprivate func components(of piece: String) -> Int {
    var (count, rest) = (0, self[...])
    while let found = rest.range(of: piece) {
      count += 1
      rest = rest[found.upperBound...]
    }
    return count
  }
}
