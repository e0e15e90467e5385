import Evidence
import Vocabulary

/// One run of one package on named hosts (DEP-3, DEP-5, DEP-6): a trial in the laboratory, a rollout, or its backout.
public struct Deployment: Subject {
  public static let kind = DeploymentKind.word

  public var identifier: DeploymentReference
  public var plan: DeploymentPlan
  public var epoch: Int
  public var state: DeploymentState
  public var runs: [HostRun]
  /// Who started it.
  public var startedBy: PersonIdentifier?

  public var reference: String { identifier.text }

  public static let shape = Shape.record(
    Deployment.init(identifier:plan:epoch:state:runs:startedBy:),
    field("identifier", \.identifier, DeploymentReference.shape, "Reference"),
    field("plan", \.plan, DeploymentPlan.shape, "What was ordered"),
    field("epoch", \.epoch, .whole(1...2_000_000_000), "Rises with every halt"),
    field("state", \.state, .oneOf, "Where it stands"),
    field("runs", \.runs, .list(HostRun.shape, 0...100_000), "Per host"),
    optional("startedBy", \.startedBy, PersonIdentifier.shape, "Who started it"))

  public static let facetNotes = [
    FacetNote("release", .text, "Release", .subject(ReleaseKind.word)),
    FacetNote("state", "Where it stands", of: DeploymentState.self),
    FacetNote("action", "What it does", of: DeploymentAction.self), FacetNote("number", .number, "Running number"),
  ]

  /// What its release rests on. While it runs, no gate goes by single hosts, so that an ending says nothing new.
  public var statements: [Statement] {
    // Counting every host at each host's report would be work for nothing.
    let done = state == .running ? nil : runs.count { $0.result?.succeeds(for: plan.action) ?? false }
    return [Statement("state", state.rawValue), Statement("done", done.map { String($0) })]
  }

  public var facets: [Facet] {
    [
      Facet("release", plan.release.text), Facet("state", state.rawValue), Facet("action", plan.action.rawValue),
      Facet("number", Int64(identifier.number)),
    ]
  }
}

public enum DeploymentAction: String, Sendable, Hashable, CaseIterable {
  case install, backout
  case trial = "try"
}

public enum DeploymentState: String, Sendable, Hashable, CaseIterable {
  case running, halted, succeeded, failed
}

public struct DeploymentPlan: Sendable, Hashable {
  public var release: ReleaseReference
  public var action: DeploymentAction
  public var purpose: HostPurpose
  public var package: PackageReference
  public var digest: Digest
  /// Number of the approval it stays within.
  public var approval: Int
  public var window: Interval
  public var hosts: [HostIdentifier]

  public init(
    release: ReleaseReference, action: DeploymentAction, purpose: HostPurpose, package: PackageReference,
    digest: Digest, approval: Int, window: Interval, hosts: [HostIdentifier]
  ) {
    self.release = release
    self.action = action
    self.purpose = purpose
    self.package = package
    self.digest = digest
    self.approval = approval
    self.window = window
    self.hosts = hosts
  }

  public static let shape = Shape.record(
    DeploymentPlan.init(release:action:purpose:package:digest:approval:window:hosts:),
    field("release", \.release, ReleaseReference.shape, "Release"),
    field("action", \.action, .oneOf, "What it does"),
    field("purpose", \.purpose, .oneOf, "Where"),
    field("package", \.package, PackageReference.shape, "Package"),
    field("digest", \.digest, Digest.shape, "Package digest"),
    field("approval", \.approval, .whole(1...2_000_000_000), "Number of the approval"),
    field("window", \.window, Interval.shape, "When a host may begin"),
    field("hosts", \.hosts, .list(HostIdentifier.shape, 1...100_000), "Hosts, sorted"))
}

/// What became of one host.
public struct HostRun: Sendable, Hashable {
  public var host: HostIdentifier
  public var result: HostResult?
  public var before: Digest?
  public var after: Digest?
  public var milliseconds: Int64?
  public var cause: Words?

  public init(
    host: HostIdentifier, result: HostResult?, before: Digest?, after: Digest?, milliseconds: Int64?, cause: Words?
  ) {
    self.host = host
    self.result = result
    self.before = before
    self.after = after
    self.milliseconds = milliseconds
    self.cause = cause
  }

  public static let shape = Shape.record(
    HostRun.init(host:result:before:after:milliseconds:cause:),
    field("host", \.host, HostIdentifier.shape, "Host"),
    optional("result", \.result, .oneOf, "How it ended"),
    optional("before", \.before, Digest.shape, "Fingerprint before"),
    optional("after", \.after, Digest.shape, "Fingerprint after"),
    optional("milliseconds", \.milliseconds, .whole(0...JSON.largestWhole), "How long it took, milliseconds"),
    optional("cause", \.cause, Words.shape, "Why it ended like that"))
}

/// How a host ended (docs/decisions/0006).
public enum HostResult: String, Sendable, Hashable, CaseIterable {
  case kept
  case backedOut = "backed-out"
  case removed, held, failed, proven, refused

  public var label: String {
    switch self {
    case .backedOut: "backed out by itself"
    default: rawValue
    }
  }

  /// What the action was for.
  public func succeeds(for action: DeploymentAction) -> Bool {
    switch action {
    case .install: self == .kept
    case .backout: self == .backedOut
    case .trial: self == .proven
    }
  }
}

public enum DeploymentEvent: SubjectEvent {
  case started(DeploymentPlan)
  case hostEnded(HostRun)
  case halted
  case resumed
  case ended(DeploymentState)

  public static let shape = Shape<DeploymentEvent>.choice(
    .when("started/1", DeploymentPlan.shape, { .started($0) }, { if case .started(let it) = $0 { it } else { nil } }),
    .when("host-ended/1", HostRun.shape, { .hostEnded($0) }, { if case .hostEnded(let it) = $0 { it } else { nil } }),
    .bare("halted/1", .halted),
    .bare("resumed/1", .resumed),
    .when("ended/1", one("state", .oneOf), { .ended($0) }, { if case .ended(let it) = $0 { it } else { nil } }))
}

extension Deployment {
  public static func born(_ reference: String, of event: DeploymentEvent, _ stamp: Stamp) -> Deployment? {
    guard case .started(let plan) = event, let identifier = DeploymentReference(reference) else { return nil }
    return Deployment(
      identifier: identifier, plan: plan, epoch: 1, state: .running,
      runs: plan.hosts.map { HostRun(host: $0, result: nil, before: nil, after: nil, milliseconds: nil, cause: nil) },
      startedBy: stamp.person)
  }

  public func applying(_ event: DeploymentEvent, _ stamp: Stamp) -> Deployment {
    var next = self
    switch event {
    case .started: break
    case .hostEnded(let run): next.runs = runs.map { $0.host == run.host ? run : $0 }
    case .halted:
      next.state = .halted
      next.epoch += 1
    case .resumed:
      next.state = .running
      next.epoch += 1
    case .ended(let state): next.state = state
    }
    return next
  }
}
