// swift-tools-version: 6.2
import PackageDescription

// The floors of the house (ARCHITECTURE.md). A room may only use rooms that stand lower; rooms on the same
// level do not touch. `checkFloors()` below refuses an arrow that goes sideways or up.

/// Where a room stands. The two rows of floor 1 are levels of their own.
enum Level: Int, Comparable {
  case vocabulary, measures, rules, operations, adapters, programs

  static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

  var folder: String {
    switch self {
    case .vocabulary: "0-vocabulary"
    case .measures, .rules: "1-rules"
    case .operations: "2-operations"
    case .adapters: "3-adapters"
    case .programs: "4-programs"
    }
  }
}

/// A library that is not ours. Each heavy one is imported by one room (`HouseTests` holds the list too).
enum Guest: CaseIterable {
  case crypto, cryptoExtras, grdb, hummingbird, hummingbirdTesting, httpClient, argumentParser, logging, lifecycle,
    yams

  var dependency: Target.Dependency {
    switch self {
    case .crypto: .product(name: "Crypto", package: "swift-crypto")
    case .cryptoExtras: .product(name: "CryptoExtras", package: "swift-crypto")
    case .grdb: .product(name: "GRDB", package: "GRDB.swift")
    case .hummingbird: .product(name: "Hummingbird", package: "hummingbird")
    case .hummingbirdTesting: .product(name: "HummingbirdTesting", package: "hummingbird")
    case .httpClient: .product(name: "AsyncHTTPClient", package: "async-http-client")
    case .argumentParser: .product(name: "ArgumentParser", package: "swift-argument-parser")
    case .logging: .product(name: "Logging", package: "swift-log")
    case .lifecycle: .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    case .yams: .product(name: "Yams", package: "Yams")
    }
  }
}

struct Room {
  var name: String
  var level: Level
  var uses: [String] = []
  var guests: [Guest] = []
  var isProgram: Bool { level == .programs }
}

let rooms: [Room] = [
  Room(name: "Vocabulary", level: .vocabulary),

  Room(name: "Evidence", level: .measures, uses: ["Vocabulary"]),
  Room(name: "Ledger", level: .measures, uses: ["Vocabulary"], guests: [.crypto]),
  Room(name: "Packages", level: .measures, uses: ["Vocabulary"], guests: [.crypto]),

  Room(name: "Scheduling", level: .measures),

  Room(name: "PeopleRules", level: .rules, uses: ["Vocabulary", "Evidence"]),
  Room(name: "ChangeRules", level: .rules, uses: ["Vocabulary", "Evidence"]),
  Room(name: "ConfigurationRules", level: .rules, uses: ["Vocabulary", "Evidence"]),
  Room(name: "ReleaseRules", level: .rules, uses: ["Vocabulary", "Evidence", "Packages", "Scheduling"]),
  Room(name: "DeploymentRules", level: .rules, uses: ["Vocabulary", "Evidence", "Packages"]),

  Room(
    name: "Operations", level: .operations,
    uses: [
      "Vocabulary", "Evidence", "Ledger", "Packages", "PeopleRules", "ChangeRules", "ConfigurationRules",
      "ReleaseRules", "DeploymentRules", "Scheduling",
    ]),
  Room(name: "HostWork", level: .operations, uses: ["Vocabulary", "Evidence", "Packages"]),
  Room(name: "Wire", level: .operations, uses: ["Vocabulary", "Packages"]),
  Room(name: "SQL", level: .operations, uses: ["Vocabulary"]),

  Room(name: "SQLiteEngine", level: .adapters, uses: ["Vocabulary", "Evidence", "SQL"], guests: [.grdb]),
  Room(
    name: "Records", level: .adapters,
    uses: [
      "Vocabulary", "Evidence", "Ledger", "Packages", "PeopleRules", "ChangeRules", "ConfigurationRules",
      "ReleaseRules", "DeploymentRules", "Operations", "SQL",
    ]),
  Room(
    name: "LibraryStore", level: .adapters,
    uses: ["Vocabulary", "Evidence", "Ledger", "Packages", "DeploymentRules", "Operations"]),
  Room(
    name: "HTTPServer", level: .adapters,
    uses: ["Vocabulary", "Evidence", "Ledger", "Packages", "PeopleRules", "DeploymentRules", "Operations", "Wire"],
    guests: [.hummingbird, .logging, .crypto, .cryptoExtras]),
  Room(
    name: "WebPages", level: .adapters,
    uses: [
      "Vocabulary", "Evidence", "PeopleRules", "ChangeRules", "ConfigurationRules", "ReleaseRules", "DeploymentRules",
      "Operations", "Scheduling",
    ]),
  Room(
    name: "CommandLine", level: .adapters,
    uses: ["Vocabulary", "Evidence", "Ledger", "Packages", "PeopleRules", "Operations"],
    guests: [.argumentParser, .yams]),
  Room(name: "Courier", level: .adapters, uses: ["Vocabulary"], guests: [.httpClient]),
  Room(name: "HostHands", level: .adapters, uses: ["Vocabulary", "Packages", "HostWork", "Wire"], guests: [.crypto]),

  Room(
    name: "slipway", level: .programs,
    uses: [
      "Vocabulary", "Evidence", "Ledger", "Packages", "PeopleRules", "Operations", "Records", "SQL", "SQLiteEngine",
      "LibraryStore", "HTTPServer", "WebPages",
      "CommandLine", "Courier",
    ], guests: [.lifecycle, .logging]),
  Room(
    name: "slipway-agent", level: .programs, uses: ["Vocabulary", "HostWork", "HostHands", "Wire", "Courier"]),
]

