import Operations
import Vocabulary

/// The frame around every page: bar, search, who is signed in, the page itself.
enum Shell {
  static func page(
    _ scene: Scene, title: String, at place: Place?, status: Int = 200, live: Bool = false, _ body: HTML
  ) -> PageAnswer {
    .html(status: status, document(scene, title: title, at: place, live: live, body).text)
  }

  static func document(_ scene: Scene, title: String, at place: Place?, live: Bool, _ body: HTML) -> HTML {
    """
    \(head(title))<body><a class="skip" href="#main">Skip to the content</a><div class="shell">
    \(bar(place))
    <div class="page"><header class="top">\(search(scene))\(viewer(scene))</header>
    <main id="main" tabindex="-1"\(live ? " data-live" : "" as HTML)>
    \(notice(scene))\(body)
    </main><p id="live-note" class="quiet" role="status"></p></div></div></body></html>

    """
  }

  /// Without bar and search: for pages that need nobody.
  static func bare(title: String, _ body: HTML) -> HTML {
    """
    \(head(title))<body><a class="skip" href="#main">Skip to the content</a>
    <div class="alone"><header class="brand">\(mark)Slipway</header><main id="main" tabindex="-1">
    \(body)
    </main></div></body></html>

    """
  }

  private static func head(_ title: String) -> HTML {
    """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(title) · Slipway</title><link rel="stylesheet" href="/static/style.css">
    <script src="/static/slipway.js" defer></script></head>
    """
  }

  private static let mark: HTML = """
    <svg class="mark-ship" width="18" height="18" viewBox="0 0 18 18" aria-hidden="true" focusable="false">\
    <path class="way" d="M1 15 17 9v3L1 17z"/><path class="hull" d="M3 12 5 5h6l2 4z"/></svg>
    """

  private static func bar(_ current: Place?) -> HTML {
    let links = HTML.each(Place.allCases) { place in
      let group = place.group.map { group -> HTML in "<span class=\"group\">\(group)</span>" }
      let now: HTML = place == current ? " aria-current=\"page\"" : ""
      return "\(group)<a href=\"\(place.rawValue)\"\(now)>\(place.label)</a>"
    }
    return """
      <nav aria-label="Main"><a class="brand" href="/">\(mark)Slipway</a><input type="checkbox" id="menu" class="unseen">\
      <label class="button" for="menu">Menu</label><div class="places">\(links)</div></nav>
      """
  }

  private static func search(_ scene: Scene) -> HTML {
    """
    <form class="search" role="search" action="/search" method="get"><label class="unseen" for="search">Find</label>\
    <input id="search" name="q" type="search" placeholder="Find RFC-1042, a host, a person …" enterkeyhint="search" maxlength="200" \
    value="\(scene.visit.path.first == "search" ? scene.visit.value("q") ?? "" : "")">\
    <kbd aria-hidden="true" title="Press / to search, j and k to walk rows">/</kbd></form>
    """
  }

  private static func viewer(_ scene: Scene) -> HTML {
    guard let viewer = scene.viewer, let person = scene.actor.person else { return .empty }
    let out = scene.key(0).map { key -> HTML in
      """
      <form method="post" action="/act/session.close">\(scene.hidden(key: key, version: nil, back: "/sign-in"))\
      <button class="button" type="submit">Sign out</button></form>
      """
    }
    return "<div class=\"viewer\"><span>\(person.link(viewer))</span>\(out)</div>"
  }

  /// What went wrong with a form, on every page but the act's own, which shows it at the fields.
  private static func notice(_ scene: Scene) -> HTML {
    guard let failed = scene.visit.failed, scene.visit.path.first != "act", scene.visit.path.first != "begin" else {
      return .empty
    }
    return Problems.notice(failed)
  }
}

/// Pieces that many pages share.
enum Piece {
  static func reference(_ text: String) -> HTML { "<span class=\"ref\">\(text)</span>" }

  static func title(
    _ heading: String, reference: HTML = .empty, lead: HTML = .empty, facts: [HTML] = [], acts: HTML = .empty
  ) -> HTML {
    let line: HTML =
      facts.isEmpty
      ? "" : "<div class=\"facts\">\(HTML.each(facts) { (fact: HTML) -> HTML in "<span>\(fact)</span>" })</div>"
    let buttons: HTML = acts == .empty ? "" : "<div class=\"acts\">\(acts)</div>"
    let first: HTML = lead == .empty ? "" : "<p class=\"lead\">\(lead)</p>"
    return "<div class=\"title\"><div>\(reference)<h1>\(heading)</h1>\(first)\(line)</div>\(buttons)</div>"
  }

  static func sheet(_ heading: String, _ body: HTML, class name: String = "") -> HTML {
    "<section class=\"sheet \(name)\"><h2>\(heading)</h2>\(body)</section>"
  }

  /// Pairs of word and value.
  static func pairs(_ rows: [(String, HTML)]) -> HTML {
    "<dl>\(HTML.each(rows) { (row: (String, HTML)) -> HTML in "<dt>\(row.0)</dt><dd>\(row.1)</dd>" })</dl>"
  }

  /// Words beside the main column.
  static func columns(_ main: HTML, aside: HTML) -> HTML {
    "<div class=\"grid\"><div>\(main)</div><aside aria-label=\"In brief\">\(aside)</aside></div>"
  }

  static func quiet(_ text: String) -> HTML { "<p class=\"quiet\">\(text)</p>" }

  static func comma(_ links: [HTML]) -> HTML { .all(links, between: ", ") }
}
