import CommandLine
import Foundation
import Packages
import Testing
import Vocabulary

@Suite("package build")
struct PackageBuildTests {
  @Test("BLD-3: two copies made at different times and in another order give the same bytes")
  func reproducible() async throws {
    let scratch = try Scratch()
    let first = await scratch.sample("first")
    let names = ["remove.md", "program/greeter", "install.md", "greeter.conf", "package.yaml"]
    for name in names {
      try scratch.write("second/\(name)", try scratch.text("first/\(name)"))
      let old = Date(timeIntervalSince1970: 1_000_000_000)
      try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: scratch("second/\(name)"))
    }
    #expect(chmod(scratch("second/program/greeter"), 0o700) == 0)
    #expect(chmod(scratch("second/install.md"), 0o600) == 0)
    let (one, two) = (Stage(), Stage())
    #expect(await one.run(["package", "build", first, "-o", scratch("1.slipway")]) == 0, "\(one.complaints)")
    #expect(await two.run(["package", "build", scratch("second"), "-o", scratch("2.slipway")]) == 0)
    #expect(try scratch.bytes("1.slipway") == scratch.bytes("2.slipway"))
    #expect(one.out == two.out)
    #expect(Digest(text: one.out) != nil)
  }

  @Test("BLD-3: the bundle reads back with the digest that was printed, and every file's bytes")
  func readsBack() async throws {
    let scratch = try Scratch()
    let stage = Stage()
    #expect(await stage.run(["package", "build", await scratch.sample(), "--output", scratch("b")]) == 0)
    var reader = BundleReader()
    var ended = 0
    for event in try reader.take(try scratch.bytes("b")) { if case .blobEnded = event { ended += 1 } }
    let description = try reader.finish()
    #expect(description.digest.text == stage.out)
    #expect(ended == 4)
    #expect(description.files.map(\.path.text) == ["greeter.conf", "install.md", "program/greeter", "remove.md"])
  }

  @Test("BLD-3: a changed byte, a changed name and a changed executable bit each give another digest")
  func changesShow() async throws {
    let scratch = try Scratch()
    let folder = await scratch.sample()
    func digest() async -> String {
      let stage = Stage()
      #expect(await stage.run(["package", "build", folder, "-o", scratch("b")]) == 0, "\(stage.complaints)")
      return stage.out
    }
    var seen = [await digest()]
    try scratch.write("source/install.md", "changed")
    seen.append(await digest())
    try scratch.write("source/program/more", "x")
    seen.append(await digest())
    #expect(chmod(scratch("source/program/more"), 0o755) == 0)
    seen.append(await digest())
    #expect(Set(seen).count == 4)
  }

  @Test("BLD-3: a bundle in the source and the folder of version control are no part of the package")
  func leavesOut() async throws {
    let scratch = try Scratch()
    let folder = await scratch.sample()
    let (one, two) = (Stage(), Stage())
    #expect(await one.run(["package", "build", folder, "-o", scratch("source/greeter-1.0.0.slipway")]) == 0)
    try scratch.write("source/.git/HEAD", "ref: refs/heads/main")
    #expect(await two.run(["package", "build", folder, "-o", scratch("source/greeter-1.0.0.slipway")]) == 0)
    #expect(one.out == two.out)
  }

  @Test("BLD-2: what the lint blocks is not built, and the bundle before stays as it was")
  func blocked() async throws {
    let scratch = try Scratch()
    let folder = await scratch.sample()
    try scratch.write("b", "before")
    try FileManager.default.removeItem(atPath: scratch("source/install.md"))
    let stage = Stage()
    #expect(await stage.run(["package", "build", folder, "-o", scratch("b")]) == ExitCode.refused)
    #expect(stage.out.isEmpty)
    #expect(stage.complaints.contains("Nothing was built. 1 error"))
    #expect(try scratch.text("b") == "before")
  }

  @Test("BLD-3: the sample's program does what its manifest says of it")
  func sampleRuns() async throws {
    let scratch = try Scratch()
    let folder = await scratch.sample()
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/python3") else { return }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "\(folder)/program/greeter")
    process.arguments = ["--version"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) == "1.0.0\n")
  }
}
