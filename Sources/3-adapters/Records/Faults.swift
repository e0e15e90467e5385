import Evidence
import Ledger
import SQL
import Vocabulary

extension SQLFailure {
  /// The failure for people: what happened, what to do, whether trying again helps (OPS-4).
  public var fault: Fault {
    switch kind {
    case .busy:
      Fault(
        "database-busy", says: "The database is busy. \(says)",
        remedy: "Try again. If it stays so, see whether another program has the file open.", passes: true)
    case .diskFull:
      Fault(
        "disk-full", says: "The disk with the database is full; nothing was written. \(says)",
        remedy: "Make room on the disk. Slipway goes on by itself.", passes: true)
    case .corrupt:
      Fault(
        "database-corrupt", says: "The database file is damaged. \(says)",
        remedy: "Stop Slipway, keep the file apart, and restore the last backup.")
    case .readOnly:
      Fault(
        "database-read-only", says: "The database cannot be written. \(says)",
        remedy: "Give the user that runs Slipway the right to write the file and its folder.")
    case .cannotOpen:
      Fault(
        "database-missing", says: "The database file cannot be opened. \(says)",
        remedy: "See that the folder is there and that the user that runs Slipway may write in it.")
    case .closed:
      Fault(
        "database-closed", says: "Slipway is stopping. \(says)", remedy: "Try again once it runs.", passes: true)
    case .inputOutput:
      Fault(
        "database-unreadable", says: "Reading or writing the database failed. \(says)",
        remedy: "Look at the disk and the system's messages; restore the last backup if the file is damaged.")
    case .constraint:
      Fault(
        "record-refused", says: "The database refused a record that the rules had let through. \(says)",
        remedy: "This is a defect of Slipway: please report it. Nothing was written.")
    case .statement:
      Fault(
        "database-statement", says: "The database did not understand Slipway. \(says)",
        remedy: "This is a defect of Slipway: please report it. Nothing was written.")
    }
  }
}

enum Faults {
  /// Whatever the room may throw: answers stay, failures of the machine become faults.
  static func known(_ error: any Error) -> any Error {
    if let failure = error as? SQLFailure { return failure.fault }
    if let problem = error as? TileProblem { return damaged(problem.says) }
    return error
  }

  static func damaged(_ says: String) -> Fault {
    Fault(
      "record-damaged", says: says, remedy: "Stop Slipway, keep the database file apart, and restore the last backup.")
  }

  static func defect(_ name: String, _ says: String) -> Fault {
    Fault(name, says: says, remedy: "This is a defect of Slipway: please report it. Nothing was written.")
  }

  static func unknownDocument(_ name: DocumentName) -> Fault {
    defect("document-unknown", "There is no document \(name.digest.short) to erase.")
  }

  /// The bytes of an entry, or a fault that says why it has none.
  static func bytes(of entry: LogEntry) throws -> [UInt8] {
    do { return try entry.bytes } catch {
      throw Fault("entry-unwritable", says: error.says, remedy: "Give less at once, or report it as a defect.")
    }
  }

  static func entry(_ bytes: [UInt8]) throws -> LogEntry {
    do { return try LogEntry(bytes: bytes) } catch { throw damaged(error.says) }
  }
}
