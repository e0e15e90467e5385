import Glibc
import HostWork
import Vocabulary

/// The journal of one order on disk: append only, forced to disk after every line.
struct JournalFile: ~Copyable {
  private let file: OpenFile
  private var checksum: String
  private var length: Int
  /// What it said when it was opened.
  let entries: [JournalEntry]

  private init(file: consuming OpenFile, _ reading: Journal.Reading) {
    self.file = file
    checksum = reading.checksum
    length = reading.goodBytes
    entries = reading.entries
  }

  /// Opens it, reads what is whole, and cuts off a last line that was torn: nobody was told what it said.
  static func open(_ path: String) throws(HandsFault) -> JournalFile {
    let reading = Journal.read(try Disk.read(path) ?? [])
    let isNew = !Disk.exists(path)
    let file = try OpenFile(path, O_WRONLY | O_CREAT)
    if let torn = reading.torn {
      log("journal-torn", ["journal": path, "because": torn, "kept": "\(reading.goodBytes) bytes"])
      guard ftruncate(file.descriptor, off_t(reading.goodBytes)) == 0 else { throw HandsFault("shorten", path) }
      try file.force()
    }
    guard lseek(file.descriptor, off_t(reading.goodBytes), SEEK_SET) >= 0 else { throw HandsFault("go on in", path) }
    if isNew { try Disk.forceFolder(of: path) }
    return JournalFile(file: file, reading)
  }

  mutating func append(_ entry: JournalEntry) throws(HandsFault) {
    let line = Journal.line(entry, after: checksum)
    let (descriptor, whole) = (file.descriptor, off_t(length))
    try Reserve.used { () throws(HandsFault) in
      do throws(HandsFault) {
        try OpenFile.write(line.bytes, to: descriptor)
        guard fsync(descriptor) == 0 else { throw HandsFault("force to disk", "the journal") }
      } catch {
        // What came of the line is cut off, so that the next one stands after a whole one.
        ftruncate(descriptor, whole)
        lseek(descriptor, whole, SEEK_SET)
        throw error
      }
    }
    checksum = line.checksum
    length += line.bytes.count
  }
}
