import ChangeRules
import ConfigurationRules
import DeploymentRules
import Evidence
import Operations
import PeopleRules
import ReleaseRules
import Vocabulary

/// The lists.
struct ListPages {
  var scene: Scene
  var desk: Desk

  func page(_ name: String) throws -> PageAnswer? {
    switch name {
    case "requests":
      let listed = try Listed<ChangeRequest>(scene, order: "-number", desk)
      return shown("Requests", .requests, RequestViews.list(try ListRequests(asked: listed.asked).ask(desk), listed))
    case "releases":
      var listed = try Listed<Release>(scene, order: "-openedAt", desk)
      listed.asked.request.limit = 200
      let answer = try ListReleases(asked: listed.asked).ask(desk)
      let names = try SubjectNames(in: answer.items.compactMap(\.firstBlocker), desk)
      let board = ReleaseBoard.html(
        answer.items, filters: ReleaseBoard.filters(listed), names: names, next: listed.foot(answer), scene)
      return shown("Releases", .releases, live: true, board)
    case "deployments":
      let listed = try Listed<Deployment>(scene, order: "-number", desk)
      let answer = try ListDeployments(asked: listed.asked).ask(desk)
      return shown("Deployments", .deployments, live: true, DeploymentViews.list(answer, listed))
    case "hosts":
      let listed = try Listed<Host>(scene, order: "name", desk)
      return shown("Hosts", .hosts, HostViews.list(try ListHosts(asked: listed.asked).ask(desk), listed))
    case "invitations":
      let listed = try Listed<HostInvitation>(scene, order: "-expires", desk)
      return shown(
        "Enrolment tokens", .hosts, InvitationViews.list(try ListInvitations(asked: listed.asked).ask(desk), listed))
    case "items":
      let listed = try Listed<ConfigurationItem>(scene, order: "number", desk)
      return shown("Configuration", .items, ItemViews.list(try ListItems(asked: listed.asked).ask(desk), listed))
    case "packages":
      let listed = try Listed<LibraryVersion>(scene, desk)
      return shown(
        "Software library", .packages,
        PackageViews.list(
          try ListPackages(asked: listed.asked).ask(desk), content: try ShowLibraryContent().ask(desk), listed))
    case "risks":
      let listed = try Listed<Risk>(scene, order: "-exposure", desk)
      return shown("Risks", .risks, live: true, RiskViews.list(try ListRisks(asked: listed.asked).ask(desk), listed))
    case "waivers":
      let listed = try Listed<Waiver>(scene, order: "-number", desk)
      return shown("Waivers", .people, WaiverViews.list(try ListWaivers(asked: listed.asked).ask(desk), listed))
    case "tasks":
      let listed = try Listed<ReleaseTask>(scene, order: "-number", desk)
      return shown("Tasks", .releases, TaskViews.list(try ListTasks(asked: listed.asked).ask(desk), listed))
    case "people":
      let listed = try Listed<Person>(scene, desk)
      return shown("People and roles", .people, PeopleViews.list(try ListPeople(asked: listed.asked).ask(desk), listed))
    default: return nil
    }
  }

  private func shown(_ title: String, _ place: Place, live: Bool = false, _ body: HTML) -> PageAnswer {
    Shell.page(scene, title: title, at: place, live: live, body)
  }
}

/// One subject each, with what the log says of it.
struct DetailPages {
  var scene: Scene
  var desk: Desk

  func page(_ folder: String, _ reference: String) throws -> PageAnswer? {
    guard let kind = Self.kinds[folder] else { return nil }
    var page = self
    let subject = SubjectReference(kind: kind, reference: reference)
    if try desk.books.version(of: subject) != nil { try page.scene.standing.judge(subject, scene, desk) }
    return try page.judged(folder, reference)
  }

  private static let kinds = [
    "requests": "request", "releases": "release", "deployments": "deployment", "hosts": "host", "items": "item",
    "packages": "package", "invitations": "invitation", "waivers": "waiver", "people": "person",
    "tasks": "task",
    "risks": "risk",
  ]

