import ChangeRules
import ConfigurationRules
import DeploymentRules
import Evidence
import Operations
import PeopleRules
import ReleaseRules
import Vocabulary

/// The page of one act: its form, generated from its spelling, with what is known filled in.
struct ActPage {
  var operation: RegisteredOperation
  var scene: Scene
  /// Version of the subject as it stands now, for If-Match.
  var version: Int?
  /// What the subject says now: edits begin there.
  var standing: [(name: String, value: String)] = []
  var known: [String: [Known]] = [:]
  /// Words of closed lists that can be chosen where the subject stands.
  var offered: [String: [String]] = [:]
  /// What stands beside a field.
  var beside: [String: HTML] = [:]
  /// What the rules say to it now, whatever would be typed.
  var blocked: [JSON] = []
  /// Roles that may, if the viewer's do not.
  var refused: NotAllowed?

  private var failed: FailedForm? {
    scene.visit.failed.flatMap { $0.operation == operation.name.text ? $0 : nil }
  }

  private var values: FormValues {
    // What was typed stands as it was, emptied fields too.
    if let failed { return FormValues(failed.values, problems: failed.fields) }
    return FormValues(scene.visit.query).over(standing)
  }

  /// The subject that the form is about, when the address names it.
  private var subject: SubjectReference? {
    guard operation.takesReference, let reference = values[operation.name.noun], !reference.isEmpty,
      failed?.fields.contains(where: { $0.pointer == "/\(operation.name.noun)" }) != true
    else { return nil }
    return SubjectReference(kind: operation.name.noun, reference: reference)
  }

  private var back: String {
    Address.own(values["back"]) ?? subject?.path ?? "/"
  }

  var body: HTML {
    let about = Wording.capital(operation.about)
    let heading = ActWords.heading(operation.name.text) ?? about
    let top = Piece.title(
      heading, reference: subject.map(\.link) ?? .empty,
      lead: about.hasPrefix(heading) ? lead(after: heading, about) : "\(about).")
    if let refused {
      let says = "<section class=\"sheet blockers\"><h2>Not for your roles</h2><p>\(refused.says)</p></section>" as HTML
      return "\(top)\(says)<p><a class=\"button\" href=\"\(back)\">Back</a></p>"
    }
    // With something typed already the form stays, so that nothing is lost; what was refused stands above it.
    if !blocked.isEmpty, failed == nil {
      return """
        \(top)\(Problems.sheet("Not now", blocked, next: next))<p class="acts"><a class="button" href="\(back)">Back</a></p>
        """
    }
    return "\(top)\(failed.map { Problems.notice($0, next: next) })\(form)"
  }

  /// From a refusal one goes to the act that clears it.
  private var next: NextActs {
    NextActs(
      scene: scene, release: values["release"].flatMap { ReleaseReference($0) },
      request: values["request"].flatMap { RequestReference($0) },
      package: values["package"].flatMap { PackageReference($0) })
  }

  /// What the operation's own words add to the heading.
  private func lead(after heading: String, _ about: String) -> HTML {
    let rest = about.dropFirst(heading.count).drop { !$0.isLetter }
    return rest.count < 24 ? .empty : "\(Wording.capital(String(rest)))."
  }

  var form: HTML {
    let fields = FormFields(
      values: values, known: known, settled: subject == nil ? [] : [operation.name.noun],
      offered: offered, now: scene.now, beside: beside)
    let notes = operation.spelling.fields
    let shown = fields.html(notes)
    guard let key = scene.visit.freshKeys.indices.last.map({ scene.visit.freshKeys[$0] }) else {
      return Piece.quiet("This form has no key of its own. Load the page again.")
    }
    let nothing: HTML =
      notes.allSatisfy { fields.settled.contains($0.name) }
      ? Piece.quiet("Nothing more is asked: the button is all.") : ""
    let act = operation.name.text
    // Before the first account there is nowhere to go.
    let away: HTML =
      operation.authority == .firstRun ? "" : "<a class=\"button\" href=\"\(back)\">Go back without it</a>"
    return """
      <form class="sheet act" method="post" action="/act/\(act)"\(parts) data-keep>\
      \(scene.hidden(key: key, version: version, back: back))\(shown)\(nothing)
      <p class="acts">\
      <button class="button \(grave)" type="submit">\(label)</button> \(away)</p></form>
      """
  }

  private var parts: HTML {
    operation.spelling.asksForFile ? " enctype=\"multipart/form-data\"" : ""
  }

  private var grave: String { ActWords.isGrave(operation.name.text) ? "danger" : "primary" }

  /// What the button does; without words of its own the last part of the operation's name.
  private var label: String {
    ActWords.button(operation.name.text)
      ?? Wording.capital(Wording.words(operation.name.rest.last ?? operation.name.text))
  }
}
