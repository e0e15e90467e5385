import ConfigurationRules
import Evidence
import Ledger
import Operations
import PeopleRules
import Testing
import Vocabulary

@testable import Records

/// One suite for both books: what it says of one must be true of the other.
@Suite("The books' contract") struct ContractTests {
  @Test("LOG-1: a subject comes back as it was saved, with its version", arguments: Twin.allCases)
  func loadAndSave(_ twin: Twin) async throws {
    let shop = try await twin.open()
    try await shop.work { try record(1, "mail", host: "h-1", $0) }
    try await shop.work { books in
      var desk = desk(books)
      let held = try desk.get(ConfigurationItem.self, "CI-1")
      #expect(held.version == 1)
      try desk.record([.statusChanged(.retired), .statusChanged(.live)], on: held)
    }
    let (held, version, other) = try await shop.work { books in
      (
        try books.load(ConfigurationItem.self, "CI-1"), try books.version(of: .init(kind: "item", reference: "CI-1")),
        try books.version(of: .init(kind: "item", reference: "CI-2"))
      )
    }
    #expect(held?.version == 3 && version == 3 && other == nil)
    #expect(held?.value.name == "mail" && held?.value.status == .live && held?.value.attribute("host") == "h-1")
  }

  @Test("LOG-1: a version that is not newer, or leaves a gap in the log, is refused", arguments: Twin.allCases)
  func versions(_ twin: Twin) async throws {
    let shop = try await twin.open()
    try await shop.work { try record(1, "mail", $0) }
    let fault = await #expect(throws: Fault.self) {
      try await shop.work { books in
        let held = try needed(try books.load(ConfigurationItem.self, "CI-1"))
        try books.save(held.value, version: 1)
      }
    }
    #expect(fault?.name == "version-not-newer")
    let gap = await #expect(throws: Fault.self) {
      try await shop.work { books in
        var entry = try needed(try books.entry(at: 0)).entry
        entry.version = 3
        _ = try books.append(entry)
      }
    }
    #expect(gap?.name == "version-gap")
  }

  @Test(
    "ROL-5: a list is filtered by what a subject has several of, with other filters beside it", arguments: Twin.allCases
  )
  func several(_ twin: Twin) async throws {
    let shop = try await twin.open()
    try await shop.work { books in
      for (number, roles) in [(1, [Role.auditor, .librarian]), (2, [.librarian]), (3, [])] {
        var desk = desk(books)
        let name = try desk.words("n\(number)")
        var held = try desk.open(
          Person.self, "p-000000000000000\(number)", .registered(.init(name: name, signInName: name, mail: nil)))
        held = try desk.record(roles.map { .roleGranted(RoleGrant(role: $0, release: nil)) }, on: held)
        if number == 2 { try desk.record([.deactivated], on: held) }
      }
    }
    func found(_ filters: [Facet]) async throws -> [String] {
      try await shop.work { books in
        try books.list(Person.self, ListRequest(filters: filters)).rows.map { String($0.value.reference.suffix(1)) }
      }
    }
    #expect(try await found([.holds(.librarian)]) == ["1", "2"])
    #expect(try await found([.holds(.librarian), Facet("active", "yes")]) == ["1"])
    #expect(try await found([.holds(.librarian), .holds(.auditor)]) == ["1"])
    #expect(try await found([.holds(.sponsor)]) == [])
    #expect(try await shop.work { try $0.count(Person.self, [.holds(.librarian)]) } == 2)
    await #expect(throws: BadFields.self) {
      try await shop.work { _ = try $0.list(Person.self, ListRequest(sort: "role")) }
    }
  }

  @Test("OPS-2: what throws leaves nothing behind", arguments: Twin.allCases)
  func undone(_ twin: Twin) async throws {
    let shop = try await twin.open()
    await #expect(throws: NotHere.self) {
      try await shop.work { books in
        try record(1, "mail", books)
        throw NotHere()
      }
    }
    let (count, log) = try await shop.work {
      (try $0.count(ConfigurationItem.self, []), try $0.entries(about: [], before: nil, limit: 10).count)
    }
    #expect(count == 0 && log == 0)
  }

  @Test("Lists page by key in the order of a plain sort, empty places first", arguments: Twin.allCases)
  func lists(_ twin: Twin) async throws {
    let shop = try await twin.open()
    let chance = Chance(seed: 42)
    let hosts: [String?] = [nil, "a", "b", "B", "ä", "z"]
    let rows = (1...60).map { (number: $0, name: "n\(chance.below(7))", host: hosts[chance.below(hosts.count)]) }
    try await shop.work { books in for row in rows { try record(row.number, row.name, host: row.host, books) } }
    for _ in 0..<60 {
      let sort = [nil, "host", "name", "number"][chance.below(4)]
      let request = ListRequest(
        filters: chance.below(3) == 0 ? [Facet("host", hosts[chance.below(hosts.count)])] : [],
        sort: sort, descending: chance.below(2) == 0, limit: 1 + chance.below(9))
      let all = try await shop.work { try $0.list(ConfigurationItem.self, ListRequest(filters: [], limit: 200)) }.rows
      let naive = all.map(\.value).filter { item in
        request.filters.allSatisfy { filter in item.facets.contains(filter) }
      }.map { item in (sort.flatMap { name in item.facets.first { $0.name == name }?.value } ?? .none, item.reference) }
        .sorted { Self.precedes($0, $1) }.map(\.1)
      let expected = request.descending ? Array(naive.reversed()) : naive
      let walked = try await walk(request, shop)
      #expect(walked == expected, "\(request)")
      let filters = request.filters
      #expect(try await shop.work { try $0.count(ConfigurationItem.self, filters) } == expected.count)
    }
  }

  private func walk(_ first: ListRequest, _ shop: any Shop) async throws -> [String] {
    var request = first
    var walked: [String] = []
    while true {
      let asked = request
      let page = try await shop.work { try $0.list(ConfigurationItem.self, asked) }
      #expect(page.rows.count <= request.limit)
      walked += page.rows.map(\.value.reference)
      guard let next = page.next else { return walked }
      #expect(page.rows.count == request.limit)
      request.after = next
    }
  }

  /// Empty first, then by value, then by reference; written apart from what is tested.
  private static func precedes(_ left: (Facet.Value, String), _ right: (Facet.Value, String)) -> Bool {
    func rank(_ value: Facet.Value) -> (Int, Int64, [UInt8]) {
      switch value {
      case .none: (0, 0, [])
      case .number(let number): (1, number, [])
      case .text(let text): (1, 0, Array(text.utf8))
      }
    }
    let (first, second) = (rank(left.0), rank(right.0))
    if first.0 != second.0 { return first.0 < second.0 }
    if first.1 != second.1 { return first.1 < second.1 }
    if first.2 != second.2 { return first.2.lexicographicallyPrecedes(second.2) }
    return Array(left.1.utf8).lexicographicallyPrecedes(Array(right.1.utf8))
  }

  @Test("A list refuses facets it does not have, values of the wrong kind and foreign keys", arguments: Twin.allCases)
  func badLists(_ twin: Twin) async throws {
    let shop = try await twin.open()
    let bad = [
      ListRequest(filters: [Facet("colour", "red")]), ListRequest(filters: [Facet("number", "1")]),
      ListRequest(sort: "colour"), ListRequest(sort: "number", after: ListKey(value: .text("x"), reference: "CI-1")),
    ]
    for request in bad {
      await #expect(throws: BadFields.self) {
        try await shop.work { try $0.list(ConfigurationItem.self, request).next }
      }
    }
  }

  @Test("Numbers of a series go up by one and series do not touch", arguments: Twin.allCases)
  func series(_ twin: Twin) async throws {
    let shop = try await twin.open()
    var numbers: [Int] = []
    for _ in 0..<5 { numbers.append(try await shop.work { try $0.nextNumber("request") }) }
    #expect(numbers == [1, 2, 3, 4, 5])
    #expect(try await shop.work { try $0.nextNumber("item") } == 1)
  }
}
