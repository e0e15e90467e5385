import Glibc
import Packages
import Vocabulary
import Wire

/// Version of this agent, as it tells its server (OPS-12).
public let agentVersion = "0.1.0"

/// Makes this host known to a server, with a token that is good once (docs/decisions/0006).
public struct Enrolment: Sendable {
  let workshop: Workshop
  let carrier: any Carrier

  public init(workshop: Workshop, carrier: any Carrier) { (self.workshop, self.carrier) = (workshop, carrier) }

  /// Enrols, or throws with what to do. Enrolling again with the same token after a lost answer is fine.
  public func enrol(
    server: String, token text: String, name: String, environment: HostEnvironment
  ) async throws(HandsFault) -> Identity {
    if let known = try workshop.folder.identity() {
      throw HandsFault("this host is enrolled already, as \(known.host.text); remove \(workshop.folder.path) first")
    }
    guard let token = EnrolmentToken(text: text) else {
      throw HandsFault("the token is not whole; copy it again from the page on which it was made")
    }
    let signing = try workshop.folder.signingKey()
    let body = EnrolRequest(
      agreementKey: try workshop.folder.agreementKey().publicBytes, environment: environment, id: token.identifier,
      machine: machine(), name: name, proof: [UInt8](repeating: 0, count: 32), signingKey: signing.verifying
    ).proven(by: token).bytes
    let signature = SignedBytes.header(SignedBytes.enrol(body: body), by: signing)
    let answer = try await carrier.send(
      "POST", server + WirePath.enrol, headers: [(WireHeader.signature, signature), HostSession.json], body: body)
    guard answer.status == 200, let read = try? EnrolAnswer(bytes: answer.body) else {
      let says = String(decoding: answer.body.prefix(1000), as: UTF8.self)
      throw HandsFault("the server did not enrol this host (status \(answer.status)): \(says)")
    }
    let root = try TrustStore(folder: workshop.folder).adopt(read.root, pinned: token.root)
    let signed = SignedBytes.answer(request: body, body: answer.body)
    guard let header = answer.header(WireHeader.signature),
      SignedBytes.isValid(header, over: signed, by: root.ring(of: .answers))
    else { throw HandsFault("the answer to the enrolment is not signed by the key that the server's root names") }
    let identity = Identity(host: read.host, environment: environment, server: server)
    try workshop.folder.write(identity)
    return identity
  }

  private func machine() -> MachineSummary {
    var kernel = utsname()
    uname(&kernel)
    func text(_ raw: some Any) -> String {
      withUnsafeBytes(of: raw) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    let release = (Disk.text(workshop.root.real("/etc/os-release")) ?? "").split(separator: "\n")
    let pretty = release.first { $0.hasPrefix("PRETTY_NAME=") }?.dropFirst(12).filter { $0 != "\"" }
    let own = (Disk.text(workshop.root.real("/etc/hostname")) ?? "").split(separator: "\n").first.map { String($0) }
    return MachineSummary(
      architecture: text(kernel.machine), hostname: own ?? text(kernel.nodename),
      kernel: "\(text(kernel.sysname)) \(text(kernel.release))", system: pretty.map { String($0) } ?? "unknown")
  }
}
