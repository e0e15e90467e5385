import HostWork
import Packages
import Testing
import Vocabulary

@testable import HostHands

@Suite struct ReportFilesTests {
  static let order = String(repeating: "b", count: 64)
  static let other = String(repeating: "0", count: 64)

  static func numbers(_ queue: ReportFiles) throws -> [Int64] {
    var found: [Int64] = []
    while let report = try queue.first() {
      found.append(try #require(try JSON(parsing: report.body)["number"]?.whole))
      try queue.delivered(report)
    }
    return found
  }

  @Test("DEP-3: reports are sent in the order in which they were queued, over orders and restarts")
  func order() throws {
    let room = try TestRoom()
    let queue = ReportFiles(folder: room.workshop.folder)
    for number in 1...11 {
      let order = number < 6 ? Self.order : Self.other
      try queue.add(nil, order: order, number: Int64(number), .accepted, at: Moment(milliseconds: 0))
    }
    #expect(try Self.numbers(ReportFiles(folder: room.workshop.folder)) == Array(1...11))
  }

  @Test("DEP-3: a report queued again after power loss takes its own place")
  func again() throws {
    let room = try TestRoom()
    let queue = ReportFiles(folder: room.workshop.folder)
    try queue.add(nil, order: Self.order, number: 1, .accepted, at: Moment(milliseconds: 0))
    try queue.add(nil, order: Self.other, number: 2, .accepted, at: Moment(milliseconds: 0))
    try queue.add(nil, order: Self.order, number: 1, .began(point: "x"), at: Moment(milliseconds: 0))
    let first = try #require(try queue.first())
    #expect(try JSON(parsing: first.body)["event"]?["began"]?["point"] == "x")
    #expect(try Self.numbers(queue) == [1, 2])
  }

  @Test("DEP-3: a report that is refused for ever is set aside, and another one says so, once")
  func setAside() throws {
    let room = try TestRoom()
    let queue = ReportFiles(folder: room.workshop.folder)
    try queue.add(nil, order: Self.order, number: 1, .accepted, at: Moment(milliseconds: 0))
    try Disk.makeFolder(room.workshop.folder.at("orders/\(Self.order)"))
    do {
      var journal = try JournalFile.open(room.workshop.folder.at("orders/\(Self.order)/journal"))
      try journal.append(.reported(ReportMark(number: 1, event: "accepted")))
    }
    try queue.setAside(try #require(try queue.first()), status: 422, at: Moment(milliseconds: 0))
    let told = try #require(try queue.first())
    let json = try JSON(parsing: told.body)
    #expect(json["number"] == 2)
    #expect(json["event"]?["setAside"] == ["number": 1, "status": 422])
    try queue.setAside(told, status: 409, at: Moment(milliseconds: 0))
    #expect(try queue.first() == nil)
    #expect(Disk.names(room.workshop.folder.at("set-aside")).count == 2)
  }
}
