import CommandLine
import Foundation
import Testing

@Suite("package init and lint")
struct PackageLintTests {
  private func lint(_ folder: String) async -> (code: Int32, out: String, complaints: String) {
    let stage = Stage()
    let code = await stage.run(["package", "lint", folder])
    return (code, stage.out, stage.complaints)
  }

  @Test("BLD-3: the package that init writes passes the lint without a finding")
  func sampleIsSound() async throws {
    let scratch = try Scratch()
    let result = await lint(await scratch.sample())
    #expect(result.code == 0, "\(result.complaints)")
    #expect(result.out == "Nothing to find fault with.")
  }

  @Test("BLD-3: init does not write into a folder that has something in it")
  func initKeepsOthersWork() async throws {
    let scratch = try Scratch()
    try scratch.write("mine/notes.txt", "mine")
    let stage = Stage()
    #expect(await stage.run(["package", "init", scratch("mine")]) == ExitCode.refused)
    #expect(try scratch.text("mine/notes.txt") == "mine")
    #expect(!FileManager.default.fileExists(atPath: scratch("mine/package.yaml")))
  }

  @Test(
    "BLD-2: YAML that does not say what it looks like is refused with its line",
    arguments: [
      ("owns: &place /opt/greeter", "an anchor", 5), ("owns: !!str /opt/greeter", "a tag", 5),
      ("owns: !path \"/opt/greeter\"", "a tag", 5), ("<<: {owns: /opt/greeter}", "a merge key", 5),
      ("name: other", "stands twice", 2), ("\"name\": other", "stands twice", 2), ("? [a, b]\n: c", "not a list", 5),
      ("owns: [/opt/greeter", "no YAML", 6), ("--- \nformat: 1", "second document", 5),
      ("owns: \"a\\0b\"", "U+0000", 5),
    ])
  func strangeYAML(_ line: String, _ says: String, _ number: Int) async throws {
    let scratch = try Scratch()
    let folder = await scratch.sample()
    let lines = try scratch.text("source/package.yaml").split(separator: "\n", omittingEmptySubsequences: false)
    // The fifth line is «owns».
    let changed = lines.prefix(4) + [Substring(line)] + (line.contains("[/opt") ? ["x: 1"] : lines.dropFirst(5))
    try scratch.write("source/package.yaml", changed.joined(separator: "\n"))
    let result = await lint(folder)
    #expect(result.code == ExitCode.refused)
    #expect(result.out.contains(says), "\(result.out)")
    #expect(result.out.contains("package.yaml:\(number): error manifest-yaml"), "\(result.out)")
  }

  @Test("BLD-2: an alias is refused with the anchor it needs, however often it is used")
  func aliases() async throws {
    let scratch = try Scratch()
    let folder = await scratch.sample()
    var text = "a: &a [x, x]\n"
    for (one, next) in zip("abcdefgh", "bcdefghi") {
      text += "\(next): &\(next) [\(Array(repeating: "*\(one)", count: 9).joined(separator: ", "))]\n"
    }
    try scratch.write("source/package.yaml", text)
    let result = await lint(folder)
    #expect(result.code == ExitCode.refused)
    #expect(result.out.contains("package.yaml:1: error manifest-yaml: an anchor stands here"), "\(result.out)")
  }

  @Test("BLD-2: form errors name line and place, all at once")
  func formErrors() async throws {
    let scratch = try Scratch()
    let folder = await scratch.sample()
    let text = try scratch.text("source/package.yaml")
      .replacingOccurrences(of: "tree: program", with: "tree: ../program")
      .replacingOccurrences(of: "version: 1.0.0", with: "version: one")
    try scratch.write("source/package.yaml", text)
    let result = await lint(folder)
    #expect(result.code == ExitCode.refused)
    #expect(result.out.contains("package.yaml:3: error manifest-form: /version: "), "\(result.out)")
    #expect(result.out.contains("manifest-form: /components/0/tree: "), "\(result.out)")
    #expect(result.out.contains("a path inside the package's folder"), "\(result.out)")
    #expect(result.complaints == "2 errors, 0 warnings.")
  }

