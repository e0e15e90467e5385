/// A line of an entry: index, space, 64 hexadecimal digits, space, bytes.
struct EntryLine {
  let index: Int
  let hash: HashValue
  let bytes: UnsafeRawBufferPointer

  init?(_ line: UnsafeRawBufferPointer) {
    var at = 0
    var index = 0
    while at < line.count, at < 16, case let byte = line[at], byte >= 0x30, byte <= 0x39 {
      index = index * 10 + Int(byte - 0x30)
      at += 1
    }
    guard at > 0, at == 1 || line[0] != 0x30, line.count > at + 66, line[at] == 0x20, line[at + 65] == 0x20,
      let hash = HashValue(hex: line, from: at + 1)
    else { return nil }
    (self.index, self.hash) = (index, hash)
    bytes = UnsafeRawBufferPointer(rebasing: line[(at + 66)...])
  }
}
