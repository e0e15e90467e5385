import Vocabulary

/// A manifest with exactly the members that were written: those go into the description, never defaults, so that a
/// later field with a default changes no digest (docs/decisions/0004).
public struct WrittenManifest: Sendable, Hashable {
  public let manifest: Manifest
  /// The members written, typed by the shape.
  public let written: JSON

  /// From typed JSON.
  public init(typed json: JSON) throws(BadFields) {
    manifest = try Manifest.shape.read(json)
    written = json
  }
}

extension Manifest {
  /// From a document in which every scalar is a text, as YAML is read: scalars are typed by the shape from their text,
  /// so `version: 1.10.0` and `mode: "0644"` mean what they look like.
  public static func fromUntyped(_ json: JSON) throws(BadFields) -> WrittenManifest {
    try WrittenManifest(typed: json.typed(by: shape.spelling))
  }
}

extension JSON {
  /// Texts turned into numbers and yes-or-no where the spelling wants them, and all texts in normal form C. What does
  /// not fit stays as it is, so that the shape reports it at its place.
  public func typed(by spelling: Spelling) -> JSON {
    switch (self, spelling) {
    case (.string(let text), .whole), (.string(let text), .moment): Self.whole(text) ?? .string(text)
    case (.string("true"), .yesOrNo): .bool(true)
    case (.string("false"), .yesOrNo): .bool(false)
    case (.string(let text), _): .string(text.inNormalForm)
    case (.array(let items), .list(let element, _, _)): .array(items.map { $0.typed(by: element) })
    case (.object(let members), .record(let notes)), (.object(let members), .choice(let notes)):
      .object(
        members.map { member in
          guard let note = notes.first(where: { $0.name == member.name }) else { return member }
          return .init(member.name, member.value.typed(by: note.spelling))
        })
    default: self
    }
  }

  private static func whole(_ text: String) -> JSON? { Parameter.whole(text).map { .int($0) } }
}
