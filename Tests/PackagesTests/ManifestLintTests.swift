import Packages
import Testing
import Vocabulary

@Suite("The manifest's lint")
struct ManifestLintTests {
  private func findings(_ old: String = "", _ new: String = "") throws -> [String] {
    ManifestLint.findings(inUntyped: try Sample.untyped(old, new), files: try Sample.files()).map {
      #expect(!$0.remedy.isEmpty)
      return "\($0.severity.rawValue) \($0.rule) \($0.place)"
    }
  }

  @Test("BLD-2: the example of the decision record has no finding")
  func clean() throws { #expect(try findings() == []) }

  @Test("BLD-2: bad fields become findings with their places")
  func form() throws {
    #expect(try findings("\"tree\":\"program\"", "\"tree\":\"../x\"") == ["blocks manifest-form /components/0/tree"])
  }

  @Test("BLD-2: an unknown {{parameter}} in command, address or expected text, or a malformed one, blocks")
  func placeholders() throws {
    #expect(
      try findings("\"--port\",\"{{port}}\"", "\"--port\",\"{{prot}}\"")
        == ["blocks parameter-unknown /components/4/service/command/2"])
    #expect(try findings("127.0.0.1:{{port}}", "127.0.0.1:{{Port}}") == ["blocks parameter-unknown /verify/0/http"])
    #expect(
      try findings("127.0.0.1:{{port}}", "127.0.0.1:{{ port }}") == ["blocks placeholder-malformed /verify/0/http"])
    #expect(
      try findings("\"status\":\"200\",\"contains\":\"1.4.0\"", "\"contains\":\"{{v}}\"")
        == ["blocks parameter-unknown /verify/0/contains"])
    let manifest = try Manifest.fromUntyped(try Sample.untyped()).manifest
    let path = try #require(SourcePath("greeter.conf"))
    let bad = ManifestLint.findings(inTemplate: Array("listen {{port}} {{host}}".utf8), of: path, in: manifest)
    #expect(bad.map(\.rule) == ["parameter-unknown"])
    #expect(bad.map(\.place) == ["greeter.conf"])
  }

  @Test("BLD-2: names that stand twice block")
  func names() throws {
    #expect(try findings("\"name\":\"notice\"", "\"name\":\"settings\"") == ["blocks name-repeated /components/2/name"])
    #expect(
      try findings("\"name\":\"knows its version\"", "\"name\":\"answers\"") == ["blocks name-repeated /verify/1/name"])
  }

  @Test("BLD-3: both written procedures are required")
  func procedures() throws {
    let found = try findings("\"procedures\":{\"install\":\"install.md\",\"remove\":\"remove.md\"},", "")
    #expect(found.contains("blocks procedure-missing /procedures/install"))
    #expect(found.contains("blocks procedure-missing /procedures/remove"))
  }

  @Test("BLD-2: a folder that others use too cannot be owned", arguments: ["/opt", "/usr/lib", "/var/lib"])
  func owns(folder: String) throws {
    let found = try findings("\"owns\":\"/opt/greeter\"", "\"owns\":\"\(folder)\"")
    #expect(found.contains("blocks owns-shared-folder /owns"))
  }

  @Test("BLD-2: files placed inside the owned folder, upon one another or with a parameter in the path block")
  func placements() throws {
    let rules = [
      "/opt/greeter/x": "placed-inside-owns", "/opt": "placed-inside-owns", "/etc/motd.d/greeter/x": "placed-collides",
      "/etc/motd.d": "placed-collides", "/etc/motd.d/greeter": "placed-collides",
    ]
    for (path, rule) in rules.sorted(by: { $0.key < $1.key }) {
      let found = try findings("\"to\":\"/etc/greeter.conf\"", "\"to\":\"\(path)\"")
      #expect(found.count == 1 && found[0].hasPrefix("blocks \(rule) /components/"), "\(path): \(found)")
    }
    #expect(
      try findings("/etc/greeter.conf", "/etc/{{port}}.conf") == ["blocks placeholder-in-path /components/1/to"])
    #expect(try findings("\"mode\":\"0644\"", "\"mode\":\"0666\"") == ["warns mode-writable-by-all /components/1/mode"])
  }

  @Test("BLD-2: a script without a way back, or one that changes users' data without one, blocks")
  func scripts() throws {
    #expect(
      try findings("\"backout\":\"unprepare.sh\",", "") == [
        "blocks script-without-way-back /components/3/script", "warns source-unused unprepare.sh",
      ])
    let touching = "\"timeout\":\"60\",\"touches\":[\"/var/lib/greeter/db\"]"
    #expect(
      try findings("\"timeout\":\"60\"", touching) == ["blocks data-without-way-back /components/3/script/touches/0"])
    #expect(try findings("\"timeout\":\"60\"", touching + ",\"pointOfNoReturn\":\"the table is dropped\"") == [])
    #expect(try findings("\"timeout\":\"60\"", touching + ",\"dataWayBack\":\"unprepare.sh\"") == [])
  }

  @Test("BLD-2: a service outside the owned folder warns; one that does not follow the switch blocks")
  func services() throws {
    let old = "\"command\":[\"/opt/greeter/current/greeter\",\"--port\""
    func command(_ program: String) throws -> [String] { try findings(old, "\"command\":[\"\(program)\",\"--port\"") }
    #expect(try command("/usr/bin/env") == ["warns service-outside-owns /components/4/service/command/0"])
    #expect(try command("/opt/greeter/greeter") == ["blocks service-not-current /components/4/service/command/0"])
    #expect(try command("greeter") == ["blocks service-program-path /components/4/service/command/0"])
    #expect(
      try command("/opt/greeter/current/greeted") == ["blocks service-program-missing /components/4/service/command/0"])
  }

  @Test("BLD-2: data roots that are switched or written by the package block")
  func dataRoots() throws {
    func root(_ path: String) throws -> [String] { try findings("\"/var/lib/greeter\"", "\"\(path)\"") }
    for path in ["/opt/greeter/current/data", "/opt/greeter/current", "/opt/greeter/versions", "/opt/greeter", "/opt"] {
      #expect(try root(path) == ["blocks data-root-switched /fingerprint/dataRoots/0"], "\(path)")
    }
    #expect(try root("/opt/greeter/data") == [])
    #expect(try root("/etc/motd.d") == ["blocks data-root-written /fingerprint/dataRoots/0"])
  }

  @Test("BLD-2: declared noise may not hide what the package installs")
  func volatile() throws {
    func noise(_ pattern: String) throws -> [String] {
      try findings("\"volatile\":[]", "\"volatile\":[\"\(pattern)\"]")
    }
    for pattern in ["/etc/*.conf", "/etc", "/opt/greeter/current", "/opt", "/opt/greeter/current/gre*"] {
      #expect(try noise(pattern) == ["blocks volatile-covers-package /fingerprint/volatile/0"], "\(pattern)")
    }
    #expect(try noise("/etc/mtab") == [])
    #expect(try noise("/opt/greeter/current/greeter.pid") == [])
  }

  @Test("BLD-2: a missing source blocks and names its place; an unused one warns")
  func sources() throws {
    let manifest = try Manifest.fromUntyped(try Sample.untyped()).manifest
    func rules(_ files: [PackageFile]) -> [String] {
      ManifestLint.findings(in: manifest, files: files).map { "\($0.rule) \($0.place)" }
    }
    for (index, place) in [
      "/components/1/template", "/components/2/file", "/components/3/script/install", "/components/3/script/backout",
      "/procedures/install", "/procedures/remove", "/documents/0/path",
    ].enumerated() {
      var files = try Sample.files()
      files.remove(at: index)
      #expect(rules(files) == ["source-missing \(place)"])
    }
    #expect(rules(try Sample.files().dropLast()).contains("source-missing /components/0/tree"))
    #expect(rules(try Sample.files() + [try Sample.file("stray")]) == ["source-unused stray"])
  }

  @Test("BLD-2: parameters whose default or choices do not fit block")
  func parameters() throws {
    #expect(
      try findings("\"default\":\"8081\"", "\"default\":\"80810\"") == ["blocks default-unfit /parameters/0/default"])
    #expect(
      try findings("\"kind\":\"port\",\"default\":\"8081\"", "\"kind\":\"choice\"")
        == ["blocks choice-without-choices /parameters/0"])
    #expect(
      try findings("\"kind\":\"port\"", "\"kind\":\"port\",\"choices\":[\"1\"]")
        == ["blocks choices-without-choice /parameters/0/choices"])
  }

  @Test("BLD-2: no check and no symptom warn")
  func recognition() throws {
    #expect(
      try findings(
        "\"symptoms\":[{\"sees\":\"no answer on its port\",\"check\":\"curl it\",\"do\":\"restart it\"}],", "")
        == ["warns symptoms-missing /symptoms"])
  }

  @Test("BLD-2: two trees that would lie upon one another block")
  func trees() throws {
    let json = try Sample.untyped(
      "{\"name\":\"notice\"", "{\"name\":\"more\",\"serves\":\"RFC-1042\",\"tree\":\"more\"},{\"name\":\"notice\"")
    func rules(_ path: String) throws -> [String] {
      ManifestLint.findings(inUntyped: json, files: try Sample.files() + [try Sample.file(path)]).map(\.rule)
    }
    #expect(try rules("more/greeter") == ["trees-collide"])
    #expect(try rules("more/greeter/x") == ["trees-collide"])
    #expect(try rules("more/other") == [])
  }
}
