import Operations
import ReleaseRules

/// Probability against impact, five by five, with what stands in each field. Whoever hears it is told the same.
enum RiskMatrix {
  private static let width = 64
  private static let height = 40
  private static let left = 92
  private static let top = 8

  static func html(_ rows: [RiskRow], _ heading: String) -> HTML {
    let fields = HTML.each((1...5).reversed()) { (impact: Int) -> HTML in
      HTML.each(1...5) { (probability: Int) -> HTML in
        field(probability, impact, rows.filter { $0.probability == probability && $0.impact == impact })
      }
    }
    let impacts = HTML.each(1...5) { (impact: Int) -> HTML in
      let y = top + (5 - impact) * height + height / 2 + 4
      return "<text class=\"axis\" x=\"\(left - 10)\" y=\"\(y)\" text-anchor=\"end\">\(impact)</text>"
    }
    let probabilities = HTML.each(1...5) { (probability: Int) -> HTML in
      let x = left + (probability - 1) * width + width / 2
      return
        "<text class=\"axis\" x=\"\(x)\" y=\"\(top + 5 * height + 18)\" text-anchor=\"middle\">\(probability)</text>"
    }
    let (wide, high) = (left + 5 * width + 8, top + 5 * height + 44)
    let middle = left + 5 * width / 2
    return """
      <svg class="exposure" role="img" aria-labelledby="exposure-title exposure-says" width="\(wide)" height="\(high)" \
      viewBox="0 0 \(wide) \(high)"><title id="exposure-title">\(heading)</title>\
      <desc id="exposure-says">\(said(rows))</desc>\(fields)\(impacts)\(probabilities)\
      <text class="axis" x="4" y="\(top + 5 * height / 2 + 4)">Impact</text>\
      <text class="axis" x="\(middle)" y="\(high - 6)" text-anchor="middle">Probability</text></svg>
      """
  }

  private static func field(_ probability: Int, _ impact: Int, _ rows: [RiskRow]) -> HTML {
    let (x, y) = (left + (probability - 1) * width, top + (5 - impact) * height)
    let band = ExposureBand(probability * impact).rawValue
    let words =
      rows.count < 2 ? rows.map(\.risk.text).joined() : Wording.count(rows.count, "risk")
    let text: HTML =
      rows.isEmpty
      ? ""
      : "<text x=\"\(x + width / 2)\" y=\"\(y + height / 2 + 4)\" text-anchor=\"middle\">\(words)</text>"
    return """
      <g class="\(band)\(rows.isEmpty ? "" : " taken")"><rect x="\(x + 1)" y="\(y + 1)" width="\(width - 2)" \
      height="\(height - 2)"></rect>\(text)</g>
      """
  }

  /// What the picture shows, as sentences.
  static func said(_ rows: [RiskRow]) -> String {
    guard !rows.isEmpty else { return "No risk is open." }
    return rows.map { row in
      "\(row.risk.text): probability \(row.probability), impact \(row.impact), "
        + "exposure \(row.exposure), \(row.band.rawValue)."
    }.joined(separator: " ")
  }
}
