import Vocabulary

/// Reads a form that is sent in parts (RFC 7578), as browsers send one with a file.
enum MultipartReader {
  /// The boundary that a media type names, or nil if it is another type.
  static func boundary(of type: String?) -> String? {
    guard let type, type.lowercased().hasPrefix("multipart/form-data") else { return nil }
    for part in type.split(separator: ";").dropFirst() {
      let text = part.drop { $0 == " " }
      guard text.lowercased().hasPrefix("boundary=") else { continue }
      let value = String(text.dropFirst(9).filter { $0 != "\"" })
      return (1...70).contains(value.utf8.count) ? value : nil
    }
    return nil
  }

  /// The fields in order. A file becomes the JSON that `FileContent` reads; one that nobody chose is left out.
  static func pairs(_ body: [UInt8], boundary: String) -> [(name: String, value: String)] {
    let mark = Array("--\(boundary)".utf8)
    return parts(of: body, mark).compactMap { part in
      guard let split = find(Array("\r\n\r\n".utf8), in: part, from: part.startIndex) else { return nil }
      let head = headers(part[..<split])
      let content = Array(part[(split + 4)...])
      guard let disposition = head.first(where: { $0.name == "content-disposition" })?.value,
        let name = parameter("name", of: disposition)
      else { return nil }
      guard let file = parameter("filename", of: disposition) else {
        return (name, String(decoding: content, as: UTF8.self))
      }
      guard !file.isEmpty || !content.isEmpty else { return nil }
      let type = head.first { $0.name == "content-type" }?.value ?? "application/octet-stream"
      let json: JSON = ["content": .string(Base64.text(content)), "name": .string(file), "type": .string(type)]
      return (name, json.canonicalText)
    }
  }

  /// What stands between marks, without the line ends that belong to them.
  private static func parts(of body: [UInt8], _ mark: [UInt8]) -> [ArraySlice<UInt8>] {
    var found: [ArraySlice<UInt8>] = []
    guard var start = find(mark, in: body[...], from: 0).map({ $0 + mark.count }) else { return [] }
    let next = Array("\r\n".utf8) + mark
    while body[start...].starts(with: [0x0D, 0x0A]), let end = find(next, in: body[...], from: start) {
      if start + 2 <= end { found.append(body[(start + 2)..<end]) }
      start = end + next.count
    }
    return found
  }

  private static func find(_ needle: [UInt8], in bytes: ArraySlice<UInt8>, from: Int) -> Int? {
    guard let first = needle.first, bytes.endIndex - from >= needle.count else { return nil }
    var place = from
    while place + needle.count <= bytes.endIndex {
      guard let hit = bytes[place...].firstIndex(of: first), hit + needle.count <= bytes.endIndex else { return nil }
      if bytes[hit..<(hit + needle.count)].elementsEqual(needle) { return hit }
      place = hit + 1
    }
    return nil
  }

  private static func headers(_ bytes: ArraySlice<UInt8>) -> [(name: String, value: String)] {
    String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).compactMap { line in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      return (line[..<colon].lowercased(), String(line[line.index(after: colon)...].drop { $0 == " " }))
    }
  }

  /// `name="why"`; browsers write a quotation mark in a name as %22.
  private static func parameter(_ name: String, of header: String) -> String? {
    for part in header.split(separator: ";").dropFirst() {
      let text = part.drop { $0 == " " }
      guard text.hasPrefix("\(name)=\""), text.hasSuffix("\"") else { continue }
      return String(text.dropFirst(name.count + 2).dropLast())
    }
    return nil
  }
}
