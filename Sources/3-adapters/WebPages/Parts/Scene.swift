import Evidence
import Operations
import PeopleRules
import Vocabulary

/// What every page knows about its visit, without the books: views are functions of an answer and this.
struct Scene: Sendable {
  var visit: Visit
  var actor: Actor
  /// The viewer's name; nil before signing in.
  var viewer: String?
  var now: Moment
  /// What the rules say to acts on the subjects of this page, before anybody presses anything.
  var standing = Standing()

  /// This page with its query: where a form comes back to.
  var here: String {
    Address.path("/" + visit.path.map(Address.encoded).joined(separator: "/"), visit.query)
  }

  /// This page with one parameter changed; a changed filter or order begins at the first row again.
  func here(_ name: String, _ value: String) -> String {
    let kept = visit.query.filter { $0.name != name && $0.name != "after" && $0.name != "before" }
    return Address.path(
      "/" + visit.path.map(Address.encoded).joined(separator: "/"), kept + [(name: name, value: value)])
  }

  /// A fresh key for the form at that place of the page; the first belongs to signing out. Nil when the page has more
  /// forms than keys: then a link to the act's own page stands there.
  func key(_ place: Int) -> String? { visit.freshKeys.indices.contains(place) ? visit.freshKeys[place] : nil }

  /// Whether the viewer's roles allow it, whatever the facts: what they do not allow is not offered as a button.
  func may(_ name: String, for release: ReleaseReference? = nil) -> Bool {
    guard let operation = visit.registry.operation(name), operation.isPublic else { return false }
    let judged = operation.authority.judge(
      actor, for: release, asking: false, scope: operation.scope, installationIsEmpty: false)
    if case .success = judged { return true }
    return false
  }

  /// A link to an act's page, in the form of a button; empty if the viewer's roles do not allow it.
  func button(
    _ label: String, _ name: String, _ values: [(name: String, value: String)], for release: ReleaseReference? = nil,
    primary: Bool = false
  ) -> HTML {
    guard may(name, for: release) else { return .empty }
    let path = Address.path("/act/\(name)", values + [(name: "back", value: here)])
    if let no = standing.first(name, values) {
      let because = LinkedText.plain(no["because"]?.text ?? "")
      return """
        <span class="off"><a class="button" href="\(path)" aria-disabled="true">\(label)</a><small>\(because)</small></span>
        """
    }
    return "<a class=\"button\(primary ? " primary" : "")\" href=\"\(path)\">\(label)</a>"
  }

  /// The hidden fields that every form carries.
  func hidden(key: String, version: Int?, back: String) -> HTML {
    let match = version.map { version -> HTML in "<input type=\"hidden\" name=\"if-match\" value=\"\(version)\">" }
    return """
      <input type="hidden" name="form-token" value="\(visit.formToken)">\
      <input type="hidden" name="idempotency-key" value="\(key)">\(match)\
      <input type="hidden" name="back" value="\(back)">
      """
  }
}

/// Where the bar on the left leads.
enum Place: String, CaseIterable, Sendable {
  case work = "/"
  case requests = "/requests"
  case board = "/cab"
  case releases = "/releases"
  case risks = "/risks"
  case deployments = "/deployments"
  case hosts = "/hosts"
  case items = "/items"
  case packages = "/packages"
  case people = "/people"
  case responsibilities = "/raci"
  case log = "/log"

  var label: String {
    switch self {
    case .work: "My work"
    case .requests: "Requests"
    case .board: "Advisory board"
    case .releases: "Releases"
    case .risks: "Risks"
    case .deployments: "Deployments"
    case .hosts: "Hosts"
    case .items: "Configuration"
    case .packages: "Software library"
    case .people: "People and roles"
    case .responsibilities: "Responsibilities"
    case .log: "Change log"
    }
  }

  /// The heading above this entry, where a group begins.
  var group: String? {
    switch self {
    case .deployments: "Run"
    case .items: "Know"
    default: nil
    }
  }
}
