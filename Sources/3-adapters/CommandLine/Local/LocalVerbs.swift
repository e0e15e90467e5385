import ArgumentParser
import Vocabulary

/// Does the verbs that need no server.
struct LocalVerbs {
  let surroundings: Surroundings
  let serve: @Sendable (ServeOptions) async throws -> Int32
  let admin: @Sendable (AdminOrder) async throws -> Int32

  /// The words that lead here, with what they do, for `slipway --help`.
  static let listed: [(words: [String], about: String)] = [
    (["serve"], "Run the server"),
    (["admin", "reset-password"], "Give a person a new password, on the server's own machine"),
    (["admin", "grant"], "Give a person a role, on the server's own machine"),
    (["admin", "check"], "Replay the log and compare it with what the database holds"),
    (["log", "verify"], "Check an export of the change log without a server"),
    (["package", "init"], "Write a small working package to begin with"),
    (["package", "lint"], "Say what is wrong with a package's source"),
    (["package", "build"], "Write the bundle of a package and print its digest"),
  ]

  static func owns(_ arguments: [String]) -> Bool {
    arguments.first == "admin" || listed.contains { arguments.starts(with: $0.words) }
  }

  func run(_ arguments: [String]) async throws -> Int32 {
    let command: any ParsableCommand
    do { command = try LocalCommand.parseAsRoot(arguments) } catch { return misread(error) }
    switch command {
    case let serve as LocalCommand.Serve:
      return try await self.serve(
        ServeOptions(port: serve.port, data: serve.data, url: serve.url, agent: serve.agent))
    case let reset as LocalCommand.Admin.ResetPassword:
      return try await admin(AdminOrder(data: reset.data, act: .resetPassword(reset.name)))
    case let grant as LocalCommand.Admin.Grant:
      guard let role = Role(rawValue: grant.role) else { return ExitCode.usage }
      return try await admin(AdminOrder(data: grant.data, act: .grant(grant.name, role)))
    case let check as LocalCommand.Admin.Check:
      return try await admin(AdminOrder(data: check.data, act: .check))
    case let verify as LocalCommand.Log.Verify:
      try LogVerification(surroundings: surroundings).run(verify.file, checkpoint: verify.checkpoint, keys: verify.key)
    case let make as LocalCommand.Package.Init: try PackageVerbs(surroundings: surroundings).make(make.folder)
    case let lint as LocalCommand.Package.Lint: try PackageVerbs(surroundings: surroundings).lint(lint.folder)
    case let build as LocalCommand.Package.Build:
      try PackageVerbs(surroundings: surroundings).build(build.folder, output: build.output)
    default:
      // A verb without its second word, and `--help`, which the parser answers as a command of its own.
      return help(command)
    }
    return ExitCode.done
  }

  private func misread(_ error: any Error) -> Int32 {
    let says = LocalCommand.fullMessage(for: error)
    if LocalCommand.exitCode(for: error).isSuccess {
      surroundings.tell(says)
      return ExitCode.done
    }
    surroundings.complain(says)
    return ExitCode.usage
  }

  private func help(_ command: any ParsableCommand) -> Int32 {
    var command = command
    do {
      try command.run()
      return ExitCode.usage
    } catch { return misread(error) }
  }
}
