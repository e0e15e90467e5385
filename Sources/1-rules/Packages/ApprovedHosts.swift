import Vocabulary

/// One host of an approval with the digest of its settings: a leaf of the tree (docs/decisions/0003).
public struct ApprovedHost: Sendable, Hashable {
  public var host: HostIdentifier
  public var parameters: Digest

  public init(host: HostIdentifier, parameters: Digest) {
    self.host = host
    self.parameters = parameters
  }

  public init(host: HostIdentifier, values: [ParameterValue]) {
    self.init(host: host, parameters: ParameterValue.digest(of: values))
  }

  /// The leaf's data: canonical `{"host":…,"parameters":…}`.
  public var leafData: [UInt8] {
    let json: JSON = ["host": .string(host.text), "parameters": .string(parameters.text)]
    return json.canonicalBytes
  }
}

/// The path from a host's leaf to the approval's root.
public struct HostProof: Sendable, Hashable {
  /// 32 bytes each, lowest first.
  public var hashes: [[UInt8]]
  public var index: Int

  public init(hashes: [[UInt8]], index: Int) {
    self.hashes = hashes
    self.index = index
  }

  public static let shape = Shape.record(
    HostProof.init(hashes:index:),
    field("hashes", \.hashes, .list(.hexadecimal(bytes: 32), 0...40), "From leaf to root"),
    field("index", \.index, .counting(from: 0), "The leaf's place, from 0"))
}

/// All hosts of an approval, sorted: gives the root to sign and each host's proof.
public struct ApprovedHosts: Sendable, Hashable {
  public let hosts: [ApprovedHost]

  /// Nil if there is no host or one stands twice: its settings would be ambiguous.
  public init?(_ hosts: [ApprovedHost]) {
    let sorted = hosts.sorted { $0.host < $1.host }
    guard !sorted.isEmpty, sorted.ascend(by: { $0.host < $1.host }) else { return nil }
    self.hosts = sorted
  }

  private var leaves: [[UInt8]] { hosts.map { MerkleTree.sha256.leaf($0.leafData) } }

  public var root: HostsRoot { HostsRoot(count: hosts.count, root: MerkleTree.sha256.root(of: leaves)) }

  /// Nil if the host is not among them.
  public func proof(of host: HostIdentifier) -> HostProof? {
    guard let index = hosts.firstIndex(where: { $0.host == host }) else { return nil }
    return HostProof(hashes: MerkleTree.sha256.inclusionProof(of: index, in: leaves[...]), index: index)
  }

  /// Whether this host with these settings stands under that root.
  public static func contains(_ host: ApprovedHost, proof: HostProof, under root: HostsRoot) -> Bool {
    MerkleTree.sha256.root(
      ofLeaf: MerkleTree.sha256.leaf(host.leafData), at: proof.index, of: root.count, path: proof.hashes) == root.root
  }
}
