import Packages
import Testing
import Vocabulary

@Suite("The package description")
struct DescriptionTests {
  @Test("BLD-3: the package digest is the one that another program worked out")
  func golden() throws {
    let description = try Sample.smallDescription()
    #expect(description.digest.hex == "51d4f84230fdd66eecf33d6f93a3c6683181a02ca9c3aad96974797f043792b0")
    #expect(try PackageDescription(bytes: description.canonicalBytes) == description)
  }

  @Test("BLD-3: differently ordered listings give the same bytes")
  func order() throws {
    let written = try Manifest.fromUntyped(try Sample.untyped())
    let files = try Sample.files()
    let one = try PackageDescription.built(from: files, written)
    let two = try PackageDescription.built(from: files.reversed(), written)
    #expect(one.canonicalBytes == two.canonicalBytes)
    #expect(one.files.map(\.path).sorted() == one.files.map(\.path))
  }

  @Test("BLD-3: the manifest's own file is no part of the package, and defaults are never written")
  func manifestFile() throws {
    let plain = try Sample.smallDescription()
    #expect(try Sample.smallDescription([try Sample.file("package.yaml")]) == plain)
    #expect(plain.written["verify"] == nil)
    #expect(plain.manifest.verify == [])
  }

  private func rule(_ more: PackageFile...) -> String? { Sample.refusal { _ = try Sample.smallDescription(more) } }

