import DeploymentRules
import Evidence
import Operations
import PeopleRules
import ReleaseRules
import Testing
import Vocabulary

@testable import WebPages

/// Views with answers made by hand: what hosts, packages and deployments say is other people's text too.
@Suite("Views")
struct ViewTests {
  static let nasty = JSON.string(House.nasty)
  static let digest = JSON.string("sha256:" + String(repeating: "a", count: 64))
  static let other = JSON.string("sha256:" + String(repeating: "b", count: 64))

  static let deploymentRow: JSON = [
    "deployment": "DEP-7", "release": "REL-1.1", "action": "install", "state": "running", "package": "greeter@1.0.0",
    "hosts": 3, "ended": 2, "succeeded": 1, "startedAt": 1_795_459_000_000, "endedAt": 1_795_459_120_000,
  ]
  static let hostRow: JSON = [
    "host": "h-5c1e0f9a7b2d4683", "name": nasty, "purpose": "production", "item": "CI-3", "retired": false,
  ]
  static let blocker = Refusal(
    "package-released",
    because: "\(subject: SubjectReference(kind: "package", reference: "greeter@1.0.0")) is <not> released.",
    clears: "The librarian releases it.", by: [.librarian], notBefore: House.now
  ).json

  static func release(_ phase: String, blockers: [JSON]) throws -> ReleaseDetail {
    try ShowRelease.answer.read([
      "version": 4,
      "row": [
        "release": "REL-1.1", "title": nasty, "phase": .string(phase), "requests": ["RFC-1", "RFC-2"],
        "package": "greeter@1.0.0", "requiredBy": "2026-12-05", "blockers": .int(Int64(blockers.count)),
        "firstBlocker": nasty,
      ], "onward": "deployment", "blockers": .array(blockers), "warnings": [], "checks": [], "profile": "small",
      "hosts": [hostRow],
      "window": ["from": 1_795_459_145_000, "until": 1_795_473_545_000],
      "settings": [["name": nasty, "value": nasty]], "planVersion": 2, "digest": digest, "approval": 9,
      "approvedBy": nasty, "deployments": [deploymentRow],
    ])
  }

  /// Not even half of the escaping is missing; the views' own bold words are no `<b>` with text of a person.
  static func isClean(_ html: HTML) -> Bool {
    !html.text.contains("<b>&") && !html.text.contains("<b&") && !html.text.contains("&\"'")
  }

  @Test("LIF-1: a release shows its spine, what blocks it, why, what clears it, who can and from when")
  func release() throws {
    let scene = try House().scene("/releases/REL-1.1")
    let html = ReleaseViews.show(try Self.release("preparation", blockers: [Self.blocker]), log: [], scene)
    #expect(Self.isClean(html))
    #expect(html.text.split(separator: "<li class=\"done\">").count == 4)
    #expect(html.text.contains("<li class=\"now\" aria-current=\"step\"><strong>Preparation</strong>"))
    #expect(html.text.contains("href=\"/packages/greeter@1.0.0\">greeter@1.0.0</a> is &lt;not&gt; released."))
    #expect(html.text.contains("The librarian releases it. · not before <time"))
    #expect(html.text.contains("DSL librarian"))
    #expect(html.text.contains("href=\"/act/package.release?package=greeter@1.0.0"))
    #expect(html.text.contains("<b>1 thing</b> keeps it from deployment."))
    #expect(html.text.contains("href=\"/requests/RFC-2\"") && html.text.contains("href=\"/deployments/DEP-7\""))
    #expect(!html.text.contains("Move to deployment"))
  }

  @Test("LIF-1: what nothing blocks may go on, by a button")
  func onward() throws {
    let scene = try House().scene("/releases/REL-1.1")
    let html = ReleaseViews.show(try Self.release("preparation", blockers: []), log: [], scene)
    #expect(html.text.contains("href=\"/act/release.move?release=REL-1.1&amp;to=deployment&amp;back="))
  }

  @Test("LIF-3: a suspended release stands beside its way, a closed one has all of it behind")
  func beside() throws {
    let scene = try House().scene("/releases/REL-1.1")
    let suspended = ReleaseViews.show(try Self.release("suspended", blockers: []), log: [], scene)
    #expect(suspended.text.contains("stands beside its way") && !suspended.text.contains("class=\"now\""))
    let closed = ReleaseViews.show(try Self.release("closed", blockers: []), log: [], scene)
    #expect(closed.text.split(separator: "<li class=\"done\">").count == 7)
  }

