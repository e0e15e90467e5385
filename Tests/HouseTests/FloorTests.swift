import Foundation
import Testing

/// What stands where: read from the source, with the remedy in the message.
struct FloorTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func files(_ folder: String) throws -> [(name: String, code: String)] {
    let top = root.appendingPathComponent("Sources/\(folder)")
    let names = FileManager.default.enumerator(atPath: top.path)?.compactMap { $0 as? String } ?? []
    return try names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
      (folder + "/" + name, code(try String(contentsOf: top.appendingPathComponent(name), encoding: .utf8)))
    }
  }

  /// The source without comments and without the insides of texts.
  static func code(_ source: String) -> String {
    var out = ""
    var rest = Substring(source)
    while let first = rest.first {
      if rest.hasPrefix("//") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("\"\"\"") {
        rest = rest.dropFirst(3)
        while !rest.isEmpty, !rest.hasPrefix("\"\"\"") { rest = rest.dropFirst() }
        rest = rest.dropFirst(3)
      } else if first == "\"" {
        rest = rest.dropFirst()
        while let next = rest.first, next != "\"", !next.isNewline { rest = rest.dropFirst(next == "\\" ? 2 : 1) }
        rest = rest.dropFirst()
        out += "\"\""
      } else {
        out.append(first)
        rest = rest.dropFirst()
      }
    }
    return out
  }

  private static func refuse(_ words: [String], in folders: [String], _ remedy: String) throws {
    for folder in folders {
      for file in try files(folder) {
        for word in words where file.code.contains(word) {
          Issue.record("\(file.name) says «\(word)». \(remedy)")
        }
      }
    }
  }

  @Test("Floors 0 to 2 do not wait: await lives on floors 3 and 4")
  func noAwait() throws {
    try Self.refuse(
      ["await ", " async ", " Task {", "(Task {"], in: ["0-vocabulary", "1-rules", "2-operations"],
      "Do it before the operation (uploads) or after it (outbox), on floor 3.")
  }

  @Test("Floors 0 to 2 are given time and chance and do not ask for them")
  func noClock() throws {
    try Self.refuse(
      ["Date()", "UUID()", ".random(", "SystemRandomNumberGenerator", "ContinuousClock", "getenv", "ProcessInfo"],
      in: ["0-vocabulary", "1-rules", "2-operations"], "Let the program hand it in (floor 4).")
  }

  @Test("Floors 0 to 2 do not import Foundation; Crypto stands in Ledger and Packages only")
  func noFoundation() throws {
    try Self.refuse(["import Foundation"], in: ["0-vocabulary", "1-rules", "2-operations"], "Use Vocabulary.")
    try Self.refuse(
      ["import Crypto"],
      in: [
        "0-vocabulary", "2-operations", "1-rules/Evidence", "1-rules/ChangeRules", "1-rules/PeopleRules",
        "1-rules/ReleaseRules", "1-rules/DeploymentRules", "1-rules/ConfigurationRules",
      ],
      "Offer what is needed from Ledger or Packages.")
  }

  @Test("No force: try!, as!, fatalError stand nowhere")
  func noForce() throws {
    try Self.refuse(
      ["try!", "as!", "fatalError("], in: ["0-vocabulary", "1-rules", "2-operations", "3-adapters", "4-programs"],
      "Throw a Refused or a Fault that says what to do.")
  }

  @Test("Heavy libraries are imported by one room each")
  func guests() throws {
    let owners = [
      "import GRDB": "3-adapters/SQLiteEngine", "import Hummingbird": "3-adapters/HTTPServer",
      "import AsyncHTTPClient": "3-adapters/Courier", "import ArgumentParser": "3-adapters/CommandLine",
      "import Yams": "3-adapters/CommandLine",
    ]
    for folder in ["0-vocabulary", "1-rules", "2-operations", "3-adapters", "4-programs"] {
      for file in try Self.files(folder) {
        for (word, owner) in owners.sorted(by: { $0.key < $1.key }) where file.code.contains(word) {
          #expect(file.name.hasPrefix(owner), "\(file.name) says «\(word)»; only \(owner) may.")
        }
      }
    }
  }

  @Test("OPS-4: SQL is written in Records, SQL and the engines only")
  func sqlHome() throws {
    for file in try Self.files("2-operations") + Self.files("3-adapters")
    where !file.name.contains("/Records/") && !file.name.contains("/SQL") {
      let source = try String(contentsOf: Self.root.appendingPathComponent("Sources/" + file.name), encoding: .utf8)
      #expect(!source.contains("SELECT "), "\(file.name) says SELECT; write it in Records.")
    }
  }

  @Test("The agent links neither the database nor the web server's rooms")
  func agent() throws {
    for file in try Self.files("4-programs/slipway-agent") + Self.files("3-adapters/HostHands") {
      for word in ["import Records", "import HTTPServer", "import SQLiteEngine", "import Operations"] {
        #expect(!file.code.contains(word), "\(file.name) says «\(word)».")
      }
    }
  }

  @Test("No file has outgrown its measure of 400 lines; vocabulary stays under 1,500 lines of code")
  func sizes() throws {
    var vocabulary = 0
    for folder in ["0-vocabulary", "1-rules", "2-operations", "3-adapters", "4-programs"] {
      for file in try Self.files(folder) {
        let lines = file.code.split(whereSeparator: \.isNewline).filter { $0.contains { !$0.isWhitespace } }.count
        #expect(lines <= 400, "\(file.name) has \(lines) lines of code; is it one thing?")
        if folder == "0-vocabulary" { vocabulary += lines }
      }
    }
    #expect(vocabulary < 1500)
  }
}
