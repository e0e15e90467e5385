import Vocabulary

/// What an order tells a host to do (docs/decisions/0002).
public enum OrderAction: String, Sendable, Hashable, CaseIterable {
  case install, backout, remove
  /// Install, verify, back out, compare, install again, back out: laboratory only.
  case rehearse = "try"
  case inspect

  public static let shape = Shape<OrderAction>.oneOf
}

/// The state the plan rests on, with the noise left out by name; another state holds the host with the difference.
public struct ExpectedState: Sendable, Hashable {
  public var fingerprint: Digest
  public var scope: Digest
  /// Keys of facts that are left out of the comparison, sorted.
  public var without: [String]

  public init(fingerprint: Digest, scope: Digest, without: [String]) {
    self.fingerprint = fingerprint
    self.scope = scope
    self.without = without
  }

  public static let shape = Shape.record(
    ExpectedState.init(fingerprint:scope:without:),
    field("fingerprint", \.fingerprint, Digest.shape, "Digest of the fingerprint without the noise"),
    field("scope", \.scope, Digest.shape, "Digest of the scope it was taken over"),
    field("without", \.without, .list(.exactText(1...4000), 0...10_000), "Keys of facts left out, sorted"))
}

/// A parameter and its value as text.
public struct ParameterValue: Sendable, Hashable {
  public var name: String
  public var value: String

  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  private static let record = Shape.record(
    ParameterValue.init(name:value:),
    field("name", \.name, .exactText(1...40), "The parameter's name"),
    field("value", \.value, .exactText(0...4000), "Its value as text"))

  public static let shape = Shape(
    spelling: record.spelling,
    reading: { json, pointer, problems in
      guard json["sealed"] == nil else {
        let says = "a sealed value is not supported by this version; give parameters that are not secret"
        problems.append(FieldProblem(pointer: pointer + "/sealed", says: says))
        return nil
      }
      return record.read(json, at: pointer, &problems)
    }, writing: { record.write($0) })

  /// The digest that an approval binds for one host: of the canonical list, sorted by name (docs/decisions/0003).
  public static func digest(of values: [ParameterValue]) -> Digest {
    let sorted = values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    return .sha256(of: JSON.array(sorted.map(shape.write)).canonicalBytes)
  }
}

/// An approval as an order carries it, with the proof that the host is among its hosts.
public struct EnclosedApproval: Sendable, Hashable {
  public var envelope: Envelope
  public var hostProof: HostProof

  public init(envelope: Envelope, hostProof: HostProof) {
    self.envelope = envelope
    self.hostProof = hostProof
  }

  public static let shape = Shape.record(
    EnclosedApproval.init(envelope:hostProof:),
    field("envelope", \.envelope, Envelope.shape, "The approval as it was signed"),
    field("hostProof", \.hostProof, HostProof.shape, "That this host is among its hosts"))
}

/// What one host is told to do with one package, when, and on whose approval (docs/decisions/0002).
public struct Order: SignedDocument, Hashable {
  public static let payloadType = "application/vnd.slipway.order+json"
  public static let word = "order"

  public var action: OrderAction
  /// When the first effect may begin: ascending, apart, half-open, UTC.
  public var allowed: [Interval]
  public var approvals: [EnclosedApproval]
  public var deployment: DeploymentReference
  public var epoch: Int
  public var era: Int
  public var expected: ExpectedState?
  public var format: Int
  public var host: HostIdentifier
  public var notAfter: Moment
  public var number: Int
  public var package: Digest
  public var parameters: [ParameterValue]
  public var plan: Int
  public var release: ReleaseReference
  public var step: String

  public init(
    action: OrderAction, allowed: [Interval], approvals: [EnclosedApproval], deployment: DeploymentReference,
    epoch: Int, era: Int, expected: ExpectedState?, format: Int = 1, host: HostIdentifier, notAfter: Moment,
    number: Int, package: Digest, parameters: [ParameterValue], plan: Int, release: ReleaseReference, step: String
  ) {
    self.action = action
    self.allowed = allowed
    self.approvals = approvals
    self.deployment = deployment
    self.epoch = epoch
    self.era = era
    self.expected = expected
    self.format = format
    self.host = host
    self.notAfter = notAfter
    self.number = number
    self.package = package
    self.parameters = parameters
    self.plan = plan
    self.release = release
    self.step = step
  }

  public static let shape = Shape.record(
    Order.init(
      action:allowed:approvals:deployment:epoch:era:expected:format:host:notAfter:number:package:parameters:plan:
      release:step:),
    field("action", \.action, OrderAction.shape, "What to do"),
    field("allowed", \.allowed, .list(Interval.shape, 1...200), "When the first effect may begin"),
    field("approvals", \.approvals, .list(EnclosedApproval.shape, 1...16), "One alone must contain this order"),
    field("deployment", \.deployment, DeploymentReference.shape, "The deployment it is part of"),
    field("epoch", \.epoch, .counting(from: 0), "Rises with every halt and re-plan of the deployment"),
    field("era", \.era, .counting(from: 0), "Rises with «stop everything»"),
    optional("expected", \.expected, ExpectedState.shape, "The state the plan rests on"),
    field("format", \.format, .format(1), "This form"),
    field("host", \.host, HostIdentifier.shape, "Who is told"),
    field("notAfter", \.notAfter, Moment.shape, "No first effect from then on"),
    field("number", \.number, .counting(from: 1), "Rises per host over all deployments and actions"),
    field("package", \.package, Digest.shape, "Digest of the package description"),
    field("parameters", \.parameters, .list(ParameterValue.shape, 0...200), "Sorted by name"),
    field("plan", \.plan, .counting(from: 1), "Version of the plan"),
    field("release", \.release, ReleaseReference.shape, "The release it belongs to"),
    field("step", \.step, .exactText(1...80), "The plan's step"))

  public var disorder: [FieldProblem] {
    var found: [FieldProblem] = []
    if allowed.contains(where: \.isEmpty) || !allowed.ascend(by: { $0.until < $1.from }) {
      found.append(FieldProblem(pointer: "/allowed", says: "intervals must not be empty, ascend and lie apart"))
    }
    if !parameters.map(\.name).ascend(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      found.append(FieldProblem(pointer: "/parameters", says: "must be sorted by name, each name once"))
    }
    if let expected, !expected.without.ascend(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      found.append(FieldProblem(pointer: "/expected/without", says: "must be sorted, each key once"))
    }
    return found
  }
}
