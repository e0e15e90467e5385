import HostWork
import Packages
import Vocabulary

/// Contents from a folder on this machine and reports to standard output: for hosts without a way to the server.
/// Nobody can be asked whether the order may begin; the report that it began says so.
struct LocalSupplier: Supplier {
  let library: String
  /// Whether reports stay in the queue for a server that is to have them too.
  let keeps: Bool
  var asks: Bool { false }

  func bring(_ digest: Digest, from have: Int64, into part: ContentSink) async throws(SupplyFailure) {
    do throws(HandsFault) {
      guard let bytes = try Disk.read("\(library)/blobs/\(digest.hex)") else {
        throw HandsFault("there is no \(library)/blobs/\(digest.hex)")
      }
      try part.take(Array(bytes.dropFirst(Int(have))))
    } catch { throw error.isFull ? .noRoom(error.says) : .unreachable(error.says) }
  }

  func mayBegin(_ note: OrderNote) async -> Go {
    log("begin-not-asked", ["order": note.order, "because": "applied from files, without the server"])
    return .go
  }

  func deliver(_ queue: ReportFiles, orderRuns: Bool) async {
    guard !keeps else { return }
    do {
      while let report = try queue.first() {
        printLine(String(decoding: report.body, as: UTF8.self))
        try queue.delivered(report)
      }
    } catch { log("report-fault", ["because": error.says]) }
  }
}
