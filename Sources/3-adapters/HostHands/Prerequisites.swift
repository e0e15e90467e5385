import Glibc
import HostWork
import Packages
import Vocabulary

/// Whether a host has what a package needs.
struct Prerequisites: Sendable {
  let root: HostRoot

  /// All that are not met.
  func unmet(_ needs: [Prerequisite]) -> [Objection] {
    needs.compactMap { need in
      lacking(need.need).map { says in
        Objection(
          "prerequisite-unmet", because: "The prerequisite «\(need.name)» is not met: \(says)",
          clears: "Give the host what the package needs, or leave the host out")
      }
    }
  }

  private func lacking(_ need: Prerequisite.Need) -> String? {
    switch need {
    case .file(let host):
      let path = host.text
      return access(root.real(path), F_OK) == 0 || Disk.exists(root.real(path)) ? nil : "there is no \(path)"
    case .disk(let mebibytes, let host):
      let path = host.text
      guard let free = freeMebibytes(path) else { return "the free space at \(path) cannot be read" }
      return free >= mebibytes ? nil : "\(free) MiB are free at \(path), \(mebibytes) are needed"
    case .memory(let mebibytes):
      guard let kibibytes = Inventory.memoryKibibytes(Disk.text("/proc/meminfo") ?? "", "MemAvailable") else {
        return "the free memory cannot be read"
      }
      return kibibytes / 1024 >= mebibytes ? nil : "\(kibibytes / 1024) MiB of memory are free, \(mebibytes) are needed"
    }
  }

  /// Of the file system that holds the path, or the nearest folder above it that is there.
  private func freeMebibytes(_ path: String) -> Int64? {
    var here = path
    while true {
      var facts = statvfs()
      if statvfs(root.real(here).isEmpty ? "/" : root.real(here), &facts) == 0 {
        return Int64(facts.f_bavail) * Int64(facts.f_frsize) / (1 << 20)
      }
      guard here != "/", errno == ENOENT || errno == ENOTDIR else { return nil }
      here = Disk.parent(here)
    }
  }
}