  private func judged(_ folder: String, _ reference: String) throws -> PageAnswer? {
    switch folder {
    case "requests":
      guard let request = RequestReference(reference) else { return nil }
      let it = try ShowRequest(request: request).ask(desk)
      return shown(
        "\(reference) \(it.row.title)", .requests, live: true,
        RequestViews.show(it, log: try log(request.subject), scene))
    case "releases":
      guard let release = ReleaseReference(reference) else { return nil }
      let it = try ShowRelease(release: release).ask(desk)
      // Acts on what it carries stand beside its blockers.
      var scene = scene
      if let package = it.row.package { try scene.standing.judge(package.subject, scene, desk) }
      for request in it.row.requests {
        try scene.standing.judge(request.subject, scene, desk, only: [ReviewRequest.name])
      }
      return shown(
        "\(reference) \(it.row.title)", .releases, live: true,
        ReleaseViews.show(it, log: try log(release.subject), scene))
    case "deployments":
      guard let deployment = DeploymentReference(reference) else { return nil }
      let it = try ShowDeployment(deployment: deployment).ask(desk)
      return shown(
        "\(reference) \(it.row.state.rawValue)", .deployments, live: true,
        DeploymentViews.show(it, log: try log(deployment.subject), scene))
    case "hosts":
      guard let host = HostIdentifier(reference) else { return nil }
      let it = try ShowHost(host: host).ask(desk)
      return shown(it.row.name, .hosts, HostViews.show(it, log: try log(host.subject), scene))
    default: return try furtherPage(folder, reference)
    }
  }

  private func furtherPage(_ folder: String, _ reference: String) throws -> PageAnswer? {
    switch folder {
    case "items":
      guard let item = ItemReference(reference) else { return nil }
      let it = try ShowItem(item: item).ask(desk)
      return shown("\(reference) \(it.row.name)", .items, ItemViews.show(it, log: try Journal(it.history, desk), scene))
    case "packages":
      guard let package = PackageReference(reference) else { return nil }
      let it = try ShowPackage(package: package).ask(desk)
      return shown(reference, .packages, PackageViews.show(it, log: try log(package.subject), scene))
    case "invitations":
      guard let invitation = InvitationIdentifier(reference) else { return nil }
      let it = try ShowInvitation(invitation: invitation).ask(desk)
      return shown(
        "Token for \(it.hostName)", .hosts, InvitationViews.show(it, log: try log(invitation.subject), scene))
    case "risks":
      guard let risk = RiskReference(reference) else { return nil }
      let it = try ShowRisk(risk: risk).ask(desk)
      return shown(
        "\(reference) \(it.row.title)", .risks, live: true, RiskViews.show(it, log: try log(risk.subject), scene))
    case "waivers":
      guard let waiver = WaiverReference(reference) else { return nil }
      let it = try ShowWaiver(waiver: waiver).ask(desk)
      return shown(
        "Waiver for \(it.on.reference)", .people, WaiverViews.show(it, log: try log(waiver.subject), scene))
    case "tasks":
      guard let task = TaskReference(reference) else { return nil }
      let it = try ShowTask(task: task).ask(desk)
      return shown("\(reference) \(it.row.title)", .releases, TaskViews.show(it, log: try log(task.subject), scene))
    case "people":
      guard let person = PersonIdentifier(reference) else { return nil }
      let it = try ShowPerson(person: person).ask(desk)
      let isVisible = desk.actor.person == person || desk.actor.holds(.administrator)
      let access = isVisible ? try ListAccess(person: person).ask(desk) : nil
      return shown(it.name, .people, PeopleViews.show(it, access: access, log: try log(person.subject), scene))
    default: return nil
    }
  }

  private func log(_ subject: SubjectReference) throws -> Journal {
    try Journal(try ListEntries(subject: subject, limit: 20).ask(desk).items, desk)
  }

  private func shown(_ title: String, _ place: Place, live: Bool = false, _ body: HTML) -> PageAnswer {
    Shell.page(scene, title: title, at: place, live: live, body)
  }
}
