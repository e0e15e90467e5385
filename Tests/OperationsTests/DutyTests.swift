import Evidence
import Operations
import ReleaseRules
import Testing
import Vocabulary

/// Clusters, their duties and their sign-offs, through the whole way of a call (ROL-2, ROL-3, ROL-8).
struct DutyTests {
  /// An organisation large enough for every cluster to have somebody of its own.
  private static func sevenClusters() throws -> Organisation {
    let it = try Organisation()
    try it.hire("manager", .releaseManager, .changeInitiator)
    try it.hire("change", .changeManager, .advisoryBoardMember, .serviceLevelManager, .auditor)
    try it.hire("operations", .operationsEngineer, .advisoryBoardMember)
    try it.hire("infrastructure", .developer, .librarian)
    try it.hire("security", .securityRepresentative)
    try it.hire("support", .serviceDesk)
    try it.hire("service", .serviceLevelManager)
    return it
  }

  private let fleet: Fleet
  private let release: String

  init() throws {
    fleet = try Fleet(people: Self.sevenClusters)
    try fleet.enrol("web-1", .production)
    try fleet.enrol("lab-1", .laboratory)
    let request = try fleet.approved()
    let now = fleet.it.now
    let opened = try fleet.it.act(
      "manager", "release.open",
      [
        "title": "Greeter", "requests": [.string(request)], "profile": "standard",
        "hosts": [.string(try fleet.host("web-1").text)], "from": .int(now.milliseconds),
        "until": .int((now + .days(30)).milliseconds),
      ])
    release = try needed(opened["release"]?.text)
    try fleet.admit("1.0.0", serves: [request], by: "infrastructure")
  }

  private func act(_ person: String, _ name: String, _ more: [JSON.Member]) throws {
    try fleet.it.act(person, "release.\(name)", .object([.init("release", .string(release))] + more))
    #expect(try fleet.kept(release) == fleet.blockers(release), "after \(name)")
  }

  private func represent(_ cluster: String, _ person: String) throws {
    try act(
      "manager", "represent",
      [.init("cluster", .string(cluster)), .init("person", .string(try fleet.it.person(person).text))])
  }

  private func answer(_ person: String, _ duty: String, _ outcome: String = "done", tests: [String] = []) throws {
    try act(
      person, "answer-duty",
      [
        .init("duty", .string(duty)), .init("outcome", .string(outcome)), .init("says", "As it should be."),
        .init("tests", .array(tests.map { .string($0) })),
      ])
  }

  private func staff() throws {
    for (cluster, person) in [
      ("infrastructure", "infrastructure"), ("operations", "operations"), ("release", "manager"),
      ("security", "security"), ("support", "support"), ("service", "service"),
    ] { try represent(cluster, person) }
    try act("manager", "represent", [.init("cluster", "partner"), .init("notConcerned", "Nothing is bought")])
  }

  private func duty(_ name: String) throws -> JSON {
    let team = try fleet.it.ask("manager", "release.team", ["release": .string(release)])
    return try needed(team["duties"]?.items?.first { $0["duty"]?.text == name })
  }

  private func rules(_ body: () throws -> Void) throws -> [String] { try fleet.it.refusals(body) }

  @Test(
    "ROL-2: planning ends when every cluster is represented or recorded as not concerned, and what is owned is owned")
  func represented() throws {
    #expect(try fleet.kept(release).count { $0 == "cluster-represented" } == 7)
    try staff()
    #expect(try fleet.kept(release).isEmpty)
    let shown = try fleet.it.ask("manager", "release.show", ["release": .string(release)])
    #expect((shown["warnings"]?.items ?? []).contains { $0["rule"]?.text == "duty-advise" })
    #expect(try duty("PLAN-REL-1")["state"]?.text == "accepted")
    #expect(try duty("PLAN-PAR-1")["state"]?.text == "not concerned")
  }