/// Refuses an arrow sideways or up, with what to do about it.
func checkFloors() {
  let levels = Dictionary(uniqueKeysWithValues: rooms.map { ($0.name, $0.level) })
  for room in rooms {
    for used in room.uses {
      guard let level = levels[used] else { fatalError("\(room.name) uses \(used), which is no room of this house.") }
      guard level < room.level else {
        fatalError(
          """
          \(room.name) may not use \(used): it does not stand on a lower floor. Move what both need down \
          (ARCHITECTURE.md, «The floors»), or hand it over as facts from the operation.
          """)
      }
    }
  }
}
checkFloors()

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny")]

func target(of room: Room) -> Target {
  let path = "Sources/\(room.level.folder)/\(room.name)"
  let uses: [Target.Dependency] = room.uses.map { .byName(name: $0) } + room.guests.map(\.dependency)
  if room.name == "slipway-agent" {
    // One static file that needs nothing on the host (issue 1, step 3).
    return .executableTarget(
      name: room.name, dependencies: uses, path: path, swiftSettings: strict,
      linkerSettings: [
        .unsafeFlags(["-static-executable"]), .linkedLibrary("_FoundationCShims"),
        .linkedLibrary("_FoundationCollections"),
      ])
  }
  return room.isProgram
    ? .executableTarget(name: room.name, dependencies: uses, path: path, swiftSettings: strict)
    : .target(name: room.name, dependencies: uses, path: path, swiftSettings: strict)
}

/// Tests of a room: they may look into every room below what they test, and into the rooms named.
func tests(of room: String, uses: [String], guests: [Guest] = []) -> Target {
  .testTarget(
    name: room + "Tests", dependencies: uses.map { .byName(name: $0) } + guests.map(\.dependency),
    path: "Tests/\(room)Tests", exclude: room == "Records" ? ["golden-entries.txt"] : [], swiftSettings: strict)
}

let rules = ["PeopleRules", "ChangeRules", "ConfigurationRules", "ReleaseRules", "DeploymentRules"]
let measures = ["Vocabulary", "Evidence", "Ledger", "Packages", "Scheduling"]

let testTargets = [
  tests(of: "Vocabulary", uses: ["Vocabulary"]),
  tests(of: "Ledger", uses: ["Vocabulary", "Ledger"]),
  tests(of: "Packages", uses: ["Vocabulary", "Packages"], guests: [.crypto]),
  tests(of: "Rules", uses: measures + rules),
  tests(of: "Wire", uses: ["Vocabulary", "Packages", "Wire"], guests: [.crypto]),
  tests(of: "HostWork", uses: ["Vocabulary", "Evidence", "Packages", "HostWork"]),
  tests(
    of: "HostHands", uses: ["Vocabulary", "Evidence", "Packages", "HostWork", "HostHands", "Wire"], guests: [.crypto]),
  tests(of: "Operations", uses: measures + rules + ["Operations", "SQL", "Records"]),
  tests(of: "Records", uses: measures + rules + ["Operations", "SQL", "SQLiteEngine", "Records"]),
  tests(of: "LibraryStore", uses: ["Vocabulary", "Evidence", "Packages", "DeploymentRules", "LibraryStore"]),
  tests(of: "WebPages", uses: measures + rules + ["Operations", "WebPages"]),
  tests(of: "HTTPServer", uses: measures + ["Operations", "HTTPServer"]),
  tests(of: "CommandLine", uses: measures + ["Operations", "CommandLine"]),
  tests(of: "House", uses: []),
]

let package = Package(
  name: "slipway",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "slipway", targets: ["slipway"]),
    .executable(name: "slipway-agent", targets: ["slipway-agent"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: rooms.map(target(of:)) + testTargets,
  swiftLanguageModes: [.v6]
)
