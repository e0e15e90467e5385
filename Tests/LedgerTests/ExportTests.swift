import Testing
import Vocabulary

@testable import Ledger

@Suite struct ExportTests {
  let log: SampleLog
  let file: [UInt8]

  init() throws {
    log = try SampleLog()
    file = try log.export()
  }

  func lines(_ bytes: [UInt8]) -> [[UInt8]] {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
  }
  func joined(_ lines: [[UInt8]]) -> [UInt8] { Array(lines.joined(separator: [0x0A])) }

  @Test("LOG-2: a whole export is sound, however it is cut while it streams")
  func sound() throws {
    let root = try log.signed().checkpoint.root
    let sound = ExportVerdict.sound(size: 30, root: root, authenticated: true, texts: 28, erased: 1)
    #expect(log.verify(file) == sound)
    for width in [1, 7, 1000] {
      var verification = ExportVerification(keys: [log.key.verifier])
      for start in stride(from: 0, to: file.count, by: width) {
        verification.feed(Array(file[start..<min(file.count, start + width)]))
      }
      #expect(verification.finish() == sound)
    }
    #expect(log.verify(file).sentence.contains("30 entries"))
    #expect(log.verify(file, keyed: false).sentence.contains("not authenticated"))
  }

  @Test("LOG-2: one altered byte anywhere is found, and in an entry's line it names that entry")
  func everyByte() throws {
    var verification = ExportVerification(keys: [log.key.verifier])
    var start = 0
    for (number, line) in lines(file).dropLast().enumerated() {
      let end = start + line.count + 1
      for place in 0...line.count {
        // Beside three kinds of flipped bits, a line cut in two, and a line joined to the next.
        for byte in [(line + [0x0A])[place] ^ 0x01, (line + [0x0A])[place] ^ 0x20, 0xC3, 0x0A] {
          var altered = line + [0x0A]
          guard altered[place] != byte else { continue }
          altered[place] = byte
          var copy = verification
          copy.feed(altered)
          copy.feed(Array(file[end...]))
          let finding = copy.finish().finding
          #expect(finding != nil)
          if (1...30).contains(number) { #expect(finding?.entry == number - 1) }
        }
      }
      verification.feed(Array(file[start..<end]))
      start = end
    }
    #expect(verification.finish().isSound)
  }

  @Test("LOG-2: cutting the file off anywhere is found")
  func truncation() {
    var verification = ExportVerification(keys: [log.key.verifier])
    for byte in file {
      var cut = verification
      #expect(!cut.finish().isSound)
      verification.feed([byte])
    }
    #expect(verification.finish().isSound)
  }

  @Test("LOG-2: removing, doubling or exchanging entries names the first that is out of line")
  func moved() {
    let whole = lines(file)
    for entry in 0..<30 {
      var removed = whole
      removed.remove(at: entry + 1)
      #expect(
        log.verify(joined(removed)).finding?.flaw
          == (entry == 29 ? .size(stated: 30, counted: 29) : .index(found: entry + 1)))
      var doubled = whole
      doubled.insert(whole[entry + 1], at: entry + 2)
      #expect(log.verify(joined(doubled)).finding?.entry == entry + 1)
      guard entry < 29 else { continue }
      var exchanged = whole
      exchanged.swapAt(entry + 1, entry + 2)
      #expect(log.verify(joined(exchanged)).finding?.entry == entry)
      #expect(log.verify(joined(exchanged)).finding?.flaw == .index(found: entry + 1))
    }
  }

  @Test("LOG-2: who removes, exchanges or adds entries and renumbers is betrayed by the subjects' versions")
  func renumbered() throws {
    var removed = log
    removed.entries.remove(at: 9)
    let gap = try #require(log.verify(try removed.export()).finding)
    #expect(gap.entry == 12)
    #expect(gap.flaw == .versionGap(expected: 3))
    #expect(gap.subject == SubjectReference(text: "request:RFC-2"))
    var added = log
    added.entries.insert(log.entries[4], at: 10)
    #expect(log.verify(try added.export()).finding?.flaw == .versionRepeats(last: 3))
    var exchanged = log
    exchanged.entries.swapAt(0, 4)
    #expect(log.verify(try exchanged.export()).finding?.flaw == .versionGap(expected: 1))
  }

