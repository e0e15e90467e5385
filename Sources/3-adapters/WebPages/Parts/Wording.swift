import PeopleRules
import Vocabulary

/// How values read on a page: dates, lengths of time, sizes, money. Numbers carry their units.
enum Wording {
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  static func text(_ date: CivilDate) -> String {
    let (year, month, day) = date.parts
    return "\(day) \(months[month - 1]) \(year)"
  }

  /// `23 Nov 2026 18:39 UTC`
  static func text(_ moment: Moment) -> String {
    "\(text(moment.inUTC.date)) \(clock(moment)) UTC"
  }

  static func html(_ moment: Moment) -> HTML { "<time datetime=\"\(moment.text)\">\(text(moment))</time>" }
  static func html(_ date: CivilDate) -> HTML { "<time datetime=\"\(date.text)\">\(text(date))</time>" }

  /// `23 Nov 2026 22:00 to 02:00 UTC`: a day that is the same is not said again.
  static func html(_ interval: Interval) -> HTML {
    let (from, until) = (text(interval.from), text(interval.until))
    let sameDay = interval.from.inUTC.date == interval.until.inUTC.date
    let begin = String(from.dropLast(4))
    let end = sameDay ? clock(interval.until) + " UTC" : until
    return """
      <time datetime="\(interval.from.text)">\(begin)</time> to <time datetime="\(interval.until.text)">\(end)</time>
      """
  }

  /// A day by which something is needed, with how far away it is: late days are marked.
  static func due(_ date: CivilDate?, now: Moment) -> HTML {
    guard let date else { return "<span class=\"quiet\">no date</span>" }
    let days = date.dayNumber - now.inUTC.date.dayNumber
    let far: HTML =
      switch days {
      case ..<0: Mark.stop.html("\(count(-days, "day")) late")
      case 0: Mark.hold.html("today")
      case 1...3: Mark.hold.html("in \(count(days, "day"))")
      default: "<small>in \(count(days, "day"))</small>"
      }
    return "\(html(date)) \(far)"
  }

  /// For columns whose heading says that it is UTC.
  static func stamp(_ moment: Moment) -> HTML {
    """
    <time datetime="\(moment.text)" title="\(moment.text)">\(text(moment.inUTC.date)) <b>\(clock(moment))</b></time>
    """
  }

  static func clock(_ moment: Moment) -> String {
    let minutes = Int(moment.inUTC.milliseconds / 60_000)
    return "\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))"
  }

  /// `4 min 10 s`, `850 ms`, `3 h 5 min`.
  static func duration(milliseconds: Int64) -> String {
    if milliseconds < 1000 { return "\(milliseconds) ms" }
    let seconds = milliseconds / 1000
    if seconds < 60 { return "\(seconds) s" }
    let minutes = seconds / 60
    if minutes < 60 { return seconds % 60 == 0 ? "\(minutes) min" : "\(minutes) min \(seconds % 60) s" }
    return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
  }

  /// `1.4 MiB`; whole numbers only, so the tenth is worked out by hand.
  static func size(bytes: Int64) -> String {
    var tenths = bytes * 10
    if bytes < 1024 { return "\(bytes) B" }
    for unit in ["KiB", "MiB", "GiB"] {
      tenths /= 1024
      if tenths < 10_240 { return "\(tenths / 10).\(tenths % 10) \(unit)" }
    }
    return "\(tenths / 10_240) TiB"
  }

  /// `EUR 4 200.00`
  static func money(_ money: Money) -> String {
    let digits = Money.digits(money.currency)
    var scale: Int64 = 1
    for _ in 0..<digits { scale *= 10 }
    let whole = grouped(money.minorUnits / scale)
    let rest = digits == 0 ? "" : "." + padded(Int(money.minorUnits % scale), digits)
    return "\(money.currency) \(whole)\(rest)"
  }

  static func grouped(_ number: Int64) -> String {
    var out = ""
    for (place, digit) in String(number).reversed().enumerated() {
      if place > 0, place % 3 == 0 { out.append("\u{202F}") }
      out.append(digit)
    }
    return String(out.reversed())
  }

  static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
  }

  static func capital(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  /// `backed-out` → «backed out».
  static func words(_ raw: String) -> String { raw.split(separator: "-").joined(separator: " ") }

  /// A word of a closed list as one chooses it: roles have names of their own.
  static func option(_ raw: String) -> String { Role(rawValue: raw)?.label ?? words(raw) }

  /// Digests are long: twelve digits on the page, all of them on request.
  static func html(_ digest: Digest) -> HTML { "<code title=\"\(digest.text)\">\(digest.short)…</code>" }

  /// `18:39:05`, for what follows one another within a minute; the day stands behind it.
  static func second(_ moment: Moment) -> HTML {
    "<time datetime=\"\(moment.text)\" title=\"\(text(moment))\">\(String(moment.text.dropFirst(11).prefix(8)))</time>"
  }

  /// A short text in a cell; its lines stay lines.
  static func line(_ text: String) -> HTML { "<span class=\"prose\">\(text)</span>" }

  /// Lines of a longer text stay lines (the style sheet keeps them).
  static func prose(_ text: String) -> HTML {
    text.isEmpty ? "<span class=\"quiet\">nothing written</span>" : "<div class=\"prose\">\(text)</div>"
  }
}

/// Query strings and path segments.
enum Address {
  /// Percent-encodes everything but unreserved characters (RFC 3986), and `@`, `:` and `,` that may stand in segments.
  static func encoded(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E, 0x40, 0x3A, 0x2C:
        out.unicodeScalars.append(Unicode.Scalar(byte))
      default: out += "%" + Hex.text([byte]).uppercased()
      }
    }
    return out
  }

  static func path(_ base: String, _ query: [(name: String, value: String)]) -> String {
    let pairs = query.filter { !$0.value.isEmpty }.map { "\(encoded($0.name))=\(encoded($0.value))" }
    return pairs.isEmpty ? base : base + "?" + pairs.joined(separator: "&")
  }

  /// Where the page goes back to: only a path of this server, so that a link cannot lead away (OPS-8).
  static func own(_ path: String?) -> String? {
    guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), !path.contains("\\"),
      path.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F })
    else { return nil }
    return path
  }
}
