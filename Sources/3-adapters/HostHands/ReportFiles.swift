import Glibc
import HostWork
import Vocabulary

/// Reports that the server does not know yet: one file each, sent in the order in which they were queued.
///
/// A name is `<running number>-<order>-<number in its order>`. A report that is queued again under the same order and
/// number, because power failed before the journal said so, takes the place of the first, which was never sent.
public struct ReportFiles: Sendable {
  let folder: AgentFolder

  public init(folder: AgentFolder) { self.folder = folder }

  /// One queued report.
  public struct Queued: Sendable, Hashable {
    public let name: String
    public let body: [UInt8]
  }

  private var place: String { folder.at("reports") }

  func names() -> [String] { Disk.names(place).filter { $0.hasSuffix(".json") } }

  /// Puts the report at the end of the queue.
  func add(_ note: OrderNote?, order: String, number: Int64, _ event: ReportEvent, at: Moment) throws(HandsFault) {
    var members: [JSON.Member] = [
      .init("at", .int(at.milliseconds)), .init("event", event.json), .init("number", .int(number)),
      .init("order", .string(order)), .init("protocol", 1),
    ]
    if let note {
      members += [.init("deployment", .string(note.deployment)), .init("step", .string(note.step))]
    }
    let tail = "-\(order)-\(number).json"
    let existing = names()
    let next = (existing.last.flatMap { Int($0.prefix(12)) } ?? 0) + 1
    let name = existing.first { $0.hasSuffix(tail) } ?? padded(next, 12) + tail
    try Disk.replace("\(place)/\(name)", JSON.object(members).canonicalBytes)
  }

  /// Prints the reports of one order and leaves them in the queue.
  func show(of order: String) throws(HandsFault) {
    for name in names() where name.contains(order) {
      if let body = try Disk.read("\(place)/\(name)") { printLine(String(decoding: body, as: UTF8.self)) }
    }
  }

  /// The report that is to be sent next.
  public func first() throws(HandsFault) -> Queued? {
    for name in names() {
      if let body = try Disk.read("\(place)/\(name)") { return Queued(name: name, body: body) }
    }
    return nil
  }

  /// The server has it.
  public func delivered(_ report: Queued) throws(HandsFault) { try Disk.remove("\(place)/\(report.name)") }

  /// The server will never take it: kept for people to look at, and a report of its own says so, which is not set aside
  /// in turn: that would never end. Only while no order is being executed, because the order's journal counts its
  /// reports.
  public func setAside(_ report: Queued, status: Int, at: Moment) throws(HandsFault) {
    try Disk.makeFolder(folder.at("set-aside"))
    let json = try? JSON(parsing: report.body)
    if let order = json?["order"]?.text, let number = json?["number"]?.whole, json?["event"]?["setAside"] == nil,
      Digest(hex: order) != nil
    {
      try Disk.makeFolder(folder.at("orders/\(order)"))
      var journal = try JournalFile.open(folder.at("orders/\(order)/journal"))
      let progress = Progress(journal.entries)
      let next = progress.reported + 1
      try add(progress.note, order: order, number: next, .setAside(number: number, status: status), at: at)
      try journal.append(.reported(ReportMark(number: next, event: "setAside")))
    }
    guard rename("\(place)/\(report.name)", folder.at("set-aside/\(report.name)")) == 0 else {
      throw HandsFault("set aside", report.name)
    }
    try Disk.forceFolder(of: "\(place)/.")
    log("report-set-aside", ["report": report.name, "status": String(status)])
  }
}
