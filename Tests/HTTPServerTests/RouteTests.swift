import Operations
import Testing
import Vocabulary

@testable import HTTPServer

/// What is served and what is described are the same.
struct RouteTests {
  private static let table = RouteTable(.slipway)
  private static let document = OpenAPI.document(.slipway, table)

  /// `get /api/v1/requests` for all that the server routes.
  private static var served: [String] {
    let questions = Registry.slipway.questions.map { "get /api/v1/" + $0.route.joined(separator: "/") }
    let operations = Registry.slipway.operations.filter(\.isPublic).map {
      "post /api/v1/" + $0.route.joined(separator: "/")
    }
    return (questions + operations + table.routes.map { "\($0.method.rawValue.lowercased()) \($0.path)" }).sorted()
  }

  private static var described: [String] {
    (document["paths"]?.members ?? []).flatMap { path in
      (path.value.members ?? []).map { "\($0.name) \(path.name)" }
    }.sorted()
  }

  @Test("OPS-4: every route stands in the description, and everything described is a route, once")
  func both() {
    #expect(Self.served == Self.described)
    #expect(Set(Self.served).count == Self.served.count)
    for path in [
      "get /api/v1/log/export", "get /api/v1/log/key", "get /api/v1/log/checkpoint", "get /api/v1/log/proofs/{index}",
      "put /api/v1/blobs/{digest}", "post /api/v1/sign-in", "post /sign-in", "get /healthz", "get /readyz",
      "get /events",
      "get /requests/{request}/attachments/{number}", "post /api/v1/sessions/close", "get /api/v1/requests.csv",
      "get /api/v1/log.csv", "post /host/v1/poll",
    ] { #expect(Self.described.contains(path), "\(path)") }
  }

  @Test("OPS-4: each described call has a name of its own, says who may, and names what stands in its path")
  func calls() {
    var names: [String] = []
    for path in Self.document["paths"]?.members ?? [] {
      for call in path.value.members ?? [] {
        let place = "\(call.name) \(path.name)"
        names.append(call.value["operationId"]?.text ?? "")
        #expect(call.value["summary"]?.text?.isEmpty == false && call.value["x-authority"] != nil, "\(place)")
        let wanted = path.name.split(separator: "/").filter { $0.hasPrefix("{") }.map {
          String($0.dropFirst().dropLast())
        }
        let given = (call.value["parameters"]?.items ?? []).filter { $0["in"] == "path" }.compactMap {
          $0["name"]?.text
        }
        #expect(wanted == given, "\(place)")
      }
    }
    #expect(Set(names).count == names.count)
  }

  @Test("OPS-4: a path that is known refuses a method that is not, and names those that are")
  func methods() {
    guard case .others(let methods) = Self.table.find(.delete, ["sign-in"]) else {
      Issue.record("DELETE /sign-in was not told which methods there are")
      return
    }
    #expect(methods == [.get, .post])
    guard case .route(let route, let values) = Self.table.find(.put, ["api", "v1", "blobs", "aa"]) else {
      Issue.record("There is no way to upload a file")
      return
    }
    #expect(route.name == "blob.upload" && values == ["aa"])
  }

  @Test("OPS-8: no cell of an export is a formula, whatever somebody wrote; numbers stay numbers")
  func cells() {
    #expect(ListExport.cell("=1+1") == "'=1+1" && ListExport.cell("@SUM(A1)") == "'@SUM(A1)")
    #expect(ListExport.cell("+cmd|' /C calc'!A0") == "'+cmd|' /C calc'!A0" && ListExport.cell("-x") == "'-x")
    #expect(ListExport.cell("\t=1") == "'\t=1" && ListExport.cell("\u{FF1D}1") == "'\u{FF1D}1")
    #expect(ListExport.cell("-5") == "-5" && ListExport.cell("plain") == "plain" && ListExport.cell("") == "")
    #expect(ListExport.cell("a,\"b\"\nc") == "\"a,\"\"b\"\"\nc\"" && ListExport.cell("=\"a\"") == "\"'=\"\"a\"\"\"")
    #expect(ListExport.line(["a", "b"]) == "a,b\r\n")
  }

  @Test("OPS-4: a row becomes a line: records inside it are columns, moments are readable, lists stand in one cell")
  func rows() {
    let spelling = Spelling.record([
      FieldNote(name: "at", about: "x", required: true, spelling: .moment),
      FieldNote(
        name: "row", about: "x", required: true,
        spelling: .record([
          FieldNote(name: "title", about: "x", required: true, spelling: .text(least: 0, most: 9, lines: false))
        ])),
      FieldNote(
        name: "all", about: "x", required: true,
        spelling: .list(.text(least: 0, most: 9, lines: false), least: 0, most: 9)),
    ])
    #expect(ListExport.columns(spelling) == ["at", "row.title", "all"])
    let row: JSON = ["at": 0, "row": ["title": "=x"], "all": ["a", "b"]]
    #expect(ListExport.line(row, ListExport.columns(spelling), spelling) == "1970-01-01T00:00:00.000Z,'=x,\"a; b\"\r\n")
  }

  @Test("OPS-4: a tag is the version for If-Match, and changes with every byte of the answer for If-None-Match")
  func tags() {
    let tag = EntityTag(version: 5, of: [1])
    #expect(tag.text.hasPrefix("\"5-") && tag != EntityTag(version: 5, of: [2]))
    #expect(tag.isAmong(tag.text) && tag.isAmong("\"4\", W/\(tag.text)") && tag.isAmong("*"))
    #expect(!tag.isAmong("\"5\"") && !tag.isAmong(nil) && !tag.isAmong(""))
    #expect(EntityTag.version(tag.text) == 5 && EntityTag.version("\"5\"") == 5)
    for bad in ["5", "\"\"", "*", "W/\"1\"", "\"1\", \"2\"", "\"99999999999999999999\""] {
      #expect(EntityTag.version(bad) == nil, "\(bad)")
    }
  }
}
