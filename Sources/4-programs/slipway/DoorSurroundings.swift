import HTTPServer

/// What the server's door needs; the command line has some of the same name.
typealias DoorSurroundings = Surroundings
