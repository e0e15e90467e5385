import Glibc
import HostWork
import Packages
import Vocabulary

@testable import HostHands

/// A folder of its own for one test, with a host in it; gone at the end.
final class TestRoom: Sendable {
  let path: String
  let workshop: Workshop

  init() throws {
    var template = Array("/tmp/slipway-hands-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw HandsFault("no folder for the test") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    try Disk.makeFolder(path + "/host/etc", mode: 0o755)
    workshop = try Workshop(root: path + "/host", state: path + "/state") { _, _ in .failure(HandsFault("nobody")) }
  }

  deinit {
    try? workshop.stopServices()
    try? HostRoot(folder: "").removeTree(path)
  }

  var root: HostRoot { workshop.root }

  func hands(_ order: String = String(repeating: "a", count: 64)) throws -> DeedHands {
    let hands = DeedHands(
      root: root, folder: workshop.folder, services: workshop.services, processes: workshop.processes, order: order)
    try Disk.makeFolder(hands.orderFolder)
    return hands
  }

  func store(_ text: String) throws -> Digest {
    let digest = Digest.sha256(of: Array(text.utf8))
    try Disk.replace(workshop.folder.at("blobs/\(digest.hex)"), Array(text.utf8))
    return digest
  }

  func text(_ path: String) -> String? { Disk.text(root.real(path)) }
}
