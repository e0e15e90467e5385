import ChangeRules
import ConfigurationRules
import DeploymentRules
import Evidence
import Operations
import PeopleRules
import ReleaseRules
import Vocabulary

/// Slipway's pages: asks the questions that a path needs, hands the answers to views that only lay out.
public struct SlipwayPages: PageSource {
  public init() {}

  public var assets: [String: (type: String, content: String)] {
    [
      "style.css": (type: "text/css; charset=utf-8", content: StyleSheet.text),
      "slipway.js": (type: "text/javascript; charset=utf-8", content: Script.text),
    ]
  }

  public func plain(status: Int, title: String, detail: String) -> String {
    let body: HTML = """
      <h1>\(title)</h1><p>\(detail)</p><p class="quiet">Status \(status)</p>
      <p class="acts"><a class="button primary" href="/">To the first page</a></p>
      """
    return Shell.bare(title: title, body).text
  }

  public func page(_ visit: Visit, _ desk: Desk) throws -> PageAnswer {
    var scene = Scene(visit: visit, actor: desk.actor, viewer: nil, now: desk.now)
    switch visit.path.first {
    case "sign-in":
      guard desk.actor.person == nil else { return .redirect("/") }
      return try desk.books.hasPeople() ? signIn(scene) : .redirect("/begin")
    case "begin": return try begin(scene, desk)
    default: break
    }
    // Every other page shows what only people of this installation may see.
    guard let person = desk.actor.person else {
      guard try desk.books.hasPeople() else { return .redirect("/begin") }
      return .redirect(Address.path("/sign-in", [(name: "back", value: scene.here)]))
    }
    scene.viewer = try desk.name(of: person)
    do {
      return try subjectPage(scene, desk) ?? missing("There is no page at this address.", scene)
    } catch let nothing as NotFound {
      return missing(nothing.says, scene)
    }
  }

  private func missing(_ says: String, _ scene: Scene) -> PageAnswer {
    Shell.page(scene, title: "Not found", at: nil, status: 404, EntryViews.missing(says))
  }

  private func signIn(_ scene: Scene) -> PageAnswer {
    let status = scene.visit.failed == nil ? 200 : 401
    return .html(status: status, Shell.bare(title: "Sign in", EntryViews.signIn(scene)).text)
  }

  private func begin(_ scene: Scene, _ desk: Desk) throws -> PageAnswer {
    guard try !desk.books.hasPeople() else { return .redirect("/") }
    guard let operation = scene.visit.registry.operation("person.begin") else {
      return .html(
        status: 404, plain(status: 404, title: "Not found", detail: "This server cannot be begun by a page."))
    }
    let form = ActPage(operation: operation, scene: scene).form
    let status = scene.visit.failed == nil ? 200 : 422
    return .html(status: status, Shell.bare(title: "Begin", EntryViews.begin(form, scene)).text)
  }

  /// Nil when no page stands at this path.
  private func subjectPage(_ scene: Scene, _ desk: Desk) throws -> PageAnswer? {
    let path = scene.visit.path
    switch (path.first ?? "", path.count) {
    case ("", _): return try work(scene, desk)
    case ("cab", 1): return try board(scene, desk)
    case ("raci", 1):
      return Shell.page(
        scene, title: "Responsibilities", at: .responsibilities, PeopleViews.matrix(scene.visit.registry))
    case ("log", 1): return try LogSearchPage(scene: scene, desk: desk).page()
    case ("search", 1): return try Finder(scene: scene, desk: desk).page()
    case ("act", 2): return try act(path[1], scene, desk)
    case (_, 1): return try ListPages(scene: scene, desk: desk).page(path[0])
    case ("releases", 3) where path[2] == "team": return try team(path[1], scene, desk)
    case ("releases", 3) where path[2] == "plan": return try plan(path[1], nil, scene, desk)
    case ("plans", 2):
      guard let plan = PlanReference(path[1]) else { return nil }
      return try self.plan(try desk.get(AgreedPlan.self, plan.text).value.content.release.text, plan, scene, desk)
    case ("releases", 3) where path[2] == "risks": return try risks(path[1], scene, desk)
    case ("deployments", 3): return try run(path[1], path[2], scene, desk)
    case (_, 2): return try DetailPages(scene: scene, desk: desk).page(path[0], path[1])
    default: return nil
    }
  }

