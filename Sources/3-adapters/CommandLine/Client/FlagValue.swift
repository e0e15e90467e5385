import Vocabulary

/// Why a flag's text is not the value that the field needs, as a clause.
struct FlagProblem: Error, Sendable, Equatable {
  let says: String
}

/// Turns the texts of a flag into the JSON of its field, by how the field is spelled.
enum FlagValue {
  /// `texts` are what the flag was given, once or several times; several are a list only.
  static func read(_ texts: [String], as spelling: Spelling) throws(FlagProblem) -> JSON {
    if case .list(let element, _, _) = spelling { return try list(texts, of: element) }
    guard texts.count == 1, let text = texts.first else { throw FlagProblem(says: "may be given once only") }
    return try one(text, as: spelling)
  }

  private static func list(_ texts: [String], of element: Spelling) throws(FlagProblem) -> JSON {
    // A JSON list stands for the whole list; otherwise each text is an element.
    if texts.count == 1, let text = texts.first, text.hasPrefix("[") {
      guard let json = try? JSON(parsing: text), case .array = json else {
        throw FlagProblem(says: "a value that begins with [ must be a JSON list")
      }
      return json
    }
    var items: [JSON] = []
    for text in texts { items.append(try one(text, as: element)) }
    return .array(items)
  }

  private static func one(_ text: String, as spelling: Spelling) throws(FlagProblem) -> JSON {
    switch spelling {
    case .text, .reference, .secret: return .string(text)
    case .whole(let least, let most):
      guard let number = Int64(text), (least...most).contains(number) else {
        throw FlagProblem(says: "a whole number from \(least) to \(most) is needed")
      }
      return .int(number)
    case .yesOrNo:
      switch text {
      case "yes", "true": return .bool(true)
      case "no", "false": return .bool(false)
      default: throw FlagProblem(says: "yes or no is needed")
      }
    case .oneOf(let words):
      guard words.contains(text) else { throw FlagProblem(says: "one of \(words.joined(separator: ", ")) is needed") }
      return .string(text)
    case .moment:
      guard let moment = moment(text) else {
        throw FlagProblem(says: "a moment in UTC like 2026-12-12T18:30Z, or milliseconds since 1970, is needed")
      }
      return .int(moment.milliseconds)
    case .date:
      guard let date = CivilDate(text: text) else { throw FlagProblem(says: "a date like 2026-12-12 is needed") }
      return .string(date.text)
    case .choice(let alternatives):
      // An alternative without fields may be given by its name alone.
      if let bare = alternatives.first(where: { $0.name == text }), bare.spelling == .record([]) {
        return .object([.init(bare.name, .object([]))])
      }
      return try object(text, "{\"\(alternatives.first?.name ?? "name")\":…}")
    case .record(let fields): return try object(text, "{\"\(fields.first?.name ?? "name")\":…}")
    case .file(let most): return try file(text, most)
    case .list(let element, _, _): return try list([text], of: element)
    case .anything:
      do { return try JSON(parsing: text) } catch { throw FlagProblem(says: "JSON is needed: \(error.says)") }
    }
  }

  /// The file at a path, with its own name.
  private static func file(_ path: String, _ most: Int) throws(FlagProblem) -> JSON {
    do {
      let bytes = try LocalFile(reading: path).readAll(most: most)
      guard !bytes.isEmpty else { throw FlagProblem(says: "\(path) is empty") }
      let name = path.split(separator: "/").last.map(String.init) ?? path
      return ["content": .string(Base64.text(bytes)), "name": .string(name)]
    } catch let problem as FlagProblem { throw problem } catch { throw FlagProblem(says: "\(error)") }
  }

  private static func object(_ text: String, _ example: String) throws(FlagProblem) -> JSON {
    let json: JSON
    do { json = try JSON(parsing: text) } catch {
      throw FlagProblem(says: "JSON like \(example) is needed: \(error.says)")
    }
    guard case .object = json else { throw FlagProblem(says: "JSON like \(example) is needed") }
    return json
  }

  /// Milliseconds, or `2026-12-12T18:30Z` with or without seconds and thousandths.
  static func moment(_ text: String) -> Moment? {
    if let number = Int64(text) {
      return (0...JSON.largestWhole).contains(number) ? Moment(milliseconds: number) : nil
    }
    guard text.hasSuffix("Z"), let split = text.firstIndex(of: "T"), let date = CivilDate(text: String(text[..<split]))
    else { return nil }
    let clock = text[text.index(after: split)...].dropLast()
    let seconds = clock.split(separator: ".", omittingEmptySubsequences: false)
    let parts = (seconds.first ?? "").split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { digits($0, 2) }
    guard numbers.count == parts.count, (2...3).contains(numbers.count), numbers[0] < 24,
      numbers.dropFirst().allSatisfy({ $0 < 60 }), seconds.count == 1 || (seconds.count == 2 && numbers.count == 3)
    else { return nil }
    var thousandths: Int64 = 0
    if seconds.count == 2 {
      guard let read = digits(seconds[1], 3) else { return nil }
      thousandths = read
    }
    let inDay = numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
    return Moment(milliseconds: Int64(date.dayNumber) * 86_400_000 + inDay * 1000 + thousandths)
  }

  private static func digits(_ text: Substring, _ count: Int) -> Int64? {
    guard text.utf8.count == count, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(text)
  }
}