  @Test("The board groups releases by phase, with the first blocker of each")
  func board() throws {
    let rows = try [Self.release("building", blockers: [Self.blocker, Self.blocker]).row]
    let html = ReleaseBoard.html(rows, next: .empty, try House().scene("/releases"))
    #expect(Self.isClean(html))
    #expect(html.text.contains("id=\"lane-building\">Building <span class=\"count\">1</span>"))
    #expect(html.text.contains("id=\"lane-planning\">Planning <span class=\"count\">0</span>"))
    #expect(html.text.contains("<small>and 1 more</small>"))
    #expect(html.text.contains("Required by <time datetime=\"2026-12-05\">5 Dec 2026</time> <small>in "))
  }

  static func deployment() throws -> DeploymentDetail {
    func run(_ host: String, _ more: [JSON.Member]) -> JSON {
      .object([.init("host", .string(host)), .init("hostName", nasty)] + more)
    }
    return try ShowDeployment.answer.read([
      "version": 5, "row": deploymentRow, "window": ["from": 1_795_459_145_000, "until": 1_795_473_545_000], "epoch": 1,
      "runs": [
        run(
          "h-5c1e0f9a7b2d4681",
          [.init("result", "kept"), .init("before", digest), .init("after", other), .init("milliseconds", 250_000)]),
        run(
          "h-5c1e0f9a7b2d4682",
          [
            .init("result", "failed"), .init("cause", nasty), .init("log", nasty), .init("before", digest),
            .init("after", digest),
          ]),
        run("h-5c1e0f9a7b2d4683", [.init("latest", "deed-begun"), .init("latestAt", 1_795_459_145_000)]),
      ],
    ])
  }

  @Test("DEP-5: a deployment shows a cell per host, causes, logs, how each was observed, and halts in one act")
  func deploymentView() throws {
    let html = DeploymentViews.show(try Self.deployment(), log: [], try House().scene("/deployments/DEP-7"))
    #expect(Self.isClean(html))
    for cell in ["ok", "bad", "run"] { #expect(html.text.contains("<i class=\"\(cell)\"")) }
    #expect(html.text.contains("role=\"img\" aria-label=\"1 of 3 hosts succeeded, 1 did not, 1 have not ended\""))
    #expect(html.text.contains("<details id=\"l-h-5c1e0f9a7b2d4682\">"))
    for (host, says) in [("1", "differs"), ("2", "the same"), ("3", "not both observed")] {
      #expect(html.text.contains("\(says)<br><a href=\"/deployments/DEP-7/h-5c1e0f9a7b2d468\(host)\">"))
    }
    #expect(html.text.contains("started <time datetime=\"2026-11-23T") && html.text.contains(", 2 min"))
    #expect(html.text.contains("4 min 10 s") && html.text.contains("deed begun"))
    #expect(
      html.text.contains("action=\"/act/deployment.halt\"") && html.text.contains("name=\"if-match\" value=\"5\""))
  }

