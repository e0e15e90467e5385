import Evidence
import Operations
import PeopleRules
import Vocabulary

/// A «no» as a page shows it: why, what clears it, who can, and when time alone does.
enum Problems {
  static func list(_ refusals: [JSON], _ hosts: SubjectNames = SubjectNames(), next: NextActs? = nil) -> HTML {
    let items = HTML.each(refusals) { (one: JSON) -> HTML in "<li data-row>\(item(one, hosts, next))</li>" }
    return "<ol class=\"reasons\">\(items)</ol>"
  }

  static func sheet(
    _ heading: String, _ refusals: [JSON], _ hosts: SubjectNames = SubjectNames(), next: NextActs? = nil
  ) -> HTML {
    "<section class=\"sheet blockers\"><h2>\(heading)</h2>\(list(refusals, hosts, next: next))</section>"
  }

  private static func item(_ refusal: JSON, _ hosts: SubjectNames, _ next: NextActs?) -> HTML {
    let names = (refusal["names"]?.items ?? []).compactMap { $0.text.flatMap(SubjectReference.init(text:)) }
    let roles = (refusal["by"]?.items ?? []).compactMap { $0.text.flatMap(Role.init(rawValue:)) }
    let called = (refusal["called"]?.items ?? []).compactMap { one in
      one["subject"]?.text.flatMap(SubjectReference.init(text:)).map { (name: one["name"]?.text ?? "", subject: $0) }
    }
    let because = LinkedText.html(refusal["because"]?.text ?? "", naming: names, hosts, called: called)
    let clears = LinkedText.html(refusal["clears"]?.text ?? "", naming: names, hosts, called: called)
    let later = refusal["notBefore"]?.whole.map { milliseconds -> HTML in
      " · not before \(Wording.html(Moment(milliseconds: milliseconds)))"
    }
    let who: HTML = HTML.all(roles.map { Mark.hold.html($0.label) }, between: " ")
    let act = next?.button(for: refusal)
    return """
      <span><strong>\(because)</strong><br><span class="quiet">\(clears)\(later) · \
      rule \(refusal["rule"]?.text ?? "")</span></span><span class="who">\(who)\(act)</span>
      """
  }

  /// A refused form, on top of the page.
  static func notice(_ failed: FailedForm) -> HTML { notice(failed, next: nil) }

  static func notice(_ failed: FailedForm, next: NextActs?) -> HTML {
    let fields: HTML =
      failed.fields.isEmpty
      ? ""
      : "<ul>\(HTML.each(failed.fields) { (it: FieldProblem) -> HTML in "<li>\(place(it)): \(says(it))</li>" })</ul>"
    let refusals: HTML = failed.refusals.isEmpty ? "" : list(failed.refusals, next: next)
    // Beside fields and refusals the detail would only say the same again.
    let isSaid = !failed.fields.isEmpty || !failed.refusals.isEmpty
    let detail: HTML = failed.detail.isEmpty || isSaid ? "" : "<p>\(failed.detail)</p>"
    return """
      <section class="sheet problem" role="alert" tabindex="-1"><h2>\(failed.title)</h2>\(detail)\(fields)\(refusals)\
      </section>
      """
  }

  /// An amount is typed as people write it, so its problem is said that way too.
  static func says(_ problem: FieldProblem) -> String {
    problem.pointer.hasSuffix("/minorUnits") ? "an amount like 4200 or 4200.50 is needed" : problem.says
  }

  private static func place(_ problem: FieldProblem) -> HTML {
    let name = fieldName(problem.pointer)
    return name.isEmpty ? "The form" : "<a href=\"#f-\(name)\">\(label(name))</a>"
  }

  static func label(_ name: String) -> String {
    name.split(separator: ".").map {
      FieldNote(name: $0 == "minorUnits" ? "amount" : String($0), about: "", required: false, spelling: .anything).label
    }.joined(separator: " · ")
  }

  /// `/text/items/0` → `text.items`: the field of the form in which the problem stands. A number is a place in a list,
  /// and a list is one field.
  static func fieldName(_ pointer: String) -> String {
    pointer.split(separator: "/").prefix { Int($0) == nil }.joined(separator: ".")
  }
}

extension FieldNote {
  /// The mark of a field that must be filled.
  var isWanted: Bool { required && standing == nil }
}
