import Packages
import Testing
import Vocabulary

@Suite("The manifest")
struct ManifestTests {
  @Test("BLD-2: scalars are typed by the shape from their text")
  func typed() throws {
    let written = try Manifest.fromUntyped(try Sample.untyped())
    let manifest = written.manifest
    #expect(manifest.version.text == "1.4.0")
    #expect(manifest.components.map(\.name) == ["program", "settings", "notice", "prepare", "greeter"])
    #expect(manifest.components.allSatisfy { $0.serves.text == "RFC-1042" })
    let conf = try #require(SourcePath("greeter.conf"))
    let place = try #require(HostPath("/etc/greeter.conf"))
    #expect(manifest.components[1].content == .template(PlacedFile(source: conf, to: place, mode: 0o644)))
    let prepare = Script(
      backout: SourcePath("unprepare.sh"), install: try #require(SourcePath("prepare.sh")), resumable: false,
      timeout: 60)
    #expect(manifest.components[3].content == .script(prepare))
    #expect(manifest.prerequisites[1].need == .disk(mebibytes: 10, at: try #require(HostPath("/opt"))))
    #expect(manifest.verify[1].probe == .command(["/opt/greeter/current/greeter", "--version"], exit: 0))
    #expect(manifest.parameters[0].standing == "8081")
    #expect(written.written["format"] == .int(1))
    #expect(written.written["components"]?.items?[1]["mode"] == .string("0644"))
    #expect(written.written["monitors"] == nil)
  }

  @Test("BLD-2: a version that looks like a number and a summary that looks like yes stay texts")
  func texts() throws {
    let numbers = try Manifest.fromUntyped(
      try Sample.untyped("\"1.4.0\",\"summary\":\"Answers visitors\"", "\"1.10.0\",\"summary\":\"true\""))
    #expect(numbers.manifest.version.text == "1.10.0")
    #expect(numbers.manifest.summary == "true")
  }

  @Test("BLD-2: what was written and what is read from it say the same")
  func roundTrip() throws {
    let manifest = try Manifest.fromUntyped(try Sample.untyped()).manifest
    #expect(try Manifest.shape.read(Manifest.shape.write(manifest)) == manifest)
  }

  private func problems(_ old: String, _ new: String) throws -> [FieldProblem] {
    do { _ = try Manifest.fromUntyped(try Sample.untyped(old, new)) } catch let bad as BadFields { return bad.problems }
    return []
  }

  @Test(
    "BLD-2: a path that is absolute, climbs, has empty parts or is not ASCII is refused at its place",
    arguments: ["../program", "/program", "a/../b", "a//b", "./a", "a/.", "a/", "", "prögram", "a\\u0009b"])
  func sourcePaths(path: String) throws {
    #expect(try problems("\"tree\":\"program\"", "\"tree\":\"\(path)\"").map(\.pointer) == ["/components/0/tree"])
  }

  @Test(
    "BLD-2: a path on the host that is relative, climbs or is / itself is refused at its place",
    arguments: ["etc/x", "/", "/etc/../x", "/etc/..", "//etc", "/etc/", "/etc/./x", ""])
  func hostPaths(path: String) throws {
    #expect(try problems("\"to\":\"/etc/greeter.conf\"", "\"to\":\"\(path)\"").map(\.pointer) == ["/components/1/to"])
    #expect(try problems("\"owns\":\"/opt/greeter\"", "\"owns\":\"\(path)\"").map(\.pointer) == ["/owns"])
  }

  @Test("BLD-2: secrets are refused with the reason, not taken as texts")
  func secret() throws {
    let found = try problems("\"kind\":\"port\",\"default\":\"8081\"", "\"kind\":\"secret\"")
    #expect(found.map(\.pointer) == ["/parameters/0/kind"])
    #expect(found.first?.says.contains("not supported by this version") == true)
  }

  @Test("BLD-2: a component is exactly one thing, and to and mode belong to placed files")
  func components() throws {
    #expect(try problems("\"tree\":\"program\"", "\"tree\":\"a\",\"file\":\"b\"").map(\.pointer) == ["/components/0"])
    #expect(try problems(",\"tree\":\"program\"", "").map(\.pointer) == ["/components/0"])
    #expect(try problems("\"tree\":\"program\"", "\"tree\":\"a\",\"to\":\"/b\"").map(\.pointer) == ["/components/0"])
    #expect(try problems(",\"to\":\"/etc/motd.d/greeter\"", "").map(\.pointer) == ["/components/2/to"])
    #expect(try problems("\"mode\":\"0644\"", "\"mode\":\"4755\"").map(\.pointer) == ["/components/1/mode"])
    #expect(try problems("\"serves\":\"RFC-1042\",\"tree\"", "\"tree\"").map(\.pointer) == ["/components/0/serves"])
  }

  @Test("BLD-2: unknown members, another format and a check of two kinds are refused, all at once")
  func strict() throws {
    #expect(
      try problems("\"format\":\"1\"", "\"format\":\"2\",\"colour\":\"red\"").map(\.pointer) == ["/colour", "/format"])
    #expect(try problems("\"status\":\"200\"", "\"exit\":\"0\"").map(\.pointer) == ["/verify/0"])
    #expect(try problems("\"status\":\"200\"", "\"status\":\"0200\"").map(\.pointer) == ["/verify/0/status"])
    #expect(
      try problems("\"memoryMiB\":\"64\"", "\"memoryMiB\":\"64\",\"at\":\"/opt\"").map(\.pointer) == [
        "/prerequisites/2"
      ])
  }

  @Test("BLD-2: a pattern's star stays within one part of a path")
  func patterns() throws {
    func covers(_ pattern: String, _ path: String) throws -> Bool {
      try #require(PathPattern(pattern)).covers(try #require(HostPath(path)))
    }
    #expect(try covers("/var/log", "/var/log/a/b"))
    #expect(try covers("/var/*.pid", "/var/greeter.pid"))
    #expect(try !covers("/var/*.pid", "/var/run/greeter.pid"))
    #expect(try covers("/var/*/x", "/var/run/x"))
    #expect(try !covers("/var/log", "/var"))
    #expect(try !covers("/var/log", "/var/logs"))
    #expect(try covers("/a/*b*c", "/a/xbxbc"))
  }
}
