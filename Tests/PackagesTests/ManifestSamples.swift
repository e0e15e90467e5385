import Packages
import Testing
import Vocabulary

extension Sample {
  /// The manifest of docs/decisions/0004 as YAML gives it: every scalar a text.
  static let untypedText = """
    {"format":"1","name":"greeter","version":"1.4.0","summary":"Answers visitors","owns":"/opt/greeter",
    "prerequisites":[{"name":"shell","file":"/bin/sh"},{"name":"space","diskMiB":"10","at":"/opt"},
      {"name":"memory","memoryMiB":"64"}],
    "parameters":[{"name":"port","kind":"port","default":"8081","about":"Where it listens"}],
    "components":[
      {"name":"program","serves":"RFC-1042","tree":"program"},
      {"name":"settings","serves":"RFC-1042","template":"greeter.conf","to":"/etc/greeter.conf","mode":"0644"},
      {"name":"notice","serves":"RFC-1042","file":"motd","to":"/etc/motd.d/greeter"},
      {"name":"prepare","serves":"RFC-1042","script":{"install":"prepare.sh","backout":"unprepare.sh",
        "resumable":"false","timeout":"60"}},
      {"name":"greeter","serves":"RFC-1042","service":{"command":["/opt/greeter/current/greeter","--port","{{port}}"],
        "stopSeconds":"10"}}],
    "verify":[
      {"name":"answers","http":"http://127.0.0.1:{{port}}/","status":"200","contains":"1.4.0","withinSeconds":"20"},
      {"name":"knows its version","command":["/opt/greeter/current/greeter","--version"],"exit":"0",
        "contains":"1.4.0","withinSeconds":"5"}],
    "symptoms":[{"sees":"no answer on its port","check":"curl it","do":"restart it"}],
    "procedures":{"install":"install.md","remove":"remove.md"},
    "documents":[{"title":"Operator's guide","path":"guide.md"}],
    "fingerprint":{"watched":["/etc"],"volatile":[],"dataRoots":["/var/lib/greeter"]}}
    """

  /// The sample with one piece of text put in another's place; the test fails if the piece is not there.
  static func untyped(_ old: String = "", _ new: String = "") throws -> JSON {
    guard !old.isEmpty else { return try JSON(parsing: untypedText) }
    #expect(untypedText.contains(old))
    return try JSON(parsing: untypedText.replacing(old, with: new))
  }

  static func file(_ path: String, _ content: String = "x", executable: Bool = false) throws -> PackageFile {
    let bytes = Array(content.utf8)
    return PackageFile(
      path: try #require(SourcePath(path)),
      content: .file(bytes: Int64(bytes.count), digest: .sha256(of: bytes), executable: executable))
  }

  static func link(_ path: String, to target: String) throws -> PackageFile {
    PackageFile(path: try #require(SourcePath(path)), content: .link(target: target))
  }

  /// Every file that the sample manifest names.
  static func files() throws -> [PackageFile] {
    try ["greeter.conf", "motd", "prepare.sh", "unprepare.sh", "install.md", "remove.md", "guide.md"].map {
      try file($0, "content of \($0)\n")
    } + [file("program/greeter", "#!/bin/sh\necho hello\n", executable: true)]
  }

  /// A small package with three files, as another program knows it too.
  static func smallDescription(_ more: [PackageFile] = []) throws -> PackageDescription {
    let json: JSON = [
      "components": [["name": "program", "serves": "RFC-1042", "tree": "program"]], "format": "1", "name": "greeter",
      "owns": "/opt/greeter", "procedures": ["install": "install.md", "remove": "remove.md"],
      "summary": "Answers visitors", "version": "1.4.0",
    ]
    let files = [
      try file("remove.md", "remove it\n"), try file("program/greeter", "#!/bin/sh\necho hello\n", executable: true),
      try file("install.md", "copy it\n"),
    ]
    return try PackageDescription.built(from: files + more, try Manifest.fromUntyped(json))
  }
}
