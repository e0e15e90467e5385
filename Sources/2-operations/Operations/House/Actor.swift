import Evidence
import PeopleRules
import Vocabulary

/// Who acts.
public enum Principal: Sendable, Hashable {
  case nobody
  case person(PersonIdentifier)
  case host(HostIdentifier)
  /// A timer.
  case clock
  /// The server itself: signing in, keeping metadata fresh.
  case server
  /// `slipway admin` on the server's own machine (OPS-11).
  case console

  /// As entries name it (docs/decisions/0001).
  public var text: String {
    switch self {
    case .nobody: "nobody"
    case .person(let person): "person:\(person.text)"
    case .host(let host): "host:\(host.text)"
    case .clock: "clock"
    case .server: "server"
    case .console: "console"
    }
  }
}

/// Who acts, by which way in, with which roles.
public struct Actor: Sendable, Hashable {
  public var principal: Principal
  /// `page/s-…`, `api/t-…`, `host/h-…`, `clock`: the way in, as entries name it.
  public var from: String
  public var grants: [RoleGrant]
  /// How far a token reaches; a session reaches everything.
  public var scope: TokenScope

  public init(principal: Principal, from: String, grants: [RoleGrant] = [], scope: TokenScope = .everything) {
    self.principal = principal
    self.from = from
    self.grants = grants
    self.scope = scope
  }

  public static let nobody = Actor(principal: .nobody, from: "api")
  public static let clock = Actor(principal: .clock, from: "clock")
  public static let server = Actor(principal: .server, from: "server")
  public static let console = Actor(principal: .console, from: "console")

  public var person: PersonIdentifier? {
    if case .person(let person) = principal { person } else { nil }
  }

  public var host: HostIdentifier? {
    if case .host(let host) = principal { host } else { nil }
  }

  public func holds(_ role: Role, for release: ReleaseReference? = nil) -> Bool {
    grants.contains { $0.role == role && ($0.release == nil || (release != nil && $0.release == release)) }
  }
}

/// Who may run an operation or ask a question. The one table from which requests are authorised and the RACI matrix is
/// drawn (ROL-4).
public enum Authority: Sendable, Hashable {
  /// Without signing in.
  case anyone
  /// Only while nobody has an account: the first-run page.
  case firstRun
  case signedIn
  /// Any one of these roles.
  case roles([Role])
  /// An enrolled host, by its own key.
  case host
  /// The server itself, the clock or the console: no route leads here.
  case inside

  public var roles: [Role] {
    if case .roles(let roles) = self { roles } else { [] }
  }
}

/// Why somebody may not do something, whatever the facts.
public enum NotAllowed: Error, Sendable, Equatable {
  case signInNeeded
  case roleNeeded([Role])
  case scopeNeeded(TokenScope)
  case wrongKind(String)

  public var says: String {
    switch self {
    case .signInNeeded: "Sign in first."
    case .roleNeeded(let roles):
      "This takes the role \(roles.map(\.label).joined(separator: " or ")). An administrator gives roles."
    case .scopeNeeded(let scope): "This token is only good for «\(scope.rawValue)». Issue one that reaches further."
    case .wrongKind(let says): says
    }
  }
}

extension Authority {
  /// The role that gives the authority (nil where none is needed), or why it is not given.
  public func judge(
    _ actor: Actor, for release: ReleaseReference?, asking: Bool, scope: TokenScope, installationIsEmpty: Bool
  ) -> Result<Role?, NotAllowed> {
    switch self {
    case .anyone: return .success(nil)
    case .firstRun:
      return installationIsEmpty
        ? .success(nil) : .failure(.wrongKind("This installation has its people. Ask an administrator for an account."))
    case .inside:
      switch actor.principal {
      case .server, .clock, .console: return .success(nil)
      case .nobody, .person, .host: return .failure(.wrongKind("Only the server itself does this."))
      }
    case .host:
      return actor.host == nil ? .failure(.wrongKind("Only an enrolled host does this.")) : .success(nil)
    case .signedIn, .roles: return judgePerson(actor, for: release, asking: asking, scope: scope)
    }
  }

  private func judgePerson(
    _ actor: Actor, for release: ReleaseReference?, asking: Bool, scope: TokenScope
  ) -> Result<Role?, NotAllowed> {
    switch actor.principal {
    case .console: return .success(nil)
    case .nobody: return .failure(.signInNeeded)
    case .host, .clock, .server: return .failure(.wrongKind("Only a person does this."))
    case .person: break
    }
    let reaches =
      switch actor.scope {
      case .everything: true
      case .build: asking || scope == .build
      case .read: asking
      }
    guard reaches else { return .failure(.scopeNeeded(actor.scope)) }
    guard case .roles(let roles) = self else { return .success(nil) }
    guard let role = roles.first(where: { actor.holds($0, for: release) }) else { return .failure(.roleNeeded(roles)) }
    return .success(role)
  }
}
