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
    let heading = Wording.capital(operation.about)
    let top = Piece.title(heading, reference: subject.map(\.link) ?? .empty)
    if let refused {
      let says = "<section class=\"sheet blockers\"><h2>Not for your roles</h2><p>\(refused.says)</p></section>" as HTML
      return "\(top)\(says)<p><a class=\"button\" href=\"\(back)\">Back</a></p>"
    }
    return "\(top)\(failed.map(Problems.notice))\(form)"
  }

  var form: HTML {
    let fields = FormFields(values: values, known: known, settled: subject == nil ? [] : [operation.name.noun])
    let notes = operation.spelling.fields
    let shown = fields.html(notes)
    guard let key = scene.visit.freshKeys.indices.last.map({ scene.visit.freshKeys[$0] }) else {
      return Piece.quiet("This form has no key of its own. Load the page again.")
    }
    let nothing: HTML =
      notes.allSatisfy { fields.settled.contains($0.name) } ? Piece.quiet("Nothing more is asked.") : ""
    return """
      <form class="sheet act" method="post" action="/act/\(operation.name.text)"\(parts) data-keep>\
      \(scene.hidden(key: key, version: version, back: back))\(shown)\(nothing)
      <p class="acts"><button class="button primary" type="submit">\(label)</button> \
      <a class="button" href="\(back)">Leave it</a></p></form>
      """
  }

  private var parts: HTML {
    operation.spelling.asksForFile ? " enctype=\"multipart/form-data\"" : ""
  }

  /// The word on the button: the last part of the operation's name.
  private var label: String {
    switch operation.name.text {
    case "person.begin": "Begin"
    case "release.deploy": "Deploy"
    case "release.try": "Try it"
    default: Wording.capital(Wording.words(operation.name.rest.last ?? operation.name.text))
    }
  }
}
