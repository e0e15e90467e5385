import CommandLine
import Courier
import Glibc
import Operations

// Chooses real clocks, real chance, the database and the network, and hands them in. No brains here.
let surroundings = Terminal(environment: Machine.environment)
let program = SlipwayCommand(
  registry: .slipway, send: ClientLine().send, surroundings: surroundings,
  serve: { try await Serving(options: $0).run() },
  admin: { try await Administration(order: $0, surroundings: surroundings).run() })
exit(await program.run(Array(Swift.CommandLine.arguments.dropFirst())))
