import Operations
import Vocabulary

/// `/openapi.json`, made of the same shapes that read requests (OPS-4).
enum OpenAPI {
  static func document(_ registry: Registry, _ table: RouteTable) -> JSON {
    var paths: [String: [JSON.Member]] = [:]
    for question in registry.questions {
      paths["/api/v1/" + question.route.joined(separator: "/"), default: []].append(.init("get", get(question)))
    }
    for operation in registry.operations where operation.isPublic {
      paths["/api/v1/" + operation.route.joined(separator: "/"), default: []].append(.init("post", post(operation)))
    }
    for route in table.routes {
      paths[route.path, default: []].append(.init(route.method.rawValue.lowercased(), fixed(route)))
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
    // What is about one subject has a tag: asked again with it, an answer that is the same is not sent again.
    let known: [JSON] =
      question.takesReference
      ? [["name": "If-None-Match", "in": "header", "required": false, "schema": ["type": "string"]]] : []
    return [
      "operationId": .string(question.name.text), "summary": .string(question.about),
      "x-authority": authority(question.authority),
      "parameters": .array(reference(question.name, fields) + query + known),
      "responses": responses(question.answer.schema, isTagged: question.takesReference),
    ]
  }

  /// A route beside those of the registry.
  private static func fixed(_ route: FixedRoute) -> JSON {
    let places: [JSON] = route.parameters.map {
      ["name": .string($0), "in": "path", "required": true, "schema": ["type": "string"]]
    }
    let query: [JSON] = route.asks.map {
      ["name": .string($0.name), "in": "query", "required": .bool($0.required), "schema": $0.schema]
    }
    var members: [JSON.Member] = [
      .init("operationId", .string(route.name)), .init("summary", .string(route.about)),
      .init("x-authority", authority(route.authority)), .init("parameters", .array(places + query)),
      .init(
        "responses",
        .object([
          .init(
            String(route.status),
            ["description": "Done", "content": .object([.init(route.answers.type, ["schema": route.answers.schema])])]),
          .init("default", why),
        ])),
    ]
    if let sends = route.sends {
      members.append(
        .init(
          "requestBody", ["required": true, "content": .object([.init(sends.type, ["schema": sends.schema])])]))
    }
    if route.authority == .anyone || route.authority == .host { members.append(.init("security", [])) }
    return .object(members)
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

  private static func responses(_ schema: JSON, isTagged: Bool = false) -> JSON {
    var done: [JSON.Member] = [
      .init("description", "Done"), .init("content", ["application/json": ["schema": schema]]),
    ]
    if isTagged {
      done.append(
        .init(
          "headers",
          ["ETag": ["description": "Version and digest: for If-Match, If-None-Match", "schema": ["type": "string"]]]))
    }
    let same: [JSON.Member] = isTagged ? [.init("304", ["description": "The same as If-None-Match names"])] : []
    return .object([.init("200", .object(done))] + same + [.init("default", why)])
  }

  private static let why: JSON = [
    "description": "Why not (RFC 9457)", "content": ["application/problem+json": ["schema": ["type": "object"]]],
  ]
}
