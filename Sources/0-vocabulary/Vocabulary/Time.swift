/// A point in time: whole milliseconds since 1970-01-01 00:00 UTC. Never a due date (that is a `CivilDate`).
public struct Moment: Sendable, Hashable, Comparable {
  public let milliseconds: Int64

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  public static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }
  public static func + (left: Moment, right: Span) -> Moment {
    Moment(milliseconds: left.milliseconds + right.milliseconds)
  }
  public static func - (left: Moment, right: Moment) -> Span {
    Span(milliseconds: left.milliseconds - right.milliseconds)
  }

  public static let shape = Shape<Int64>.whole(0...JSON.largestWhole).spelled(.moment).mapped(
    { Moment(milliseconds: $0) }, { $0.milliseconds }, else: "milliseconds since 1970 in UTC are needed")
}

/// A length of time in whole milliseconds.
public struct Span: Sendable, Hashable, Comparable {
  public let milliseconds: Int64

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  public static func seconds(_ count: Int64) -> Span { Span(milliseconds: count * 1000) }
  public static func minutes(_ count: Int64) -> Span { seconds(count * 60) }
  public static func hours(_ count: Int64) -> Span { minutes(count * 60) }
  public static func days(_ count: Int64) -> Span { hours(count * 24) }
  public static func < (left: Span, right: Span) -> Bool { left.milliseconds < right.milliseconds }
}

/// A half-open stretch of time, `from` included, `until` not.
public struct Interval: Sendable, Hashable {
  public var from: Moment
  public var until: Moment

  public init(from: Moment, until: Moment) {
    self.from = from
    self.until = until
  }

  public func contains(_ moment: Moment) -> Bool { from <= moment && moment < until }
  public func contains(_ other: Interval) -> Bool { from <= other.from && other.until <= until }
  public var isEmpty: Bool { until <= from }

  public static let shape = Shape.record(
    Interval.init(from:until:),
    field("from", \.from, Moment.shape, "The first moment that belongs to it"),
    field("until", \.until, Moment.shape, "The first moment that does not"))
}

/// A day of the calendar without a place in time: «due on 12 December». Proleptic Gregorian.
public struct CivilDate: Sendable, Hashable, Comparable {
  /// Days since 1970-01-01.
  public let dayNumber: Int

  public init(dayNumber: Int) { self.dayNumber = dayNumber }

  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
    // Days from civil: months counted from March, so that the leap day is the last of its year.
    let shifted = month > 2 ? year : year - 1
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    dayNumber = era * 146_097 + dayOfEra - 719_468
    guard parts == (year, month, day) else { return nil }
  }

  /// From `2026-12-12`.
  public init?(text: String) {
    let pieces = text.split(separator: "-", omittingEmptySubsequences: false)
    guard pieces.count == 3, pieces.map(\.utf8.count) == [4, 2, 2],
      text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }),
      let year = Int(pieces[0]), let month = Int(pieces[1]), let day = Int(pieces[2])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  public var parts: (year: Int, month: Int, day: Int) {
    let shifted = dayNumber + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// Monday is 1, Sunday 7 (ISO 8601).
  public var weekday: Int { ((dayNumber % 7) + 7 + 3) % 7 + 1 }

  public var text: String {
    let (year, month, day) = parts
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// The day that is so many Mondays to Fridays later; holidays come with the window engine.
  public func addingWorkingDays(_ count: Int) -> CivilDate {
    var day = self
    var left = count
    while left > 0 {
      day = CivilDate(dayNumber: day.dayNumber + 1)
      if day.weekday < 6 { left -= 1 }
    }
    return day
  }

  public static func < (left: CivilDate, right: CivilDate) -> Bool { left.dayNumber < right.dayNumber }

  public static let shape = Shape<String>.text(10...10).spelled(.date).mapped(
    { CivilDate(text: $0) }, { $0.text }, else: "a date looks like 2026-12-12")
}

extension Moment {
  /// The day and the milliseconds into it, in UTC.
  public var inUTC: (date: CivilDate, milliseconds: Int64) {
    let day: Int64 = 86_400_000
    let number = milliseconds >= 0 ? milliseconds / day : (milliseconds - day + 1) / day
    return (CivilDate(dayNumber: Int(number)), milliseconds - number * day)
  }

  /// `2026-11-23T18:39:05.120Z`
  public var text: String {
    let (date, rest) = inUTC
    let seconds = Int(rest / 1000)
    let clock = "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
    return "\(date.text)T\(clock).\(padded(Int(rest % 1000), 3))Z"
  }
}

/// A whole number with leading zeros.
public func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
