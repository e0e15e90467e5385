import Glibc
import HostWork
import Packages
import Testing
import Vocabulary

@testable import HostHands

@Suite struct HandsTests {
  @Test("DEP-3: a symbolic link never leads a write out of the root")
  func escape() throws {
    let room = try TestRoom()
    try Disk.makeFolder(room.path + "/outside")
    #expect(symlink(room.path + "/outside", room.root.real("/etc/conf.d")) == 0)
    #expect(throws: HandsFault.self) { try room.root.place("/etc/conf.d/x", [1], mode: 0o644) }
    #expect(throws: HandsFault.self) { try room.root.link("/etc/conf.d/x", to: "y") }
    #expect(throws: HandsFault.self) { try room.root.remove("/etc/conf.d/x") }
    #expect(throws: HandsFault.self) { try room.root.removeTree("/etc/conf.d/x") }
    #expect(Disk.names(room.path + "/outside").isEmpty)
    // A link as the last component is replaced, not followed.
    #expect(symlink(room.path + "/outside/y", room.root.real("/etc/y")) == 0)
    try room.root.place("/etc/y", Array("new".utf8), mode: 0o600)
    #expect(!Disk.exists(room.path + "/outside/y"))
    #expect(room.text("/etc/y") == "new")
  }

  @Test("DEP-3: removing a tree removes links in it and not what they name")
  func treeWithLink() throws {
    let room = try TestRoom()
    try Disk.makeFolder(room.path + "/outside")
    try Disk.replace(room.path + "/outside/kept", [1])
    try room.root.place("/opt/x/versions/1/a", [1], mode: 0o644)
    #expect(symlink(room.path + "/outside", room.root.real("/opt/x/versions/1/link")) == 0)
    try room.root.removeTree("/opt/x/versions/1")
    #expect(!Disk.exists(room.root.real("/opt/x/versions/1")))
    #expect(Disk.exists(room.path + "/outside/kept"))
    try room.root.removeTree("/opt/x/versions/1")
  }

  @Test("DEP-3: paths with «..» and relative paths are refused", arguments: ["/etc/../x", "etc/x", "/", "", "/a/./b"])
  func badPaths(_ path: String) throws {
    let room = try TestRoom()
    #expect(throws: HandsFault.self) { try room.root.place(path, [1], mode: 0o644) }
  }

  @Test("DEP-3: a process that takes too long is killed with all it started")
  func timeout() throws {
    let room = try TestRoom()
    let started = Clocks.monotonic()
    let script = "echo $$; sleep 300 & echo begun; sleep 300"
    let end = try room.workshop.processes.run(
      ["/bin/sh", "-c", script], purpose: .order("timeout"), timeout: Span(milliseconds: 400))
    #expect(end.timedOut)
    #expect(end.output.contains("begun"))
    #expect(Clocks.monotonic() - started < 5000)
    let left = ProcessTable.marked(["SLIPWAY_AGENT=\(room.workshop.folder.path)", "SLIPWAY_ORDER=timeout"])
    #expect(left.allSatisfy { ProcessTable.started($0) == nil } || left.isEmpty)
  }

  @Test("DEP-3: of long output the last 64 KiB are kept, and the exit code is told")
  func output() throws {
    let room = try TestRoom()
    let script = "i=0; while [ $i -lt 9000 ]; do echo line $i filler; i=$((i+1)); done; exit 7"
    let end = try room.workshop.processes.run(
      ["/bin/sh", "-c", script], purpose: .order("output"), timeout: .seconds(60))
    #expect(end.code == 7)
    #expect(end.output.utf8.count <= 64 << 10)
    #expect(end.output.hasSuffix("line 8999 filler\n"))
  }

  @Test("DEP-3: scripts are told the root and nothing of the agent's own environment")
  func environment() throws {
    let room = try TestRoom()
    setenv("SLIPWAY_TEST_SECRET", "leak", 1)
    let end = try room.workshop.processes.run(["/usr/bin/env"], purpose: .order("env"), timeout: .seconds(10))
    #expect(end.output.contains("SLIPWAY_ROOT=\(room.root.folder)\n"))
    #expect(!end.output.contains("leak"))
  }

  @Test("DEP-3: a placed file is taken back with content, mode and owner, or removed with its folders")
  func placeAndBack() throws {
    let room = try TestRoom()
    let hands = try room.hands()
    try room.root.place("/etc/a.conf", Array("by hand".utf8), mode: 0o600)
    let source = try room.store("of the package")
    let deeds = ["/etc/a.conf", "/etc/new.d/deep/b.conf"].map {
      Deed.placeFile(FileDeed(to: $0, source: source, mode: "0644", template: false))
    }
    let former = try hands.keepFormer(deeds)
    #expect(former.absentFolders == ["/etc/new.d", "/etc/new.d/deep"])
    for deed in deeds { _ = try hands.perform(deed) }
    #expect(room.text("/etc/a.conf") == "of the package")
    #expect(room.text("/etc/new.d/deep/b.conf") == "of the package")
    // Twice, because every undo must be safe to repeat.
    for _ in 0..<2 {
      for deed in deeds.reversed() { _ = try hands.undo(deed, former) }
      try hands.removeFolders(former.absentFolders)
      #expect(room.text("/etc/a.conf") == "by hand")
      #expect(try room.root.facts("/etc/a.conf")?.mode == 0o600)
      #expect(!Disk.exists(room.root.real("/etc/new.d")))
    }
  }

