import DeploymentRules
import Evidence
import Ledger
import Operations
import Packages
import PeopleRules
import Vocabulary

/// Books in memory, just enough to carry real operations and real questions through the pages. What no test reaches
/// throws, so that nothing is answered by chance.
final class SmallBooks: SubjectBooks, LogBooks, ChanceBooks, AccountBooks, RepeatBooks {
  struct NotHere: Error {}

  private var subjects: [String: (value: Any, version: Int)] = [:]
  private var order: [String] = []
  private var log: [PlacedEntry] = []
  private var texts: [Digest: String] = [:]
  private var numbers: [String: Int] = [:]
  private var accounts: [String: PersonIdentifier] = [:]
  private var turn: UInt8 = 0
  var inventories: [HostIdentifier: [UInt8]] = [:]

  func facets<S: Subject>(_ type: S.Type, of references: [String]) throws -> [String: [Facet]] { throw NotHere() }
  func load<S: Subject>(_ type: S.Type, _ reference: String) throws -> Held<S>? {
    guard let kept = subjects["\(S.kind):\(reference)"], let value = kept.value as? S else { return nil }
    return Held(value, version: kept.version)
  }

  func save<S: Subject>(_ subject: S, version: Int) throws {
    let key = subject.subject.text
    if subjects[key] == nil { order.append(key) }
    subjects[key] = (subject, version)
  }

  func list<S: Subject>(_ type: S.Type, _ request: ListRequest) throws -> ListPage<S> {
    let all = order.compactMap { key -> Held<S>? in
      guard let kept = subjects[key], let value = kept.value as? S else { return nil }
      return Held(value, version: kept.version)
    }
    let rows = all.filter { row in request.filters.allSatisfy { row.value.facets.contains($0) } }
    let page = Array((request.descending ? rows.reversed() : rows).prefix(request.limit))
    let next = rows.count > page.count ? page.last.map { ListKey(value: .none, reference: $0.value.reference) } : nil
    return ListPage(rows: page, next: next)
  }

  func count<S: Subject>(_ type: S.Type, _ filters: [Facet]) throws -> Int {
    try list(type, ListRequest(filters: filters, limit: 1000)).rows.count
  }
  func version(of subject: SubjectReference) throws -> Int? { subjects[subject.text]?.version }
  func pointing(at subject: SubjectReference, limit: Int) throws -> [IncomingEdge] { [] }
  func nextNumber(_ series: String) throws -> Int {
    numbers[series, default: 0] += 1
    return numbers[series, default: 1]
  }

  private func fresh() throws -> Digest {
    guard let digest = Digest(bytes: chance(32)) else { throw NotHere() }
    return digest
  }

  func append(_ entry: LogEntry) throws -> Digest {
    let leaf = try fresh()
    log.append(PlacedEntry(index: log.count, entry: entry, leaf: leaf))
    return leaf
  }
  func entries(_ filter: EntryFilter, before: Int?, limit: Int) throws -> [PlacedEntry] {
    let fitting = log.reversed().filter { placed in
      filter.fits(placed.entry) && placed.index < before ?? .max
    }
    return Array(fitting.prefix(limit))
  }
  func entry(at index: Int) throws -> PlacedEntry? { log.indices.contains(index) ? log[index] : nil }
  func keep(text: String) throws -> Words {
    let digest = try fresh()
    texts[digest] = text
    return Words(digest: digest)
  }
  func text(_ words: Words) throws -> String? { texts[words.digest] }
  func erase(_ words: Words, entry: Digest) throws { texts[words.digest] = nil }
  func keep(document: [UInt8]) throws -> DocumentName { throw NotHere() }
  func document(_ name: DocumentName) throws -> [UInt8]? { throw NotHere() }
  func erase(_ document: DocumentName, entry: Digest) throws { throw NotHere() }
  func naming(_ digest: Digest) throws -> [SubjectReference] { throw NotHere() }

  func chance(_ count: Int) -> [UInt8] {
    turn &+= 1
    return (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) ^ turn }
  }

  func setAccount(_ person: PersonIdentifier, signInName: String, verifier: String?) throws {
    accounts[signInName] = person
  }
  func account(signInName: String) throws -> (person: PersonIdentifier, verifier: String?)? {
    accounts[signInName].map { ($0, nil) }
  }
  func addKey(_ key: AccessKey) throws {}
  func key(secret: Digest) throws -> AccessKey? { nil }
  func removeKey(named name: String) throws {}
  func keys(of person: PersonIdentifier) throws -> [AccessKey] { [] }
  func hasPeople() throws -> Bool { !accounts.isEmpty }
  func remembered(_ key: String, of principal: String) throws -> RememberedAnswer? { nil }
  func remember(_ answer: RememberedAnswer, key: String, of principal: String, at: Moment) throws {}
}

extension SmallBooks: LibraryBooks, HostBooks, TimerBooks {
  func hasBlob(_ digest: Digest) throws -> Bool { throw NotHere() }
  func looked(_ digest: Digest) throws -> FileState? { throw NotHere() }
  func standsInStore(_ path: String) throws -> Bool { throw NotHere() }
  func keepDescription(_ bytes: [UInt8], digest: Digest) throws { throw NotHere() }
  func description(_ digest: Digest) throws -> [UInt8]? { nil }
  func metadata(_ kind: String, version: Int?) throws -> KeptMetadata? { nil }
  func keepMetadata(_ metadata: KeptMetadata) throws { throw NotHere() }
  func sign(_ payload: [UInt8], type: String, role: String) throws -> Envelope { throw NotHere() }
  func keepOrder(_ order: KeptOrder) throws { throw NotHere() }
  func orders(for host: HostIdentifier, after: Int) throws -> [KeptOrder] { [] }
  func orders(of deployment: DeploymentReference) throws -> [KeptOrder] { [] }
  func order(_ digest: Digest) throws -> KeptOrder? { nil }
  func deployments(of host: HostIdentifier, limit: Int) throws -> [DeploymentReference] { [] }
  func endOrder(_ digest: Digest) throws { throw NotHere() }
  func keepReport(_ report: KeptReport) throws -> Bool { throw NotHere() }
  func reports(of deployment: DeploymentReference, limit: Int) throws -> [KeptReport] { [] }
  func address(of order: Digest) throws -> OrderAddress? { nil }
  func reports(by host: HostIdentifier, about order: Digest) throws -> [KeptReport] { [] }
  func keepInventory(_ bytes: [UInt8], of host: HostIdentifier, at: Moment) throws { inventories[host] = bytes }
  func inventory(of host: HostIdentifier) throws -> (bytes: [UInt8], at: Moment)? {
    inventories[host].map { ($0, Moment(milliseconds: 0)) }
  }
  func keepInvitation(_ invitation: Invitation) throws {}
  func setTimer(_ timer: KeptTimer) throws {}
  func timer(_ name: String) throws -> KeptTimer? { nil }
  func dropTimer(_ name: String) throws {}
  func dueTimers(at now: Moment, limit: Int) throws -> [KeptTimer] { [] }
  func invitation(_ name: String) throws -> Invitation? { nil }
}

extension SmallBooks: VerdictBooks {
  func keep(_ verdicts: KeptVerdicts, of owner: SubjectReference) throws {}
  func verdicts(of owner: SubjectReference) throws -> KeptVerdicts? { nil }
  func blockers(for role: Role, limit: Int) throws -> [KeptBlocker] { [] }
  func unblocked(kind: String, limit: Int) throws -> [SubjectReference] { [] }
}
