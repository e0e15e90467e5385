import Evidence
import Operations
import PeopleRules
import Vocabulary

/// The page of the change log: what the address asks for, and what it could not mean (LOG-3).
struct LogSearchPage {
  var scene: Scene
  var desk: Desk

  /// Fields of the question that are filters, in the order of the form.
  static let names = ["subject", "kind", "operation", "actor", "from", "until"]

  private static let rows = 50

  func page() throws -> PageAnswer {
    let (asked, problems) = try search()
    let answer = try asked.ask(desk)
    let people = try ListPeople(asked: ListAsked(ListRequest(limit: 200))).ask(desk).items
    let search = LogViews.Search(
      asked: asked, problems: problems, people: people.map { ($0.person.subject.text, $0.name) },
      operations: scene.visit.registry.operations.map { ($0.name.text, $0.about) })
    return Shell.page(
      scene, title: "Change log", at: .log,
      LogViews.page(try Journal(answer.items, desk), next: answer.next, search, scene))
  }

  /// What is asked for; with anything wrong in it, everything.
  private func search() throws -> (ListEntries, [FieldProblem]) {
    let everything = ListEntries(limit: Self.rows)
    do {
      let asked = try ListEntries.shape.read(.object(members + [.init("limit", .int(Int64(Self.rows)))]))
      try asked.checked(desk)
      return (asked, [])
    } catch let bad as BadFields { return (everything, bad.problems) }
  }

  private var members: [JSON.Member] {
    var members: [JSON.Member] = Self.names.compactMap { name in
      guard let written = scene.visit.value(name), !written.isEmpty else { return nil }
      // References are said aloud and typed by thumbs: RFC-1042 stands for request:RFC-1042.
      let isReference = ["subject", "actor"].contains(name)
      let meant = isReference ? Finder.subject(written)?.text ?? written : written
      return .init(name, .string(meant))
    }
    if let before = scene.visit.value("before"), !before.isEmpty {
      members.append(.init("before", Int64(before).map { .int($0) } ?? .string(before)))
    }
    return members
  }
}
