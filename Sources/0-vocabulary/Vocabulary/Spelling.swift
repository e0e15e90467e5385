/// How a value is spelled, apart from any type: what a form draws, a flag takes and the schema says.
public indirect enum Spelling: Sendable, Hashable {
  case text(least: Int, most: Int, lines: Bool)
  case secret
  case whole(least: Int64, most: Int64)
  case yesOrNo
  case oneOf([String])
  case moment
  case date
  /// The reference of a subject of that kind; the example shows what it looks like.
  case reference(kind: String, example: String)
  case list(Spelling, least: Int, most: Int)
  case record([FieldNote])
  case choice([FieldNote])
  /// A file of so many bytes at the most.
  case file(most: Int)
  case anything
}

/// A field as people and programs are told of it.
public struct FieldNote: Sendable, Hashable {
  public var name: String
  /// One line of meaning.
  public var about: String
  public var required: Bool
  public var spelling: Spelling
  /// What stands when the field is left out.
  public var standing: JSON?

  public init(name: String, about: String, required: Bool, spelling: Spelling, standing: JSON? = nil) {
    self.name = name
    self.about = about
    self.required = required
    self.spelling = spelling
    self.standing = standing
  }

  /// The name as a person reads it: `requiredBy` → «Required by».
  public var label: String {
    var out = ""
    for character in name {
      if character.isUppercase { out += " " + character.lowercased() } else { out.append(character) }
    }
    return out.prefix(1).uppercased() + out.dropFirst()
  }
}

extension Spelling {
  /// A record that a form may write as `name = value`: what else it has stands when it is left out.
  public var isNameAndValue: Bool {
    let fields = fields
    return fields.prefix(2).map(\.name) == ["name", "value"]
      && fields.dropFirst(2).allSatisfy { !$0.required || $0.standing != nil }
  }

  /// The fields, where this is a record.
  public var fields: [FieldNote] {
    if case .record(let fields) = self { fields } else { [] }
  }

  /// JSON Schema (2020-12), as `/openapi.json` shows it.
  public var schema: JSON {
    switch self {
    case .text(let least, let most, _):
      ["type": "string", "minLength": .int(Int64(least)), "maxLength": .int(Int64(most))]
    case .secret: ["type": "string", "format": "password", "writeOnly": true]
    case .whole(let least, let most): ["type": "integer", "minimum": .int(least), "maximum": .int(most)]
    case .yesOrNo: ["type": "boolean"]
    case .oneOf(let words): ["type": "string", "enum": .array(words.map { .string($0) })]
    case .moment: ["type": "integer", "description": "milliseconds since 1970 UTC"]
    case .date: ["type": "string", "format": "date"]
    case .reference(_, let example): ["type": "string", "examples": [.string(example)]]
    case .list(let element, let least, let most):
      ["type": "array", "items": element.schema, "minItems": .int(Int64(least)), "maxItems": .int(Int64(most))]
    case .record(let fields):
      [
        "type": "object", "additionalProperties": false,
        "required": .array(fields.filter(\.required).map { .string($0.name) }),
        "properties": .object(fields.map { .init($0.name, $0.schema) }),
      ]
    case .choice(let alternatives):
      [
        "oneOf": .array(
          alternatives.map { one in
            [
              "type": "object", "additionalProperties": false, "required": [.string(one.name)],
              "properties": .object([.init(one.name, one.schema)]),
            ]
          })
      ]
    case .file(let most):
      [
        "type": "object", "additionalProperties": false, "required": ["name", "content"],
        "properties": [
          "name": ["type": "string", "maxLength": 200], "type": ["type": "string", "maxLength": 100],
          "content": [
            "type": "string", "contentEncoding": "base64", "maxLength": .int(Int64((most + 2) / 3 * 4)),
          ],
        ],
      ]
    case .anything: .object([])
    }
  }
}

extension FieldNote {
  /// The field's schema with its line of meaning.
  public var schema: JSON {
    var members = spelling.schema.members ?? []
    if !about.isEmpty {
      members.removeAll { $0.name == "description" }
      members.append(.init("description", .string(about)))
    }
    if let standing { members.append(.init("default", standing)) }
    return .object(members)
  }
}
