import Ledger
import Vocabulary

/// The texts and documents that an entry names, which an export must hold (docs/decisions/0001, «Export»).
enum NamedContents {
  enum Form: String {
    case words, document
  }

  /// Every object that is exactly `{"words":"<hex>"}` or `{"document":"<hex>"}`, anywhere in the entry.
  static func of(_ entry: LogEntry) -> [(digest: Digest, form: Form)] {
    var found: [(digest: Digest, form: Form)] = entry.why.map { [($0.digest, .words)] } ?? []
    walk(entry.body, &found)
    return found
  }

  private static func walk(_ json: JSON, _ found: inout [(digest: Digest, form: Form)]) {
    switch json {
    case .null, .bool, .int, .string: break
    case .array(let items):
      for item in items { walk(item, &found) }
    case .object(let members):
      if members.count == 1, let form = Form(rawValue: members[0].name),
        let digest = members[0].value.text.flatMap(Digest.init(hex:))
      {
        found.append((digest, form))
      }
      for member in members { walk(member.value, &found) }
    }
  }
}
