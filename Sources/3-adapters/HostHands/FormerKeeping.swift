import Glibc
import HostWork
import Vocabulary

/// Keeping the former state of what deeds touch, before the first of them.
extension DeedHands {
  func keepFormer(_ deeds: [Deed]) throws(HandsFault) -> Former {
    try Disk.makeFolder("\(orderFolder)/kept")
    var (current, hadVersion): (String?, Bool) = (nil, false)
    var files: [FormerFile] = []
    var stopped: [FormerService] = []
    var folders: [String] = []
    for deed in deeds {
      switch deed {
      case .unpack(let version):
        hadVersion = try root.facts(version.folder) != nil
        folders += try missingFolders(above: version.folder)
      case .switchCurrent(let version):
        if let facts = try root.facts(version.link) {
          guard facts.kind == .link else {
            throw HandsFault("\(version.link) is no symbolic link; somebody else uses this folder")
          }
          current = try root.target(version.link)
        }
      case .placeFile(let file):
        files.append(FormerFile(path: file.to, kept: try keep(file.to, number: files.count)))
        folders += try missingFolders(above: file.to)
      case .stopServices(let names):
        for name in names {
          guard let record = try services.record(name) else { continue }
          stopped.append(FormerService(note: record.note, running: record.wanted))
        }
      case .runScript, .startService: continue
      }
    }
    try Disk.forceFolder(of: "\(orderFolder)/kept/.")
    return Former(
      current: current, hadVersion: hadVersion, files: files, services: stopped,
      absentFolders: Array(Set(folders)).sorted())
  }

  private func keep(_ path: String, number: Int) throws(HandsFault) -> KeptBytes? {
    guard let facts = try root.facts(path) else { return nil }
    switch facts.kind {
    case .link:
      return KeptBytes(
        name: "", mode: facts.mode, owner: facts.owner, group: facts.group, link: try root.target(path))
    case .file:
      let name = "\(order)/kept/\(number)"
      try Disk.replace(folder.at("orders/\(name)"), try root.read(path) ?? [])
      return KeptBytes(name: name, mode: facts.mode, owner: facts.owner, group: facts.group, link: nil)
    case .folder, .pipe, .socket, .device:
      throw HandsFault("\(path) is a \(facts.kind.rawValue) and cannot be replaced by a file")
    }
  }

  private func missingFolders(above path: String) throws(HandsFault) -> [String] {
    var missing: [String] = []
    let parts = try HostRoot.components(path)
    for count in 1..<max(1, parts.count) {
      let one = "/" + parts.prefix(count).joined(separator: "/")
      if try root.facts(one) == nil { missing.append(one) }
    }
    return missing
  }

  /// Innermost first, so that a folder is empty when its turn comes.
  func removeFolders(_ folders: [String]) throws(HandsFault) {
    for one in folders.sorted(by: >) { try root.removeEmptyFolder(one) }
  }
}
