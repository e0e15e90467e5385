import Operations
import Vocabulary

/// `/openapi.json`, made of the same shapes that read requests (OPS-4).
enum OpenAPI {
  static func document(_ registry: Registry) -> JSON {
    var paths: [String: [JSON.Member]] = [:]
    for question in registry.questions {
      paths["/api/v1/" + question.route.joined(separator: "/"), default: []].append(.init("get", get(question)))
    }
    for operation in registry.operations where operation.isPublic {
      paths["/api/v1/" + operation.route.joined(separator: "/"), default: []].append(.init("post", post(operation)))
    }
    return [
      "openapi": "3.1.0", "info": ["title": "Slipway", "version": "1"],
      "components": ["securitySchemes": ["bearer": ["type": "http", "scheme": "bearer"]]],
      "security": [["bearer": []]],
      "paths": .object(paths.sorted { $0.key < $1.key }.map { .init($0.key, .object($0.value)) }),
    ]
  }

  private static func reference(_ name: RegisteredName, _ fields: [FieldNote]) -> [JSON] {
    fields.filter { $0.name == name.noun }.map {
      ["name": .string($0.name), "in": "path", "required": true, "schema": $0.schema]
    }
  }

  private static func get(_ question: RegisteredQuestion) -> JSON {
    let fields = question.spelling.fields
    let query: [JSON] = fields.filter { $0.name != question.name.noun }.map {
      ["name": .string($0.name), "in": "query", "required": .bool($0.required), "schema": $0.schema]
    }
    return [
      "operationId": .string(question.name.text), "summary": .string(question.about),
      "parameters": .array(reference(question.name, fields) + query),
      "responses": responses(question.answer.schema),
    ]
  }

  private static func post(_ operation: RegisteredOperation) -> JSON {
    let fields = operation.spelling.fields
    let headers: [JSON] =
      [["name": "Idempotency-Key", "in": "header", "required": true, "schema": ["type": "string"]]]
      + (operation.takesReference
        ? [["name": "If-Match", "in": "header", "required": true, "schema": ["type": "string"]]] : [])
    let body = Spelling.record(fields.filter { $0.name != operation.name.noun || !operation.takesReference })
    return [
      "operationId": .string(operation.name.text), "summary": .string(operation.about),
      "x-authority": authority(operation.authority),
      "parameters": .array(reference(operation.name, fields) + headers),
      "requestBody": ["required": true, "content": ["application/json": ["schema": body.schema]]],
      "responses": responses([
        "type": "object",
        "properties": [
          "answer": operation.answer.schema, "receipts": ["type": "array", "items": ["type": "string"]],
          "subject": ["type": "string"], "version": ["type": "integer"],
        ],
      ]),
    ]
  }

  /// Who may: `anyone`, `signed-in`, `first-run`, or the roles, any one of which is enough (ROL-4).
  private static func authority(_ authority: Authority) -> JSON {
    switch authority {
    case .anyone: "anyone"
    case .firstRun: "first-run"
    case .signedIn: "signed-in"
    case .roles(let roles): .array(roles.map { .string($0.rawValue) })
    case .host: "host"
    case .inside: "inside"
    }
  }

  private static func responses(_ schema: JSON) -> JSON {
    [
      "200": ["description": "Done", "content": ["application/json": ["schema": schema]]],
      "default": [
        "description": "Why not (RFC 9457)",
        "content": ["application/problem+json": ["schema": ["type": "object"]]],
      ],
    ]
  }
}
