import HostWork
import Packages
import Vocabulary
import Wire

/// The line to the server: keeps a session, and does again what only failed because it was over.
final actor ServerLine {
  private let folder: AgentFolder
  private let carrier: any Carrier
  private let identity: Identity
  private let server: String
  private var session: HostSession?

  init(folder: AgentFolder, carrier: any Carrier, identity: Identity, server: String) {
    (self.folder, self.carrier, self.identity, self.server) = (folder, carrier, identity, server)
  }

  func send(_ path: String, _ body: [UInt8]) async throws(MessageFailure) -> HostSession.Answer {
    for _ in 0..<2 {
      var open = try await opened()
      do {
        let answer = try await open.send(path, body, server: server, carrier: carrier)
        session = open
        return answer
      } catch {
        session = nil
        guard error == .sessionOver else { throw error }
      }
    }
    throw .fault("the server ends every session at once; its clock or its key may be wrong")
  }

  private func opened() async throws(MessageFailure) -> HostSession {
    if let session { return session }
    do {
      guard let root = try TrustStore(folder: folder).load()?.root else {
        throw HandsFault("no root is trusted; enrol again")
      }
      let made = try await HostSession.open(
        identity.host, signing: try folder.signingKey(), answers: root.ring(of: .answers), server: server,
        carrier: carrier)
      session = made
      return made
    } catch let failure as MessageFailure { throw failure } catch { throw .fault("\(error)") }
  }

  /// Downloads a content from the byte `have` on.
  func download(_ digest: Digest, from have: Int64, into part: ContentSink) async throws(MessageFailure) -> Int {
    var open = try await opened()
    let path = WirePath.blob(digest)
    let headers = open.headers("GET", path, [])
    session = open
    do {
      return try await carrier.download(server + path, headers: headers, from: have) {
        status, piece throws(HandsFault) in
        // 200 in answer to a range means that the other side begins anew.
        guard status == 206 || status == 200 && have == 0 else { return }
        try part.take(piece)
      }
    } catch { throw error.isFull ? .noRoom(error.says) : .fault(error.says) }
  }

  func isOver() { session = nil }
}

/// Contents and go from the server, reports to it.
struct ServerSupplier: Supplier {
  let line: ServerLine
  let folder: AgentFolder
  var asks: Bool { true }

  func bring(_ digest: Digest, from have: Int64, into part: ContentSink) async throws(SupplyFailure) {
    do {
      var status = try await line.download(digest, from: have, into: part)
      if status == 401 {
        await line.isOver()
        status = try await line.download(digest, from: have, into: part)
      }
      if status == 200, have > 0 || status == 416 {
        do { try part.restart() } catch { throw MessageFailure.fault(error.says) }
        status = try await line.download(digest, from: 0, into: part)
      }
      guard status == 200 || status == 206 else {
        // What is not whole in the library is given to nobody until somebody has put it back.
        if status == 409 { throw SupplyFailure.wrong("the library's own file \(digest.text) is not whole") }
        if status == 404 { throw SupplyFailure.wrong("the library does not have \(digest.text)") }
        throw SupplyFailure.unreachable("\(digest.text): the server answered \(status)")
      }
    } catch let failure as SupplyFailure { throw failure } catch MessageFailure.noRoom(let says) {
      throw .noRoom(says)
    } catch { throw .unreachable("\(error)") }
  }

  func mayBegin(_ note: OrderNote) async -> Go {
    guard let order = Digest(hex: note.order) else { return .unreachable("the order has no digest") }
    let body = BeginRequest(epoch: epoch(of: note), number: Int(note.number), order: order).bytes
    do {
      let asked = Clocks.monotonic()
      let answer = try await line.send(WirePath.begin, body)
      guard answer.status == 200, let read = try? BeginAnswer(bytes: answer.body) else {
        return .unreachable("the server answered \(answer.status) to begin")
      }
      guard read.isGo else { return .no(read.refusals) }
      // Counted from before the question, so that a slow network makes it shorter and never longer.
      guard Clocks.monotonic() - asked < read.goodFor.milliseconds else { return .unreachable("the go came too late") }
      return .go
    } catch { return .unreachable("\(error)") }
  }

  /// The epoch that the order itself names.
  private func epoch(of note: OrderNote) -> Int {
    guard let envelope = try? folder.document("orders/\(note.order)/order.json", Envelope.shape),
      let order = try? Order(payload: envelope.payload)
    else { return 0 }
    return order.epoch
  }

  func deliver(_ queue: ReportFiles, orderRuns: Bool) async {
    do {
      while let report = try queue.first() {
        let answer = try await line.send(WirePath.report, report.body)
        switch ReportFate.of(status: answer.status) {
        case .delivered: try queue.delivered(report)
        case .setAside:
          guard !orderRuns else { return }
          try queue.setAside(report, status: answer.status, at: Clocks.now())
        case .kept: return
        }
      }
    } catch { log("reports-wait", ["because": "\(error)"]) }
  }
}
