import Testing
import Vocabulary

private struct Pair: Sendable, Equatable {
  var name: String
  var count: Int
  var note: String?
  static let shape = Shape.record(
    Pair.init(name:count:note:),
    field("name", \.name, .text(1...5), "Name"), field("count", \.count, .whole(1...9), "Count"),
    optional("note", \.note, .text(1...20), "Note"))
}

struct ShapeTests {
  @Test("OPS-4: a shape names every bad field at once, by JSON Pointer")
  func everyProblem() throws {
    let json: JSON = ["name": "too long", "count": 0, "note": 3]
    let problems = #expect(throws: BadFields.self) { try Pair.shape.read(json) }
    #expect(problems?.problems.map(\.pointer) == ["/name", "/count", "/note"])
  }

  @Test("OPS-4: an unknown field is refused by name and hides no other problem")
  func unknownField() throws {
    let lone = #expect(throws: BadFields.self) { try Pair.shape.read(["name": "a", "count": 1, "more": true]) }
    #expect(lone?.problems.map(\.pointer) == ["/more"])
    let both = #expect(throws: BadFields.self) { try Pair.shape.read(["name": "a", "mo/re": true]) }
    #expect(both?.problems.map(\.pointer) == ["/mo~1re", "/count"])
  }

  @Test("OPS-4: what a shape writes it reads again")
  func roundTrip() throws {
    let pair = Pair(name: "a", count: 3, note: nil)
    #expect(try Pair.shape.read(Pair.shape.write(pair)) == pair)
    #expect(Pair.shape.write(pair)["note"] == nil)
  }

  @Test(
    "OPS-4: text that is only spaces, or has a line break where none may be, is refused", arguments: ["  ", "a\nb", ""])
  func badText(_ text: String) {
    #expect(throws: BadFields.self) { try Pair.shape.read(["name": .string(text), "count": 1]) }
  }

  @Test("LOG-1: a secret has no encoding and prints as dots")
  func secret() throws {
    let shape = Secret.shape(1...20)
    let secret = try shape.read("swordfish")
    #expect(shape.write(secret) == .null)
    #expect("\(secret)" == "•••")
    #expect(String(reflecting: secret) == "•••")
  }
}

struct CanonicalTests {
  @Test("LOG-1: canonical JSON sorts names by bytes, writes no space, and escapes only what it must")
  func canonical() throws {
    let json = try JSON(parsing: "{ \"b\" : [1, -2], \"a\":\"\\u00e9/\\u001f\\n\\\"\", \"B\":null }")
    #expect(json.canonicalText == "{\"B\":null,\"a\":\"é/\\u001f\\n\\\"\",\"b\":[1,-2]}")
  }

  @Test(
    "LOG-1: what could not come out the same everywhere is refused",
    arguments: [
      "1.5", "1e3", "01", "-0", "9007199254740992", "{\"a\":1,\"a\":2}", "\"\\u0000\"", "\"\\ud800\"", "[1,]", "1 2",
      "", "nul",
      "\"a",
    ])
  func refused(_ text: String) { #expect(throws: JSONProblem.self) { try JSON(parsing: text) } }

  @Test("LOG-1: a document nested deeper than the limit is refused, not crashed on")
  func deep() {
    #expect(throws: JSONProblem.self) { try JSON(parsing: String(repeating: "[", count: 100_000)) }
  }

  @Test("LOG-1: Base64 and hexadecimal read exactly what they write")
  func bytes() {
    for count in 0..<70 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
      #expect(Base64.bytes(Base64.text(bytes)) == bytes)
      #expect(Hex.bytes(Hex.text(bytes)) == bytes)
    }
    #expect(Base64.bytes("QQ=") == nil)
    #expect(Base64.bytes("QR==") == nil)
    #expect(Hex.bytes("AB") == nil)
  }
}

struct CalendarTests {
  @Test("CHG-6: civil dates survive the way there and back over four centuries")
  func dates() {
    for day in stride(from: -80_000, to: 80_000, by: 7) {
      let date = CivilDate(dayNumber: day)
      #expect(CivilDate(text: date.text) == date)
    }
    #expect(CivilDate(text: "2026-02-29") == nil)
    #expect(CivilDate(text: "2028-02-29")?.weekday == 2)
  }

  @Test("CHG-6: ten working days after a Friday is the Friday two weeks later")
  func workingDays() throws {
    let friday = try #require(CivilDate(text: "2026-11-20"))
    #expect(friday.addingWorkingDays(10).text == "2026-12-04")
  }

  @Test("BLD-4: versions are ordered as Semantic Versioning 2.0.0 says")
  func versions() {
    let texts = [
      "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
      "1.0.0", "1.10.0",
    ]
    let versions = texts.compactMap { Version($0) }
    #expect(versions.count == texts.count)
    #expect(versions.shuffled().sorted() == versions)
    #expect(Version("1.0") == nil)
    #expect(Version("01.0.0") == nil)
    #expect(Version("1.0.0+build") == nil)
  }
}