  private func work(_ scene: Scene, _ desk: Desk) throws -> PageAnswer {
    let rows = try MyWork().ask(desk)
    let names = try SubjectNames(in: rows.map(\.act), desk)
    return Shell.page(scene, title: "My work", at: .work, live: true, EntryViews.work(rows, scene, names))
  }

  private func board(_ scene: Scene, _ desk: Desk) throws -> PageAnswer {
    let filter = ListRequest(filters: [Facet("status", RequestStatus.voting.rawValue)], limit: 200)
    let rows = try ListRequests(asked: ListAsked(filter)).ask(desk).items
    // Emergencies that were approved come back to the full board until it has spoken.
    let emergencies = try desk.all(ChangeRequest.self, where: [Facet("category", RequestCategory.emergency.rawValue)])
      .filter(\.value.owesFullReview).map(\.value.identifier)
    let details = try (rows.map(\.request) + emergencies).map { try ShowRequest(request: $0).ask(desk) }
    var scene = scene
    for it in details {
      try scene.standing.judge(it.row.request.subject, scene, desk, only: [VoteOnRequest.name, CloseVote.name])
    }
    return Shell.page(scene, title: "Advisory board", at: .board, live: true, BoardView.html(details, scene))
  }

  private func team(_ release: String, _ scene: Scene, _ desk: Desk) throws -> PageAnswer? {
    guard let release = ReleaseReference(release) else { return nil }
    let it = try ReleaseTeamQuestion(release: release).ask(desk)
    return Shell.page(
      scene, title: "Team of \(release.text)", at: .releases, live: true, TeamViews.show(it, scene))
  }

  /// The plan of a release, against the version that was agreed last or another one.
  private func plan(
    _ release: String, _ against: PlanReference?, _ scene: Scene, _ desk: Desk
  ) throws -> PageAnswer? {
    guard let release = ReleaseReference(release) else { return nil }
    let it = try ReleaseSchedule(release: release, against: against).ask(desk)
    var scene = scene
    try scene.standing.judge(release.subject, scene, desk, only: [AgreePlan.name])
    for row in it.tasks where !row.row.state.hasEnded {
      let begins = row.row.state == .open && row.row.duration > 0
      scene.standing.note(begins ? StartTask.name : FinishTask.name, row.row.task.subject, row.blocked)
    }
    return Shell.page(
      scene, title: "Plan of \(release.text)", at: .releases, live: true, PlanViews.show(it, scene))
  }

  private func risks(_ release: String, _ scene: Scene, _ desk: Desk) throws -> PageAnswer? {
    guard let release = ReleaseReference(release) else { return nil }
    let it = try ReleaseRisks(release: release).ask(desk)
    var scene = scene
    for row in it.open.prefix(50) {
      try scene.standing.judge(
        row.risk.subject, scene, desk,
        only: [PlanRisk.name, AssessRisk.name, TakeUpRisk.name, AnswerRiskAlarm.name])
    }
    return Shell.page(
      scene, title: "Risks of \(release.text)", at: .risks, live: true, RiskViews.ofRelease(it, scene))
  }

  /// One host in one deployment.
  private func run(_ deployment: String, _ host: String, _ scene: Scene, _ desk: Desk) throws -> PageAnswer? {
    guard let deployment = DeploymentReference(deployment), let host = HostIdentifier(host) else { return nil }
    let it = try ShowRun(deployment: deployment, host: host).ask(desk)
    return Shell.page(
      scene, title: "\(it.row.hostName) in \(deployment.text)", at: .deployments, live: true,
      RunViews.show(it, scene))
  }

  private func act(_ name: String, _ scene: Scene, _ desk: Desk) throws -> PageAnswer? {
    guard let operation = scene.visit.registry.operation(name), operation.isPublic, operation.authority != .firstRun
    else {
      return nil
    }
    let page = try ActPage.prepared(operation, scene, desk)
    let status = page.refused != nil ? 403 : scene.visit.failed == nil ? 200 : 422
    return Shell.page(
      scene, title: Wording.capital(operation.about), at: place(operation.name.noun), status: status, page.body)
  }

  private func place(_ noun: String) -> Place? {
    switch noun {
    case "request": .requests
    case "release", "task": .releases
    case "deployment": .deployments
    case "risk": .risks
    case "host", "invitation": .hosts
    case "item": .items
    case "package": .packages
    case "person", "token", "access", "waiver", "words": .people
    default: nil
    }
  }
}
