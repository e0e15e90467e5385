import Vocabulary

extension Shape where Value == String {
  /// A text exactly as it stands: a link's target, an argument, a log. `text` would normalise and refuse lines.
  static var exact: Self {
    Shape(
      spelling: .text(least: 0, most: 1 << 20, lines: true),
      reading: { json, pointer, problems in
        if case .string(let text) = json { return text }
        problems.append(FieldProblem(pointer: pointer, says: "a text is needed"))
        return nil
      }, writing: { .string($0) })
  }
}

/// Bytes of a path as they stand in fingerprint keys: what is outside printable ASCII, and `%`, is `%NN` (0004).
public func keyText(ofPath bytes: some Sequence<UInt8>) -> String {
  var out: [UInt8] = []
  for byte in bytes {
    if (0x21...0x7E).contains(byte), byte != UInt8(ascii: "%") {
      out.append(byte)
    } else {
      out.append(UInt8(ascii: "%"))
      out += Hex.text([byte]).uppercased().utf8
    }
  }
  return String(decoding: out, as: UTF8.self)
}

/// A name that is safe as a file's name: all but letters, digits, hyphen and underscore is `%NN`.
public func plainName(_ name: String) -> String {
  var out: [UInt8] = []
  for byte in name.utf8 {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): out.append(byte)
    default: out += "%\(Hex.text([byte]).uppercased())".utf8
    }
  }
  return String(decoding: out, as: UTF8.self)
}
