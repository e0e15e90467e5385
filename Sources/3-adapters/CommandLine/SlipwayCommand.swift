import Operations
import Vocabulary

/// The whole command line: the registry's operations and questions, and the verbs that need no server (OPS-4).
public struct SlipwayCommand: Sendable {
  private let verbs: VerbList
  private let send: Send
  private let local: LocalVerbs
  private let surroundings: Surroundings

  /// - Parameters:
  ///   - registry: What the server offers; its names become subcommands.
  ///   - send: Carries a request to a server.
  ///   - surroundings: Environment, output, and where keys and secrets come from.
  ///   - serve: Runs the server until it is told to stop; its code is the program's.
  ///   - admin: Acts on the data folder of this machine.
  public init(
    registry: Registry, send: @escaping Send, surroundings: Surroundings,
    serve: @escaping @Sendable (ServeOptions) async throws -> Int32,
    admin: @escaping @Sendable (AdminOrder) async throws -> Int32
  ) {
    verbs = VerbList(registry)
    self.send = send
    self.surroundings = surroundings
    local = LocalVerbs(surroundings: surroundings, serve: serve, admin: admin)
  }

  /// Runs one command, without the program's own name, and gives the exit code (`ExitCode`).
  public func run(_ arguments: [String]) async -> Int32 {
    do {
      return try await perform(arguments)
    } catch let ending as Ending {
      surroundings.complain(ending.says)
      return ending.code
    } catch {
      surroundings.complain("\(error)")
      return ExitCode.fault
    }
  }

  private func perform(_ arguments: [String]) async throws -> Int32 {
    guard let first = arguments.first else {
      surroundings.complain(VerbHelp.all(verbs))
      return ExitCode.usage
    }
    if ["--help", "-h", "help"].contains(first) { return help(Array(arguments.dropFirst())) }
    // The library's versions are packages; both words lead to them.
    if ["list", "show"].contains(arguments.dropFirst().first), first == "library" {
      return try await perform(["package"] + arguments.dropFirst())
    }
    if LocalVerbs.owns(arguments) { return try await local.run(arguments) }
    if arguments.starts(with: LibraryAdmission.words) {
      try await LibraryAdmission(verbs, surroundings, send).run(arguments)
    } else if arguments.starts(with: LogExportVerb.words) {
      try await LogExportVerb(surroundings: surroundings, send: send).run(arguments)
    } else if let verb = verbs.verb(arguments) {
      try await Client(verbs: verbs, surroundings: surroundings, send: send).run(verb, arguments)
    } else {
      return unknown(arguments)
    }
    return ExitCode.done
  }

  private func help(_ about: [String]) -> Int32 {
    guard let noun = about.first else {
      surroundings.tell(VerbHelp.all(verbs))
      return ExitCode.done
    }
    if about.starts(with: LibraryAdmission.words) {
      surroundings.tell(LibraryAdmission(verbs, surroundings, send).help)
    } else if about.starts(with: LogExportVerb.words) {
      surroundings.tell(LogExportVerb(surroundings: surroundings, send: send).help)
    } else if let verb = verbs.verb(about) {
      surroundings.tell(VerbHelp.verb(verb))
    } else if let text = VerbHelp.noun(noun, verbs) {
      surroundings.tell(text)
    } else {
      return unknown(about)
    }
    return ExitCode.done
  }

  private func unknown(_ arguments: [String]) -> Int32 {
    let noun = arguments.first ?? ""
    guard let text = VerbHelp.noun(noun, verbs) else {
      surroundings.complain("There is no command «\(noun)». slipway --help lists all.")
      return ExitCode.usage
    }
    if arguments.count > 1, ["--help", "-h"].contains(arguments[1]) {
      surroundings.tell(text)
      return ExitCode.done
    }
    if arguments.count > 1 { surroundings.complain("«\(noun) \(arguments[1])» is no command.") }
    surroundings.complain(text)
    return ExitCode.usage
  }
}
