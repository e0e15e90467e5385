import Courier
import HostHands
import Vocabulary

/// Carries the agent's messages over HTTP.
struct CourierCarrier: Carrier {
  let courier: Courier

  func send(
    _ method: String, _ url: String, headers: [(name: String, value: String)], body: [UInt8]
  ) async throws(HandsFault) -> CarriedAnswer {
    do throws(Courier.Undelivered) {
      let answer = try await courier.send(Courier.Request(method, url, headers: headers, body: body))
      return CarriedAnswer(status: answer.status, headers: answer.headers, body: answer.body)
    } catch { throw HandsFault(error.says) }
  }

  func download(
    _ url: String, headers: [(name: String, value: String)], from: Int64,
    take: @escaping @Sendable (_ status: Int, _ piece: [UInt8]) throws(HandsFault) -> Void
  ) async throws(HandsFault) -> Int {
    let request = Courier.Request("GET", url, headers: headers, timeout: .hours(6))
    do {
      return try await courier.download(request, from: from) { status, piece in try take(status, piece) }
    } catch let fault as HandsFault { throw fault } catch { throw HandsFault("\(url): \(error)") }
  }
}

/// Asks an address once, for the checks of a package.
func probe(with courier: Courier) -> Probe {
  { url, timeout in
    do throws(Courier.Undelivered) {
      let answer = try await courier.send(Courier.Request("GET", url, timeout: timeout), limit: 1 << 20)
      return .success(ProbeAnswer(status: answer.status, body: answer.body))
    } catch { return .failure(HandsFault(error.says)) }
  }
}
