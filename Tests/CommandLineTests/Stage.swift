import CommandLine
import Evidence
import Foundation
import Operations
import Synchronization
import Testing
import Vocabulary

/// A request that the command line sent.
struct Sent: Sendable {
  let method: String
  let url: String
  let headers: [(name: String, value: String)]
  let body: [UInt8]

  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
  var json: JSON? { try? JSON(parsing: body) }
}

/// Stands in for terminal and server: keeps what was printed and sent, answers as the test says.
final class Stage: Sendable {
  private struct Kept: Sendable {
    var out: [String] = []
    var complaints: [String] = []
    var sent: [Sent] = []
    var served: [ServeOptions] = []
    var orders: [AdminOrder] = []
    var keys = 0
  }

  private let kept = Mutex(Kept())

  var out: String { kept.withLock { $0.out.joined(separator: "\n") } }
  var complaints: String { kept.withLock { $0.complaints.joined(separator: "\n") } }
  var sent: [Sent] { kept.withLock { $0.sent } }
  var served: [ServeOptions] { kept.withLock { $0.served } }
  var orders: [AdminOrder] { kept.withLock { $0.orders } }

  /// Runs one command line; `answer` is the server.
  func run(
    _ arguments: [String], environment: [String: String] = ["SLIPWAY_SERVER": "https://slipway.example.org"],
    secret: String? = nil, answer: @escaping @Sendable (Sent) throws -> ServerAnswer = { _ in .json(200, [:]) }
  ) async -> Int32 {
    let surroundings = Surroundings(
      environment: environment,
      freshKey: {
        self.kept.withLock {
          $0.keys += 1
          return "key-\($0.keys)"
        }
      }, secretLine: { secret }, tell: { text in self.kept.withLock { $0.out.append(text) } },
      complain: { text in self.kept.withLock { $0.complaints.append(text) } })
    let command = SlipwayCommand(
      registry: SampleRegistry.registry,
      send: { method, url, headers, body in
        let one = Sent(method: method, url: url, headers: headers, body: body)
        self.kept.withLock { $0.sent.append(one) }
        return try answer(one)
      }, surroundings: surroundings,
      serve: { options in
        self.kept.withLock { $0.served.append(options) }
        return 0
      },
      admin: { order in
        self.kept.withLock { $0.orders.append(order) }
        return 0
      })
    return await command.run(arguments)
  }
}

extension ServerAnswer {
  static func json(_ status: Int, _ json: JSON, headers: [(name: String, value: String)] = []) -> ServerAnswer {
    ServerAnswer(status: status, headers: headers, body: json.canonicalBytes)
  }
}

/// A folder that is gone when the test is over.
final class Scratch {
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("slipway-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ name: String, _ text: String) throws {
    try FileManager.default.createDirectory(
      atPath: (self(name) as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: self(name)))
  }

  func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: self(name)))) }
  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  /// A fresh sample package in `name`.
  func sample(_ name: String = "source") async -> String {
    let stage = Stage()
    let code = await stage.run(["package", "init", self(name)])
    #expect(code == 0, "\(stage.complaints)")
    return self(name)
  }
}
