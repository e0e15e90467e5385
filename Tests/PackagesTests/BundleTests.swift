import Packages
import Testing
import Vocabulary

@Suite("The bundle")
struct BundleTests {
  private static let contents = ["copy it\n", "remove it\n", "#!/bin/sh\necho hello\n"]

  /// The whole bundle, blobs put in where they belong.
  private func bundle() throws -> [UInt8] {
    let contents = Self.contents.map { Array($0.utf8) }
    return try BundleWriter.parts(of: try Sample.smallDescription()).flatMap { part -> [UInt8] in
      switch part {
      case .bytes(let bytes): return bytes
      case .blob(let digest, let length):
        let bytes = try #require(contents.first { .sha256(of: $0) == digest })
        #expect(Int64(bytes.count) == length)
        return bytes
      }
    }
  }

  private func reading(_ bytes: [UInt8], pieces size: Int = 700) throws -> ([BundleEvent], PackageDescription) {
    var reader = BundleReader()
    var events: [BundleEvent] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      events += try reader.take(Array(bytes[start..<min(start + size, bytes.count)]))
    }
    return (events, try reader.finish())
  }

  private func rule(_ bytes: [UInt8]) -> String? { Sample.refusal { _ = try reading(bytes) } }

  /// The checksum of the header at that offset, made right again after a change.
  private func resummed(_ bytes: [UInt8], at offset: Int) -> [UInt8] {
    var out = bytes
    for index in offset + 148..<offset + 156 { out[index] = 0x20 }
    let sum = out[offset..<offset + 512].reduce(0) { $0 + Int($1) }
    let digits = Array(String(sum, radix: 8).utf8)
    let field = [UInt8](repeating: 0x30, count: 7 - digits.count) + digits + [0]
    out.replaceSubrange(offset + 148..<offset + 156, with: field)
    return out
  }

  /// With other bytes at an offset inside the header that begins at `header`.
  private func patched(_ text: [UInt8], at offset: Int, header: Int) throws -> [UInt8] {
    var bytes = try bundle()
    bytes.replaceSubrange(header + offset..<header + offset + text.count, with: text)
    return resummed(bytes, at: header)
  }

  /// The first blob's header: after two headers, one block of bundle.json and two of description.json.
  private let blob = 512 * 5

  @Test("BLD-3: the bundle's bytes are those that another program wrote")
  func golden() throws {
    let bytes = try bundle()
    #expect(bytes.count == 6656)
    #expect(
      Digest.sha256(of: bytes).hex == "c18c2b258625baf1edb06da657a153b573d6b75c2257b126e4585c6631e7f9f1")
  }

  @Test(
    "BLD-3: a bundle read in pieces of any size gives its description and every blob",
    arguments: [1, 7, 512, 513, 9000])
  func roundTrip(size: Int) throws {
    let (events, description) = try reading(try bundle(), pieces: size)
    #expect(description == (try Sample.smallDescription()))
    #expect(events.first == .description(description))
    var contents: [[UInt8]] = []
    for event in events {
      switch event {
      case .description: break
      case .blobBegan: contents.append([])
      case .blobBytes(let bytes): contents[contents.count - 1] += bytes
      case .blobEnded(let digest): #expect(Digest.sha256(of: contents[contents.count - 1]) == digest)
      }
    }
    #expect(contents.map { String(decoding: $0, as: UTF8.self) }.sorted() == Self.contents.sorted())
  }

  @Test("DSL-4: links, devices, pipes, folders and other kinds of entry are refused by name")
  func kinds() throws {
    let rules: [(Character, String)] = [
      ("1", "bundle-link"), ("2", "bundle-link"), ("3", "bundle-device"), ("4", "bundle-device"),
      ("6", "bundle-device"), ("5", "bundle-folder"), ("7", "bundle-kind"), ("x", "bundle-kind"), ("g", "bundle-kind"),
    ]
    for (kind, name) in rules {
      #expect(rule(try patched(Array(String(kind).utf8), at: 156, header: blob)) == name)
    }
    #expect(rule(try patched([0], at: 156, header: blob)) == "bundle-kind")
  }

  @Test("DSL-4: absolute paths, «..» and names that nobody names are refused")
  func names() throws {
    #expect(rule(try patched(Array("/".utf8), at: 0, header: blob)) == "bundle-absolute-path")
    #expect(rule(try patched(Array("../ab".utf8), at: 0, header: blob)) == "bundle-parent-path")
    #expect(rule(try patched(Array("blabs".utf8), at: 0, header: blob)) == "bundle-blob-unnamed")
    #expect(
      rule(try patched(Array(String(repeating: "0", count: 64).utf8), at: 6, header: blob)) == "bundle-blob-unnamed")
    #expect(rule(try patched(Array("bundle.jsen".utf8), at: 0, header: 0)) == "bundle-mark")
    #expect(rule(try patched(Array("descriptiom".utf8), at: 0, header: 1024)) == "bundle-order")
  }

  @Test("DSL-4: a header with another mode, owner, time, form or checksum is refused")
  func headers() throws {
    for offset in [106, 114, 122, 146] {
      #expect(rule(try patched(Array("7".utf8), at: offset, header: blob)) == "bundle-header", "\(offset)")
    }
    #expect(rule(try patched(Array("ustar  ".utf8), at: 257, header: blob)) == "bundle-header")
    #expect(rule(try patched(Array("root".utf8), at: 265, header: blob)) == "bundle-header")
    #expect(rule(try patched(Array("x".utf8), at: 345, header: blob)) == "bundle-header")
    #expect(rule(try patched([0x80], at: 124, header: blob)) == "bundle-header")
    var bytes = try bundle()
    bytes[blob + 150] ^= 1
    #expect(rule(bytes) == "bundle-header")
  }

  @Test("DSL-4: a blob whose bytes do not give its name, or of another length, is refused")
  func digests() throws {
    var bytes = try bundle()
    bytes[blob + 512] ^= 1
    #expect(rule(bytes) == "bundle-blob-digest")
    #expect(rule(try patched(Array("7".utf8), at: 134, header: blob)) == "bundle-blob-length")
    bytes = try bundle()
    bytes[blob + 512 + 100] = 1
    #expect(rule(bytes) == "bundle-padding")
  }

  @Test("DSL-4: repeated, missing and misplaced entries are refused")
  func entries() throws {
    let bytes = try bundle()
    let (one, two) = (Array(bytes[blob..<blob + 1024]), Array(bytes[blob + 1024..<blob + 2048]))
    let (head, rest) = (Array(bytes[..<blob]), Array(bytes[(blob + 2048)...]))
    #expect(rule(head + one + two + rest) == nil)
    #expect(rule(head + one + one + two + rest) == "bundle-repeated-entry")
    #expect(rule(head + two + one + rest) == "bundle-blob-missing")
    #expect(rule(head + one + rest) == "bundle-blob-missing")
    #expect(rule(Array(bytes[..<(bytes.count - 2048)]) + bytes[(bytes.count - 1024)...]) == "bundle-blob-missing")
    #expect(rule(Array(bytes[..<1024]) + bytes) == "bundle-repeated-entry")
    #expect(rule(Array(bytes[1024...])) == "bundle-mark")
  }

  @Test("DSL-4: bytes behind the end, a missing end and nothing at all are refused")
  func ends() throws {
    let bytes = try bundle()
    #expect(rule(bytes + [0]) == "bundle-trailing-data")
    #expect(rule(bytes + [1]) == "bundle-trailing-data")
    #expect(rule(bytes + [UInt8](repeating: 0, count: 512)) == "bundle-trailing-data")
    #expect(rule(Array(bytes.dropLast(512)) + [UInt8](repeating: 1, count: 512)) == "bundle-trailing-data")
    for count in [0, 1, 512, 1024, 2000, bytes.count - 1024, bytes.count - 512, bytes.count - 1] {
      #expect(rule(Array(bytes.prefix(count))) == "bundle-truncated", "\(count)")
    }
    #expect(rule([UInt8](repeating: 0, count: 1024)) == "bundle-truncated")
  }

  @Test("DSL-4: no single flipped bit in a bundle goes unnoticed")
  func flips() throws {
    let bytes = try bundle()
    let good = try Sample.smallDescription().digest
    for index in stride(from: 0, to: bytes.count, by: 5) {
      var flipped = bytes
      flipped[index] ^= 1
      // A changed description is another package: noticed by its digest, which the caller compares.
      let digest = (try? reading(flipped))?.1.digest
      #expect(digest != good, "byte \(index)")
    }
  }

  @Test("DSL-4: after a refusal the reader takes nothing more")
  func refused() throws {
    var reader = BundleReader()
    #expect(Sample.refusal { _ = try reader.take([UInt8](repeating: 1, count: 512)) } == "bundle-header")
    #expect(Sample.refusal { _ = try reader.take(try bundle()) } == "bundle-header")
    #expect(Sample.refusal { _ = try reader.finish() } == "bundle-header")
  }
}
