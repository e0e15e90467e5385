import ChangeRules
import ConfigurationRules
import DeploymentRules
import Evidence
import Operations
import PeopleRules
import ReleaseRules
import Vocabulary

extension ActPage {
  /// Gathers from the books what the form begins with.
  static func prepared(_ operation: RegisteredOperation, _ scene: Scene, _ desk: Desk) throws -> ActPage {
    var page = ActPage(operation: operation, scene: scene)
    let noun = operation.name.noun
    let typed = scene.visit.failed?.values ?? scene.visit.query
    let reference = typed.first { $0.name == noun }?.value
    if operation.takesReference, let reference {
      page.version = try desk.books.version(of: SubjectReference(kind: noun, reference: reference))
      page.standing = try standing(operation, reference, desk)
      page.offered = try offered(operation, reference, desk)
      page.beside = try beside(operation, reference, desk)
    }
    // What a release-bound role allows depends on the release, which the form may only name later.
    let release = typed.first { $0.name == "release" }.flatMap { ReleaseReference($0.value) }
    let judged = operation.authority.judge(
      scene.actor, for: release, asking: false, scope: operation.scope,
      installationIsEmpty: operation.authority == .firstRun ? try !desk.books.hasPeople() : false)
    if case .failure(let no) = judged { page.refused = no }
    if page.refused == nil, page.version != nil, let reference {
      page.blocked = try desk.said(try operation.blockers(reference, desk))
    }
    if page.refused == nil {
      page.known = try known(
        kinds(operation.spelling), hosts(operation), purpose(operation), requests(operation),
        tasks(operation, reference, desk), desk)
    }
    return page
  }

  /// Where a release or an item can go from here stands in a table; who may and what must hold is judged later.
  private static func offered(
    _ operation: RegisteredOperation, _ reference: String, _ desk: Desk
  ) throws -> [String: [String]] {
    switch operation.name.text {
    case "release.move":
      guard let release = try desk.find(Release.self, reference)?.value else { return [:] }
      // Stops have acts of their own.
      let next = Transition.table.filter {
        $0.from == release.phase && $0.to != .suspended && $0.to != .cancelled
      }.map(\.to.rawValue)
      return next.isEmpty ? [:] : ["to": next]
    case "item.change-status":
      let next = try desk.find(ConfigurationItem.self, reference)?.value.status.next ?? []
      return next.isEmpty ? [:] : ["to": next.map(\.rawValue)]
    default: return [:]
    }
  }

  /// Whoever plans sees what the package's settings may be.
  private static func beside(
    _ operation: RegisteredOperation, _ reference: String, _ desk: Desk
  ) throws -> [String: HTML] {
    guard operation.name.text == "release.plan", let release = try desk.find(Release.self, reference)?.value else {
      return [:]
    }
    let package = try release.package.map { try ShowPackage(package: $0.package).ask(desk) }
    return ["parameters": ParameterViews.beside(package)]
  }

  /// Only requests that can be put into a release are offered for one.
  private static func requests(_ operation: RegisteredOperation) -> ListRequest {
    operation.name.text == "release.open"
      ? ListRequest(filters: [Facet("status", RequestStatus.approved.rawValue)], limit: 200) : ListRequest(limit: 200)
  }

  /// An edit begins with what is there.
  private static func standing(
    _ operation: RegisteredOperation, _ reference: String, _ desk: Desk
  ) throws -> [(name: String, value: String)] {
    switch operation.name.text {
    case "request.edit":
      guard let it = try desk.find(ChangeRequest.self, reference)?.value.content else { return [] }
      return try text(it, desk).formPairs("", operation.spelling)
    case "release.plan":
      guard let plan = try desk.find(Release.self, reference)?.value.plan else { return [] }
      let json: JSON = [
        "hosts": .array(plan.hosts.map { .string($0.text) }), "from": .int(plan.window.from.milliseconds),
        "until": .int(plan.window.until.milliseconds),
        "parameters": .array(plan.parameters.map(Setting.shape.write)),
      ]
      return json.formPairs("", operation.spelling)
    case "task.change":
      guard let it = try desk.find(ReleaseTask.self, reference)?.value.content else { return [] }
      return try text(it, desk).formPairs("", operation.spelling)
    case "risk.plan", "risk.assess": return try RiskForms.standing(operation, reference, desk)
    case "release.choose-package":
      guard let package = try desk.find(Release.self, reference)?.value.package else { return [] }
      return [(name: "package", value: package.package.text)]
    case "release.sign-off":
      let last = try desk.find(Release.self, reference)?.value.deployments.last
      return last.map { [(name: "deployment", value: $0.text)] } ?? []
    default: return []
    }
  }

