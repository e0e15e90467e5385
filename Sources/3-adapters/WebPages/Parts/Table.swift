/// A table with a caption and `scope` on its headings. Rows can be walked with j and k. On a narrow screen its rows are
/// set one below the other; the roles keep it a table for those who hear it.
struct Table {
  struct Column {
    var heading: HTML
    /// The heading in plain words: on a narrow screen it stands before each cell.
    var label: String
    var isNumber = false
    /// `ascending` or `descending`, where the list is sorted by it.
    var sorted: String?

    init(_ heading: String, number: Bool = false) {
      self.heading = HTML(escaping: heading)
      label = heading
      isNumber = number
    }

    init(_ label: String, heading: HTML, sorted: String?) {
      self.heading = heading
      self.label = label
      self.sorted = sorted
    }
  }

  var caption: String
  /// The caption is read aloud only, where a heading already says it.
  var quietCaption = true
  var columns: [Column]
  var rows: [[HTML]]
  /// What stands there when there is nothing: what will come, and from where.
  var empty: HTML
  /// A class for tables that are set in a way of their own.
  var kind = ""

  var html: HTML {
    guard !rows.isEmpty else { return "<p class=\"empty\">\(empty)</p>" }
    // A column of acts that nobody is offered, or of dates that nobody has agreed yet, would only be noise.
    let places = columns.indices.filter { place in
      !["Act", "Agreed finish"].contains(columns[place].label)
        || rows.contains { $0.indices.contains(place) && $0[place] != .empty }
    }
    let heads = HTML.each(places.map { columns[$0] }) { column in
      let sort = column.sorted.map { way -> HTML in " aria-sort=\"\(way)\"" }
      let number: HTML = column.isNumber ? " class=\"num\"" : ""
      return "<th scope=\"col\" role=\"columnheader\"\(number)\(sort)>\(column.heading)</th>"
    }
    let body = HTML.each(rows) { (cells: [HTML]) -> HTML in
      let inside = HTML.each(places.filter(cells.indices.contains)) { (place: Int) -> HTML in
        let (cell, column) = (cells[place], columns[place])
        let number: HTML = column.isNumber ? " class=\"num\"" : ""
        let inner: HTML = cell == .empty ? "" : "<div>\(cell)</div>"
        return "<td role=\"cell\" data-label=\"\(column.label)\"\(number)>\(inner)</td>"
      }
      return "<tr role=\"row\" data-row>\(inside)</tr>\n"
    }
    return """
      <div class="scroll" role="region" aria-label="\(caption)" tabindex="0"><table role="table" class="rows \(kind)">\
      <caption\(quietCaption ? " class=\"unseen\"" : "" as HTML)>\(caption)</caption>
      <thead role="rowgroup"><tr role="row">\(heads)</tr></thead><tbody role="rowgroup">
      \(body)</tbody></table></div>
      """
  }
}

/// A coloured word with a form of its own, so that it does not depend on colour.
enum Mark: String {
  case go, hold, stop, idle

  func html(_ word: String) -> HTML { "<span class=\"mark \(rawValue)\">\(word)</span>" }
}
