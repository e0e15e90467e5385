import Evidence
import Operations
import Vocabulary

/// A few operations and questions with a field of every spelling. They are never run here: the server is played.
enum SampleRegistry {
  static let registry = Registry(
    operations: [
      .init(RaiseSample.self), .init(VoteSample.self), .init(AgreeSample.self), .init(AdmitSample.self),
      .init(SecretSample.self), .init(InsideSample.self),
    ], questions: [.init(ShowSample.self), .init(ListSample.self)])

  static let fault = Fault("not-here", says: "Samples are not run.", remedy: "None.")
}

struct RaiseSample: Operation {
  enum Urgency: String, Sendable, CaseIterable { case low, high }
  enum Way: Sendable, Equatable {
    case whole
    case step(Int)

    static let shape = Shape<Way>.choice(
      .bare("whole", .whole),
      .when("step", one("size", .whole(1...9)), { .step($0) }, { if case .step(let size) = $0 { size } else { nil } }))
  }

  static let name = "request.raise"
  static let about = "Raise a request for change"
  static let authority = Authority.signedIn
  var title: String
  var urgency: Urgency
  var minutes: Int64
  var pilot: Bool
  var requiredBy: CivilDate?
  var from: Moment?
  var tags: [String]
  var cost: Money?
  var way: Way
  static let shape = Shape.record(
    RaiseSample.init(title:urgency:minutes:pilot:requiredBy:from:tags:cost:way:),
    field("title", \.title, .text(1...80), "What is asked for"),
    field("urgency", \.urgency, .oneOf, else: .low, "How soon"),
    field("minutes", \.minutes, .whole(1...600), else: 30, "How long it takes"),
    field("pilot", \.pilot, .yesOrNo, else: false, "Whether a pilot goes first"),
    optional("requiredBy", \.requiredBy, CivilDate.shape, "The day it is needed"),
    optional("from", \.from, Moment.shape, "When it may begin"),
    field("tags", \.tags, .list(.text(1...20)), else: [], "Words to find it by"),
    optional("cost", \.cost, Money.shape, "What it costs"),
    field("way", \.way, Way.shape, else: .whole, "How it is rolled out"))
  func run(_ desk: inout Desk) throws -> Done { throw SampleRegistry.fault }
}

struct VoteSample: Operation {
  static let name = "request.vote"
  static let about = "Vote on a request for change"
  static let authority = Authority.roles([.advisoryBoardMember])
  var request: RequestReference
  var approve: Bool
  static let shape = Shape.record(
    VoteSample.init(request:approve:), field("request", \.request, RequestReference.shape, "The request"),
    field("approve", \.approve, .yesOrNo, "Whether to approve"))
  func run(_ desk: inout Desk) throws -> Done { throw SampleRegistry.fault }
}

struct AgreeSample: Operation {
  static let name = "release.plan.agree"
  static let about = "Agree to a plan"
  static let authority = Authority.signedIn
  var release: ReleaseReference
  static let shape = Shape.record(
    AgreeSample.init(release:), field("release", \.release, ReleaseReference.shape, "The release"))
  func run(_ desk: inout Desk) throws -> Done { throw SampleRegistry.fault }
}

struct AdmitSample: Operation {
  static let name = "package.admit"
  static let about = "Admit a package"
  static let authority = Authority.roles([.librarian])
  var description: String
  var builtBy: PersonIdentifier
  var why: String
  static let shape = Shape.record(
    AdmitSample.init(description:builtBy:why:),
    field("description", \.description, .text(2...1_000_000), "Its description"),
    field("builtBy", \.builtBy, PersonIdentifier.shape, "Who built it"), field("why", \.why, .text(3...2000), "Reason"))
  func run(_ desk: inout Desk) throws -> Done { throw SampleRegistry.fault }
}

struct SecretSample: Operation {
  static let name = "person.sign-in"
  static let about = "Sign in"
  static let authority = Authority.anyone
  var password: Secret
  static let shape = Shape.record(
    SecretSample.init(password:), field("password", \.password, Secret.shape(1...200), "The password"))
  func run(_ desk: inout Desk) throws -> Done { throw SampleRegistry.fault }
}

struct InsideSample: Operation {
  static let name = "host.tidy"
  static let about = "Only the server does this"
  static let authority = Authority.inside
  var host: HostIdentifier
  static let shape = Shape.record(
    InsideSample.init(host:), field("host", \.host, HostIdentifier.shape, "The host"))
  func run(_ desk: inout Desk) throws -> Done { throw SampleRegistry.fault }
}

struct SampleRow: Sendable {
  var request: RequestReference
  var title: String
  var raised: Moment
  static let shape = Shape.record(
    SampleRow.init(request:title:raised:), field("request", \.request, RequestReference.shape, "The request"),
    field("title", \.title, .text(), "Its title"), field("raised", \.raised, Moment.shape, "When"))
}

struct ShowSample: QuestionAsked {
  static let name = "request.show"
  static let about = "Show a request"
  var request: RequestReference
  static let shape = Shape.record(
    ShowSample.init(request:), field("request", \.request, RequestReference.shape, "The request"))
  static let answer = SampleRow.shape
  func ask(_ desk: Desk) throws -> SampleRow { throw SampleRegistry.fault }
}

struct ListSample: QuestionAsked {
  static let name = "request.list"
  static let about = "List requests"
  var state: [String]
  var limit: Int
  static let shape = Shape.record(
    ListSample.init(state:limit:), field("state", \.state, .list(.text()), else: [], "States"),
    field("limit", \.limit, .whole(1...200), else: 50, "Rows"))
  static let answer = Listing<SampleRow>.shape(SampleRow.shape)
  func ask(_ desk: Desk) throws -> Listing<SampleRow> { throw SampleRegistry.fault }
}
