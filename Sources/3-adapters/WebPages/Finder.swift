import ChangeRules
import ConfigurationRules
import DeploymentRules
import Evidence
import Operations
import PeopleRules
import ReleaseRules
import Vocabulary

/// Finding: a reference opens its page; other words are looked for in titles and names.
struct Finder {
  var scene: Scene
  var desk: Desk

  /// The subject that a reference stands for, whatever its case: `rfc-1042` is said aloud and typed by thumbs.
  static func subject(_ written: String) -> SubjectReference? {
    let text = written.split(separator: " ").joined()
    let (upper, lower) = (text.uppercased(), text.lowercased())
    return RequestReference(upper)?.subject ?? ReleaseReference(upper)?.subject ?? DeploymentReference(upper)?.subject
      ?? ItemReference(upper)?.subject ?? HostIdentifier(lower)?.subject ?? PersonIdentifier(lower)?.subject
      ?? PackageReference(lower)?.subject ?? RiskReference(upper)?.subject
      ?? TaskReference(upper)?.subject ?? PlanReference(upper)?.subject
  }

  func page() throws -> PageAnswer {
    let query = scene.visit.value("q") ?? ""
    if let path = Self.subject(query)?.path { return .redirect(path) }
    let words = query.lowercased().split(separator: " ").map(String.init)
    let groups = words.isEmpty ? [] : try groups(words)
    return Shell.page(scene, title: "Found for \(query)", at: nil, EntryViews.found(query, groups, scene))
  }

  private typealias Row = (link: HTML, about: String)

  private func groups(_ words: [String]) throws -> [(heading: String, rows: [(link: HTML, about: String)])] {
    func fits(_ texts: String...) -> Bool {
      let all = texts.joined(separator: " ").lowercased()
      return words.allSatisfy { all.contains($0) }
    }
    let recent = ListRequest(limit: 200)
    let newest = ListRequest(sort: "number", descending: true, limit: 200)
    let requests = try ListRequests(asked: ListAsked(newest)).ask(desk).items
      .filter { fits($0.title, $0.request.text, $0.initiator) }
      .map { Row(link: $0.request.link("\($0.request.text) \($0.title)"), about: $0.status.label) }
    let releases = try desk.books.list(Release.self, ListRequest(sort: "openedAt", descending: true, limit: 200)).rows
      .map { (it: $0.value, title: try desk.text($0.value.title)) }
      .filter { fits($0.title, $0.it.identifier.text) }
      .map { Row(link: $0.it.identifier.link("\($0.it.identifier.text) \($0.title)"), about: $0.it.phase.label) }
    let tasks = try ListTasks(asked: ListAsked(newest)).ask(desk).items
      .filter { fits($0.title, $0.task.text, $0.name ?? "") }
      .map { Row(link: $0.task.link("\($0.task.text) \($0.title)"), about: $0.state.rawValue) }
    let machines = ListRequest(filters: [Facet("retired", "all")], limit: 200)
    let hosts = try ListHosts(asked: ListAsked(machines)).ask(desk).items.filter { fits($0.name, $0.host.text) }
      .map { Row(link: $0.host.link($0.name), about: $0.retired ? "retired" : $0.purpose.rawValue) }
    let items = try ListItems(asked: ListAsked(newest)).ask(desk).items
      .filter { fits($0.name, $0.itemClass, $0.item.text) }
      .map { Row(link: $0.item.link("\($0.item.text) \($0.name)"), about: $0.itemClass) }
    let packages = try ListPackages(asked: ListAsked(recent)).ask(desk).items.filter { fits($0.package.text) }
      .map { Row(link: $0.package.link, about: $0.status.rawValue) }
    let people = try ListPeople(asked: ListAsked(recent)).ask(desk).items
      .filter { fits($0.name, $0.roles.map(\.role.label).joined(separator: " ")) }
      .map { Row(link: $0.person.link($0.name), about: $0.roles.map(\.role.label).joined(separator: ", ")) }
    return [
      (heading: "Requests", rows: requests), (heading: "Releases", rows: releases), (heading: "Tasks", rows: tasks),
      (heading: "Hosts", rows: hosts),
      (heading: "Configuration", rows: items), (heading: "Software library", rows: packages),
      (heading: "People", rows: people),
    ]
  }
}
