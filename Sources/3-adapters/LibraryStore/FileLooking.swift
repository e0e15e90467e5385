import DeploymentRules
import Evidence
import Foundation
import Packages
import Synchronization
import Vocabulary

/// What the file system says of a file. No program that writes to a file or takes its place can leave this as it was: the
/// moment of the last change is set by the system alone, also when somebody turns the other times back.
struct FileStamp: Sendable, Hashable {
  let device: UInt64
  let inode: UInt64
  let bytes: Int64
  /// Nanoseconds since 1970.
  let changed: Int64
  let isRegular: Bool

  init(_ facts: stat) {
    device = UInt64(facts.st_dev)
    inode = UInt64(facts.st_ino)
    bytes = Int64(facts.st_size)
    changed = Int64(facts.st_ctim.tv_sec) * 1_000_000_000 + Int64(facts.st_ctim.tv_nsec)
    isRegular = facts.st_mode & S_IFMT == S_IFREG
  }

  /// A link is not followed: what stands in the store stands there itself. Nil if nothing is there.
  static func of(_ path: String) -> FileStamp? {
    var facts = stat()
    return lstat(path, &facts) == 0 ? FileStamp(facts) : nil
  }

  /// The system tells changes apart by some milliseconds. A look that begins sooner after one could miss the next.
  static let grain: Int64 = 50_000_000

  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  var isFresh: Bool { abs(Self.now() - changed) < Self.grain }
}

/// What the last look at each file saw, and how the file stood then: while it stands so, nobody needs to read its bytes
/// again, however long it is.
final class LooksTaken: Sendable {
  private let taken = Mutex<[Digest: (stamp: FileStamp, state: FileState)]>([:])

  func state(_ digest: Digest, _ stamp: FileStamp) -> FileState? {
    taken.withLock { $0[digest].flatMap { $0.stamp == stamp ? $0.state : nil } }
  }

  func keep(_ digest: Digest, _ stamp: FileStamp, _ state: FileState) {
    taken.withLock { $0[digest] = (stamp, state) }
  }
}

/// One look at one file, a piece at a time.
final class FileLooking {
  static let piece = 1 << 20

  private let digest: Digest
  private let path: String
  private let taken: LooksTaken
  private let file: Int32
  private let before: FileStamp?
  private var running = RunningDigest()
  private var failed: Bool

  init(_ digest: Digest, path: String, _ taken: LooksTaken) {
    (self.digest, self.path, self.taken) = (digest, path, taken)
    before = FileStamp.of(path)
    // Without waiting: a pipe that somebody put there would hold the look for ever.
    file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    failed = file < 0 || before?.isRegular != true
  }

  deinit { if file >= 0 { close(file) } }

  /// Reads a piece; false once there is nothing more to read.
  func step() -> Bool {
    guard !failed else { return false }
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: Self.piece) { buffer, count in
      var got = Glibc.read(file, buffer.baseAddress, Self.piece)
      while got < 0, errno == EINTR { got = Glibc.read(file, buffer.baseAddress, Self.piece) }
      code = got < 0 ? errno : 0
      count = max(0, got)
    }
    failed = code != 0
    running.add(bytes)
    return !bytes.isEmpty
  }

  /// What was seen. It is kept in mind only if nothing changed meanwhile and the file was not new when it was opened.
  func end() -> FileState {
    guard let before else { return .missing }
    let state: FileState = failed ? .unreadable : running.digest == digest ? .whole : .altered
    if !before.isFresh, FileStamp.of(path) == before { taken.keep(digest, before, state) }
    return state
  }
}

extension FileShelf {
  /// What the last look saw, if the file stands as it stood then; nil if nobody has looked since it changed. Reads no byte
  /// of it.
  public func looked(_ digest: Digest) -> FileState? {
    guard let stamp = FileStamp.of(path(digest)) else { return .missing }
    return taken.state(digest, stamp)
  }

  /// Whether anything stands at this path below the folder of files.
  public func stands(_ path: String) -> Bool {
    !path.split(separator: "/").contains("..") && FileStamp.of("\(folder)/\(path)") != nil
  }

  /// Looks at a file: reads its bytes if it has changed since the last look, or if they are wanted `anew`. One look at a
  /// time, on a thread of its own, so that long files hold up nothing but each other.
  public func look(_ digest: Digest, anew: Bool) async -> FileState {
    if !anew, let known = looked(digest) { return known }
    return await withCheckedContinuation { waiting in
      lookers.async {
        // Whoever waited for the same file finds it looked at.
        if !anew, let known = looked(digest) { return waiting.resume(returning: known) }
        // A file that never rests is looked at as it is, and the look is not kept in mind.
        for _ in 0..<10 where FileStamp.of(path(digest))?.isFresh == true { usleep(10_000) }
        let looking = beginLook(digest)
        while looking.step() {}
        waiting.resume(returning: looking.end())
      }
    }
  }

  func beginLook(_ digest: Digest) -> FileLooking { FileLooking(digest, path: path(digest), taken) }
}
