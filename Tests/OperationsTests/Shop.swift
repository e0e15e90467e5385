import Evidence
import Operations
import Packages
import PeopleRules
import ReleaseRules
import Vocabulary

@testable import Records

/// An organisation with everybody who brings a release to hosts, and a package with two parameters.
struct Shop {
  let it: Organisation

  init() throws {
    it = try Organisation.withBoard()
    try it.hire("release", .releaseManager)
    try it.hire("librarian", .librarian)
    try it.hire("configuration", .configurationManager)
    try it.hire("tester", .testingCoordinator)
  }

  /// Tokens name the library's root, so there has to be one.
  func beginLibrary() throws {
    let root = Envelope(payload: Array("root".utf8), payloadType: "application/x", signatures: [])
    let text = String(decoding: root.canonicalBytes, as: UTF8.self)
    try it.books.keepMetadata(KeptMetadata(kind: "root", version: 1, expires: began + .days(9), envelope: text))
  }

  /// A token's public name becomes an enrolled host.
  @discardableResult
  func enrol(_ answer: JSON, key: Character = "a") throws -> String {
    let name = try needed(answer["invitation"]?.text)
    let body: JSON = [
      "invitation": .string(name), "request": .string(Digest.sha256(of: name.utf8).text),
      "signingKey": .string(String(repeating: key, count: 64)),
      "agreementKey": .string(String(repeating: key, count: 64)),
    ]
    let answer = try it.perform("host.enrol", body, .server)
    return try needed(answer["host"]?.text ?? answer.text)
  }

  func host(_ name: String, _ purpose: String) throws -> String {
    try enrol(try it.act("operations", "host.invite", ["name": .string(name), "purpose": .string(purpose)]))
  }

  /// An approved request.
  func request() throws -> String {
    let request = try it.raise("initiator")
    let same: JSON = ["request": .string(request)]
    try it.act("change", "request.submit", same)
    for name in ["operations", "security", "service"] {
      try it.act(name, "request.vote", ["request": .string(request), "choice": "implement"])
    }
    try it.act("change", "request.close-vote", same)
    return request
  }

  /// `greeter` with a word that must be given and a port that has a default.
  func admit(_ version: String, serving request: String) throws -> String {
    let files = try ["install.md", "remove.md", "run"].map { path in
      PackageFile(
        path: try needed(SourcePath(path)),
        content: .file(bytes: 4, digest: .sha256(of: Array(path.utf8)), executable: path == "run"))
    }
    let manifest: JSON = [
      "components": [["name": "words", "serves": .string(request), "template": "run", "to": "/etc/words.conf"]],
      "documents": [], "format": 1, "name": "greeter", "owns": "/opt/greeter",
      "parameters": [
        ["about": "A word", "kind": "text", "name": "word"],
        ["about": "Where it listens", "default": "8081", "kind": "port", "name": "port"],
      ], "procedures": ["install": "install.md", "remove": "remove.md"], "summary": "Greets",
      "symptoms": [["check": "look", "do": "start it", "sees": "nothing"]],
      "verify": [["command": ["/bin/true"], "exit": 0, "name": "runs", "withinSeconds": 5]],
      "version": .string(version),
    ]
    let description = try PackageDescription.built(from: files, try WrittenManifest(typed: manifest))
    let admitted = try it.act(
      "librarian", "package.admit",
      [
        "description": .string(String(decoding: description.canonicalBytes, as: UTF8.self)),
        "builtBy": .string(try it.person("initiator").text), "why": "Tested by its developer",
      ])
    return try needed(admitted["package"]?.text)
  }

  func open(_ request: String) throws -> String {
    let opened = try it.act("release", "release.open", ["title": "Greeter", "requests": [.string(request)]])
    return try needed(opened["release"]?.text)
  }

  func plan(_ release: String, _ hosts: [String], _ settings: [(String, String)]) throws {
    try it.act(
      "release", "release.plan",
      [
        "release": .string(release), "hosts": .array(hosts.map { .string($0) }),
        "from": .int(it.now.milliseconds), "until": .int((it.now + .hours(4)).milliseconds),
        "parameters": .array(settings.map { ["name": .string($0.0), "value": .string($0.1)] }),
      ])
  }

  func move(_ release: String, _ phase: String) throws {
    // What a small release's acts have carried there needs no move.
    if try it.books.load(Release.self, release)?.value.phase.rawValue == phase { return }
    try it.act("release", "release.move", ["release": .string(release), "to": .string(phase)])
  }

  func choose(_ release: String, _ package: String) throws {
    try it.act("release", "release.choose-package", ["release": .string(release), "package": .string(package)])
  }

  /// What a call complains of, by field.
  func fields(_ act: () throws -> Void) throws -> [String] {
    do {
      try act()
      return []
    } catch let bad as BadFields { return bad.problems.map(\.pointer) }
  }
}

extension MemoryBooks {
  /// Without a root nothing is published, so that admitting a package needs no keys.
  func forgetRoot() { state.metadata["root"] = nil }
}
