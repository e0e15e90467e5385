import ChangeRules
import Evidence
import PeopleRules
import Vocabulary

/// Calls a change review to mind: two days before it is due, on the day, and the working day after, when its lateness
/// goes to the sponsor (CHG-6). Set as a timer when the release ends.
public struct RemindOfReview: Operation {
  public static let name = "request.remind-of-review"
  public static let about = "Call a change review to mind, or report that it is late"
  public static let authority = Authority.inside
  public var request: RequestReference
  public static let shape = Shape.record(
    RemindOfReview.init(request:), field("request", \.request, RequestReference.shape, "The request"))

  public func run(_ desk: inout Desk) throws -> Done {
    try RequestDesk.decide(request, .remindOfReview, &desk)
    let after = try desk.get(ChangeRequest.self, request.text).value
    if !after.isReviewEscalated, let due = after.reviewDue { try ReviewReminders.set(request, due: due, desk) }
    return Done()
  }
}

enum ReviewReminders {
  private static func name(_ request: RequestReference) -> String { "review:\(request.text)" }

  /// The next moment at which the review is called to mind.
  static func set(_ request: RequestReference, due: CivilDate, _ desk: Desk) throws {
    let days = [CivilDate(dayNumber: due.dayNumber - 2), due, due.addingWorkingDays(1)]
    guard let next = days.map(morning).first(where: { $0 > desk.now }) else { return }
    try desk.books.setTimer(
      KeptTimer(
        name: name(request), due: next, operation: RemindOfReview.name, body: ["request": .string(request.text)]))
  }

  static func drop(_ request: RequestReference, _ desk: Desk) throws { try desk.books.dropTimer(name(request)) }

  /// Eight o'clock in UTC; business hours of a site come with the window engine.
  private static func morning(_ day: CivilDate) -> Moment {
    Moment(milliseconds: Int64(day.dayNumber) * 86_400_000) + .hours(8)
  }
}