  @Test("BLD-2: scalars mean what they look like: versions stay texts, quoted digits of a mode too")
  func scalars() async throws {
    let scratch = try Scratch()
    let folder = await scratch.sample()
    let text = try scratch.text("source/package.yaml")
      .replacingOccurrences(of: "version: 1.0.0", with: "version: 1.10.0")
    try scratch.write("source/package.yaml", text)
    #expect(await lint(folder).code == 0)
    let stage = Stage()
    #expect(await stage.run(["package", "build", folder, "-o", scratch("out")]) == 0)
    #expect(try scratch.text("out").contains("\"version\":\"1.10.0\""))
  }

  @Test("BLD-2: what the manifest names and the source lacks, and the other way round, is found")
  func missingAndUnused() async throws {
    let scratch = try Scratch()
    let folder = await scratch.sample()
    try FileManager.default.removeItem(atPath: scratch("source/remove.md"))
    try scratch.write("source/forgotten.txt", "?")
    let result = await lint(folder)
    #expect(result.code == ExitCode.refused)
    #expect(result.out.contains("error source-missing: /procedures/remove"), "\(result.out)")
    #expect(result.out.contains("forgotten.txt: warning source-unused"), "\(result.out)")
    #expect(result.complaints == "1 error, 1 warning.")
  }

  @Test("BLD-2: a name in a template that is no parameter is found")
  func templates() async throws {
    let scratch = try Scratch()
    let folder = await scratch.sample()
    try scratch.write("source/greeter.conf", "port={{prot}}\n")
    let result = await lint(folder)
    #expect(result.code == ExitCode.refused)
    #expect(result.out.contains("greeter.conf: error parameter-unknown: {{prot}}"), "\(result.out)")
  }

  @Test(
    "BLD-2: links that leave the tree are refused and never followed",
    arguments: ["/etc/passwd", "../../outside", "../greeter.conf"])
  func links(_ target: String) async throws {
    let scratch = try Scratch()
    try scratch.write("outside", "secret")
    let folder = await scratch.sample()
    try FileManager.default.createSymbolicLink(atPath: scratch("source/program/link"), withDestinationPath: target)
    let result = await lint(folder)
    #expect(result.code == ExitCode.refused)
    #expect(result.out.contains("error link-out"), "\(result.out)")
  }

  @Test("BLD-2: a link to a folder is a link, its target is not read")
  func linkedFolder() async throws {
    let scratch = try Scratch()
    try scratch.write("outside/file", "secret")
    let folder = await scratch.sample()
    try FileManager.default.createSymbolicLink(
      atPath: scratch("source/more"), withDestinationPath: scratch("outside"))
    let result = await lint(folder)
    #expect(result.out.contains("error link-outside-tree"), "\(result.out)")
    #expect(!result.out.contains("more/file"))
  }

  @Test("BLD-2: a pipe and a name beyond ASCII cannot be in a package")
  func unfitFiles() async throws {
    let scratch = try Scratch()
    let folder = await scratch.sample()
    #expect(mkfifo(scratch("source/program/pipe"), 0o600) == 0)
    try scratch.write("source/program/grüße", "x")
    let result = await lint(folder)
    #expect(result.code == ExitCode.refused)
    #expect(result.out.contains("program/pipe: error source-unfit: it is a device, pipe or socket"), "\(result.out)")
    #expect(result.out.contains("program/grüße: error source-unfit"), "\(result.out)")
  }

  @Test("BLD-2: a folder without a manifest is refused; one that is not there is a fault")
  func noManifest() async throws {
    let scratch = try Scratch()
    try scratch.write("empty/file", "x")
    let result = await lint(scratch("empty"))
    #expect(result.code == ExitCode.refused)
    #expect(result.out.contains("package.yaml: error manifest-missing"))
    #expect(await lint(scratch("nowhere")).code == ExitCode.fault)
  }
}
