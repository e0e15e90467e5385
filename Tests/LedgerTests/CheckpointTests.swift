import Testing
import Vocabulary

@testable import Ledger

@Suite struct CheckpointTests {
  @Test("LOG-2: a verifier key of the C2SP specification is read, and one with another name is not")
  func verifierKey() throws {
    let text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    #expect(try VerifierKey(text: text).text == text)
    for bad in [text.replacing("Peter", with: "Paul"), "x", "a+b", text + "=", "a b+c74f20a3+" + text.suffix(44)] {
      #expect(throws: CheckpointProblem.self) { try VerifierKey(text: bad) }
    }
    #expect(throws: CheckpointProblem.self) { try CheckpointKey(origin: "x", rawPrivateKey: [1]) }
  }

  @Test("LOG-2: signatures of unknown keys are ignored beside a known one, and alone they authenticate nothing")
  func unknownSignatures() throws {
    let log = try SampleLog()
    let plain = try log.signed(at: 3)
    let unknown = NoteSignature(name: "witness.example.org", keyHash: [1, 2, 3, 4], signature: [5])
    let known = try #require(plain.signatures.first)
    let both = SignedCheckpoint(checkpoint: plain.checkpoint, signatures: [unknown, known])
    let read = try SignedCheckpoint(text: both.text)
    #expect(read == both)
    #expect(try read.authenticate(by: [log.key.verifier]) == [SampleLog.origin])
    #expect(throws: CheckpointProblem.unsigned) { try read.authenticate(by: []) }
  }

  @Test("LOG-2: extension lines are kept and signed")
  func extensions() throws {
    let log = try SampleLog()
    let root = MerkleTree.sha256.root(of: [])
    let made = try #require(Checkpoint(origin: SampleLog.origin, size: 0, root: root, extensions: ["a line"]))
    let signed = try log.key.sign(made)
    let read = try SignedCheckpoint(text: signed.text)
    #expect(read.checkpoint.extensions == ["a line"])
    let bare = try SignedCheckpoint(text: signed.text.replacing("a line\n", with: ""))
    #expect(throws: CheckpointProblem.forged(key: SampleLog.origin)) { try bare.authenticate(by: [log.key.verifier]) }
    #expect(Checkpoint(origin: "with space", size: 0, root: root) == nil)
    #expect(Checkpoint(origin: "x", size: -1, root: root) == nil)
    #expect(Checkpoint(origin: "x", size: 0, root: [1]) == nil)
  }

  @Test("LOG-2: a checkpoint of the wrong form is refused")
  func wrongForm() throws {
    let text = try SampleLog().signed(at: 3).text
    let bad = [
      "", text + "\n", String(text.dropLast()), text.replacing("\n3\n", with: "\n03\n"),
      text.replacing("— ", with: "- "),
      text.replacing("\n\n", with: "\n"), text + "— x\n", text.replacing("\n3\n", with: "\n-3\n"),
    ]
    for one in bad { #expect(throws: CheckpointProblem.self) { try SignedCheckpoint(text: one) } }
    let other = try CheckpointKey(origin: "slipway/other", rawPrivateKey: Array(1...32))
    #expect(throws: CheckpointProblem.self) { try other.sign(try SampleLog().signed().checkpoint) }
    #expect(!"\(other)".contains(Hex.text(1...32)))
  }

  @Test("LOG-2: an inclusion proof goes through its text, with or without an extra line, and for no other entry")
  func inclusionProof() throws {
    let log = try SampleLog()
    let leaves = log.entries.map { LogEntry.leafHash(of: $0) }
    var tiled = try TileShelf(leaves.map(\.bytes)).tree()
    let path = try tiled.inclusionProof(of: 7, in: 30)
    let proof = InclusionProof(index: 7, path: path, signed: try log.signed())
    let read = try InclusionProof(text: proof.text)
    #expect(read == proof)
    #expect(try read.verify(leafHash: leaves[7], keys: [log.key.verifier]) == [SampleLog.origin])
    #expect(try InclusionProof(text: proof.text.replacing("index", with: "extra AAAA\nindex")) == proof)
    #expect(throws: ProofProblem.notIncluded(index: 7, size: 30)) {
      try read.verify(leafHash: leaves[8], keys: [log.key.verifier])
    }
    #expect(throws: ProofProblem.checkpoint(.unsigned)) { try read.verify(leafHash: leaves[7], keys: []) }
    for (part, other) in [("@v1", "@v2"), ("index 7", "index 07"), ("\n\n", "\n"), ("index", "extra ?\nindex")] {
      #expect(throws: ProofProblem.self) { try InclusionProof(text: proof.text.replacing(part, with: other)) }
    }
  }
}
