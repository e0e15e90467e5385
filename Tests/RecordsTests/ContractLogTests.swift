import ConfigurationRules
import Evidence
import Ledger
import Operations
import PeopleRules
import Testing
import Vocabulary

@testable import Records

@Suite("The books' contract: log, accounts, hosts") struct ContractLogTests {
  @Test("LOG-3: a text is kept by its commitment and can be erased; others stay", arguments: Twin.allCases)
  func words(_ twin: Twin) async throws {
    let shop = try await twin.open()
    let (one, two) = try await shop.work { (try $0.keep(text: "Ada"), try $0.keep(text: "Ada")) }
    #expect(one != two)
    #expect(try await shop.work { try $0.text(one) } == "Ada")
    let leaf = Digest.of([1])
    for _ in 0..<2 { try await shop.work { try $0.erase(one, entry: leaf) } }
    #expect(try await shop.work { try $0.text(one) } == nil)
    #expect(try await shop.work { try $0.text(two) } == "Ada")
    await #expect(throws: Fault.self) { try await shop.work { try $0.erase(Words(digest: leaf), entry: leaf) } }
    let name = try await shop.work { try $0.keep(document: [0, 255]) }
    #expect(try await shop.work { try $0.document(name) } == [0, 255])
    #expect(try await shop.work { try $0.document(DocumentName(digest: leaf)) } == nil)
  }

