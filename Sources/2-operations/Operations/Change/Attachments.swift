import ChangeRules
import Evidence
import PeopleRules
import Vocabulary

/// Puts a file beside a request (CHG-1). It stands in the log as a commitment and can be erased.
public struct AttachToRequest: Operation {
  public static let name = "request.attach"
  public static let about = "Attach a file to a request"
  public static let authority = Authority.signedIn
  public var request: RequestReference
  public var file: FileContent
  public static let shape = Shape.record(
    AttachToRequest.init(request:file:),
    field("request", \.request, RequestReference.shape, "The request"),
    field("file", \.file, FileContent.shape(most: Self.mostBytes), "The file"))

  /// A body may have four mebibytes, and base64 takes a third more than the file.
  static let mostBytes = 3_000_000

  public func run(_ desk: inout Desk) throws -> Done {
    let held = try desk.get(ChangeRequest.self, request.text)
    let attachment = Attachment(
      number: held.value.attachments.count + 1, name: try desk.words(file.name), type: file.type,
      bytes: file.bytes.count,
      document: try desk.books.keep(document: file.bytes), by: try desk.person())
    return try RequestDesk.decide(request, .attach(attachment), &desk)
  }
}

public struct ShowAttachment: QuestionAsked {
  public static let name = "request.attachment"
  public static let about = "One attached file, whole"
  public var request: RequestReference
  public var number: Int
  public static let shape = Shape.record(
    ShowAttachment.init(request:number:),
    field("request", \.request, RequestReference.shape, "The request"),
    field("number", \.number, .whole(1...1000), "Which attachment"))
  public static let answer = FileContent.shape(most: AttachToRequest.mostBytes)
  public init(request: RequestReference, number: Int) {
    self.request = request
    self.number = number
  }

  public func ask(_ desk: Desk) throws -> FileContent {
    let it = try desk.get(ChangeRequest.self, request.text).value
    if let erased = try it.erasures.last(where: { $0.attachment == number }).flatMap({ try ErasureRow.made($0, desk) })
    {
      throw Refused(
        Refusal(
          "attachment-erased", because: "This file of \(request) was erased at \(erased.at): \(erased.why)",
          clears: "It is gone for ever. If it is needed without what had to be erased, it is attached anew."))
    }
    guard let attachment = it.attachments.first(where: { $0.number == number }),
      let content = try desk.books.document(attachment.document)
    else { throw NotFound(subject: SubjectReference(kind: "attachment", reference: "\(request.text)/\(number)")) }
    return FileContent(name: try desk.text(attachment.name), type: attachment.type, bytes: content)
  }
}
