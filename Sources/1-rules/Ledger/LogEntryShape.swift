import Vocabulary

extension LogEntry {
  /// The envelope: every member of the table in docs/decisions/0001.
  public static let shape: Shape<LogEntry> = together(members)

  private static let members = Shape.record(
    made,
    field("act", \.act, text(like: "a-91c4e07a2bd35f68") { isOpaque($0, "a-") }, "The same in all entries of one act"),
    field("actor", \.actor, text(like: "person:p-7f3a9c2e51d04b68", isActor), "Who"),
    field("at", \.at, Moment.shape, "When it was decided"),
    field("body", \.body, object, "What happened, by kind"),
    field("format", \.format, .whole(1...1), "The form of the envelope"),
    field("from", \.from, text(like: "page/s-0b6d1e9f42a7c853", isWayIn), "The way in, and the session or token"),
    field("kind", \.kind, text(like: "request.raised/1", isKind), "What kind of thing happened"),
    optional("onBehalfOf", \.onBehalfOf, reference("person"), "Who gave the authority"),
    optional("delegation", \.delegation, reference("delegation"), "By which delegation"),
    field("operation", \.operation, text(like: "request.raise", isOperation), "The operation that wrote it"),
    optional("role", \.role, text(like: "cab-member") { isSlug($0, most: 60) }, "The role that gave the authority"),
    field("subject", \.subject, anySubject, "What it is about"),
    field("version", \.version, .whole(1...Int(JSON.largestWhole)), "The subject's version after it"),
    optional("why", \.why, Words.shape, "The reason that a person gave"))

  private static func made(
    act: String, actor: String, at: Moment, body: JSON, format: Int, from: String, kind: String,
    onBehalfOf: SubjectReference?, delegation: SubjectReference?, operation: String, role: String?,
    subject: SubjectReference, version: Int, why: Words?
  ) -> LogEntry {
    LogEntry(
      act: act, actor: actor, at: at, body: body, from: from, kind: kind, onBehalfOf: onBehalfOf,
      delegation: delegation, operation: operation, role: role, subject: subject, version: version, why: why)
  }

  private static func together(_ shape: Shape<LogEntry>) -> Shape<LogEntry> {
    Shape(
      spelling: shape.spelling,
      reading: { json, pointer, problems in
        // A record with an unknown member reports it and still gives a value, so the problems are what counts.
        let before = problems.count
        guard let entry = shape.read(json, at: pointer, &problems), problems.count == before else { return nil }
        guard (entry.onBehalfOf == nil) == (entry.delegation == nil) else {
          let says = "onBehalfOf and delegation stand together or not at all"
          problems.append(FieldProblem(pointer: pointer + "/onBehalfOf", says: says))
          return nil
        }
        return entry
      }, writing: { shape.write($0) })
  }

  private static func text(like example: String, _ accepts: @escaping @Sendable (String) -> Bool) -> Shape<String> {
    Shape<String>.text(1...200).mapped({ accepts($0) ? $0 : nil }, { $0 }, else: "a text like \(example) is needed")
  }

  private static func reference(_ kind: String) -> Shape<SubjectReference> {
    SubjectReference.shape.mapped(
      { $0.kind == kind && !$0.reference.isEmpty ? $0 : nil }, { $0 }, else: "a reference to a \(kind) is needed")
  }

  private static let anySubject = SubjectReference.shape.mapped(
    { isSlug($0.kind, most: 40) && !$0.reference.isEmpty ? $0 : nil }, { $0 },
    else: "a subject looks like request:RFC-1042")

  private static let object = Shape<JSON>.anything.mapped(
    { json in json.members != nil && !holdsNull(json) ? json : nil }, { $0 },
    else: "an object without null is needed; what is absent is left out")

  private static func holdsNull(_ json: JSON) -> Bool {
    switch json {
    case .null: true
    case .bool, .int, .string: false
    case .array(let items): items.contains(where: holdsNull)
    case .object(let members): members.contains { holdsNull($0.value) }
    }
  }

  private static func isOpaque(_ text: some StringProtocol, _ prefix: String) -> Bool {
    text.hasPrefix(prefix) && text.utf8.count == prefix.utf8.count + 16
      && Hex.bytes(String(text.dropFirst(prefix.count))) != nil
  }

  private static func isActor(_ text: String) -> Bool {
    ["clock", "server", "console"].contains(text) || isOpaque(text, "person:p-") || isOpaque(text, "host:h-")
  }

  private static func isWayIn(_ text: String) -> Bool {
    ["clock", "server", "console"].contains(text)
      || ["page/s-", "api/s-", "api/t-", "host/h-"].contains { isOpaque(text, $0) }
  }

  private static func isOperation(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count >= 2 && parts.allSatisfy { isSlug(String($0), most: 60) }
  }

  private static func isKind(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let form = Int(parts[1]), form >= 1, String(form) == parts[1] else { return false }
    return isOperation(String(parts[0]))
  }
}
