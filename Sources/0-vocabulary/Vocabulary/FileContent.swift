/// A file as it comes in and goes out: its name, what it says it is, its bytes.
public struct FileContent: Sendable, Hashable {
  public var name: String
  /// Media type, as whoever gives it says; never believed.
  public var type: String
  public var bytes: [UInt8]

  public init(name: String, type: String, bytes: [UInt8]) {
    self.name = name
    self.type = type
    self.bytes = bytes
  }

  /// `{"content":"<base64>","name":"plan.pdf","type":"application/pdf"}`. On the command line a path, in a form a file.
  public static func shape(most: Int) -> Shape<FileContent> {
    let content = Shape<String>.text(4...(most + 2) / 3 * 4).mapped(
      { text in Base64.bytes(text).flatMap { $0.isEmpty || $0.count > most ? nil : $0 } }, { Base64.text($0) },
      else: "base64 with padding of 1 to \(most) bytes is needed")
    return Shape<FileContent>.record(
      FileContent.init(name:type:bytes:),
      field("name", \.name, .text(1...200), "Name of the file"),
      field("type", \.type, .text(3...100), else: "application/octet-stream", "Media type"),
      field("content", \.bytes, content, "The bytes, base64")
    ).spelled(.file(most: most))
  }
}
