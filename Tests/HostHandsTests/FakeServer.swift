import HostWork
import Packages
import Vocabulary
import Wire

@testable import HostHands

/// A server in memory that speaks docs/decisions/0006, and that can lie.
actor FakeServer: Carrier {
  enum Lie: Sendable, Equatable {
    case none, wrongSignature, wrongMac, forgetsSession, noAnswer, retired, retiredBySomebody
  }

  let keys: [KeyRole: SigningKey]
  let token: EnrolmentToken
  var lie = Lie.none
  var orders: [Envelope] = []
  var floors = OrderFloors(all: 0, deployments: [])
  var go = true
  private(set) var reports: [JSON] = []
  private(set) var sessions = 0
  private(set) var inventories = 0
  private var session: MessageKey?
  private var blobs: [Digest: [UInt8]] = [:]
  private(set) var ranges: [Int64] = []
  private var packages: [LibraryEntry] = []
  /// Blobs stop after so many bytes, once.
  var breaksAfter: Int?
  static let host = HostIdentifier("h-5c1e0f9a7b2d4683")

  init() throws {
    var keys: [KeyRole: SigningKey] = [:]
    for role in KeyRole.allCases { keys[role] = SigningKey(rawBytes: Digest.sha256(of: role.rawValue.utf8).bytes) }
    self.keys = keys
    let root = Self.root(keys)
    guard
      let token = EnrolmentToken(identifier: "e1", secret: [UInt8](repeating: 7, count: 32), root: root.payloadDigest)
    else { throw HandsFault("no token") }
    self.token = token
  }

  static let later = Clocks.now() + .days(10)

  private static func root(_ keys: [KeyRole: SigningKey]) -> Envelope {
    func role(_ role: KeyRole) -> RoleKeys {
      RoleKeys(keyIdentifiers: keys[role].map { [$0.identifier] } ?? [], threshold: 1)
    }
    let listed = keys.values.map { ListedKey($0.verifying) }.sorted { $0.identifier < $1.identifier }
    let metadata = RootMetadata(
      expires: later, keys: listed, origin: "slipway/0000000000000001",
      roles: KeyRoles(
        answers: role(.answers), approvals: role(.approvals), orders: role(.orders), root: role(.root),
        targets: role(.targets), timestamp: role(.timestamp)), version: 1)
    return metadata.signed(by: keys[.root].map { [$0] } ?? [])
  }

  func set(_ lie: Lie) { self.lie = lie }
  func give(_ orders: [Envelope], floors: OrderFloors? = nil, go: Bool = true) {
    (self.orders, self.go) = (orders, go)
    if let floors { self.floors = floors }
  }
  func forget() { session = nil }
  func cut(after bytes: Int) { breaksAfter = bytes }

  func admit(_ description: PackageDescription, _ contents: [[UInt8]]) {
    for bytes in contents + [description.canonicalBytes] { blobs[.sha256(of: bytes)] = bytes }
    packages = [
      LibraryEntry(
        bytes: description.canonicalBytes.count, digest: description.digest, name: description.manifest.name,
        status: .stored, version: description.manifest.version)
    ]
  }

  func send(
    _ method: String, _ url: String, headers: [(name: String, value: String)], body: [UInt8]
  ) async throws(HandsFault) -> CarriedAnswer {
    if lie == .noAnswer { throw HandsFault("no route to the server") }
    let path = String(url.dropFirst("http://server.example.org".count))
    func header(_ name: String) -> String { headers.first { $0.name == name }?.value ?? "" }
    switch path {
    case WirePath.enrol: return try enrol(body)
    case WirePath.session where lie == .retired || lie == .retiredBySomebody: return try retire(body)
    case WirePath.session: return try open(body)
    default: break
    }
    let counter = Int64(header(WireHeader.counter)) ?? 0
    guard let key = session, lie != .forgetsSession,
      MessageCode.isValid(header(WireHeader.code), method: method, path: path, body: body, counter: counter, key: key)
    else { return CarriedAnswer(status: 401, headers: [], body: []) }
    let answer = try answer(path, body)
    let code = MessageCode.answer(counter: counter, status: 200, body: lie == .wrongMac ? [1] : answer, key: key)
    return CarriedAnswer(status: 200, headers: [("slipway-mac", code)], body: answer)
  }

  private func signed(_ request: [UInt8], _ body: [UInt8]) throws(HandsFault) -> CarriedAnswer {
    guard let key = keys[lie == .wrongSignature ? .orders : .answers] else { throw HandsFault("no key") }
    let header = SignedBytes.header(SignedBytes.answer(request: request, body: body), by: key)
    return CarriedAnswer(status: 200, headers: [("slipway-signature", header)], body: body)
  }

  /// That the host is retired, signed by the answers key or by another.
  private func retire(_ body: [UInt8]) throws(HandsFault) -> CarriedAnswer {
    guard let host = Self.host, let key = keys[lie == .retired ? .answers : .orders] else { throw HandsFault("no key") }
    let answer = RetiredAnswer(host: host, retiredAt: Clocks.now()).bytes
    let header = SignedBytes.header(SignedBytes.retired(request: body, body: answer), by: key)
    return CarriedAnswer(status: 410, headers: [("slipway-signature", header)], body: answer)
  }

  private func enrol(_ body: [UInt8]) throws(HandsFault) -> CarriedAnswer {
    guard EnrolRequest.isProven(body, by: token.secret), let host = Self.host else {
      return CarriedAnswer(status: 403, headers: [], body: [])
    }
    return try signed(body, EnrolAnswer(host: host, root: [Self.root(keys)]).bytes)
  }

  private func open(_ body: [UInt8]) throws(HandsFault) -> CarriedAnswer {
    guard let request = try? SessionRequest(bytes: body), let own = AgreementKey(rawBytes: chance(32)),
      let name = SessionName(node: "a", chance: chance(8))
    else { throw HandsFault("bad session request") }
    let answer = SessionAnswer(at: Clocks.now(), ephemeral: own.publicBytes, session: name, until: Self.later).bytes
    session = SessionAgreement.key(
      own: own, other: request.ephemeral, nonce: request.nonce, request: body, answer: answer)
    sessions += 1
    return try signed(body, answer)
  }

  private func answer(_ path: String, _ body: [UInt8]) throws(HandsFault) -> [UInt8] {
    switch path {
    case WirePath.poll:
      return PollAnswer(
        at: Clocks.now(), comeBackIn: .seconds(1), floors: floors, metadata: metadata(), orders: orders,
        wantsInventory: inventories == 0
      ).bytes
    case WirePath.begin:
      let no = Objection("approval-void", because: "The approval was withdrawn", clears: "Have it approved again")
      return BeginAnswer(at: Clocks.now(), isGo: go, goodFor: .seconds(3), refusals: go ? [] : [no]).bytes
    case WirePath.report:
      do { _ = try Report(bytes: body) } catch { throw HandsFault("a bad report: \(error.says)") }
      if let json = try? JSON(parsing: body) { reports.append(json) }
      return ReportAnswer(at: Clocks.now(), isKnown: false).bytes
    case WirePath.inventory:
      do { _ = try Wire.Inventory(bytes: body) } catch { throw HandsFault("a bad inventory: \(error.says)") }
      inventories += 1
      return ReportAnswer(at: Clocks.now(), isKnown: false).bytes
    default: throw HandsFault("no such path: \(path)")
    }
  }

  private func metadata() -> NewerMetadata {
    let origin = "slipway/0000000000000001"
    let targets = TargetsMetadata(expires: Self.later, origin: origin, packages: packages, version: 1)
    let timestamp = TimestampMetadata(
      expires: Self.later, origin: origin, targets: TargetsPointer(to: targets), version: 1)
    func by(_ role: KeyRole) -> [SigningKey] { keys[role].map { [$0] } ?? [] }
    return NewerMetadata(targets: targets.signed(by: by(.targets)), timestamp: timestamp.signed(by: by(.timestamp)))
  }

  func download(
    _ url: String, headers: [(name: String, value: String)], from: Int64,
    take: @escaping @Sendable (_ status: Int, _ piece: [UInt8]) throws(HandsFault) -> Void
  ) async throws(HandsFault) -> Int {
    guard let hex = url.split(separator: "/").last, let digest = Digest(hex: String(hex)), let bytes = blobs[digest]
    else {
      return 404
    }
    ranges.append(from)
    let rest = Array(bytes.dropFirst(Int(from)))
    if let limit = breaksAfter, rest.count > limit {
      breaksAfter = nil
      try take(200, Array(rest.prefix(limit)))
      throw HandsFault("the connection broke")
    }
    if !rest.isEmpty { try take(from > 0 ? 206 : 200, rest) }
    return from > 0 ? 206 : 200
  }
}
