import Evidence
import Ledger
import Operations
import PeopleRules
import Vocabulary

/// The books in memory: the twin of `SQLBooks` for tests, simulation and replay. One thread at a time.
public final class MemoryBooks: Books {
  /// A place among orders, reports and answers.
  struct Place: Hashable {
    let owner: String
    let name: String
  }

  struct State {
    var subjects: [String: [String: KeptSubject]] = [:]
    var series: [String: Int] = [:]
    var entries: [PlacedEntry] = []
    /// Written in this transaction and without a place until it ends.
    var unplaced: [(entry: LogEntry, leaf: Digest)] = []
    var lastVersions: [SubjectReference: Int] = [:]
    var words: [Digest: String?] = [:]
    var documents: [Digest: [UInt8]?] = [:]
    var accounts: [PersonIdentifier: (signInName: String, verifier: String?)] = [:]
    var keys: [String: AccessKey] = [:]
    var answers: [Place: RememberedAnswer] = [:]
    var descriptions: [Digest: [UInt8]] = [:]
    var metadata: [String: [KeptMetadata]] = [:]
    var orders: [KeptOrder] = []
    var reports: [KeptReport] = []
    var inventories: [HostIdentifier: (bytes: [UInt8], at: Moment)] = [:]
    var invitations: [String: Invitation] = [:]
    var timers: [String: KeptTimer] = [:]
    var verdicts: [SubjectReference: KeptVerdicts] = [:]
  }

  /// A subject with what lists need, worked out once.
  struct KeptSubject {
    let subject: any Subject
    let version: Int
    let facets: [Facet]
  }

  var state = State()
  let ports: OfficePorts
  private var depth = 0

  public init(ports: OfficePorts) { self.ports = ports }

  /// Runs work like a transaction: what it throws undoes all that it did; entries get their places at the end.
  public func transact<T>(_ body: (MemoryBooks) throws -> T) throws -> T {
    let before = state
    depth += 1
    defer { depth -= 1 }
    do {
      let answer = try body(self)
      if depth == 1 { place() }
      return answer
    } catch {
      state = before
      throw error
    }
  }

  func place() {
    for (entry, leaf) in state.unplaced {
      state.entries.append(PlacedEntry(index: state.entries.count, entry: entry, leaf: leaf))
    }
    state.unplaced = []
  }

  /// All entries in the order of record.
  public var log: [PlacedEntry] { state.entries }

  public func chance(_ count: Int) -> [UInt8] { ports.chance(count) }

  func salt() throws -> Salt {
    guard let salt = Salt(ports.chance(16)) else {
      throw Faults.defect("chance-short", "Fewer bytes of chance came than were asked for.")
    }
    return salt
  }

  // MARK: Subjects

  public func load<S: Subject>(_ type: S.Type, _ reference: String) throws -> Held<S>? {
    guard let kept = state.subjects[S.kind]?[reference], let subject = kept.subject as? S else { return nil }
    return Held(subject, version: kept.version)
  }

  public func facets<S: Subject>(_ type: S.Type, of references: [String]) throws -> [String: [Facet]] {
    let names = S.facetNotes.filter(\.sorts).map(\.name)
    let kept = references.compactMap { reference in state.subjects[S.kind]?[reference].map { (reference, $0) } }
    return Dictionary(
      kept.map { reference, it in (reference, names.map { Facet($0, it.value(of: $0)) }) },
      uniquingKeysWith: { first, _ in first })
  }

  public func save<S: Subject>(_ subject: S, version: Int) throws {
    guard Shelf.type(of: S.kind) != nil else { throw Shelf.unknown(S.kind) }
    guard version > state.subjects[S.kind]?[subject.reference]?.version ?? 0 else {
      throw Faults.defect(
        "version-not-newer", "Version \(version) of \(S.kind) \(subject.reference) is not newer than the one kept.")
    }
    let kept = KeptSubject(subject: subject, version: version, facets: subject.facets)
    state.subjects[S.kind, default: [:]][subject.reference] = kept
  }

  public func list<S: Subject>(_ type: S.Type, _ request: ListRequest) throws -> ListPage<S> {
    let plan = try ListPlan(request, S.facetNotes)
    let rows = matching(type, plan.filters).map { kept in
      (kept, ListKey(value: plan.sort.map { kept.value(of: $0.name) } ?? .none, reference: kept.subject.reference))
    }.sorted { plan.precedes($0.1, $1.1) }
    let rest = plan.after.map { after in rows.filter { plan.precedes(after, $0.1) } } ?? rows
    let page = rest.prefix(plan.limit)
    let held = page.compactMap { row in (row.0.subject as? S).map { Held($0, version: row.0.version) } }
    return ListPage(rows: held, next: rest.count > plan.limit ? page.last?.1 : nil)
  }

  public func count<S: Subject>(_ type: S.Type, _ filters: [Facet]) throws -> Int {
    matching(type, try ListPlan(ListRequest(filters: filters), S.facetNotes).filters).count
  }

  private func matching<S: Subject>(_ type: S.Type, _ filters: [Facet]) -> [KeptSubject] {
    (state.subjects[S.kind] ?? [:]).values.filter { kept in
      filters.allSatisfy { facet in
        facet.value == .none ? kept.value(of: facet.name) == .none : kept.facets.contains(facet)
      }
    }
  }

  public func version(of subject: SubjectReference) throws -> Int? {
    state.subjects[subject.kind]?[subject.reference]?.version
  }

  public func pointing(at subject: SubjectReference, limit: Int) throws -> [IncomingEdge] {
    let all = state.subjects.values.flatMap { $0.values }.flatMap { kept in
      Set(kept.subject.edges).filter { $0.to == subject }.map {
        IncomingEdge(from: kept.subject.subject, name: $0.name)
      }
    }
    let sorted = all.sorted { ($0.from, $0.name) < ($1.from, $1.name) }
    return Array(sorted.prefix(max(0, limit)))
  }

  public func nextNumber(_ series: String) throws -> Int {
    state.series[series, default: 0] += 1
    return state.series[series, default: 0]
  }

  /// Gives entries their places at once where no transaction was begun.
  func placeIfAlone() { if depth == 0 { place() } }
}

extension MemoryBooks.KeptSubject {
  func value(of facet: String) -> Facet.Value { facets.first { $0.name == facet }?.value ?? .none }
}

extension ListPlan {
  /// Whether a row with one key stands before a row with another. Keys' values count only when the list is sorted.
  func precedes(_ left: ListKey, _ right: ListKey) -> Bool {
    let (first, second) = descending ? (right, left) : (left, right)
    if sort != nil, first.value != second.value { return Facet.Value.precedes(first.value, second.value) }
    return first.reference.utf8.lexicographicallyPrecedes(second.reference.utf8)
  }
}
