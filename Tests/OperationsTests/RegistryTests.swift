import Evidence
import Operations
import Testing
import Vocabulary

struct RegistryTests {
  /// A value that no field of that spelling takes.
  private func bad(for spelling: Spelling) -> JSON? {
    switch spelling {
    case .text, .secret, .oneOf, .date, .reference: 7
    case .whole, .moment: "seven"
    case .yesOrNo: "perhaps"
    case .list: "no list"
    case .record, .choice, .file: "no object"
    case .anything: nil
    }
  }

  @Test(
    "OPS-4: one bad value for every field of every operation is found and named", arguments: Registry.slipway.operations
  )
  func badValues(_ operation: RegisteredOperation) throws {
    for field in operation.spelling.fields {
      guard let value = bad(for: field.spelling) else { continue }
      let problems = operation.problems(.object([.init(field.name, value)]))
      #expect(problems.contains { $0.pointer.hasPrefix("/" + field.name) }, "\(operation.name.text) \(field.name)")
    }
  }

  @Test("OPS-4: every operation refuses a field that it does not know", arguments: Registry.slipway.operations)
  func unknownFields(_ operation: RegisteredOperation) {
    #expect(operation.problems(["no-such-field": 1]).contains { $0.pointer == "/no-such-field" })
  }

  @Test("OPS-4: no two operations and no two questions share a route")
  func routes() {
    let posts = Registry.slipway.operations.map { $0.route.joined(separator: "/") }
    #expect(Set(posts).count == posts.count)
    let gets = Registry.slipway.questions.map { $0.route.joined(separator: "/") }
    #expect(Set(gets).count == gets.count)
  }

  @Test("OPS-4: every field and every operation says what it is for", arguments: Registry.slipway.operations)
  func about(_ operation: RegisteredOperation) {
    #expect(!operation.about.isEmpty)
    for field in operation.spelling.fields { #expect(!field.about.isEmpty, "\(operation.name.text) \(field.name)") }
  }

  @Test(
    "OPS-4: nouns have their plurals",
    arguments: [
      ("request", "requests"), ("person", "people"), ("policy", "policies"), ("class", "classes"), ("log", "log"),
    ])
  func plurals(_ noun: String, _ plural: String) { #expect(RegisteredName(noun + ".list").plural == plural) }
}