  @Test("ACC-8 DEP-3: the page of one run shows each difference file by file, only the members that differ")
  func run() throws {
    let row: JSON = [
      "host": "h-5c1e0f9a7b2d4681", "hostName": .string("lab-1"), "result": "proven", "milliseconds": 250,
      "log": Self.nasty,
    ]
    let detail = try ShowRun.answer.read([
      "row": row, "deployment": Self.deploymentRow, "facts": 7, "noise": ["file:/var/log/noisy"],
      "changed": [
        [
          "key": "file:/etc/greeter.conf", "before": ["mode": "0600", "owner": "0:0"],
          "after": ["mode": "0644", "owner": "0:0"],
        ],
        ["key": "service:greeter.main", "after": ["running": true]],
      ], "left": [],
      "steps": [["at": 1_795_459_145_000, "word": "verified", "says": Self.nasty, "isGood": false]],
    ])
    let html = RunViews.show(detail, try House().scene("/deployments/DEP-7/h-5c1e0f9a7b2d4681"))
    #expect(Self.isClean(html))
    #expect(html.text.contains("<code>/etc/greeter.conf</code>") && html.text.contains("<code>0600</code>"))
    #expect(!html.text.contains("<code>0:0</code>"))
    #expect(
      html.text.contains("not there") && html.text.contains("<small>running</small> <code>yes</code>")
        && html.text.contains("every one is as it was before"))
    #expect(html.text.contains("1 fact left out because it changes by itself"))
  }

  @Test("DEP-5: who may not halt is not offered it")
  func noHalt() throws {
    var scene = try House().scene("/deployments/DEP-7")
    scene.actor.grants = [RoleGrant(role: .auditor, release: nil)]
    #expect(!DeploymentViews.show(try Self.deployment(), log: [], scene).text.contains("deployment.halt"))
  }

  @Test("CFG-5: a host shows its inventory in groups, each fact with where it was seen")
  func host() throws {
    let detail = try ShowHost.answer.read([
      "version": 1, "row": Self.hostRow, "inventoryAt": 1_795_459_145_000,
      "inventory": [
        "facts": [
          ["group": "hardware", "key": Self.nasty, "source": Self.nasty, "value": Self.nasty],
          ["group": "network", "key": "mtu", "source": "/sys", "value": "1500"],
        ], "shared": ["network"],
      ], "deployments": [Self.deploymentRow],
    ])
    let html = HostViews.show(detail, log: [], try House().scene("/hosts/h-5c1e0f9a7b2d4683"))
    #expect(Self.isClean(html))
    #expect(html.text.contains("<details id=\"g-hardware\" open><summary>Hardware: 1 fact</summary>"))
    #expect(html.text.contains("Network: 1 fact, seen outside the confinement"))
  }

  @Test("CFG-14: a host's page says whose place it has, what leans on it, and what keeps it from being retired")
  func life() throws {
    let detail = try ShowHost.answer.read([
      "version": 1, "row": Self.hostRow, "deployments": [],
      "life": [
        "replaces": "h-5c1e0f9a7b2d4684", "known": ["request:RFC-7"], "blockers": [Self.blocker],
        "leaning": [
          ["type": "runs-on", "to": ["item": "CI-9", "class": "service", "name": Self.nasty, "status": "live"]]
        ],
      ],
    ])
    let html = HostViews.show(detail, log: [], try House().scene("/hosts/h-5c1e0f9a7b2d4683"))
    #expect(Self.isClean(html))
    #expect(html.text.contains("took the place of <a class=\"ref\" href=\"/hosts/h-5c1e0f9a7b2d4684\">"))
    #expect(html.text.contains("carries") && html.text.contains("/items/CI-9") && html.text.contains("/requests/RFC-7"))
    #expect(html.text.contains("What keeps it from being retired: 1"))
    for act in ["host.retire", "host.replace"] { #expect(html.text.contains("/act/\(act)?host=h-5c1e0f9a7b2d4683")) }
  }

  @Test("BLD-2: where settings are typed the package's parameters stand, with what a value may be and its default")
  func parameters() throws {
    let row: JSON = [
      "package": "greeter@1.0.0", "digest": Self.digest, "status": "stored", "contentBytes": 2048, "proven": true,
    ]
    let detail = try ShowPackage.answer.read([
      "version": 1, "row": row, "serves": [], "builtBy": "x", "admittedBy": "x", "item": "CI-4", "proofs": [],
      "parameters": [
        ["name": "port", "kind": "port", "limits": "a port from 1 to 65535", "default": "8081", "about": "Listens"],
        ["name": "word", "kind": "text", "limits": "a text of one line", "about": Self.nasty],
      ],
    ])
    let note = FieldNote(
      name: "parameters", about: "Settings of the package", required: false,
      spelling: PlanRelease.shape.spelling.fields.first { $0.name == "parameters" }?.spelling ?? .anything)
    let html = FormFields(values: FormValues([]), beside: ["parameters": ParameterViews.beside(detail)]).html([note])
    #expect(Self.isClean(html))
    #expect(html.text.contains("a port from 1 to 65535") && html.text.contains("<code>8081</code>"))
    #expect(html.text.contains("must be given") && html.text.contains("name=\"parameters\""))
    #expect(ParameterViews.beside(nil).text.contains("No package is chosen yet"))
  }

  @Test("DSL-1: a version shows files, manifest and proofs")
  func package() throws {
    let detail = try ShowPackage.answer.read([
      "version": 1,
      "row": [
        "package": "greeter@1.0.0", "digest": Self.digest, "status": "stored", "contentBytes": 2048, "proven": true,
      ], "serves": ["RFC-1"], "builtBy": Self.nasty, "admittedBy": Self.nasty, "item": "CI-4",
      "proofs": [
        [
          "deployment": "DEP-7", "host": "h-5c1e0f9a7b2d4683", "before": Self.digest, "after": Self.digest,
          "milliseconds": 850, "noise": 2,
        ]
      ],
      "description": [
        "files": [["path": Self.nasty, "bytes": 12, "digest": Self.digest]], "manifest": ["name": Self.nasty],
      ],
    ])
    let html = PackageViews.show(detail, log: [], try House().scene("/packages/greeter@1.0.0"))
    #expect(Self.isClean(html))
    #expect(html.text.contains("850 ms") && html.text.contains("the same state") && html.text.contains("2.0 KiB"))
    #expect(html.text.contains("/act/package.accept?package=greeter@1.0.0"))
    #expect(html.text.contains("{\n  &quot;name&quot;: &quot;&lt;b&gt;"))
  }

  @Test("ROL-5: my work leads to acts of this server only, and an empty list says when something comes")
  func work() throws {
    let scene = try House().scene()
    let row = try MyWork.answer.read([
      "items": [
        [
          "act": Self.nasty, "subject": "request:RFC-1", "title": Self.nasty, "path": "//example.org",
          "due": "2026-12-12",
        ]
      ]
    ])
    let html = EntryViews.work(row, scene)
    #expect(Self.isClean(html) && !html.text.contains("example.org") && html.text.contains("12 Dec 2026"))
    #expect(EntryViews.work([], scene).text.contains("Something comes here when"))
  }

  @Test("LOG-1: entries show their place, who, why and the hash of the leaf; a full page leads to older ones")
  func log() throws {
    let entry: JSON = [
      "index": 41, "at": 1_795_459_145_000, "kind": "request.role-granted/1", "subject": "request:RFC-1",
      "actor": Self.nasty,
      "role": "cab-member", "operation": "request.vote", "why": Self.nasty,
      "leaf": .string(String(repeating: "c", count: 64)), "body": ["text": Self.nasty],
    ]
    let rows = try ListEntries.answer.read(["items": [entry]]).items
    let search = LogViews.Search(asked: ListEntries(limit: 50))
    let html = LogViews.page(Journal(rows), next: 41, search, try House().scene("/log"))
    #expect(Self.isClean(html))
    #expect(html.text.contains("request role granted") && html.text.contains("as CAB member"))
    #expect(html.text.contains("cccccccccccc…") && html.text.contains("href=\"/log?before=41\""))
    let half = LogViews.page(Journal(rows), next: nil, search, try House().scene("/log"))
    #expect(!half.text.contains("before="))
  }
}