  @Test("LOG-2: rewritten entries with rewritten hashes do not give the checkpoint's root")
  func rewritten() throws {
    var forged = log
    forged.entries[20] = try SampleLog.entry(
      subject: "request:RFC-1", version: 6, body: ["approve": false], why: nil
    ).bytes
    let remembered = try log.signed(at: 12).checkpoint
    let finding = log.verify(try forged.export(with: log.signed()), remembered: remembered).finding
    #expect(finding?.flaw == .root)
    #expect(finding?.bound == .unaltered(below: 12))
    let late = log.verify(try forged.export(with: log.signed()), remembered: try log.signed(at: 25).checkpoint)
    #expect(late.finding?.bound == .altered(below: 25))
  }

  @Test("LOG-2: a checkpoint signed with another key is refused, and a remembered one finds the forgery without a key")
  func forgedCheckpoint() throws {
    var forged = log
    forged.entries.removeLast()
    forged.contents.removeLast()
    forged.changeSets = []
    let thief = try CheckpointKey(origin: SampleLog.origin, rawPrivateKey: Array(2...33))
    let theirs = try forged.export(with: forged.signed(by: thief))
    #expect(log.verify(theirs).finding?.flaw == .checkpoint(.unsigned))
    #expect(log.verify(theirs, keyed: false).isSound)
    let found = log.verify(theirs, remembered: try log.signed().checkpoint, keyed: false).finding
    #expect(found?.flaw == .rememberedSize(30))
    #expect(found?.bound == .notReached(size: 30))
    let signature = try #require(try log.signed(at: 3).signatures.first)
    let pasted = SignedCheckpoint(checkpoint: try log.signed().checkpoint, signatures: [signature])
    #expect(log.verify(try log.export(with: pasted)).finding?.flaw == .checkpoint(.forged(key: SampleLog.origin)))
  }