  @Test("LOG-3: a document can be erased; who names a text or document is known", arguments: Twin.allCases)
  func documents(_ twin: Twin) async throws {
    let shop = try await twin.open()
    let (one, two) = try await shop.work { (try $0.keep(document: [1, 2]), try $0.keep(document: [1, 2])) }
    let leaf = Digest.of([1])
    for _ in 0..<2 { try await shop.work { try $0.erase(one, entry: leaf) } }
    #expect(try await shop.work { try $0.document(one) } == nil)
    #expect(try await shop.work { try $0.document(two) } == [1, 2])
    await #expect(throws: Fault.self) {
      try await shop.work { try $0.erase(DocumentName(digest: leaf), entry: leaf) }
    }
    let words = try await shop.work { books in
      var desk = desk(books)
      let words = try desk.words("because")
      for number in 1...2 { try desk.open(ConfigurationItem.self, "CI-\(number)", recorded("n"), why: words) }
      return words
    }
    #expect(try await shop.work { try $0.naming(words.digest).map(\.reference) } == ["CI-1", "CI-2"])
    #expect(try await shop.work { try $0.naming(one.digest) } == [])
  }

  @Test("LOG-1: entries are found by subject, newest first, page by page", arguments: Twin.allCases)
  func entries(_ twin: Twin) async throws {
    let shop = try await twin.open()
    for number in 1...6 { try await shop.work { try record(number, "n\(number)", $0) } }
    let subjects = [2, 4, 5].map { SubjectReference(kind: "item", reference: "CI-\($0)") }
    let first = try await shop.work { try $0.entries(about: subjects, before: nil, limit: 2).map(\.index) }
    let rest = try await shop.work { try $0.entries(about: subjects, before: 3, limit: 2).map(\.index) }
    let all = try await shop.work { try $0.entries(about: [], before: nil, limit: 100).map(\.index) }
    #expect(first == [4, 3] && rest == [1] && all == [5, 4, 3, 2, 1, 0])
    #expect(try await shop.work { try $0.entry(at: 3)?.entry.subject.reference } == "CI-4")
    #expect(try await shop.work { try $0.entry(at: 6) == nil })
  }

  @Test(
    "LOG-3: entries are searched by kind, operation, actor and time; memory and database agree",
    arguments: Twin.allCases)
  func search(_ twin: Twin) async throws {
    let shop = try await twin.open()
    for number in 1...4 { try await shop.work { try record(number, "n\(number)", $0) } }
    try await shop.work { books in
      var later = Desk(
        books: books, actor: .server, now: now + .hours(1), operation: "item.set", act: "a-91c4e07a2bd35f69")
      try later.record([.statusChanged(.retired)], on: try later.get(ConfigurationItem.self, "CI-2"))
    }
    func found(_ filter: EntryFilter, before: Int? = nil) async throws -> [Int] {
      try await shop.work { try $0.entries(filter, before: before, limit: 10).map(\.index) }
    }
    #expect(try await found(EntryFilter(kinds: ["item.recorded"])) == [3, 2, 1, 0])
    #expect(try await found(EntryFilter(kinds: ["item.recorded", "item.status-changed"]), before: 2) == [1, 0])
    #expect(try await found(EntryFilter(kinds: ["item.record"])) == [])
    #expect(try await found(EntryFilter(operation: "item.set")) == [4])
    #expect(try await found(EntryFilter(actor: "server")) == [4])
    #expect(try await found(EntryFilter(from: now + .hours(1))) == [4])
    #expect(
      try await found(EntryFilter(about: [.init(kind: "item", reference: "CI-2")], until: now + .hours(1))) == [1])
  }

  @Test("OPS-2: the first answer to a key is remembered, for its principal only", arguments: Twin.allCases)
  func remembered(_ twin: Twin) async throws {
    let shop = try await twin.open()
    let (first, second) = (RememberedAnswer(request: "r", answer: "{}"), RememberedAnswer(request: "s", answer: "[]"))
    try await shop.work { try $0.remember(first, key: "k", of: "person:p-1", at: now) }
    try await shop.work { try $0.remember(second, key: "k", of: "person:p-1", at: now) }
    #expect(try await shop.work { try $0.remembered("k", of: "person:p-1") } == first)
    #expect(try await shop.work { try $0.remembered("k", of: "person:p-2") } == nil)
  }

  @Test("OPS-1: an account has one name, a name one account; keys are found by their digest", arguments: Twin.allCases)
  func accounts(_ twin: Twin) async throws {
    let shop = try await twin.open()
    let ada = try needed(PersonIdentifier("p-0000000000000001"))
    let bob = try needed(PersonIdentifier("p-0000000000000002"))
    #expect(try await shop.work { try $0.hasPeople() } == false)
    try await shop.work { try $0.setAccount(ada, signInName: "ada", verifier: nil) }
    try await shop.work { try $0.setAccount(ada, signInName: "ada.l", verifier: "v") }
    await #expect(throws: Refused.self) {
      try await shop.work { try $0.setAccount(bob, signInName: "ada.l", verifier: "w") }
    }
    #expect(try await shop.work { try $0.account(signInName: "ada")?.person } == nil)
    #expect(try await shop.work { try $0.account(signInName: "ada.l")?.verifier } == "v")
    #expect(try await shop.work { try $0.hasPeople() })
    let key = AccessKey(
      name: "s-1", person: ada, secret: .of([1]), scope: .build, expires: now, address: "192.0.2.1")
    try await shop.work { try $0.addKey(key) }
    #expect(try await shop.work { try $0.key(secret: key.secret) } == key)
    #expect(try await shop.work { try $0.keys(of: ada) } == [key])
    try await shop.work { try $0.removeKey(named: "s-1") }
    #expect(try await shop.work { try $0.key(secret: key.secret) } == nil)
  }

  @Test("OPS-2: orders and reports repeat without effect, and conflict when they differ", arguments: Twin.allCases)
  func hosts(_ twin: Twin) async throws {
    let shop = try await twin.open()
    let host = try needed(HostIdentifier("h-0000000000000001"))
    let deployment = try needed(DeploymentReference("DEP-1"))
    func order(_ number: Int, _ seed: UInt8) -> KeptOrder {
      KeptOrder(
        host: host, number: number, digest: .of([seed]), deployment: deployment, epoch: 1, envelope: "{}", ended: false)
    }
    let (one, two) = (order(1, 1), order(2, 2))
    for kept in [one, two, one] { try await shop.work { try $0.keepOrder(kept) } }
    let clash = order(2, 3)
    await #expect(throws: Fault.self) { try await shop.work { try $0.keepOrder(clash) } }
    try await shop.work { try $0.endOrder(one.digest) }
    #expect(try await shop.work { try $0.orders(for: host, after: 0) } == [two])
    #expect(try await shop.work { try $0.orders(of: deployment).map(\.ended) } == [true, false])
    #expect(try await shop.work { try $0.order(one.digest)?.ended } == true)
    let report = KeptReport(host: host, order: one.digest, number: 1, deployment: deployment, at: now, body: "{}")
    #expect(try await shop.work { try $0.keepReport(report) })
    #expect(try await shop.work { try $0.keepReport(report) } == false)
    var other = report
    other.body = "[]"
    let differing = other
    let refused = await #expect(throws: Refused.self) { try await shop.work { try $0.keepReport(differing) } }
    #expect(refused?.first.rule == "report-repeated-differently")
    other.number = 2
    let later = other
    #expect(try await shop.work { try $0.keepReport(later) })
    #expect(try await shop.work { try $0.reports(of: deployment, limit: 1) } == [later])
    #expect(try await shop.work { try $0.reports(of: deployment, limit: 9) } == [report, later])
  }

  @Test("DEP-6: reports of one host about one order come in the order they came, no others", arguments: Twin.allCases)
  func reportsByHost(_ twin: Twin) async throws {
    let shop = try await twin.open()
    let deployment = try needed(DeploymentReference("DEP-1"))
    let hosts = try (1...2).map { try needed(HostIdentifier("h-000000000000000\($0)")) }
    func report(_ host: Int, _ order: UInt8, _ number: Int) -> KeptReport {
      KeptReport(host: hosts[host], order: .of([order]), number: number, deployment: deployment, at: now, body: "{}")
    }
    let came = [report(0, 1, 2), report(1, 1, 1), report(0, 1, 1), report(0, 2, 1), report(0, 1, 3)]
    for one in came { #expect(try await shop.work { try $0.keepReport(one) }) }
    let (host, other) = (hosts[0], hosts[1])
    let order = KeptOrder(
      host: host, number: 1, digest: .of([1]), deployment: deployment, epoch: 1, envelope: "{}", ended: false)
    try await shop.work { try $0.keepOrder(order) }
    let address = OrderAddress(host: host, deployment: deployment)
    #expect(try await shop.work { try $0.address(of: .of([1])) } == address)
    #expect(try await shop.work { try $0.address(of: .of([2])) } == nil)
    #expect(try await shop.work { try $0.reports(by: host, about: .of([1])) } == [came[0], came[2], came[4]])
    #expect(try await shop.work { try $0.reports(by: host, about: .of([2])) } == [came[3]])
    #expect(try await shop.work { try $0.reports(by: other, about: .of([2])) } == [])
  }

  @Test("Library, inventories and invitations come back as they were kept", arguments: Twin.allCases)
  func others(_ twin: Twin) async throws {
    let shop = try await twin.open()
    let host = try needed(HostIdentifier("h-0000000000000001"))
    let digest = Digest.of([9])
    try await shop.work { try $0.keepDescription([1, 2], digest: digest) }
    #expect(try await shop.work { try $0.description(digest) } == [1, 2])
    func metadata(_ version: Int, _ text: String) -> KeptMetadata {
      KeptMetadata(kind: "targets", version: version, expires: now, envelope: text)
    }
    for version in [1, 10, 9, 9] {
      try await shop.work { [kept = metadata(version, "{}")] in try $0.keepMetadata(kept) }
    }
    #expect(try await shop.work { try $0.metadata("targets", version: nil)?.version } == 10)
    #expect(try await shop.work { try $0.metadata("targets", version: 1)?.version } == 1)
    #expect(try await shop.work { try $0.metadata("root", version: nil) } == nil)
    let clash = metadata(10, "[]")
    await #expect(throws: Fault.self) { try await shop.work { try $0.keepMetadata(clash) } }
    for byte: UInt8 in [1, 2] { try await shop.work { try $0.keepInventory([byte], of: host, at: now) } }
    #expect(try await shop.work { try $0.inventory(of: host)?.bytes } == [2])
    var invitation = Invitation(
      name: "i-1", secret: "aa", hostName: "web1.example.org", purpose: "production", expires: now, usedBy: nil,
      host: nil)
    for used in [false, true] {
      if used { (invitation.secret, invitation.usedBy, invitation.host) = ("", digest, host) }
      let kept = invitation
      try await shop.work { try $0.keepInvitation(kept) }
      #expect(try await shop.work { try $0.invitation("i-1") } == kept)
    }
  }
}