@Suite("Style")
struct StyleTests {
  /// Relative luminance (WCAG 2.2).
  static func luminance(_ hex: Substring) -> Double? {
    guard let bytes = Hex.bytes(String(hex)), bytes.count == 3 else { return nil }
    let parts = bytes.map { byte -> Double in
      let part = Double(byte) / 255
      return part <= 0.04045 ? part / 12.92 : Self.power((part + 0.055) / 1.055)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  /// To the power of 2.4: x² · x^(2/5), the fifth root by Newton's steps.
  static func power(_ x: Double) -> Double {
    let square = x * x
    var root = 1.0
    for _ in 0..<60 { root -= (root * root * root * root * root - square) / (5 * root * root * root * root) }
    return square * root
  }

  static func tokens(_ part: Substring) -> [String: Double] {
    var out: [String: Double] = [:]
    for piece in part.split(separator: "--").dropFirst() {
      let pair = piece.split(separator: ": #")
      guard pair.count == 2, let value = luminance(pair[1].prefix(6)) else { continue }
      out[String(pair[0])] = value
    }
    return out
  }

  @Test("WCAG 2.2 AA: text has 4.5 to 1, edges of controls 3 to 1, in light and in dark")
  func contrast() throws {
    let parts = StyleSheet.tokens.split(separator: "@media")
    #expect(parts.count == 2)
    let grounds = ["paper", "sheet"]
    let texts = ["ink", "ink-2", "ink-3", "accent", "go", "hold", "stop", "idle"]
    var pairs = texts.flatMap { text in grounds.map { (text, $0, 4.5) } }
    pairs += ["go", "hold", "stop", "idle", "accent"].map { ($0, $0 + "-soft", 4.5) }
    pairs += ["accent", "stop"].map { ("paper", $0, 4.5) } + [("edge", "sheet", 3), ("edge", "paper", 3)]
    pairs += ["ink", "ink-2", "ink-3"].map { ($0, "accent-soft", 4.5) }
    for part in parts {
      let tokens = Self.tokens(part)
      for (front, back, least) in pairs {
        let (one, two) = (try #require(tokens[front]), try #require(tokens[back]))
        let ratio = (max(one, two) + 0.05) / (min(one, two) + 0.05)
        #expect(ratio >= least, "\(front) on \(back): \(ratio)")
      }
    }
  }

  @Test("The style sheet has light, dark, print, phone and coarse pointers, and its braces match")
  func sheet() {
    for needed in [
      "prefers-color-scheme: dark", "@media print", "max-width: 900px", "pointer: coarse", ":focus-visible",
    ] {
      #expect(StyleSheet.text.contains(needed))
    }
    #expect(StyleSheet.text.split(separator: "{").count == StyleSheet.text.split(separator: "}").count)
  }
}
