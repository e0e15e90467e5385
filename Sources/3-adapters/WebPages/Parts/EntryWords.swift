import DeploymentRules
import Evidence
import Operations
import PeopleRules
import ReleaseRules
import Vocabulary

/// What an entry of the log says, in words. A kind that is not known here is said with its own words.
struct EntryWords {
  var entry: EntryRow
  var names: SubjectNames

  var html: HTML {
    let bare = entry.kind.split(separator: "/").first.map(String.init) ?? entry.kind
    let noun = bare.split(separator: ".").first.map(String.init) ?? bare
    let verb = String(bare.dropFirst(noun.count + 1))
    let said: HTML? =
      switch noun {
      case "request": request(verb)
      case "release": release(verb)
      case "deployment": deployment(verb)
      case "package": package(verb)
      case "host": host(verb)
      case "item": item(verb)
      case "person": person(verb)
      case "invitation": invitation(verb)
      case "waiver": waiver(verb)
      case "library": library(verb)
      case "task": task(verb)
      case "plan": verb == "agreed" ? "version \(text("version")) of the plan agreed" : nil
      case "risk": risk(verb)
      case "words": verb == "erased" ? "texts erased; every proof stays whole" : nil
      default: nil
      }
    return said ?? HTML(escaping: LogViews.happened(entry.kind))
  }

  private func text(_ name: String) -> String { entry.body[name]?.scalar ?? "" }
  private func words(_ name: String) -> String { Wording.words(text(name)) }
  private func link(_ name: String, _ kind: String) -> HTML { names.link(text(name), kind: kind) }

  /// A host with its identifier: both machines have the same name.
  private func other(_ name: String) -> HTML { SubjectReference(kind: "host", reference: text(name)).link }

  private func list(_ name: String, _ kind: String) -> HTML {
    let all = (entry.body[name]?.items ?? []).compactMap(\.text)
    if all.count > 4 { return HTML(escaping: Wording.count(all.count, kind)) }
    return Piece.comma(all.map { names.link($0, kind: kind) })
  }

  private func phase(_ name: String) -> String { Phase(rawValue: text(name))?.label ?? words(name) }

  private func invitation(_ verb: String) -> HTML? {
    switch verb {
    case "made":
      let place = entry.body["replacement"]?["of"]?.text.map { old -> HTML in
        ", to take the place of \(SubjectReference(kind: "host", reference: old).link)"
      }
      return "enrolment token made for \(text("hostName"))\(place)"
    case "used": return "used by \(link("host", "host"))"
    case "revoked": return "taken back"
    default: return nil
    }
  }

  private func waiver(_ verb: String) -> HTML? {
    switch verb {
    case "asked": return "leave asked for past <code>\(text("rule"))</code>"
    case "granted": return "leave given"
    case "refused": return "leave refused"
    case "used": return "leave used"
    default: return nil
    }
  }

  private func risk(_ verb: String) -> HTML? {
    switch verb {
    case "raised": return "risk raised for \(link("release", "release")), \(assessed)"
    case "assessed": return "analysed again: \(assessed)"
    case "planned": return "planned, with \(link("owner", "person")) as its owner"
    case "taken-up": return "taken up by its owner"
    case "triggered":
      let what = RiskWatch(rawValue: text("watch"))?.label ?? words("watch")
      let about = SubjectReference(text: text("about")).map { it -> HTML in
        it.kind == RiskKind.word ? "" : " <small>\(it.link)</small>"
      }
      return "trigger seen: \(what)\(about)"
    case "alarm-answered": return "trigger answered"
    case "accepted":
      return "accepted as \(Role(rawValue: text("role"))?.label ?? "") <small>exposure \(text("exposure"))</small>"
    case "mitigated": return "mitigation done"
    case "occurred": return "has come true"
    case "closed": return "closed"
    default: return nil
    }
  }

  private var assessed: HTML {
    let found = (try? entry.body["assessment"].map { try RiskAssessment.shape.read($0) }) ?? nil
    return found.map { "exposure \($0.exposure) <small>probability \($0.probability), impact \($0.impact)</small>" }
      ?? ""
  }

  private func library(_ verb: String) -> HTML? {
    switch verb {
    case "file-broken": return "a file of the library is \(words("state"))"
    case "file-restored": return "a file of the library is whole again"
    case "stray-found":
      let what = StrayKind(rawValue: text("what"))?.says ?? words("what")
      return "stray file found: <code>\(text("path"))</code> <small>\(what)</small>"
    case "stray-gone": return "stray file gone: <code>\(text("path"))</code>"
    default: return nil
    }
  }

  private func request(_ verb: String) -> HTML? {
    switch verb {
    case "raised": return "request raised"
    case "edited": return "request changed"
    case "submitted": return "put before the advisory board"
    case "voted": return "voted: \(words("choice"))"
    case "asked": return "question \(text("number")) asked"
    case "answered": return "question \(text("number")) answered"
    case "noted": return "note added"
    case "decided":
      let count = "\(text("forIt")) for, \(text("against")) against, \(text("abstained")) abstained"
      return "vote closed: \(words("outcome")) <small>\(count)</small>"
    case "approval-withdrawn": return "approval withdrawn"
    case "joined-release": return "put into \(link("release", "release"))"
    case "left-release": return "taken out of \(link("release", "release"))"
    case "implemented", "backed-out":
      let day = CivilDate(text: text("reviewBy")).map { day -> HTML in
        " <small>change review due \(Wording.html(day))</small>"
      }
      return "\(Wording.words(verb))\(day)"
    case "reviewed": return "change review held"
    case "attached": return "file \(text("number")) attached"
    case "voted-afterwards": return "voted afterwards: \(words("choice"))"
    case "decided-afterwards": return "full board's vote closed: \(words("outcome"))"
    case "review-reminded": return "change review called to mind"
    case "contents-erased":
      let file = entry.body["attachment"]?.whole.map { "attached file \($0)" }
      return "\(file ?? "texts") erased <small>\(text("erasure"))</small>"
    case "review-escalated": return "change review late, reported to the sponsor"
    default: return nil
    }
  }

