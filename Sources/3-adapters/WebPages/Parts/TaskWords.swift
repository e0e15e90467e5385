import Evidence
import Scheduling
import Vocabulary

extension EntryWords {
  /// What happened to a task.
  func task(_ verb: String) -> HTML? {
    let after = (entry.body["after"]?.text).map { SubjectReference(kind: "task", reference: $0).link }
    let kind = entry.body["kind"]?.text.flatMap(LinkKind.init(rawValue:))
    let moment = entry.body["at"]?.whole.map { at -> HTML in
      " <small>\(Wording.html(Moment(milliseconds: at)))</small>"
    }
    switch verb {
    case "added": return "task added to the plan"
    case "changed": return "task changed"
    case "needed": return "need named: \(entry.body["kind"]?.text ?? "")"
    case "need-dropped": return "need \(entry.body["number"]?.scalar ?? "") taken back"
    case "linked": return "it \(kind?.label ?? "waits for") \(after)"
    case "unlinked": return "it no longer \(kind?.label ?? "waits for") \(after)"
    case "assigned":
      return "given to \(names.link(entry.body["owner"]?.text ?? "", kind: "person"))"
    case "started": return "begun\(moment)"
    case "progressed":
      let left = Int(entry.body["remaining"]?.whole ?? 0)
      return "\(entry.body["percent"]?.scalar ?? "") % done <small>\(PlanViews.length(left)) left</small>"
    case "finished": return "finished\(moment)"
    case "dropped": return "dropped"
    default: return nil
    }
  }
}
