import Evidence
import Foundation
import Operations
import Testing
import Vocabulary

@testable import Records

/// Every kind of entry that was ever written stays readable: the golden file holds one of each, and is only added to.
struct GoldenEntryTests {
  private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("golden-entries.txt")

  private static func lines() throws -> [(kind: String, body: String)] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
      let parts = line.split(separator: " ", maxSplits: 1)
      return (String(parts[0]), String(parts.last ?? ""))
    }
  }

  @Test("LOG-1: every line of the golden file reads as an event and is written back byte for byte")
  func readable() throws {
    for (kind, body) in try Self.lines() {
      let noun = String(kind.prefix { $0 != "." })
      let type = try #require(Shelf.type(of: noun), "no subject of the kind \(noun)")
      let json: JSON = .object([.init(String(kind.dropFirst(noun.count + 1)), try JSON(parsing: body))])
      #expect(try Self.writtenBack(type, json)?.canonicalText == body, "\(kind)")
    }
  }

  private static func writtenBack<S: Subject>(_ type: S.Type, _ json: JSON) throws -> JSON? {
    S.Event.shape.write(try S.Event.shape.read(json)).members?.first?.value
  }

  @Test("LOG-1: the golden file has every kind that can be written today")
  func complete() throws {
    let known = Set(try Self.lines().map(\.kind))
    for type in Shelf.all {
      for (kind, body) in Self.samples(type) where !known.contains(kind) {
        Issue.record("golden-entries.txt lacks a line for \(kind). Add one, for example:\n\(kind) \(body)")
      }
    }
  }

  private static func samples<S: Subject>(_ type: S.Type) -> [(kind: String, body: String)] {
    guard case .choice(let notes) = S.Event.shape.spelling else { return [] }
    return notes.map { ("\(S.kind).\($0.name)", sample($0.spelling).canonicalText) }
  }

  /// A value with every field filled, optional ones too.
  private static func sample(_ spelling: Spelling) -> JSON {
    switch spelling {
    case .text(let least, _, _):
      // Hexadecimal of the length asked for serves where digests and keys stand.
      .string(String(repeating: "a", count: max(1, least)))
    case .secret: "secret"
    case .whole(let least, _): .int(max(1, least))
    case .yesOrNo: true
    case .oneOf(let words): .string(words.first ?? "")
    case .moment: 1_795_460_400_000
    case .date: "2026-12-12"
    case .reference(_, let example): .string(example)
    case .list(let element, _, _): .array([sample(element)])
    case .record(let fields): .object(fields.map { .init($0.name, sample($0.spelling)) })
    case .choice(let fields): .object(fields.prefix(1).map { .init($0.name, sample($0.spelling)) })
    case .file: ["content": "aGVsbG8=", "name": "hello.txt", "type": "text/plain"]
    case .anything: .object([])
    }
  }
}
