import Testing
import Vocabulary

@Suite("Reading and writing JSON")
struct JSONReadingTests {
  @Test(
    "LOG-1: a name that stands twice is refused in small objects and in large ones",
    arguments: [1, 2, 15, 16, 17, 40])
  func twice(_ count: Int) throws {
    let members = (0..<count).map { #""n\#($0)":\#($0)"# }
    #expect(try JSON(parsing: "{\(members.joined(separator: ","))}").members?.count == count)
    for again in [0, count - 1] {
      let text = "{\((members + [#""n\#(again)":1"#]).joined(separator: ","))}"
      #expect(throws: JSONProblem.self) { _ = try JSON(parsing: text) }
    }
  }

  @Test(
    "LOG-1: texts with and without escapes come back as they were",
    arguments: ["", "a", "ä\"b", "\\", "x\u{1}y", "a/b\n\t"])
  func texts(_ text: String) throws {
    let json: JSON = ["b": .string(text), "a": .array([.string(text)])]
    #expect(try JSON(parsing: json.canonicalBytes) == ["a": .array([.string(text)]), "b": .string(text)])
    #expect(throws: JSONProblem.self) { _ = try JSON(parsing: "\"\u{1}\"") }
    #expect(throws: JSONProblem.self) { _ = try JSON(parsing: "\"abc") }
  }

  @Test("LOG-1: names are written in the order of their bytes, whatever order they came in")
  func order() {
    let json: JSON = ["b": 1, "a": 2, "B": 3, "ä": 4, "aa": 5]
    #expect(json.canonicalText == #"{"B":3,"a":2,"aa":5,"b":1,"ä":4}"#)
    #expect((["A": 1, "b": 2] as JSON).canonicalText == #"{"A":1,"b":2}"#)
  }

  @Test("DSL-4: hexadecimal is written in lower case and read back; anything else is refused")
  func hexadecimal() {
    let bytes = (0...255).map { UInt8($0) }
    #expect(Hex.bytes(Hex.text(bytes)) == bytes)
    #expect(Hex.text([0x00, 0x9A, 0xBF] as [UInt8]) == "009abf")
    #expect(Hex.text([0xFF][...]) == "ff")
    for wrong in ["a", "AB", "0g", " 0", "é0"] { #expect(Hex.bytes(wrong) == nil) }
    #expect(Digest(hex: String(repeating: "a", count: 64)) != nil)
    #expect(Digest(hex: String(repeating: "A", count: 64)) == nil)
    #expect(Digest(hex: String(repeating: "a", count: 62)) == nil)
  }
}