  private func release(_ verb: String) -> HTML? {
    switch verb {
    case "opened": return "release opened with \(list("requests", "request"))"
    case "planned": return "planned for \(list("hosts", "host"))"
    case "package-chosen": return "package chosen: \(link("package", "package"))"
    case "deployment-approved":
      return "deployment approved <small>number \(text("number")), plan \(text("plan"))</small>"
    case "approval-voided": return "approval of the deployment voided"
    case "deployment-started": return "\(link("deployment", "deployment")) started"
    case "signed-off": return "\(link("deployment", "deployment")) signed off"
    case "moved", "passed": return "moved from \(phase("from")) to \(phase("to"))"
    case "returned":
      let role = Role(rawValue: text("workBackTo"))?.label ?? words("workBackTo")
      return "sent back from \(phase("from")) to \(phase("to")); the work is with the \(role)"
    case "suspended": return "suspended in \(phase("from"))\(stop)"
    case "cancelled": return "cancelled in \(phase("from"))\(stop)"
    case "resumed": return "resumed in \(phase("to"))"
    case "profile-chosen": return "profile chosen: \(words("profile"))"
    case "represented":
      let cluster = Wording.capital(text("cluster"))
      guard entry.body["person"] != nil else { return "\(cluster) is not concerned" }
      return "\(link("person", "person")) stands for \(cluster)"
    case "part-accepted": return "part of \(Wording.capital(text("cluster"))) taken on"
    case "duty-answered":
      return "\(Duty.named(text("duty"))?.says ?? text("duty")): \(words("outcome")) <small>\(text("duty"))</small>"
    case "member-joined": return "\(link("person", "person")) joined the team"
    case "member-left": return "\(link("person", "person")) left the team"
    case "plan-agreed": return "plan complete and agreed as version \(text("number"))"
    case "noted": return "note"
    case "request-taken-in": return "\(link("request", "request")) taken in"
    case "request-taken-out": return "\(link("request", "request")) taken out"
    default: return nil
    }
  }

  /// Of which kind a stop was, and what stands behind it.
  private var stop: HTML {
    guard let stop = entry.body["stop"] else { return "" }
    let kind = stop["kind"]?.text.flatMap(StopKind.init(rawValue:))?.label ?? ""
    let cause = stop["cause"]?.text.flatMap(SubjectReference.init(text:)).map { it -> HTML in " by \(it.link)" }
    return ": \(kind)\(cause)"
  }

  private func deployment(_ verb: String) -> HTML? {
    switch verb {
    case "started":
      let action = DeploymentAction(rawValue: text("action")).map(DeploymentViews.word) ?? words("action")
      return "\(action) of \(link("package", "package")) started on \(list("hosts", "host"))"
    case "host-ended":
      let result = HostResult(rawValue: text("result"))?.label ?? words("result")
      return "\(link("host", "host")): \(result)"
    case "halted": return "halted"
    case "resumed": return "resumed"
    case "ended": return "ended: \(words("state"))"
    default: return nil
    }
  }

  private func package(_ verb: String) -> HTML? {
    switch verb {
    case "admitted": return "admitted to the library, built by \(link("builtBy", "person"))"
    case "proven": return "backout proven on \(link("host", "host")) by \(link("deployment", "deployment"))"
    case "accepted": return "accepted after its tests"
    case "released": return "released for production"
    case "superseded": return "superseded by \(link("by", "package"))"
    case "withdrawn": return "withdrawn"
    default: return nil
    }
  }

  private func host(_ verb: String) -> HTML? {
    switch verb {
    case "enrolled":
      let place: HTML = entry.body["replaces"] == nil ? "" : " in the place of \(other("replaces"))"
      return "enrolled as a \(words("purpose")) host\(place)"
    case "ordered": return "order \(text("number")) given, for \(link("deployment", "deployment"))"
    case "retired": return "retired"
    case "replaced": return "replaced by \(other("by")), as \(link("decidedBy", "person")) decided"
    default: return nil
    }
  }

  private func item(_ verb: String) -> HTML? {
    switch verb {
    case "recorded": return "\(words("class")) recorded as \(words("status"))"
    case "attributes-set":
      let pairs = (entry.body["attributes"]?.items ?? []).prefix(3).map {
        "\(Wording.words($0["name"]?.text ?? "")) \($0["value"]?.scalar.prefix(24) ?? "")"
      }
      return "attributes set: \(pairs.joined(separator: ", "))"
    case "status-changed": return "status: \(words("status"))"
    case "linked": return "\(words("type")) \(link("to", "item"))"
    case "unlinked": return "no longer \(words("type")) \(link("to", "item"))"
    default: return nil
    }
  }

  private func person(_ verb: String) -> HTML? {
    let role = Role(rawValue: text("role"))?.label ?? words("role")
    let bound = entry.body["release"]?.text.map { release -> HTML in " for \(names.link(release, kind: "release"))" }
    switch verb {
    case "registered": return "account made"
    case "role-granted": return "role given: \(role)\(bound)"
    case "role-revoked": return "role taken away: \(role)\(bound)"
    case "password-set": return "password set"
    case "deactivated": return "account closed"
    case "reactivated": return "account opened again"
    case "signed-in": return "signed in"
    case "signed-out": return "signed out"
    case "token-issued": return "API token made"
    case "token-revoked": return "API token taken back"
    default: return nil
    }
  }
}
