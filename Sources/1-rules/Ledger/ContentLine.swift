import Vocabulary

/// A line after the checkpoint, with the digest that it claims and the one that its content gives.
enum ContentLine {
  case text(HashValue, found: HashValue)
  case document(HashValue, found: HashValue)
  case erased(HashValue, by: Int)
  case changeSet(HashValue, [UInt8])

  /// Nil unless the line is canonical and one of the four forms.
  init?(_ line: UnsafeRawBufferPointer) {
    if let plain = Self.plainText(line) {
      self = plain
      return
    }
    guard let json = try? JSON(parsing: line), json.canonicalBytes.elementsEqual(line), let members = json.members
    else {
      return nil
    }
    switch members.map(\.name) {
    case ["digest", "salt", "text"]:
      guard let digest = ExportContents.value(hex: json["digest"]?.text), let text = json["text"]?.text,
        let salt = Salt(hex: json["salt"]?.text ?? "")
      else { return nil }
      self = .text(digest, found: Self.hash(salt, Array(text.utf8)))
    case ["base64", "digest", "salt"]:
      guard let digest = ExportContents.value(hex: json["digest"]?.text),
        let bytes = Base64.bytes(json["base64"]?.text ?? "="), let salt = Salt(hex: json["salt"]?.text ?? "")
      else { return nil }
      self = .document(digest, found: Self.hash(salt, bytes))
    case ["digest", "erasedBy"]:
      guard let digest = ExportContents.value(hex: json["digest"]?.text), let entry = json["erasedBy"]?.whole else {
        return nil
      }
      self = .erased(digest, by: Int(entry))
    case ["base64", "changeSet"]:
      guard let digest = Digest(text: json["changeSet"]?.text ?? ""), let value = HashValue(bytes: digest.bytes),
        let bytes = Base64.bytes(json["base64"]?.text ?? "=")
      else { return nil }
      self = .changeSet(value, bytes)
    default: return nil
    }
  }

  private static func hash(_ salt: Salt, _ content: [UInt8]) -> HashValue {
    salt.bytes.withUnsafeBytes { salt in content.withUnsafeBytes { SHA256Hash.of(salt, $0) } }
  }

  /// The short way for a text without escapes, hashed where it lies: `{"digest":"…","salt":"…","text":"…"}`.
  private static func plainText(_ line: UnsafeRawBufferPointer) -> ContentLine? {
    let (start, end) = (127, line.count - 2)
    guard end >= start, line[..<11].elementsEqual("{\"digest\":\"".utf8), let digest = HashValue(hex: line, from: 11),
      line[75..<85].elementsEqual("\",\"salt\":\"".utf8), line[117..<127].elementsEqual("\",\"text\":\"".utf8),
      line[end...].elementsEqual("\"}".utf8),
      line[start..<end].allSatisfy({ $0 >= 0x20 && $0 < 0x80 && $0 != 0x22 && $0 != 0x5C }),
      let salt = Salt(hex: String(decoding: line[85..<117], as: UTF8.self))
    else { return nil }
    return salt.bytes.withUnsafeBytes { salt in
      .text(digest, found: SHA256Hash.of(salt, UnsafeRawBufferPointer(rebasing: line[start..<end])))
    }
  }
}
