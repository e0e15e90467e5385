import AsyncHTTPClient
public func fetch(_ url: String) async throws -> Int {
  let client = HTTPClient()
  let r = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(5))
  try await client.shutdown()
  return Int(r.status.code)
}
