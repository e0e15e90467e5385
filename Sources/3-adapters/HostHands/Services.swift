import Glibc
import HostWork
import Vocabulary

/// What the agent knows of one service that it keeps running.
struct ServiceRecord: Sendable, Hashable {
  let note: ServiceNote
  let wanted: Bool
  /// The process, with its start, so that another process with the same number is not taken for it.
  let process: Int64?
  let started: Int64?

  static let shape = Shape.record(
    ServiceRecord.init(note:wanted:process:started:),
    field("note", \.note, ServiceNote.shape, "How it is started"),
    field("wanted", \.wanted, .yesOrNo, "Whether it is to run"),
    optional("process", \.process, .whole(1...JSON.largestWhole), "Process number"),
    optional("started", \.started, .whole(0...JSON.largestWhole), "Its start in clock ticks"))
}

/// The services that the agent supervises. They outlive the agent, which finds them again by process number and start.
struct Services: Sendable {
  let folder: AgentFolder
  let processes: Processes

  private func file(_ name: String) -> String { "services/\(name).json" }

  func record(_ name: String) throws(HandsFault) -> ServiceRecord? {
    try folder.document(file(name), ServiceRecord.shape)
  }

  func write(_ record: ServiceRecord) throws(HandsFault) {
    try folder.write(file(record.note.name), ServiceRecord.shape.write(record))
  }

  /// All of them, or those of one package.
  func all(of package: String? = nil) throws(HandsFault) -> [ServiceRecord] {
    var records: [ServiceRecord] = []
    for name in Disk.names(folder.at("services")) where name.hasSuffix(".json") {
      guard package.map({ name.hasPrefix($0 + ".") }) ?? true else { continue }
      if let record = try record(String(name.dropLast(5))) { records.append(record) }
    }
    return records
  }

  func isAlive(_ record: ServiceRecord) -> Bool { process(of: record) != nil }

  func process(of record: ServiceRecord) -> pid_t? {
    guard let number = record.process.flatMap({ pid_t(exactly: $0) }) else { return nil }
    // A child of ours that is over stays a zombie until it is asked for.
    _ = Processes.ended(number)
    return ProcessTable.started(number) == record.started ? number : nil
  }

  private func marks(_ name: String) -> [String] {
    ["SLIPWAY_AGENT=\(folder.path)", Processes.Purpose.service(name).variable]
  }

  /// Starts it unless it runs. The record that it is wanted comes first, so that a crash in between starts it later.
  func start(_ note: ServiceNote) throws(HandsFault) {
    if let record = try record(note.name), record.note == note, isAlive(record) {
      if !record.wanted {
        try write(ServiceRecord(note: note, wanted: true, process: record.process, started: record.started))
      }
      return
    }
    try write(ServiceRecord(note: note, wanted: true, process: nil, started: nil))
    // A crash between starting and noting the number leaves one that nobody knows; there must not be two.
    try ProcessTable.end(marked: marks(note.name))
    let output = try openLog(note.name)
    let command = processes.resolved(note.command, owns: note.owns)
    let process = try processes.spawn(command, purpose: .service(note.name), output: output.descriptor)
    let started = ProcessTable.started(process)
    try write(ServiceRecord(note: note, wanted: true, process: Int64(process), started: started))
  }

  private func openLog(_ name: String) throws(HandsFault) -> OpenFile {
    let path = folder.at("services/\(name).log")
    let file = try OpenFile(path, O_WRONLY | O_CREAT | O_APPEND)
    var facts = stat()
    // What a service prints is for looking at, not for keeping: begun anew at each start beyond 1 MiB.
    if fstat(file.descriptor, &facts) == 0, facts.st_size > 1 << 20 { _ = ftruncate(file.descriptor, 0) }
    return file
  }

  /// The last bytes of what it printed.
  func output(_ name: String, most: Int = 4096) -> String {
    String(decoding: ((try? Disk.read(folder.at("services/\(name).log"))) ?? nil ?? []).suffix(most), as: UTF8.self)
  }

  /// Ends it with TERM, and after `stopSeconds` with KILL, with all it started. Ending what does not run is fine.
  func stop(_ name: String) throws(HandsFault) {
    guard let record = try record(name) else { return try ProcessTable.end(marked: marks(name)) }
    if record.wanted {
      try write(ServiceRecord(note: record.note, wanted: false, process: record.process, started: record.started))
    }
    if let process = process(of: record) {
      kill(-process, SIGTERM)
      let deadline = Clocks.monotonic() + Int64(record.note.stopSeconds) * 1000
      while isAlive(record), Clocks.monotonic() < deadline { Clocks.sleep(20) }
      if isAlive(record) { kill(-process, SIGKILL) }
    }
    try ProcessTable.end(marked: marks(name))
  }

  /// Forgets it; it must not run any more.
  func forget(_ name: String) throws(HandsFault) {
    try Disk.remove(folder.at(file(name)))
    try Disk.remove(folder.at("services/\(name).log"))
  }
}
