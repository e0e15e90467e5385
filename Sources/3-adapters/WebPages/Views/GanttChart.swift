import Operations
import ReleaseRules
import Vocabulary

/// The plan as bars along time, drawn on the server. Whoever hears the page has the table below it, which says the same
/// (WCAG 2.2, 1.1.1); forms and not only colours tell bars apart, so that it reads in print and in the dark.
struct GanttChart {
  var tasks: [ScheduleRow]
  var begin: Moment
  var end: Moment
  var now: Moment

  private static let left = 210
  private static let width = 960
  private static let row = 24
  private static let head = 30
  /// More would be no picture any more; the table has them all.
  private static let most = 200

  private var shown: ArraySlice<ScheduleRow> { tasks.prefix(Self.most) }

  /// From the first to the last moment that is drawn.
  private var span: Interval {
    let from = ([begin] + shown.flatMap { [$0.start, $0.plannedStart ?? $0.start] }).min() ?? begin
    let until = ([end, now] + shown.flatMap { [$0.finish, $0.plannedFinish ?? $0.finish] }).max() ?? end
    return Interval(from: from, until: max(until, from + .hours(1)))
  }

  private func x(_ moment: Moment) -> Int {
    let whole = max(1, (span.until - span.from).milliseconds)
    let part = min(max(0, (moment - span.from).milliseconds), whole)
    return Self.left + Int(part * Int64(Self.width - Self.left - 12) / whole)
  }

  var html: HTML {
    guard !tasks.isEmpty else { return .empty }
    let height = Self.head + shown.count * Self.row + 8
    let rows = HTML.each(shown.enumerated()) { (place: Int, it: ScheduleRow) -> HTML in
      bar(it, top: Self.head + place * Self.row)
    }
    let present = x(now)
    let more: HTML =
      tasks.count > Self.most ? "<p class=\"quiet\">The first \(Self.most) of \(tasks.count) tasks are drawn.</p>" : ""
    return """
      <div class="scroll" role="region" aria-label="Chart" tabindex="0">\
      <svg class="gantt" role="img" aria-label="Gantt chart; the table below says the same" \
      viewBox="0 0 \(Self.width) \(height)" width="\(Self.width)" height="\(height)">\(ticks(height))\(links)\(rows)\
      <line class="now" x1="\(present)" y1="\(Self.head - 8)" x2="\(present)" y2="\(height)"/></svg></div>
      <p class="quiet legend"><span class="key plain"></span> forecast <span class="key hard"></span> may not slip \
      <span class="key late"></span> late <span class="key agreed"></span> as agreed; ◆ is a milestone, \
      the dashed line is now.</p>\(more)
      """
  }

  private func bar(_ it: ScheduleRow, top: Int) -> HTML {
    let (from, until) = (x(it.start), x(it.finish))
    let kind = it.row.state.hasEnded ? "done" : it.slip > 0 ? "late" : it.isCritical ? "hard" : "plain"
    let title = shortened(it.row.title)
    let middle = top + 10
    let form: HTML =
      it.row.duration == 0
      ? """
      <path class="\(kind)" d="M\(from) \(middle - 7)l7 7l-7 7l-7 -7z"/>
      """
      : """
      <rect class="\(kind)" x="\(from)" y="\(top + 4)" width="\(max(2, until - from))" height="12" rx="2"/>\
      <rect class="part" x="\(from)" y="\(top + 8)" width="\(max(0, (until - from) * it.row.percent / 100))" height="4"/>
      """
    var agreed = HTML.empty
    if let planned = it.plannedStart, let finish = it.plannedFinish {
      agreed = """
        <rect class="agreed" x="\(x(planned))" y="\(top + 17)" width="\(max(2, x(finish) - x(planned)))" height="3"/>
        """
    }
    return """
      <g><title>\(it.row.task.text) \(it.row.title): \(Wording.text(it.start)) to \(Wording.text(it.finish))</title>\
      <text x="4" y="\(top + 15)">\(title)</text>\(form)\(agreed)</g>
      """
  }

  private func shortened(_ title: String) -> String { title.count > 30 ? String(title.prefix(29)) + "…" : title }

  /// At most eight whole steps of hours, days or weeks.
  private func ticks(_ height: Int) -> HTML {
    let whole = (span.until - span.from).milliseconds
    let hour: Int64 = 3_600_000
    let steps = [hour, 2 * hour, 6 * hour, 12 * hour, 24 * hour, 48 * hour, 168 * hour, 336 * hour, 744 * hour]
    let step = steps.first { whole / $0 <= 8 } ?? (whole / 8 / (24 * hour) + 1) * 24 * hour
    let first = (span.from.milliseconds + step - 1) / step * step
    let marks = stride(from: first, through: span.until.milliseconds, by: Int64.Stride(step)).map {
      Moment(milliseconds: $0)
    }
    return HTML.each(marks) { (at: Moment) -> HTML in
      let label =
        step < 24 * hour
        ? Wording.clock(at) : String(Wording.text(at.inUTC.date).split(separator: " ").prefix(2).joined(separator: " "))
      return """
        <line class="tick" x1="\(x(at))" y1="\(Self.head - 8)" x2="\(x(at))" y2="\(height)"/>\
        <text class="when" x="\(x(at) + 2)" y="14">\(label)</text>
        """
    }
  }

  /// Thin lines from what comes first to what follows.
  private var links: HTML {
    let places = Dictionary(shown.enumerated().map { ($1.row.task, $0) }, uniquingKeysWith: { first, _ in first })
    return HTML.each(shown.enumerated()) { (place: Int, it: ScheduleRow) -> HTML in
      HTML.each(it.after.compactMap { places[$0] }) { (other: Int) -> HTML in
        let from = tasks[other]
        let (start, end) = (Self.head + other * Self.row + 10, Self.head + place * Self.row + 10)
        return "<path class=\"link\" d=\"M\(x(from.finish)) \(start)V\(end)H\(x(it.start))\"/>"
      }
    }
  }
}