  @Test("ROL-2: a part that somebody else was named for is theirs to take on")
  func parts() throws {
    try fleet.it.hire("second", .releaseManager)
    try represent("release", "second")
    #expect(try fleet.kept(release).contains("duty-own"))
    #expect(try rules { try act("manager", "accept-part", [.init("cluster", "release")]) } == ["part-offered"])
    let work = try fleet.it.ask("second", "work.list", .object([]))
    #expect((work["items"]?.items ?? []).contains { $0["act"]?.text == "Take on the part of Release" })
    try act("second", "accept-part", [.init("cluster", "release")])
    #expect(try !fleet.kept(release).contains("duty-own"))
  }

  @Test(
    "ROL-2: a representative holds a role of the cluster, is named or the cluster is not concerned, and signers always are"
  )
  func representatives() throws {
    #expect(try rules { try represent("security", "support") } == ["representative-of-cluster"])
    #expect(try rules { try act("manager", "represent", [.init("cluster", "partner")]) } == ["representation-one-way"])
    #expect(
      try rules {
        try act("manager", "represent", [.init("cluster", "security"), .init("notConcerned", "No time")])
      } == ["signing-cluster-concerned"])
  }

  @Test("ROL-2: only the representative answers, and advice goes stale when the plan it was given on changes")
  func advice() throws {
    #expect(try rules { try answer("support", "PLAN-OPS-1") } == ["duty-cluster"])
    #expect(try rules { try answer("support", "PLAN-XYZ-9") } == ["duty-known"])
    try staff()
    #expect(try rules { try answer("service", "PLAN-OPS-1") } == ["duty-representative", "duty-cluster"])
    #expect(try rules { try answer("operations", "PLAN-OPS-1", "not-concerned") } == ["duty-always"])
    try answer("operations", "PLAN-OPS-1")
    #expect(try duty("PLAN-OPS-1")["state"]?.text == "done")
    let now = fleet.it.now
    try act(
      "manager", "plan",
      [
        .init("hosts", [.string(try fleet.host("web-1").text)]), .init("from", .int(now.milliseconds)),
        .init("until", .int((now + .days(20)).milliseconds)),
      ])
    #expect(try duty("PLAN-OPS-1")["state"]?.text == "stale")
    #expect(try duty("PLAN-OPS-1")["staleBecause"]?.text == "plan was 1 and is 2 now")
  }

  /// Carries the release into acceptance and gives the trial's reference.
  private func toAcceptance() throws -> String {
    try staff()
    fleet.it.now = fleet.it.now + .minutes(1)
    try act("manager", "move", [.init("to", "building")])
    try act("manager", "choose-package", [.init("package", "greeter@1.0.0")])
    try act("manager", "move", [.init("to", "acceptance")])
    let trial = try fleet.it.act(
      "manager", "release.try", ["release": .string(release), "hosts": [.string(try fleet.host("lab-1").text)]])
    let tried = try needed(trial["deployment"]?.text)
    try fleet.end(tried, "lab-1", "proven")
    return tried
  }

  @Test("ROL-3: acceptance is signed off by four clusters; three of them name a test of exactly this package")
  func signOffs() throws {
    let tried = try toAcceptance()
    #expect(try fleet.kept(release).count { $0 == "duty-sign-off" } == 4)
    #expect(try rules { try answer("operations", "ACCEPT-OPS-1") } == ["sign-off-names-test"])
    #expect(try rules { try answer("operations", "ACCEPT-OPS-1", tests: ["DEP-99"]) } == ["test-of-this-package"])
    try answer("operations", "ACCEPT-OPS-1", tests: [tried])
    try answer("security", "ACCEPT-SEC-1", tests: [tried])
    try answer("support", "ACCEPT-SUP-1", tests: [tried])
    try answer("service", "ACCEPT-SVC-1", "refused")
    #expect(try fleet.kept(release).count { $0 == "duty-sign-off" } == 1)
    try answer("service", "ACCEPT-SVC-1")
    #expect(try !fleet.kept(release).contains("duty-sign-off"))
  }

  @Test(
    "ROL-3 LIF-1: sign-offs fall with the package, and with the way back; the entry says which and who gets the work")
  func fall() throws {
    let tried = try toAcceptance()
    try answer("operations", "ACCEPT-OPS-1", tests: [tried])
    fleet.it.now = fleet.it.now + .minutes(1)
    #expect(try rules { try act("manager", "move", [.init("to", "building")]) } == ["return-says-why"])
    try act("manager", "move", [.init("to", "building"), .init("why", "It logs passwords")])
    let shown = try fleet.it.ask("manager", "release.show", ["release": .string(release)])
    #expect(shown["workWith"]?["workBackTo"]?.text == "developer")
    #expect(shown["workWith"]?["fell"]?.items?.compactMap(\.text) == ["ACCEPT-OPS-1"])
    #expect(try duty("ACCEPT-OPS-1")["state"]?.text == "stale")
    let held = try needed(try fleet.it.books.load(Release.self, release)).value
    let duty = try needed(Duty.named("ACCEPT-OPS-1"))
    // Answered again on this package, it falls with the next one, without any way back.
    fleet.it.now = fleet.it.now + .minutes(1)
    try act("manager", "move", [.init("to", "acceptance")])
    try answer("operations", "ACCEPT-OPS-1", tests: [tried])
    #expect(try self.duty("ACCEPT-OPS-1")["state"]?.text == "done")
    let stamp = Stamp(actor: "person:x", at: fleet.it.now)
    let answered = try needed(try fleet.it.books.load(Release.self, release)).value
    let other = answered.applying(
      .packageChosen(.init(package: try needed(held.package?.package), digest: Digest.sha256(of: [1]))), stamp)
    guard case .stale(let why) = other.state(of: duty) else { throw NotHere() }
    #expect(why.text.hasPrefix("package was greeter@1.0.0"))
  }

  @Test("LIF-3: a stop says of which kind it is and what stands behind it; resuming lists what fell")
  func stops() throws {
    _ = try toAcceptance()
    #expect(try rules { try act("manager", "move", [.init("to", "suspended")]) } == ["stop-says-why"])
    let why = JSON.Member("why", "The network comes first")
    #expect(
      try rules { try act("change", "suspend", [.init("kind", "resources-taken"), why]) } == ["stop-names-cause"])
    #expect(
      try rules {
        try act("change", "suspend", [.init("kind", "superseded"), .init("causeRelease", .string(release)), why])
      } == ["stop-cause-other"])
    #expect(throws: NotAllowed.self) { try act("manager", "suspend", [.init("kind", "other"), why]) }
    let request = try fleet.approved("Network first")
    try act("change", "suspend", [.init("kind", "resources-taken"), .init("causeRequest", .string(request)), why])
    #expect(try fleet.phase(release) == .suspended)
    try fleet.it.act("infrastructure", "package.withdraw", ["package": "greeter@1.0.0", "why": "It is broken"])
    let resumed = try fleet.it.act("change", "release.resume", ["release": .string(release)])
    #expect(resumed["to"]?.text == "building")
    #expect(resumed["fell"]?.items?.compactMap(\.text) == ["package-in-library"])
  }

  @Test("ROL-8: the team page lists members with their part, contact and clusters")
  func members() throws {
    try represent("support", "support")
    let person = try fleet.it.person("support").text
    try act("manager", "join", [.init("person", .string(person)), .init("part", "Writes the desk's page")])
    let team = try fleet.it.ask("manager", "release.team", ["release": .string(release)])
    let member = try needed(team["members"]?.items?.first)
    #expect(member["part"]?.text == "Writes the desk's page")
    #expect(member["clusters"]?.items?.compactMap(\.text) == ["support"])
    try act("manager", "leave", [.init("person", .string(person))])
    #expect(try rules { try act("manager", "leave", [.init("person", .string(person))]) } == ["member-known"])
    try fleet.it.act("admin", "person.deactivate", ["person": .string(person)])
    #expect(
      try rules { try act("manager", "join", [.init("person", .string(person)), .init("part", "Again")]) }
        == ["member-active"])
  }

  @Test("CHG-4: a person's note stands in the change log of the release")
  func note() throws {
    try act("security", "note", [.init("text", "Keys were rotated before the trial.")])
    let subject = SubjectReference(kind: "release", reference: release)
    #expect(try fleet.it.books.entries(about: [subject], before: nil, limit: 1).first?.entry.kind == "release.noted/1")
  }

  @Test("LIF-5: the emergency way is for emergencies")
  func emergencyWay() throws {
    #expect(
      try rules { try act("manager", "choose-profile", [.init("profile", "emergency")]) } == [
        "profile-lowered", "profile-emergency",
      ])
  }

  @Test("LIF-5: less than what stands is chosen in planning only, with a reason, and never past a refusal")
  func lowered() throws {
    let small = JSON.Member("profile", "small")
    #expect(try rules { try act("manager", "choose-profile", [small]) } == ["profile-lowered"])
    _ = try toAcceptance()
    try answer("security", "ACCEPT-SEC-1", "refused")
    let reasoned = [small, JSON.Member("reason", "It is only one host")]
    #expect(try rules { try act("manager", "choose-profile", reasoned) } == ["profile-lowered-late"])
    #expect(try fleet.kept(release).contains("duty-sign-off"))
  }

  @Test("ROL-3: who has to sign under the present profile is concerned, whatever was recorded under another")
  func signersUnderAnotherProfile() throws {
    let request = try fleet.approved("Another")
    let opened = try fleet.it.act("manager", "release.open", ["title": "Another", "requests": [.string(request)]])
    let other = try needed(opened["release"]?.text)
    func on(_ act: String, _ more: [JSON.Member]) throws {
      try fleet.it.act("manager", "release.\(act)", .object([.init("release", .string(other))] + more))
    }
    try on("represent", [.init("cluster", "security"), .init("notConcerned", "Under small nobody asks")])
    try on("choose-profile", [.init("profile", "standard")])
    let held = try needed(try fleet.it.books.load(Release.self, other)).value
    #expect(held.state(of: try needed(Duty.named("ACCEPT-SEC-1"))) == .open)
    #expect(held.state(of: try needed(Duty.named("PLAN-SEC-1"))) == .notConcerned)
    #expect(
      try rules { try on("represent", [.init("cluster", "release"), .init("notConcerned", "No owner")]) }
        == ["release-cluster-concerned"])
  }

  @Test("ROL-2: whoever has lost account or role stands for nobody; the gate says so, and the person cannot answer")
  func unable() throws {
    try staff()
    #expect(try fleet.kept(release).isEmpty)
    let support = JSON.Member("person", .string(try fleet.it.person("support").text))
    try fleet.it.act("admin", "person.revoke", .object([support, .init("role", "service-desk")]))
    #expect(try fleet.kept(release) == ["representative-able"])
    #expect(try fleet.blockers(release) == ["representative-able"])
    #expect(try rules { try answer("support", "PLAN-SUP-1") } == ["duty-cluster"])
    try fleet.it.act("admin", "person.grant", .object([support, .init("role", "problem-manager")]))
    #expect(try fleet.kept(release).isEmpty)
    try fleet.it.act("admin", "person.deactivate", .object([support]))
    #expect(try fleet.kept(release) == ["representative-able"])
  }

  @Test("ROL-2: what a cluster owns is taken on by its representative; a refusal ends when somebody takes it on")
  func owned() throws {
    try staff()
    #expect(try rules { try answer("manager", "PLAN-REL-1") } == ["own-is-taken-on"])
    try answer("manager", "PLAN-REL-1", "refused")
    #expect(try fleet.kept(release) == ["duty-own"])
    try represent("release", "manager")
    #expect(try fleet.kept(release).isEmpty)
  }

  @Test("ROL-3 ROL-6: a trial that did not succeed is no test, and who built a package does not sign it off")
  func evidence() throws {
    try staff()
    try act("manager", "move", [.init("to", "building")])
    try act("manager", "choose-package", [.init("package", "greeter@1.0.0")])
    try act("manager", "move", [.init("to", "acceptance")])
    func tried(_ result: String) throws -> String {
      let trial = try fleet.it.act(
        "manager", "release.try", ["release": .string(release), "hosts": [.string(try fleet.host("lab-1").text)]])
      let reference = try needed(trial["deployment"]?.text)
      try fleet.end(reference, "lab-1", result)
      return reference
    }
    let failed = try tried("failed")
    #expect(
      try rules { try answer("operations", "ACCEPT-OPS-1", tests: [failed]) } == ["test-of-this-package"])
    let proven = try tried("proven")
    try fleet.it.act(
      "admin", "person.grant",
      ["person": .string(try fleet.it.person("manager").text), "role": "operations-engineer"])
    try represent("operations", "manager")
    #expect(
      try rules { try answer("manager", "ACCEPT-OPS-1", tests: [proven]) } == ["segregation-build-approve"])
  }

  @Test("OPS-4: half a plan at opening, and two causes of one stop, are named at their fields")
  func halves() throws {
    let request = try fleet.approved("Half")
    func fields(_ body: () throws -> Void) -> [String] {
      do { try body() } catch let bad as BadFields { return bad.problems.map(\.pointer) } catch { return ["\(error)"] }
      return []
    }
    #expect(
      fields {
        try fleet.it.act(
          "manager", "release.open", ["title": "Half", "requests": [.string(request)], "from": 1_795_460_400_000])
      } == ["/hosts", "/until"])
    #expect(
      fields {
        try act(
          "change", "suspend",
          [
            .init("kind", "superseded"), .init("causeRelease", .string(release)),
            .init("causeRequest", .string(request)), .init("why", "Two of them"),
          ])
      } == ["/causeRequest"])
  }

  @Test("CHG-3 CHG-7: a request is taken into a release and out of it; what was planned on the others goes stale")
  func scope() throws {
    try staff()
    try answer("operations", "PLAN-OPS-1")
    let request = JSON.Member("request", .string(try fleet.approved("One more")))
    try act("manager", "take-in", [request])
    #expect(try duty("PLAN-OPS-1")["state"]?.text == "stale")
    #expect(try rules { try act("manager", "take-in", [request]) } == ["request-taken-in-once"])
    let why = JSON.Member("why", "The board took it back")
    try act("manager", "take-out", [request, why])
    let shown = try fleet.it.ask("manager", "request.show", .object([request]))
    #expect(shown["row"]?["status"]?.text == "approved")
    #expect(try rules { try act("manager", "take-out", [request, why]) } == ["request-in-release"])
    let held = try needed(try fleet.it.books.load(Release.self, release)).value
    let last = JSON.Member("request", .string(held.requests[0].text))
    #expect(try rules { try act("manager", "take-out", [last, why]) } == ["release-carries-something"])
  }

  @Test("ROL-1 ROL-2: who reads everything and changes nothing stands for no cluster and answers for none")
  func auditors() throws {
    try fleet.it.hire("reader", .auditor, .administrator)
    #expect(try rules { try represent("security", "reader") } == ["representative-of-cluster"])
    #expect(try rules { try answer("reader", "PLAN-SEC-1") } == ["duty-cluster"])
  }

  @Test("LIF-5: the fullest profile that any request asks for is proposed, an emergency beside it or not")
  func fullest() throws {
    let major = try fleet.approved("Major", more: [.init("category", "major")])
    let urgent = try fleet.approved("Urgent", more: [.init("category", "emergency")])
    let body: JSON = ["title": "Both", "requests": [.string(urgent), .string(major)]]
    let opened = try fleet.it.act("manager", "release.open", body)
    let both = try needed(try fleet.it.books.load(Release.self, try needed(opened["release"]?.text))).value
    #expect(both.profile.profile == .large)
  }
}
