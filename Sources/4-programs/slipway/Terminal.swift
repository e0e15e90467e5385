import CommandLine

/// The command line's surroundings; the server's door has some of the same name.
typealias Terminal = Surroundings
