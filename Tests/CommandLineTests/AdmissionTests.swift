import CommandLine
import Packages
import Testing
import Vocabulary

@Suite("library admit")
struct AdmissionTests {
  private static let flags = ["--reason", "Release 1", "--built-by", "p-7f3a9c2e51d04b68"]

  private func admit(
    _ stage: Stage, _ path: String, blobs: Int = 201, admission: Int = 200
  ) async -> Int32 {
    await stage.run(["library", "admit", path] + Self.flags) { sent in
      sent.method == "PUT"
        ? .json(blobs, ["title": "Blobs are full"])
        : .json(admission, ["answer": ["package": "greeter@1.0.0"], "receipts": [], "version": 1])
    }
  }

  @Test("BLD-3: a bundle's blobs are uploaded by digest, then its description is admitted as it was signed")
  func bundle() async throws {
    let scratch = try Scratch()
    let built = Stage()
    #expect(await built.run(["package", "build", await scratch.sample(), "-o", scratch("b")]) == 0)
    let stage = Stage()
    #expect(await admit(stage, scratch("b")) == 0, "\(stage.complaints)")
    #expect(stage.sent.map(\.method) == ["PUT", "PUT", "PUT", "PUT", "POST"])
    for put in stage.sent.dropLast() {
      #expect(put.url == "https://slipway.example.org/api/v1/blobs/\(Digest.sha256(of: put.body).hex)")
    }
    let post = try #require(stage.sent.last)
    #expect(post.url == "https://slipway.example.org/api/v1/packages/admit")
    #expect(post.header("Idempotency-Key") == "key-1")
    let description = try #require(post.json?["description"]?.text)
    #expect(Digest.sha256(of: description.utf8).text == built.out)
    #expect(post.json?["why"] == "Release 1")
    #expect(post.json?["builtBy"] == "p-7f3a9c2e51d04b68")
    #expect(stage.out.contains("greeter@1.0.0"))
  }

  @Test("BLD-3: a source folder is admitted like the bundle made of it; known blobs are no trouble")
  func folder() async throws {
    let scratch = try Scratch()
    let folder = await scratch.sample()
    let (one, two) = (Stage(), Stage())
    #expect(await one.run(["package", "build", folder, "-o", scratch("b")]) == 0)
    #expect(await admit(one, scratch("b"), blobs: 200) == 0)
    #expect(await admit(two, folder, blobs: 200) == 0, "\(two.complaints)")
    #expect(one.sent.map(\.url) == two.sent.map(\.url))
    #expect(one.sent.map(\.body) == two.sent.map(\.body))
  }

  @Test("BLD-2: of a bundle with a changed or missing byte nothing is sent")
  func damaged() async throws {
    let scratch = try Scratch()
    let built = Stage()
    #expect(await built.run(["package", "build", await scratch.sample(), "-o", scratch("b")]) == 0)
    let text = try scratch.text("b")
    try scratch.write("cut", String(text.dropLast(512)))
    try scratch.write("changed", text.replacing("python3", with: "python2"))
    for name in ["cut", "changed"] {
      let stage = Stage()
      #expect(await admit(stage, scratch(name)) == ExitCode.refused)
      #expect(stage.sent.isEmpty)
      #expect(stage.complaints.contains("bundle-"), "\(stage.complaints)")
    }
  }

  @Test("BLD-2: a source with lint errors is not sent")
  func lintBlocks() async throws {
    let scratch = try Scratch()
    let folder = await scratch.sample()
    try scratch.write("source/package.yaml", "format: 2\n")
    let stage = Stage()
    #expect(await admit(stage, folder) == ExitCode.refused)
    #expect(stage.sent.isEmpty)
  }

  @Test("OPS-4: a refused upload ends the admission before it is asked for")
  func refusedUpload() async throws {
    let scratch = try Scratch()
    let stage = Stage()
    #expect(await admit(stage, await scratch.sample(), blobs: 403) == ExitCode.refused)
    #expect(stage.sent.map(\.method) == ["PUT"])
    #expect(stage.complaints == "Blobs are full")
  }

  @Test("OPS-4: its flags are those of package.admit, with --reason for why and without the description")
  func help() async {
    let stage = Stage()
    #expect(await stage.run(["library", "admit", "--help"]) == 0)
    #expect(stage.out.contains("usage: slipway library admit FILE|FOLDER --built-by p-5c1e0f9a7b2d4683 --reason TEXT"))
    #expect(!stage.out.contains("--description"))
    #expect(await stage.run(["library", "admit", "x"]) == ExitCode.usage)
    #expect(stage.complaints.contains("--reason is missing"))
  }
}
