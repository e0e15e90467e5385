import DeploymentRules
import Evidence
import Testing
import Vocabulary

/// What looks at the library's files have found, and what follows.
struct LibraryContentTests {
  private let stamp = Stamp(actor: "server", at: Moment(milliseconds: 1_795_460_400_000))

  private func digest(_ number: UInt8) throws -> Digest {
    try #require(Digest(bytes: [UInt8](repeating: number, count: 32)))
  }

  private func applying(_ events: [LibraryContentEvent], to content: LibraryContent?) throws -> LibraryContent {
    try events.reduce(content) { held, event in
      held?.applying(event, stamp) ?? LibraryContent.born(LibraryContent.reference, of: event, stamp)
    } ?? #require(content)
  }

  @Test(
    "DSL-2: a version goes to no host while one of its files is known or seen not to be whole, or was not looked at")
  func blockers() throws {
    let package = try #require(PackageReference("greeter@1.0.0"))
    let (one, two) = (try digest(1), try digest(2))
    let known = try applying([.found(BrokenFile(digest: one, state: .altered))], to: nil)
    func rules(_ first: FileState?, _ second: FileState?, _ known: LibraryContent?) -> [String] {
      LibraryContent.blockers(of: package, needing: [(one, first), (two, second)], known: known).map(\.rule)
    }
    #expect(rules(.whole, .whole, nil) == [])
    #expect(rules(.whole, .whole, known) == ["package-content-whole"])
    #expect(rules(.missing, .unreadable, nil) == ["package-content-whole", "package-content-whole"])
    #expect(rules(.whole, nil, nil) == ["package-content-looked-at"])
    #expect(rules(nil, nil, nil) == ["package-content-looked-at"])
  }

  @Test("DSL-2: a look at the store changes what is known of strays only where it saw something else; many are bounded")
  func strays() throws {
    let at = Moment(milliseconds: 1_795_460_000_000)
    let one = StrayFile(path: "notes.txt", what: .foreign, since: at)
    let known = try applying(LibraryContent.events(nil, strays: [one]), to: nil)
    #expect(known.strays == [one] && LibraryContent.events(known, strays: [one]).isEmpty)
    let changed = StrayFile(path: "notes.txt", what: .foreign, since: at + .seconds(1))
    #expect(LibraryContent.events(known, strays: [changed]) == [.strayFound(changed)])
    #expect(LibraryContent.events(known, strays: []) == [.strayGone("notes.txt")])
    let many = (0..<500).map { StrayFile(path: "f\($0)", what: .foreign, since: at) }
    let full = try applying(LibraryContent.events(known, strays: many), to: known)
    #expect(full.strays.count == StrayFile.most && !full.strays.contains(one))
    #expect(StrayKind.allCases.allSatisfy { !$0.says.isEmpty && !$0.remedy.isEmpty })
  }
}
