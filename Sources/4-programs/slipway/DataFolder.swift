import Evidence
import Foundation
import LibraryStore
import Operations
import Records
import SQLiteEngine
import Vocabulary

/// Everything the server keeps, in one folder: database, keys, library, last checkpoint.
struct DataFolder: Sendable {
  let path: String
  let keys: KeyFolder
  let shelf: FileShelf
  let office: Office

  /// For what is prepared and then sent.
  var scratch: String { path + "/scratch" }

  /// Opens the folder and the database; makes what is missing.
  /// `tell` is told what takes long; `spread` what each commit changed of what hosts are told.
  static func open(
    _ path: String, spread: @escaping @Sendable ([HostNews]) -> Void = { _ in },
    tell: @escaping @Sendable (String) -> Void
  ) async throws -> DataFolder {
    do { try FileManager.default.createDirectory(atPath: path + "/scratch", withIntermediateDirectories: true) } catch {
      throw Fault(
        "data-folder", says: "The data folder \(path) cannot be made.",
        remedy: "Name another with --data, or correct the rights of the folder above it.")
    }
    try FolderHold.take(path)
    let remembered = path + "/checkpoint"
    let database = path + "/slipway.sqlite"
    let isNew = !FileManager.default.fileExists(atPath: database)
    guard !isNew || !FileManager.default.fileExists(atPath: remembered) else {
      throw Fault(
        "database-missing", says: "\(database) is not there, but \(remembered) says that a log was published.",
        remedy: "Put the database file back, from the last backup if need be. For a new installation name an empty "
          + "folder with --data.")
    }
    let keys = try KeyFolder(folder: path + "/keys", makes: isNew, chance: Machine.chance)
    let shelf = try FileShelf(folder: path + "/blobs")
    try shelf.sweep()
    let sequencer = Sequencer()
    let engine: SQLiteEngine
    do { engine = try SQLiteEngine(path: database, witness: sequencer.witness) } catch {
      throw error.fault.about(database)
    }
    let door = EngineDoor(
      write: { try await engine.write($0) }, read: { try await engine.read($0) }, close: { try await engine.close() },
      scour: { try await engine.scour() })
    let ports = OfficePorts(
      chance: Machine.chance, hasBlob: { shelf.has($0) }, looked: { shelf.looked($0) },
      stands: { shelf.stands($0) }, sign: { try keys.sign($0, type: $1, role: $2) },
      clock: Machine.now, checkpointKey: try keys.checkpointKey(),
      publish: { text in try SafeFile.replace(remembered, Array(text.utf8)) }, spread: spread)
    let office = Office(engine: door, sequencer: sequencer, ports: ports)
    do {
      try await office.open(remembered: try? String(contentsOfFile: remembered, encoding: .utf8), tell: tell)
    } catch {
      throw (error as? Fault)?.about(database) ?? error
    }
    return DataFolder(path: path, keys: keys, shelf: shelf, office: office)
  }
}

extension Fault {
  /// The same fault, with the file it is about in front.
  func about(_ file: String) -> Fault { Fault(name, says: "\(file): \(says)", remedy: remedy, passes: passes) }
}
