import Vocabulary

/// How to tell that a package works on a host.
public struct Check: Sendable, Hashable {
  public enum Probe: Sendable, Hashable {
    /// An address answers with that status.
    case http(address: String, status: Int)
    /// A command ends with that exit code; no shell.
    case command([String], exit: Int)
  }

  public var name: String
  public var probe: Probe
  /// A text that the answer or the output must contain.
  public var contains: String?
  /// It is tried again until then.
  public var withinSeconds: Int

  public init(name: String, probe: Probe, contains: String? = nil, withinSeconds: Int = 10) {
    self.name = name
    self.probe = probe
    self.contains = contains
    self.withinSeconds = withinSeconds
  }

  public static let shape = Shape(
    spelling: CheckRow.shape.spelling,
    reading: { json, pointer, problems in
      guard let row = CheckRow.shape.read(json, at: pointer, &problems) else { return nil }
      guard let check = row.check else {
        problems.append(FieldProblem(pointer: pointer, says: CheckRow.need))
        return nil
      }
      return check
    }, writing: { CheckRow.shape.write(CheckRow($0)) })
}

/// A check that is repeated while the package runs.
public struct Monitor: Sendable, Hashable {
  public var check: Check
  public var everySeconds: Int

  public init(check: Check, everySeconds: Int) {
    self.check = check
    self.everySeconds = everySeconds
  }

  public static let shape = Shape.record(
    Monitor.init(check:everySeconds:),
    field("check", \.check, Check.shape, "What is looked at"),
    field("everySeconds", \.everySeconds, .whole(10...86_400), "How often"))
}

/// A check as people write it: `http` with `status`, or `command` with `exit`.
struct CheckRow: Sendable {
  var command: [String]?
  var contains: String?
  var exit: Int?
  var http: String?
  var name: String
  var status: Int?
  var withinSeconds: Int

  static let need = "either http (with status) or command (with exit) is needed"

  static let shape = Shape.record(
    CheckRow.init(command:contains:exit:http:name:status:withinSeconds:),
    optional("command", \.command, Service.commandShape, "A command, no shell"),
    optional("contains", \.contains, .text(1...1000), "A text that must be in the answer"),
    optional("exit", \.exit, .whole(0...255), "The exit code it must end with, 0 if left out"),
    optional(
      "http", \.http,
      Shape<String>.text(8...1000).mapped(
        { $0.hasPrefix("http://") ? $0 : nil }, { $0 }, else: "an address that begins with http:// is needed"),
      "An address that must answer"),
    field("name", \.name, .text(1...80), "What is checked"),
    optional("status", \.status, .whole(100...599), "The status it must answer with, 200 if left out"),
    field("withinSeconds", \.withinSeconds, .whole(1...3600), else: 10, "It is tried again until then"))

  var check: Check? {
    switch (http, command) {
    case (let address?, nil) where exit == nil:
      Check(
        name: name, probe: .http(address: address, status: status ?? 200), contains: contains,
        withinSeconds: withinSeconds)
    case (nil, let command?) where status == nil:
      Check(
        name: name, probe: .command(command, exit: exit ?? 0), contains: contains, withinSeconds: withinSeconds)
    default: nil
    }
  }
}

extension CheckRow {
  init(_ check: Check) {
    self.init(name: check.name, withinSeconds: check.withinSeconds)
    contains = check.contains
    switch check.probe {
    case .http(let address, let wanted): (http, status) = (address, wanted)
    case .command(let words, let code): (command, exit) = (words, code)
    }
  }
}

/// What a host must have before anything is done.
public struct Prerequisite: Sendable, Hashable {
  public enum Need: Sendable, Hashable {
    /// A file or folder that exists.
    case file(HostPath)
    /// So much free space where that path lies, in MiB.
    case disk(mebibytes: Int, at: HostPath)
    /// So much memory in the machine, in MiB.
    case memory(mebibytes: Int)
  }

  public var name: String
  public var need: Need

  public init(name: String, need: Need) {
    self.name = name
    self.need = need
  }

  public static let shape = Shape(
    spelling: PrerequisiteRow.shape.spelling,
    reading: { json, pointer, problems in
      guard let row = PrerequisiteRow.shape.read(json, at: pointer, &problems) else { return nil }
      guard let need = row.need else {
        problems.append(FieldProblem(pointer: pointer, says: "one of file, diskMiB with at, memoryMiB is needed"))
        return nil
      }
      return Prerequisite(name: row.name, need: need)
    }, writing: { PrerequisiteRow.shape.write(PrerequisiteRow($0)) })
}

struct PrerequisiteRow: Sendable {
  var at: HostPath?
  var diskMiB: Int?
  var file: HostPath?
  var memoryMiB: Int?
  var name: String

  static let shape = Shape.record(
    PrerequisiteRow.init(at:diskMiB:file:memoryMiB:name:),
    optional("at", \.at, HostPath.shape, "Where the space is needed"),
    optional("diskMiB", \.diskMiB, .whole(1...1_000_000_000), "Free space in MiB"),
    optional("file", \.file, HostPath.shape, "A file or folder that must exist"),
    optional("memoryMiB", \.memoryMiB, .whole(1...1_000_000_000), "Memory of the machine in MiB"),
    field("name", \.name, .text(1...80), "What is needed"))

  var need: Prerequisite.Need? {
    switch (file, diskMiB, at, memoryMiB) {
    case (let file?, nil, nil, nil): .file(file)
    case (nil, let size?, let place?, nil): .disk(mebibytes: size, at: place)
    case (nil, nil, nil, let size?): .memory(mebibytes: size)
    default: nil
    }
  }
}

extension PrerequisiteRow {
  init(_ prerequisite: Prerequisite) {
    self.init(name: prerequisite.name)
    switch prerequisite.need {
    case .file(let path): file = path
    case .disk(let size, let place): (diskMiB, at) = (size, place)
    case .memory(let size): memoryMiB = size
    }
  }
}
