import Vocabulary

/// One fact about a host, with where it was read (docs/decisions/0006, «Inventory»; CFG-5).
public struct InventoryFact: Sendable, Hashable {
  public enum Group: String, Sendable, Hashable, CaseIterable {
    case hardware, system, package, service, user, network, disk, agent
  }

  public let group: Group
  public let key: String
  /// The file or call that said so.
  public let source: String
  public let value: String

  public init(_ group: Group, _ key: String, _ value: String, source: String) {
    self.group = group
    self.key = key
    self.value = value
    self.source = source
  }

  var json: JSON {
    [
      "group": .string(group.rawValue), "key": .string(key), "source": .string(source), "value": .string(value),
    ]
  }
}

/// What a host is made of, read from the texts its system shows.
public enum Inventory {
  /// The document for the server; `shared` names the groups that a confined agent has from the machine around it.
  public static func document(_ facts: [InventoryFact], shared: [InventoryFact.Group], at: Moment) -> JSON {
    [
      "at": .int(at.milliseconds), "facts": .array(sorted(facts).map(\.json)),
      "shared": .array(shared.map { .string($0.rawValue) }),
    ]
  }

  /// The facts alone, whose digest tells whether anything changed; the agent's own health is left out because it
  /// changes all the time.
  public static func comparable(_ facts: [InventoryFact]) -> JSON {
    .array(sorted(facts).filter { $0.group != .agent }.map(\.json))
  }

  private static func sorted(_ facts: [InventoryFact]) -> [InventoryFact] {
    facts.sorted { left, right in
      let (one, two) = ("\(left.group.rawValue)/\(left.key)", "\(right.group.rawValue)/\(right.key)")
      return one == two ? left.value < right.value : one.utf8.lexicographicallyPrecedes(two.utf8)
    }
  }

  /// `/proc/cpuinfo`: model, how many.
  public static func processors(_ text: String, source: String) -> [InventoryFact] {
    let pairs = pairs(text, separator: ":")
    let count = pairs.filter { $0.name == "processor" }.count
    let model = pairs.first { $0.name == "model name" || $0.name == "Model" || $0.name == "Hardware" }
    var facts = [InventoryFact(.hardware, "processors", String(count), source: source)]
    if let model { facts.append(InventoryFact(.hardware, "processor-model", model.value, source: source)) }
    return facts
  }

  /// `/proc/meminfo`: all memory in bytes.
  public static func memory(_ text: String, source: String) -> [InventoryFact] {
    guard let kibibytes = memoryKibibytes(text, "MemTotal") else { return [] }
    return [InventoryFact(.hardware, "memory-bytes", String(kibibytes * 1024), source: source)]
  }

  /// One line of `/proc/meminfo`, in KiB.
  public static func memoryKibibytes(_ text: String, _ name: String) -> Int64? {
    pairs(text, separator: ":").first { $0.name == name }.flatMap { pair in
      pair.value.split(separator: " ").first.flatMap { Int64($0) }
    }
  }

  /// `/etc/os-release` (os-release(5)).
  public static func system(_ text: String, source: String) -> [InventoryFact] {
    let wanted = ["ID", "VERSION_ID", "PRETTY_NAME"]
    return pairs(text, separator: "=").filter { wanted.contains($0.name) }.map { pair in
      var value = pair.value
      if value.count >= 2, let quote = value.first, quote == "\"" || quote == "'", value.last == quote {
        value = String(value.dropFirst().dropLast())
      }
      return InventoryFact(.system, "os-" + pair.name.lowercased(), value, source: source)
    }
  }

  /// `/var/lib/dpkg/status`: what is installed, with its version.
  public static func packages(_ text: String, source: String) -> [InventoryFact] {
    installedPackages(text).map { InventoryFact(.package, $0.name, "\($0.version) \($0.status)", source: source) }
  }

  /// Every package that dpkg knows: name with architecture, version, status.
  public static func installedPackages(_ text: String) -> [(name: String, version: String, status: String)] {
    var found: [(name: String, version: String, status: String)] = []
    var fields: [(name: String, value: String)] = []
    func finish() {
      func value(_ name: String) -> String? { fields.first { $0.name == name }?.value }
      if let name = value("Package") {
        let full = value("Architecture").map { "\(name):\($0)" } ?? name
        found.append((full, value("Version") ?? "", value("Status") ?? ""))
      }
      fields = []
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty {
        finish()
      } else if line.first != " ", let colon = line.firstIndex(of: ":") {
        let name = line[..<colon]
        guard ["Package", "Version", "Status", "Architecture"].contains(name) else { continue }
        fields.append((String(name), String(line[line.index(after: colon)...].trimmed)))
      }
    }
    finish()
    return found
  }

  /// `/etc/passwd`: people's accounts by name, from user number 1000 on; nothing else about them.
  public static func users(_ text: String, source: String) -> [InventoryFact] {
    text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: ":", omittingEmptySubsequences: false)
      guard fields.count >= 3, let number = Int64(fields[2]), number >= 1000, fields[0] != "nobody" else { return nil }
      return InventoryFact(.user, String(fields[0]), "account", source: source)
    }
  }

  static func pairs(_ text: String, separator: Character) -> [(name: String, value: String)] {
    text.split(separator: "\n").compactMap { line in
      guard let at = line.firstIndex(of: separator) else { return nil }
      return (String(line[..<at].trimmed), String(line[line.index(after: at)...].trimmed))
    }
  }
}

extension Substring {
  /// Without spaces and tabs at both ends.
  var trimmed: Substring {
    var rest = self
    while let first = rest.first, first == " " || first == "\t" { rest = rest.dropFirst() }
    while let last = rest.last, last == " " || last == "\t" || last == "\r" { rest = rest.dropLast() }
    return rest
  }
}
