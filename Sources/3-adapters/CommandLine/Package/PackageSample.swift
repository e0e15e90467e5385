import Glibc
import Packages

/// The package that `package init` writes: small, working, and every kind of member once (docs/decisions/0004).
enum PackageSample {
  struct File {
    let path: String
    let executable: Bool
    let content: String
  }

  /// Refuses a folder that has anything in it, so that nobody's work is overwritten.
  static func write(to path: String) throws(Ending) {
    if mkdir(path, 0o755) != 0 {
      guard errno == EEXIST else { throw LocalFile.failed("make the folder", path) }
      let found = try PackageFolder(reading: path)
      guard found.files.isEmpty, found.findings.isEmpty else {
        throw .refused("\(path) is not empty. Name a new folder.")
      }
    }
    for file in files {
      let parts = file.path.split(separator: "/")
      for depth in 1..<parts.count {
        let folder = "\(path)/\(parts.prefix(depth).joined(separator: "/"))"
        guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw LocalFile.failed("make the folder", folder) }
      }
      let made = try LocalFile(making: "\(path)/\(file.path)", replacing: false, executable: file.executable)
      try made.write(Array(file.content.utf8))
    }
  }

  static let files: [File] = [
    File(path: PackageDescription.manifestPath, executable: false, content: manifest),
    File(path: "program/greeter", executable: true, content: program),
    File(path: "greeter.conf", executable: false, content: "# Settings of greeter\nport={{port}}\n"),
    File(path: "install.md", executable: false, content: installProcedure),
    File(path: "remove.md", executable: false, content: removeProcedure),
  ]

  private static let manifest = """
    format: 1
    name: greeter
    version: 1.0.0
    summary: Answers visitors with its version
    owns: /opt/greeter
    prerequisites:
      - {name: python, file: /usr/bin/python3}
      - {name: space, diskMiB: 10, at: /opt}
    parameters:
      - {name: port, kind: port, default: "8081", about: Where it listens}
    components:
      # Each component serves a request for change: put yours in place of RFC-1.
      - {name: program, serves: RFC-1, tree: program}
      - {name: settings, serves: RFC-1, template: greeter.conf, to: /etc/greeter.conf, mode: "0644"}
      - name: greeter
        serves: RFC-1
        service: {command: [/opt/greeter/current/greeter, "--port", "{{port}}"], stopSeconds: 10}
    verify:
      - {name: answers, http: "http://127.0.0.1:{{port}}/", status: 200, contains: "1.0.0", withinSeconds: 20}
      - {name: knows its version, command: [/opt/greeter/current/greeter, "--version"], exit: 0, contains: "1.0.0"}
    symptoms:
      - sees: Visitors get no answer
        check: Ask the address http://127.0.0.1 with the port of /etc/greeter.conf
        do: Look whether another program holds the port, then start the service again
    procedures: {install: install.md, remove: remove.md}
    fingerprint:
      watched: [/etc/greeter.conf]

    """

  private static let program = """
    #!/usr/bin/python3
    \"""Answers every visitor with its version.\"""
    import http.server
    import signal
    import sys

    VERSION = "1.0.0"


    class Greeting(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = ("greeter %s\\n" % VERSION).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)


    if sys.argv[1:] == ["--version"]:
        print(VERSION)
    elif len(sys.argv) == 3 and sys.argv[1] == "--port":
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        http.server.ThreadingHTTPServer(("", int(sys.argv[2])), Greeting).serve_forever()
    else:
        sys.exit("usage: greeter --port NUMBER | --version")

    """

  private static let installProcedure = """
    # Installing greeter by hand

    1. Copy the folder `program` to `/opt/greeter/versions/1.0.0` and point the link `/opt/greeter/current` to it.
    2. Copy `greeter.conf` to `/etc/greeter.conf` and write the port in place of `{{port}}`.
    3. Start `/opt/greeter/current/greeter --port` with the port, as a service.
    4. Ask `http://127.0.0.1` with that port: it answers `greeter 1.0.0`.

    """

  private static let removeProcedure = """
    # Removing greeter by hand

    1. Stop the service.
    2. Remove `/etc/greeter.conf` and the folder `/opt/greeter`.

    """
}