  @Test("LOG-2: a remembered checkpoint of any size is confirmed, and a rewritten past is told from a rewritten end")
  func remembered() throws {
    for size in 0...30 { #expect(log.verify(file, remembered: try log.signed(at: size).checkpoint).isSound) }
    var forged = log
    forged.entries[3] = try SampleLog.entry(subject: "request:RFC-4", version: 1, body: [:]).bytes
    forged.contents.remove(at: 3)
    let theirs = try forged.export()
    #expect(log.verify(theirs).isSound)
    #expect(log.verify(theirs, remembered: try log.signed(at: 3).checkpoint).isSound)
    let found = log.verify(theirs, remembered: try log.signed(at: 4).checkpoint).finding
    #expect(found?.flaw == .rememberedRoot(size: 4))
    #expect(found?.bound == .altered(below: 4))
    let other = try #require(Checkpoint(origin: "slipway/other", size: 0, root: MerkleTree.sha256.root(of: [])))
    #expect(log.verify(file, remembered: other).finding?.flaw == .rememberedOrigin("slipway/other"))
  }

  @Test("LOG-3: erasing a text leaves entries, root, checkpoint and proofs as they were")
  func erasure() throws {
    var later = log
    #expect(later.contents[7].1 != .erased(by: 28))
    later.contents[7].1 = .erased(by: 28)
    #expect(
      log.verify(try later.export()).finding?.flaw == .erasureNotListed(log.contents[7].0.hex, entry: 28))
    later = log
    later.entries.append(
      try SampleLog.entry(
        subject: "text:T-1", version: 2, kind: ExportContents.erasureKind,
        body: ["digests": [.string(log.contents[7].0.hex)]]
      ).bytes)
    #expect(log.verify(try later.export()).finding?.flaw == .contentNotErased(log.contents[7].0.hex))
    later.contents[7].1 = .erased(by: 30)
    let verdict = log.verify(try later.export(), remembered: try log.signed().checkpoint)
    #expect(
      verdict == .sound(size: 31, root: try later.signed().checkpoint.root, authenticated: true, texts: 27, erased: 2))
    let leaves = later.entries.map { LogEntry.leafHash(of: $0).bytes }
    var tiled = try TileShelf(leaves).tree()
    let proof = InclusionProof(index: 7, path: try tiled.inclusionProof(of: 7, in: 31), signed: try later.signed())
    #expect(
      try proof.verify(leafHash: LogEntry.leafHash(of: log.entries[7]), keys: [log.key.verifier]) == [SampleLog.origin])
  }

  @Test("LOG-3: a text that is missing, altered, spare or doubled is found, and so is a change set")
  func contents() throws {
    var less = log
    less.contents.remove(at: 5)
    #expect(log.verify(try less.export()).finding?.entry == 5)
    #expect(log.verify(try less.export()).finding?.flaw == .contentMissing(log.contents[5].0.hex))
    var altered = log
    altered.contents[5].1 = .text("Another reason", salt: try #require(Salt(Array(repeating: 5, count: 16))))
    #expect(log.verify(try altered.export()).finding?.flaw == .content(log.contents[5].0.hex))
    #expect(log.verify(try altered.export()).finding?.entry == 5)
    var spare = log
    let salt = try #require(Salt(Array(repeating: 9, count: 16)))
    let words = WordsCommitment.make(text: "Nobody named me", salt: salt)
    spare.contents.append((words.digest, .text("Nobody named me", salt: salt)))
    #expect(log.verify(try spare.export()).finding?.flaw == .contentUnnamed(words.digest.hex))
    spare.changeSets[0] = JSON.object([.init("who", Words.shape.write(words))]).canonicalBytes
    #expect(!log.verify(try spare.export()).isSound)
    var doubled = log
    doubled.contents.append(log.contents[5])
    #expect(log.verify(try doubled.export()).finding?.flaw == .contentOrder(log.contents[5].0.hex))
    var unset = log
    unset.changeSets = []
    #expect(log.verify(try unset.export()).finding?.entry == 29)
    unset.changeSets = log.changeSets + log.changeSets
    #expect(log.verify(try unset.export()).finding?.flaw == .changeSetUnnamed(Digest.of(log.changeSets[0]).hex))
  }

  @Test("LOG-3: texts that only a change set names belong to the export, and a missing one is found")
  func changeSetTexts() throws {
    var more = log
    let salt = try #require(Salt(Array(repeating: 9, count: 16)))
    let words = WordsCommitment.make(text: "Ada's laptop", salt: salt)
    let set = JSON.object([.init("who", Words.shape.write(words))]).canonicalBytes
    more.changeSets.append(set)
    more.entries.append(
      try SampleLog.entry(subject: "item:CI-2", version: 1, body: ["changeSet": .string(Digest.of(set).text)]).bytes)
    #expect(log.verify(try more.export()).finding?.flaw == .contentMissing(words.digest.hex))
    more.contents.append((words.digest, .text("Ada's laptop", salt: salt)))
    #expect(log.verify(try more.export()).isSound)
  }

  @Test("LOG-2: a finding says in a sentence where, what and what the remembered checkpoint bounds")
  func sentence() throws {
    var altered = lines(file)
    altered[18] = Array(String(decoding: altered[18], as: UTF8.self).replacing("true", with: "null").utf8)
    let unread = log.verify(joined(altered), remembered: try log.signed(at: 10).checkpoint).sentence
    #expect(unread.hasPrefix("The log is broken at entry 17"))
    altered[18] = Array(String(decoding: lines(file)[18], as: UTF8.self).replacing("true", with: "false").utf8)
    let says = log.verify(joined(altered), remembered: try log.signed(at: 10).checkpoint).sentence
    #expect(
      says == """
        The log is broken at entry 17 (request.voted/1, request:RFC-2, version 5): its bytes do not give its hash. \
        The 10 entries below the remembered checkpoint are unaltered, since its root comes out.
        """)
  }
}