  @Test("BLD-2: links stay plainly inside their tree")
  func links() throws {
    #expect(try rule(.init(path: #require(SourcePath("program/ok")), content: .link(target: "greeter"))) == nil)
    #expect(try rule(Sample.link("program/lib/ok", to: "../greeter")) == nil)
    for target in ["../install.md", "/etc/passwd", "..", "../../x", "a/../greeter", "a/../../../x", "", "./greeter"] {
      #expect(try rule(Sample.link("program/out", to: target)) == "link-out", "\(target)")
    }
    #expect(try rule(Sample.link("program/sub/up", to: "../.."), Sample.file("program/sub/x")) == "link-out")
    #expect(
      try rule(Sample.link("program/sub/in", to: "../greeter"), Sample.link("program/a", to: "sub/in/b")) == "link-out")
    #expect(try rule(Sample.link("motd", to: "install.md")) == "link-outside-tree")
  }

  @Test("BLD-2: a path twice, a file that is a folder too, and one digest with two lengths are refused")
  func collisions() throws {
    #expect(try rule(Sample.file("install.md"))?.contains("file-repeated") == true)
    #expect(try rule(Sample.file("program/greeter/x"))?.contains("file-is-folder") == true)
    #expect(
      try rule(Sample.link("program/l", to: "greeter"), Sample.file("program/l/x"))?.contains("file-is-folder") == true)
    let lying = PackageFile(
      path: try #require(SourcePath("program/lie")),
      content: .file(bytes: 5, digest: .sha256(of: Array("copy it\n".utf8)), executable: false))
    #expect(rule(lying) == "file-length")
  }

  @Test("BLD-2: a manifest that the lint blocks, or one that names a missing source, is not built")
  func blocked() throws {
    let written = try Manifest.fromUntyped(try Sample.untyped())
    let files = try Sample.files().filter { $0.path.text != "motd" }
    #expect(Sample.refusal { _ = try PackageDescription.built(from: files, written) } == "source-missing")
  }

  private func reading(_ old: String, _ new: String) throws -> String? {
    let text = String(decoding: try Sample.smallDescription().canonicalBytes, as: UTF8.self)
    #expect(text.contains(old))
    return Sample.refusal { _ = try PackageDescription(bytes: Array(text.replacing(old, with: new).utf8)) }
  }

  @Test("DEP-3: a host refuses a description that climbs, has unknown members, a null, or files out of order")
  func strict() throws {
    #expect(try reading("program/greeter", "../../etc/shadow") == "description-malformed")
    #expect(try reading("\"path\":\"program/greeter\"", "\"path\":\"/etc/shadow\"") == "description-malformed")
    #expect(try reading("\"program/greeter\"", "\"a/greeter\"") == "description-malformed")
    #expect(try reading("\"format\":1,\"manifest\"", "\"format\":2,\"manifest\"") == "description-malformed")
    #expect(try reading("\"owns\":\"/opt/greeter\"", "\"owns\":\"/opt/greeter\",\"oxen\":1") == "description-malformed")
    #expect(try reading("\"format\":1,\"name\"", "\"documents\":null,\"format\":1,\"name\"") == "description-malformed")
    #expect(try reading("{\"files\"", "{ \"files\"") == "description-not-canonical")
    #expect(try reading("\"mode\":\"0755\"", "\"mode\":\"4755\"") == "description-malformed")
    #expect(try reading("\"owns\":\"/opt/greeter\"", "\"owns\":\"/usr\"") == "owns-shared-folder")
    #expect(Sample.refusal { _ = try PackageDescription(bytes: Array("[".utf8)) } == "description-malformed")
  }

  @Test("BLD-3: each blob is named once, however many files have its bytes")
  func blobs() throws {
    let description = try Sample.smallDescription([try Sample.file("program/copy", "copy it\n")])
    #expect(description.blobs.count == 3)
    #expect(description.blobs.map(\.digest) == description.blobs.map(\.digest).sorted())
    #expect(
      description.files(in: try #require(SourcePath("program"))).map(\.path.text) == [
        "program/copy", "program/greeter",
      ])
  }

  @Test("BLD-2: parameters are put in once, checked by kind, and never looked at again")
  func substitution() throws {
    let values = [ParameterValue(name: "port", value: "80"), ParameterValue(name: "odd", value: "{{port}}")]
    let substitution = Substitution(values)
    #expect(try substitution.rendered("a{{port}}b{{odd}}c}}") == "a80b{{port}}c}}")
    #expect(try substitution.rendered(bytes: [0xFF, 0x7B, 0x00]) == [0xFF, 0x7B, 0x00])
    #expect(Sample.refusal { _ = try substitution.rendered("{{none}}") } == "parameter-unknown")
    for text in ["{{", "{{port", "{{port}", "{{}}", "{{ port}}", "{{1}}", "{{{port}}}"] {
      #expect(Sample.refusal { _ = try substitution.rendered(text) } == "placeholder-malformed", "\(text)")
    }
    let manifest = try Manifest.fromUntyped(try Sample.untyped()).manifest
    #expect(try manifest.values(given: []) == [ParameterValue(name: "port", value: "8081")])
    #expect(try manifest.values(given: [values[0]]) == [values[0]])
    #expect(Sample.refusal { _ = try manifest.values(given: values) } == "parameter-unknown")
    #expect(Sample.refusal { _ = try manifest.values(given: [values[0], values[0]]) } == "parameter-repeated")
    #expect(Sample.refusal { _ = try manifest.values(given: [.init(name: "port", value: "x")]) } == "parameter-value")
    var open = manifest
    open.parameters[0].standing = nil
    #expect(Sample.refusal { _ = try open.values(given: []) } == "parameter-missing")
  }

  @Test("BLD-2: each kind of parameter takes its values and no others")
  func kinds() {
    func takes(_ kind: ParameterKind, _ value: String) -> Bool {
      Parameter(about: "x", choices: ["red"], standing: nil, kind: kind, name: "p").problem(with: value) == nil
    }
    #expect(
      takes(.whole, "-12") && takes(.whole, "0") && !takes(.whole, "01") && !takes(.whole, "+1")
        && !takes(.whole, "1.5"))
    #expect(takes(.port, "1") && takes(.port, "65535") && !takes(.port, "0") && !takes(.port, "65536"))
    #expect(takes(.path, "/srv/x") && !takes(.path, "/srv/../x") && !takes(.path, "srv"))
    #expect(takes(.choice, "red") && !takes(.choice, "blue"))
    #expect(takes(.text, "") && !takes(.text, "a\nb") && !takes(.text, String(repeating: "a", count: 4001)))
    #expect(!takes(.whole, "-9223372036854775808"))
  }
}
