import DeploymentRules
import Evidence
import Operations
import Packages
import ReleaseRules
import Testing
import Vocabulary

@testable import Records

/// An organisation with a library and hosts, all in memory: a whole release is played in it, with hosts that say what
/// real ones would.
final class Fleet {
  let it: Organisation
  private(set) var hosts: [String: HostIdentifier] = [:]

  /// The same few people hold all roles: one owns the release, one the change, one operates.
  init(people: () throws -> Organisation = Fleet.threePeople) throws {
    it = try people()
    try it.perform(
      "library.begin",
      ["root": .string(String(decoding: try Self.root().canonicalBytes, as: UTF8.self))], .server)
  }

  /// Signed by nobody: hosts would not believe it, and here nobody asks them.
  private static func root() throws -> Envelope {
    let keys = try (10...15).map { number in
      try needed(SigningKey(rawBytes: [UInt8](repeating: UInt8(number), count: 32))).verifying
    }
    func role(_ index: Int) -> RoleKeys { RoleKeys(keyIdentifiers: [keys[index].identifier], threshold: 1) }
    let root = RootMetadata(
      expires: began + .days(300), keys: keys.map { ListedKey($0) }.sorted { $0.identifier < $1.identifier },
      origin: "slipway/3fe1c07b9a5d2264",
      roles: KeyRoles(
        answers: role(0), approvals: role(1), orders: role(2), root: role(3), targets: role(4), timestamp: role(5)),
      version: 1)
    return Envelope(payload: root.canonicalBytes, payloadType: RootMetadata.payloadType, signatures: [])
  }

  static func threePeople() throws -> Organisation {
    let it = try Organisation()
    try it.hire("manager", .releaseManager, .changeInitiator, .changeOwner, .developer, .librarian)
    try it.hire("change", .changeManager, .advisoryBoardMember, .serviceLevelManager, .auditor)
    try it.hire("operations", .operationsEngineer, .advisoryBoardMember, .librarian, .testingCoordinator)
    return it
  }

  /// Enrols a host as the door does after it has checked token and signature.
  func enrol(_ name: String, _ purpose: HostPurpose, by person: String = "operations") throws {
    let made = try it.act(person, "host.invite", ["name": .string(name), "purpose": .string(purpose.rawValue)])
    let answer = try it.perform(
      "host.enrol",
      [
        "invitation": try needed(made["invitation"]), "request": .string(Digest.sha256(of: Array(name.utf8)).text),
        "signingKey": .string(String(repeating: "ab", count: 32)),
        "agreementKey": .string(String(repeating: "cd", count: 32)),
      ], .server)
    hosts[name] = try needed((answer["host"] ?? answer).text.flatMap(HostIdentifier.init))
  }

  func host(_ name: String) throws -> HostIdentifier { try needed(hosts[name]) }

  /// A request that the board has approved.
  func approved(_ title: String = "Greet visitors", more: [JSON.Member] = []) throws -> String {
    let request = try it.raise("manager", title, more: more)
    let named: JSON = ["request": .string(request)]
    try it.act("change", "request.submit", named)
    for voter in ["change", "operations"] {
      try it.act(voter, "request.vote", ["request": .string(request), "choice": "implement"])
    }
    try it.act("change", "request.close-vote", named)
    return request
  }

  /// A version of a small package that serves these requests, in the library.
  @discardableResult
  func admit(
    _ version: String, serves requests: [String], by librarian: String = "manager", builder: String = "manager"
  )
    throws -> String
  {
    let files = try ["install.md", "remove.md", "program/greeter"].map { path in
      let bytes = Array("\(path) of \(version)\n".utf8)
      return PackageFile(
        path: try needed(SourcePath(path)),
        content: .file(
          bytes: Int64(bytes.count), digest: .sha256(of: bytes), executable: path == "program/greeter"))
    }
    let components: [JSON] = requests.enumerated().map { place, request in
      place == 0
        ? ["name": "program", "serves": .string(request), "tree": "program"]
        : [
          "name": .string("note-\(place)"), "serves": .string(request), "file": "install.md",
          "to": .string("/etc/note-\(place)"),
        ]
    }
    let manifest: JSON = [
      "components": .array(components), "format": "1", "name": "greeter", "owns": "/opt/greeter",
      "procedures": ["install": "install.md", "remove": "remove.md"], "summary": "Answers visitors",
      "version": .string(version),
    ]
    let described = try PackageDescription.built(from: files, try Manifest.fromUntyped(manifest))
    try it.act(
      librarian, "package.admit",
      [
        "description": .string(String(decoding: described.canonicalBytes, as: UTF8.self)),
        "builtBy": .string(try it.person(builder).text), "why": "It was built and linted.",
      ])
    return "greeter@\(version)"
  }

  /// What a host of the deployment says at its end, with the observations that go with it.
  func end(_ deployment: String, _ name: String, _ result: String, cause: String = "") throws {
    let host = try host(name)
    let reference = try needed(DeploymentReference(deployment))
    let order = try needed(try it.books.orders(of: reference).last { $0.host == host && !$0.ended })
    let before = Fingerprint(facts: [.init(key: "file:/opt/greeter", stands: "absent")])
    let moments = result == "proven" ? ["before", "after-backout"] : ["before", "after"]
    var number = 0
    func report(_ event: JSON, ends: Bool) throws {
      number += 1
      let body: JSON = ["event": event]
      try it.perform(
        "host.report",
        [
          "order": .string(order.digest.text), "number": .int(Int64(number)), "ends": .bool(ends),
          "body": .string(body.canonicalText),
        ], Actor(principal: .host(host), from: "host/\(host.text)"))
    }
    for moment in moments {
      try report(
        ["fingerprint": ["document": before.json, "moment": .string(moment), "noise": []]], ends: false)
    }
    try report(
      ["ended": ["cause": .string(cause), "log": "", "milliseconds": 1200, "result": .string(result)]], ends: true)
  }

  /// The rules that keep a release from its next phase, worked out now.
  func blockers(_ release: String) throws -> [String] {
    let answer = try it.ask("manager", "release.blockers", ["release": .string(release)])
    return (answer["blockers"]?.items ?? []).compactMap { $0["rule"]?.text }
  }

  /// The same as the board shows it, from what was kept.
  func kept(_ release: String) throws -> [String] {
    let subject = SubjectReference(kind: "release", reference: release)
    return try (it.books.verdicts(of: subject)?.refusals ?? []).compactMap { $0["rule"]?.text }
  }

  func phase(_ release: String) throws -> Phase {
    try needed(try it.books.load(Release.self, release)).value.phase
  }
}