  private static func text(_ it: RequestContent, _ desk: Desk) throws -> JSON {
    var members: [JSON.Member] = [
      .init("title", .string(try desk.text(it.title))), .init("description", .string(try desk.text(it.description))),
      .init("need", .string(try desk.text(it.need))), .init("benefit", .string(try desk.text(it.benefit))),
      .init("risk", .string(try desk.text(it.risk))), .init("resources", .string(try desk.text(it.resources))),
      .init("category", .string(it.category.rawValue)), .init("impact", .string(it.impact.rawValue)),
      .init("urgency", .string(it.urgency.rawValue)), .init("items", .array(it.items.map { .string($0.text) })),
    ]
    if let cost = it.cost { members.append(.init("cost", Money.shape.write(cost))) }
    if let follows = it.follows { members.append(.init("follows", .string(follows.text))) }
    if let day = it.requiredBy { members.append(.init("requiredBy", .string(day.text))) }
    return ["text": .object(members)]
  }

  private static func text(_ it: TaskContent, _ desk: Desk) throws -> JSON {
    var members: [JSON.Member] = [
      .init("title", .string(try desk.text(it.title))), .init("process", .string(it.process.rawValue)),
      .init("duration", .int(Int64(it.duration))), .init("effort", .int(Int64(it.effort))),
      .init("priority", .int(Int64(it.priority))),
    ]
    if let moment = it.notBefore { members.append(.init("notBefore", .int(moment.milliseconds))) }
    if let moment = it.deadline { members.append(.init("deadline", .int(moment.milliseconds))) }
    return ["text": .object(members)]
  }

  /// A task can only wait for tasks of its own release.
  private static func tasks(_ operation: RegisteredOperation, _ reference: String?, _ desk: Desk) throws -> ListRequest
  {
    guard operation.name.noun == "task", let reference, let it = try desk.find(ReleaseTask.self, reference)?.value
    else { return ListRequest(limit: 200) }
    return ListRequest(filters: [Facet("release", it.release.text)], limit: 200)
  }

  /// Retired hosts are offered only where a machine may still take their place.
  private static func hosts(_ operation: RegisteredOperation) -> ListRequest {
    ListRequest(filters: operation.name.text == "host.replace" ? [Facet("retired", "all")] : [], limit: 200)
  }

  /// Hosts of the other purpose would be refused; they are not offered.
  private static func purpose(_ operation: RegisteredOperation) -> HostPurpose? {
    switch operation.name.text {
    case "release.try": .laboratory
    case "release.plan": .production
    default: nil
    }
  }

  /// Kinds of references that the form asks for.
  private static func kinds(_ spelling: Spelling) -> [String] {
    switch spelling {
    case .reference(let kind, _): [kind]
    case .list(let element, _, _): kinds(element)
    case .record(let fields), .choice(let fields): fields.flatMap { kinds($0.spelling) }
    case .text, .secret, .whole, .yesOrNo, .oneOf, .moment, .date, .file, .anything: []
    }
  }

  /// The first two hundred of each kind: enough to choose from, little enough for a page.
  private static func known(
    _ kinds: [String], _ hosts: ListRequest, _ purpose: HostPurpose?, _ requests: ListRequest,
    _ tasks: ListRequest, _ desk: Desk
  ) throws -> [String: [Known]] {
    var out: [String: [Known]] = [:]
    let all = ListRequest(limit: 200)
    for kind in Set(kinds).sorted() {
      switch kind {
      case "host":
        out[kind] = try ListHosts(asked: .init(hosts)).ask(desk).items.filter { $0.purpose == purpose ?? $0.purpose }
          .map { Known(value: $0.host.text, label: "\($0.name), \($0.purpose.rawValue)") }
      case "package":
        out[kind] = try ListPackages(asked: .init(all)).ask(desk).items
          .map { Known(value: $0.package.text, label: $0.status.rawValue) }
      case "request":
        out[kind] = try ListRequests(asked: .init(requests)).ask(desk).items
          .map { Known(value: $0.request.text, label: "\($0.title), \($0.status.label)") }
      case "release":
        out[kind] = try desk.books.list(Release.self, all).rows
          .map { Known(value: $0.value.identifier.text, label: "\(try desk.text($0.value.title))") }
      case "person":
        out[kind] = try ListPeople(asked: .init(all)).ask(desk).items.filter(\.active)
          .map { Known(value: $0.person.text, label: $0.name) }
      case "item":
        out[kind] = try ListItems(asked: .init(all)).ask(desk).items
          .map { Known(value: $0.item.text, label: "\($0.name), \($0.itemClass)") }
      case "task":
        out[kind] = try ListTasks(asked: .init(tasks)).ask(desk).items
          .map { Known(value: $0.task.text, label: "\($0.title), \($0.state.rawValue)") }
      case "deployment":
        out[kind] = try ListDeployments(asked: .init(all)).ask(desk).items
          .map { Known(value: $0.deployment.text, label: "\($0.release.text), \($0.state.rawValue)") }
      default: break
      }
    }
    return out
  }
}
