import ArgumentParser
import Vocabulary

/// The verbs that need no server: ArgumentParser reads them, `LocalVerbs` does them.
struct LocalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slipway", abstract: "Release management that can prove what happened.",
    subcommands: [Serve.self, Admin.self, Log.self, Package.self])

  struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the server.")

    @Option(help: "The TCP port to listen on; 0 takes any free one.")
    var port: Int

    @Option(help: "The folder that holds everything the server keeps.")
    var data: String

    @Option(help: "How people and hosts reach the server, for example https://slipway.example.org.")
    var url: String?

    @Option(help: "The agent's program, handed to hosts that are enrolled.")
    var agent: String?

    func validate() throws {
      guard (0...65_535).contains(port) else { throw ValidationError("--port: a number from 0 to 65535 is needed.") }
      if let url, !["http://", "https://"].contains(where: url.hasPrefix) {
        throw ValidationError("--url: an address that begins with http:// or https:// is needed.")
      }
    }
  }

  struct Admin: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Help yourself on the server's own machine.", subcommands: [ResetPassword.self, Grant.self, Check.self])

    struct ResetPassword: ParsableCommand {
      static let configuration = CommandConfiguration(
        commandName: "reset-password", abstract: "Give a person a new password.")

      @Argument(help: "The person's sign-in name.")
      var name: String

      @Option(help: "The server's data folder.")
      var data: String
    }

    struct Check: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Replay the whole log beside the database and name what comes out differently.")

      @Option(help: "The server's data folder; the server must not run.")
      var data: String
    }

    struct Grant: ParsableCommand {
      static let configuration = CommandConfiguration(abstract: "Give a person a role.")

      @Argument(help: "The person's sign-in name.")
      var name: String

      @Argument(help: "The role, for example release-manager.")
      var role: String

      @Option(help: "The server's data folder.")
      var data: String

      func validate() throws {
        guard Role(rawValue: role) == nil else { return }
        let known = Role.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("«\(role)» is no role. Roles are \(known).")
      }
    }
  }

  struct Log: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Check the change log.", subcommands: [Verify.self])

    struct Verify: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Check an export of the change log; says which entry was altered.")

      @Argument(help: "The export.")
      var file: String

      @Option(help: "A signed checkpoint that you kept apart from the log.")
      var checkpoint: String?

      @Option(help: "A verifier key like name+1a2b3c4d+AY…; may be given several times.")
      var key: [String] = []
    }
  }

  struct Package: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Work on a package's source.", subcommands: [Init.self, Lint.self, Build.self])

    struct Init: ParsableCommand {
      static let configuration = CommandConfiguration(abstract: "Write a small working package to begin with.")

      @Argument(help: "A new or empty folder.")
      var folder: String
    }

    struct Lint: ParsableCommand {
      static let configuration = CommandConfiguration(abstract: "Say what is wrong with a package's source.")

      @Argument(help: "The folder that has package.yaml.")
      var folder: String
    }

    struct Build: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Write the bundle name-version.slipway and print the package digest.")

      @Argument(help: "The folder that has package.yaml.")
      var folder: String

      @Option(name: .shortAndLong, help: "Where the bundle is written.")
      var output: String?
    }
  }
}
