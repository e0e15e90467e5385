import Evidence
import Operations
import PeopleRules
import Testing
import Vocabulary

@testable import Records

/// The product of every operation and question with every kind of principal, checked against the plain words of the
/// matrix and not against the code that judges (ROL-4).
struct AuthorityTests {
  enum Who: Sendable, CustomStringConvertible {
    case nobody, host, otherHost, clock, server, console
    case person([RoleGrant])

    var description: String {
      switch self {
      case .person(let grants):
        "person with " + grants.map { "\($0.role.rawValue)\($0.release.map { " for \($0.text)" } ?? "")" }.joined()
      default: String(describing: Mirror(reflecting: self).subjectType) + " \(principal.text)"
      }
    }

    var principal: Principal {
      switch self {
      case .nobody: .nobody
      case .host: HostIdentifier("h-5c1e0f9a7b2d4683").map { .host($0) } ?? .nobody
      case .otherHost: HostIdentifier("h-0000000000000001").map { .host($0) } ?? .nobody
      case .clock: .clock
      case .server: .server
      case .console: .console
      case .person: PersonIdentifier("p-7f3a9c2e51d04b68").map { .person($0) } ?? .nobody
      }
    }

    var actor: Actor {
      if case .person(let grants) = self { return Actor(principal: principal, from: "api/t-1", grants: grants) }
      return Actor(principal: principal, from: "api")
    }
  }

  static let here = ReleaseReference("REL-1042.1")
  static let elsewhere = ReleaseReference("REL-7.1")

  static var everybody: [Who] {
    [.nobody, .host, .otherHost, .clock, .server, .console, .person([])]
      + Role.allCases.flatMap { role in
        [
          Who.person([RoleGrant(role: role, release: nil)]), .person([RoleGrant(role: role, release: here)]),
          .person([RoleGrant(role: role, release: elsewhere)]),
        ]
      }
  }

  /// The least body that reads, with `REL-1042.1` wherever a release is named.
  private func body(_ spelling: Spelling) -> JSON {
    switch spelling {
    case .text(let least, _, _): .string(String(repeating: "a", count: max(1, least)))
    case .secret: "a long enough password"
    case .whole(let least, _): .int(max(1, least))
    case .yesOrNo: true
    case .oneOf(let words): .string(words.first ?? "")
    case .moment: 1_795_459_145_000
    case .date: "2026-12-12"
    case .reference(_, let example): .string(example)
    case .list(let element, let least, _): .array(Array(repeating: body(element), count: least))
    case .record(let fields): .object(fields.filter(\.required).map { .init($0.name, body($0.spelling)) })
    case .choice(let fields): .object(fields.prefix(1).map { .init($0.name, body($0.spelling)) })
    case .file: ["content": "aGVsbG8=", "name": "hello.txt"]
    case .anything: .object([])
    }
  }

  private func isAllowed(_ authority: Authority, _ who: Who, namesRelease: Bool) -> Bool {
    switch (authority, who) {
    case (.anyone, _): true
    case (.firstRun, _): true
    case (.inside, .clock), (.inside, .server), (.inside, .console): true
    case (.inside, _): false
    case (.host, .host), (.host, .otherHost): true
    case (.host, _): false
    case (.signedIn, .person), (.signedIn, .console), (.roles, .console): true
    case (.roles(let roles), .person(let grants)):
      grants.contains { roles.contains($0.role) && ($0.release == nil || (namesRelease && $0.release == Self.here)) }
    case (.signedIn, _), (.roles, _): false
    }
  }

  @Test(
    "ROL-4 OPS-3: every operation as every kind of principal: only those whom the matrix names come past the door",
    arguments: Registry.slipway.operations)
  func operations(_ operation: RegisteredOperation) throws {
    let json = body(operation.spelling)
    let namesRelease = json["release"] != nil
    var checked = 0
    for who in Self.everybody {
      // Books that hold nothing: whoever comes past the door is told that something is not there, or wrong with a field.
      let books = MemoryBooks(ports: try fixedPorts())
      let call = Call(
        operation: operation.name.text, body: json, actor: who.actor, seen: 1, key: "k", fingerprint: "f",
        act: "a-91c4e07a2bd35f68", at: Moment(milliseconds: 1_795_460_400_000))
      var denied: NotAllowed?
      do { _ = try Registry.slipway.perform(call, books) } catch let error as NotAllowed { denied = error } catch {}
      let allowed = isAllowed(operation.authority, who, namesRelease: namesRelease)
      // An act on oneself or on others may ask for a further role with the facts at hand; nobody else is let past less.
      if allowed { continue }
      #expect(denied != nil, "\(operation.name.text) let \(who) past the door")
      checked += 1
      if case .roleNeeded = denied { continue }
      if case .person = who, case .roles = operation.authority {
        Issue.record("\(operation.name.text): \(who) is not told the role")
      }
    }
    #expect(checked > 0 || [.anyone, .firstRun].contains(operation.authority))
  }

  @Test(
    "ROL-4: whom the matrix names is never refused for want of a role", arguments: Registry.slipway.operations)
  func allowed(_ operation: RegisteredOperation) throws {
    let json = body(operation.spelling)
    for who in Self.everybody where isAllowed(operation.authority, who, namesRelease: json["release"] != nil) {
      let books = MemoryBooks(ports: try fixedPorts())
      let call = Call(
        operation: operation.name.text, body: json, actor: who.actor, seen: 1, key: "k", fingerprint: "f",
        act: "a-91c4e07a2bd35f68", at: Moment(milliseconds: 1_795_460_400_000))
      do { _ = try Registry.slipway.perform(call, books) } catch let error as NotAllowed {
        // The console has no person, and some acts are a person's.
        if case .person = who { Issue.record("\(operation.name.text) refused \(who): \(error.says)") }
      } catch {}
    }
  }

  @Test("ROL-4 OPS-3: every question as nobody, as a host and as a person", arguments: Registry.slipway.questions)
  func questions(_ question: RegisteredQuestion) throws {
    for who in [Who.nobody, .host, .otherHost, .clock, .person([])] {
      let books = MemoryBooks(ports: try fixedPorts())
      let desk = Desk(
        books: books, actor: who.actor, now: Moment(milliseconds: 1_795_460_400_000), operation: question.name.text,
        act: "")
      var denied: NotAllowed?
      do { _ = try Registry.slipway.ask(question.name.text, body(question.spelling), desk) } catch let error
        as NotAllowed
      { denied = error } catch {}
      let allowed = isAllowed(question.authority, who, namesRelease: false)
      if !allowed { #expect(denied != nil, "\(question.name.text) answered \(who)") }
    }
  }
}