  @Test("DEP-3: a folder in which somebody put something stays when the package goes")
  func usersFolder() throws {
    let room = try TestRoom()
    let hands = try room.hands()
    let deed = Deed.placeFile(
      FileDeed(to: "/srv/x/b.conf", source: try room.store("b"), mode: "0644", template: false))
    let former = try hands.keepFormer([deed])
    _ = try hands.perform(deed)
    try room.root.place("/srv/x/mine", [1], mode: 0o644)
    _ = try hands.undo(deed, former)
    try hands.removeFolders(former.absentFolders)
    #expect(Disk.names(room.root.real("/srv/x")) == ["mine"])
  }

  @Test("DEP-3: a content that was damaged on the disk is not installed")
  func damaged() throws {
    let room = try TestRoom()
    let digest = try room.store("whole")
    try Disk.replace(room.workshop.folder.at("blobs/\(digest.hex)"), Array("broken".utf8))
    let deed = Deed.placeFile(FileDeed(to: "/etc/x", source: digest, mode: "0644", template: false))
    #expect(throws: HandsFault.self) { _ = try room.hands().perform(deed) }
    #expect(!Disk.exists(room.root.real("/etc/x")))
  }

  @Test("DEP-3: a version switches by one link and is taken back to the one before")
  func versions() throws {
    let room = try TestRoom()
    let hands = try room.hands()
    func version(_ text: String) throws -> VersionFolder {
      let entry = TreeEntry(path: "bin/run", digest: try room.store(text), mode: "0755", link: nil)
      let link = TreeEntry(path: "run", digest: nil, mode: nil, link: "bin/run")
      return VersionFolder(owns: "/opt/x", package: .sha256(of: Array("package \(text)".utf8)), entries: [entry, link])
    }
    let (one, two) = (try version("one"), try version("two"))
    for deed in [Deed.unpack(one), .switchCurrent(one)] { _ = try hands.perform(deed) }
    let deeds = [Deed.unpack(two), .switchCurrent(two)]
    let former = try hands.keepFormer(deeds)
    #expect(former.current == one.linkTarget)
    for deed in deeds { _ = try hands.perform(deed) }
    #expect(room.text("/opt/x/current/run") == "two")
    #expect(try room.root.facts("\(two.folder)/bin/run")?.mode == 0o755)
    for deed in deeds.reversed() { _ = try hands.undo(deed, former) }
    #expect(room.text("/opt/x/current/run") == "one")
    #expect(Disk.names(room.root.real("/opt/x/versions")) == [one.package.hex])
  }

  @Test("DEP-3: a service outlives the agent, is found again, and is stopped with all it started")
  func service() throws {
    let room = try TestRoom()
    let services = room.workshop.services
    let note = ServiceNote(
      name: "x.main", command: ["/bin/sh", "-c", "sleep 300 & wait"], stopSeconds: 2, owns: "/opt/x")
    try services.start(note)
    let first = try #require(try services.record("x.main"))
    #expect(services.isAlive(first))
    // As another agent would find it: from the record alone. Starting what runs changes nothing.
    try Services(folder: room.workshop.folder, processes: room.workshop.processes).start(note)
    #expect(try services.record("x.main") == first)
    // An agent killed before it noted the number finds it by its mark, so that there are never two.
    try services.write(ServiceRecord(note: note, wanted: true, process: nil, started: nil))
    try services.start(note)
    #expect(!services.isAlive(first))
    try services.stop("x.main")
    let marks = ["SLIPWAY_AGENT=\(room.workshop.folder.path)", "SLIPWAY_SERVICE=x.main"]
    #expect(ProcessTable.marked(marks).isEmpty)
    #expect(try services.record("x.main")?.wanted == false)
  }

  @Test("ACC-8: a fingerprint sees content, mode, links and what is absent, and nothing in data roots")
  func fingerprint() throws {
    let room = try TestRoom()
    try room.root.place("/etc/a", [1], mode: 0o644)
    try room.root.place("/var/lib/x/data", [1], mode: 0o644)
    let scope = ObservedScope(
      owns: "/opt/x", files: ["/etc/none"], services: ["x.main"], ports: [], watched: ["/etc", "/var/lib"],
      volatile: [],
      dataRoots: ["/var/lib/x"])
    func take() throws -> Fingerprint { try room.workshop.taker.take(scope) }
    let first = try take()
    #expect(try take() == first)
    #expect(first.facts.contains { $0.key == "file:/etc/none" && $0.stands["kind"] == "absent" })
    #expect(!first.facts.contains { $0.key.hasPrefix("file:/var/lib/x") })
    try room.root.place("/var/lib/x/data", [2], mode: 0o644)
    #expect(try take() == first)
    try room.root.place("/etc/a", [2], mode: 0o644)
    #expect(try take().differences(from: first) == ["file:/etc/a"])
    try room.root.place("/etc/a", [1], mode: 0o600)
    #expect(try take().differences(from: first) == ["file:/etc/a"])
    try room.root.link("/opt/x/current", to: "versions/1")
    #expect(try take().differences(from: first) == ["file:/etc/a", "file:/opt/x/current"])
  }

  @Test("DEP-3: a journal's torn end is cut off before anything is added")
  func tornJournal() throws {
    let room = try TestRoom()
    let path = room.path + "/journal"
    do {
      var journal = try JournalFile.open(path)
      try journal.append(.begun(0))
      try journal.append(.done(0))
    }
    let whole = try #require(try Disk.read(path))
    try Disk.replace(path, Array(whole.dropLast(4)))
    do {
      var journal = try JournalFile.open(path)
      #expect(journal.entries == [.begun(0)])
      try journal.append(.kept)
    }
    #expect(try JournalFile.open(path).entries == [.begun(0), .kept])
  }

  @Test("DEP-3: two agents never work in one folder")
  func lock() throws {
    let room = try TestRoom()
    let hold = try room.workshop.folder.hold()
    #expect(throws: HandsFault.self) { _ = try room.workshop.folder.hold() }
    let held = hold.isHeld
    #expect(held)
  }
}
